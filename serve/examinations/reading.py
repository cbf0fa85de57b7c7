"""A verdict in words, for the page, the terminal and the report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.code_findings import CodeFinding, CodeResult
from model.description import UNNAMED_REGION, ReleaseDescription
from model.likelihood import Supports, posterior, supports
from model.messages import NOTHING, Message, Share, Value, Wording, apart, sentences
from model.released_product import Basis
from model.unlikeness import MISSING, STRANGE
from model.verdict import Finding, Guarantee, Outcome, PointFinding, Verdict
from serve.examinations import doubts, explaining, extent, figures, finding_messages, messages, reasoning
from serve.examinations.confidentiality import WITHHELD
from serve.examinations.context import EXAMINER, Audience, VerdictContext
from serve.examinations.photo_reading import ReadPhoto, read_photos
from serve.examinations.release_doubts import accepted_doubts, places_doubt
from serve.examinations.text_reading import ReadText, read_texts, texts_on_no_photo
from serve.examinations.weighing import Named, SumTotal, WeighedSide, sum_total, weighed_sides
from serve.platform.languages import spoken

MAIN_SHARE, SUPPORTING_SHARE = 0.4, 0.15  # of all points' weight together
AS_A_WHOLE = frozenset({STRANGE, MISSING})  # entries of the one-class score, which no sheet has
HARDLY = 0.7  # natural log-odds, a factor of two
RARE, EVERY_SECOND = 0.01, 0.5  # prior shares of counterfeits used as examples in the explanation


class PlaceText(NamedTuple):
    """The text about a place: the sheet's texts, each under its heading; or only a note."""

    title: Wording
    genuine: Wording = NOTHING
    counterfeit: Wording = NOTHING
    note: Wording = NOTHING

    @property
    def by_heading(self) -> Mapping[Message, Wording]:
        """Heading -> text, without the empty ones."""
        words = dict(zip(finding_messages.HEADINGS, (self.genuine, self.counterfeit, self.note), strict=True))
        return {heading: text for heading, text in words.items() if text}


@dataclass(frozen=True)
class ReadPoint:
    """One finding; `index` is its place in the verdict, `photo` the number of a photo, None if none shows it.

    Attributes:
        is_place: whether it is a place on the item, and not an amount.
    """

    index: int
    id: str
    finding: Finding
    finding_words: Message
    strength: Message
    told: PlaceText
    photo: int | None
    is_place: bool


@dataclass(frozen=True)
class ReadCode:
    """One number read on a photo; `photo` is that photo's number."""

    finding: CodeResult
    text: str
    said: Message
    photo: int


class OtherProduct(NamedTuple):
    """A product that the photos may show instead of the one judged."""

    id: str
    name: Wording


@dataclass(frozen=True)
class VerdictText:
    """The whole verdict in words; texts are empty if there is nothing to say.

    Attributes:
        partly_shown: the note that only a part of the item is shown.
        looks_fit: whether the photos may show the product judged; otherwise the findings mean little.
        means_not: what a definite outcome does not mean.
        leaning: which way the evidence leans if inconclusive.
        rests_on: what to know first if the verdict rests on evidence that can't be shown.
        basis: the scores on which it rests, if those are not the usual ones.
        reasons: why it is inconclusive, and which photos do not belong.
        candidates: products that the photos may show, the likeliest first.
        asks_for_product: whether the next step is to find out and choose the product.
        before, after: how many items that come this way are counterfeit, and how many of those with photos like these;
            empty if the officer did not say.
        sides: what supports the outcome, and what contradicts it; empty if nothing was added up.
        sum_total: what they are together; None if nothing was added up.
        places_doubt: what to know of the release before looking at what differs, if anything does.
        deviating, matching: empty if no photo was good enough to judge.
        settled: how often the next photo settled such items.
    """

    outcome: str
    partly_shown: Message
    looks_fit: bool
    headline: Message
    means: Message
    means_not: Message
    leaning: Message
    do_next: Wording
    product: Message
    rests_on: Message
    notes: tuple[Message, ...]
    basis: Message
    bound: Wording
    strength: Message
    likelihood: Wording
    prior: Wording
    before: Wording
    after: Wording
    sides: tuple[WeighedSide, ...]
    sum_total: SumTotal | None
    reasons_title: Message
    reasons: tuple[Message, ...]
    candidates: tuple[OtherProduct, ...]
    asks_for_product: bool
    places_doubt: Message
    deviating: tuple[ReadPoint, ...]
    matching: tuple[ReadPoint, ...]
    codes: tuple[ReadCode, ...]
    texts: tuple[ReadText, ...]
    photos: tuple[ReadPhoto, ...]
    next_photo: Wording
    settled: Message
    limits: tuple[Message, ...]
    release: str

    @property
    def matching_title(self) -> Message:
        """How many points match.

        A comparison of the whole view or of a region without a name is no identification point, and possibly no photo
        shows a confidential point: none of these is counted.
        """
        ids = {point.id for point in self.matching}
        count = sum(point.id not in {*AS_A_WHOLE, WITHHELD, UNNAMED_REGION} for point in self.matching)
        if count:
            return finding_messages.MATCHING.of(count=count)
        if ids & {*AS_A_WHOLE, UNNAMED_REGION} == {UNNAMED_REGION}:
            return finding_messages.MATCHING_UNNAMED
        return finding_messages.MATCHING_AS_A_WHOLE if ids & AS_A_WHOLE else finding_messages.MATCHING_UNSHOWN

    @property
    def places(self) -> tuple[ReadPoint, ...]:
        """Findings that deviate and have a visible place."""
        return tuple(point for point in self.deviating if point.is_place and point.photo is not None)

    @property
    def places_title(self) -> Message:
        """The sentence on how many places to look at."""
        is_strange = all(point.id == STRANGE for point in self.places)
        texts = finding_messages.STRANGE_PLACES if is_strange else finding_messages.DIFFERING
        return texts.of(count=len(self.places))

    @property
    def elsewhere(self) -> tuple[ReadPoint, ...]:
        """Findings that deviate and have no visible place."""
        return tuple(point for point in self.deviating if point not in self.places)

    @property
    def elsewhere_title(self) -> Message:
        """The heading of such findings, with or without places."""
        return finding_messages.AGAINST_TOO if self.places else finding_messages.AGAINST


def read(
    verdict: Verdict,
    release: ReleaseDescription | None,
    languages: Sequence[str] = (),
    audience: Audience = EXAMINER,
    numbers: Sequence[int] = (),
) -> VerdictText:
    """Put a verdict into words.

    Args:
        verdict: from the examiner, or as the reader may see it.
        release: that gave it; None if it is no longer here.
        languages: what the sheet's texts should be in, the best first.
        audience: who reads.
        numbers: of the photos; from 1 unless given.
    """
    context = VerdictContext(verdict, release, languages, audience, numbers or range(1, len(verdict.photos) + 1))
    points = () if doubts.is_poor(verdict) else tuple(_points(context))
    weighed = doubts.is_weighed(verdict)
    before, after = _shares(verdict) if weighed else NO_SHARES
    shown = [Named(each.index, each.told.title, each.strength) for each in points]
    return VerdictText(
        outcome=verdict.outcome.value,
        partly_shown=explaining.partly_shown(context),
        looks_fit=doubts.looks_fit(verdict),
        headline=explaining.headline(context),
        means=explaining.means(context),
        means_not=explaining.means_not(context),
        leaning=explaining.leaning(context),
        do_next=explaining.do_next(context),
        product=explaining.product(context),
        rests_on=explaining.rests_on(context),
        notes=explaining.notes(context),
        basis=messages.BASES.get(verdict.basis, NOTHING) if verdict.basis and doubts.is_compared(verdict) else NOTHING,
        bound=_bound(context),
        strength=_strength_of_evidence(verdict) if weighed else NOTHING,
        likelihood=_likelihood(verdict) if weighed else NOTHING,
        prior=_prior(context) if weighed else NOTHING,
        before=before,
        after=after,
        sides=weighed_sides(verdict, shown),
        sum_total=sum_total(verdict, shown),
        reasons_title=reasoning.reasons_title(verdict),
        reasons=reasoning.reasons(context),
        candidates=tuple(OtherProduct(each, context.product(each)) for each in explaining.candidates(context)),
        asks_for_product=explaining.asks_for_product(context),
        places_doubt=_places_doubt(context, points),
        deviating=tuple(point for point in points if point.finding is Finding.DEVIATES),
        matching=tuple(point for point in points if point.finding is Finding.MATCHES),
        codes=tuple(_code(context, code) for code in verdict.codes),
        texts=tuple(read_texts(context)) if doubts.is_compared(verdict) else (),
        photos=tuple(read_photos(context)),
        next_photo=explaining.next_photo(context),
        settled=explaining.settled(context),
        limits=tuple(_limits(context, points)),
        release=verdict.release,
    )


def _bound(context: VerdictContext) -> Wording:
    """How often such an outcome is wrong.

    Or for administrators, how many items are missing. An officer can't do anything about missing items of a
    genuine-only product; an administrator can.
    """
    guarantee = context.verdict.guarantee
    if guarantee is None:
        return NOTHING
    lacking = bool(guarantee.items_needed) or guarantee.bound is None
    if lacking and context.verdict.basis is Basis.GENUINE_ONLY and not context.audience.sees_counts:
        return NOTHING
    texts = messages.MISSING_ITEMS if lacking else messages.BOUNDS
    pooled = messages.POOLED.of(products=guarantee.products) if guarantee.products > 1 else NOTHING
    return sentences(texts[guarantee.error].of(**_figures(guarantee)), pooled)


def _figures(guarantee: Guarantee) -> Mapping[str, Value]:
    return {
        "items": guarantee.items,
        "items_needed": guarantee.items_needed,
        "errors": guarantee.errors or messages.NO_ERRORS,
        "bound": figures.at_most(guarantee.bound or 0.0),
        "confidence": Share(guarantee.confidence),
    }


def _strength_of_evidence(verdict: Verdict) -> Message:
    if verdict.supports is None or verdict.strength is None:
        return NOTHING
    return messages.SUPPORT[verdict.supports][verdict.strength]


def _likelihood(verdict: Verdict) -> Wording:
    ratio, cap = verdict.log10_likelihood_ratio or 0.0, verdict.likelihood_ratio_cap
    text = messages.LIKELIHOOD[supports(ratio)].of(times=figures.times(ratio))
    if doubts.is_close(verdict):
        return sentences(text, messages.LIKELIHOOD_IS_NOT_ALL)
    return sentences(text, messages.LIKELIHOOD_CAPPED) if cap is not None and abs(ratio) >= cap else text


def _prior(context: VerdictContext) -> Message:
    verdict, ratio = context.verdict, context.verdict.log10_likelihood_ratio or 0.0
    before, after = _shares(verdict)
    if before == NOTHING:
        rare, even = (posterior(prior, ratio) for prior in (RARE, EVERY_SECOND))
        base = figures.base_of(rare, even)
        return messages.PRIOR.of(rare=figures.about(rare, base), even=figures.about(even, base))
    text = messages.PRIOR_GIVEN if context.audience.is_examiner else messages.PRIOR_GIVEN_BY_OFFICER
    return text.of(before=before, after=after)


class _Shares(NamedTuple):
    """How many items are counterfeit before the photos are seen, and after; empty if the officer did not say."""

    before: Message
    after: Message


NO_SHARES = _Shares(NOTHING, NOTHING)


def _shares(verdict: Verdict) -> _Shares:
    before, after = verdict.prior_counterfeit, verdict.posterior_counterfeit
    if before is None or after is None:
        return NO_SHARES
    base = figures.base_of(before, after)
    return _Shares(figures.about(before, base), figures.about(after, base))


def _points(context: VerdictContext) -> Iterable[ReadPoint]:
    total = sum(abs(finding.weight) for finding in context.verdict.points) + explaining.whole_look(context.verdict)
    for index, finding in enumerate(context.verdict.points):
        yield ReadPoint(
            index=index,
            id=finding.id,
            finding=finding.finding,
            finding_words=_found(finding),
            strength=_strength(finding, total, context.verdict),
            told=_told(context, finding),
            photo=None if finding.photo is None else context.numbers[finding.photo],
            is_place=finding.id != MISSING,
        )


def _found(finding: PointFinding) -> Message:
    if finding.id == WITHHELD and finding.finding is Finding.MATCHES:
        return finding_messages.CONFIDENTIAL_MATCHES
    texts = finding_messages.FINDINGS_OF.get(finding.id, finding_messages.FINDINGS)
    return texts.get(finding.finding, finding_messages.FINDINGS[finding.finding])


def _told(context: VerdictContext, finding: PointFinding) -> PlaceText:
    """The sheet's text on a point, in the reader's language; empty for withheld points."""
    if finding.id == WITHHELD:
        return PlaceText(finding_messages.CONFIDENTIAL_TITLE, note=finding_messages.CONFIDENTIAL_TEXT)
    if finding.id in finding_messages.UNNAMED:
        is_harmless = finding.id == STRANGE and finding.finding is not Finding.DEVIATES
        note = NOTHING if is_harmless else finding_messages.UNNAMED_NOTES[finding.id]
        note = note if finding.photo is not None else finding_messages.UNPLACED
        return PlaceText(finding_messages.UNNAMED[finding.id][finding.finding], note=note)
    point = context.points.get(finding.id)
    if point is None:
        return PlaceText(finding.id)
    return PlaceText(*(spoken(texts, context.languages) for texts in (point.title, point.genuine, point.counterfeit)))


def is_reason(finding: PointFinding) -> bool:
    """Whether a point that deviates speaks for counterfeit by so much that it is told where there is no room for more.

    Of another one, the photo often shows nothing of what the sheet says of counterfeits.
    """
    return finding.finding is Finding.DEVIATES and finding.weight >= HARDLY


def _strength(finding: PointFinding, total: float, verdict: Verdict) -> Message:
    """How much a point counts in this verdict, in words: its share of all weight, if it has weight.

    A point against the side of the whole evidence is no reason for the verdict, and a finding whose weight has the
    other sign is close to its limit; the text says both.
    """
    if abs(finding.weight) < HARDLY:
        return finding_messages.HARDLY_COUNTS
    deviates, side = finding.finding is Finding.DEVIATES, finding.weight > 0
    share = abs(finding.weight) / total
    main, supporting, minor = finding_messages.STRENGTHS
    strength = main if share >= MAIN_SHARE else supporting if share >= SUPPORTING_SHARE else minor
    if verdict.basis is Basis.GENUINE_ONLY:
        return finding_messages.APART.of(strength=strength) if deviates else finding_messages.NOT_APART
    towards = Supports.COUNTERFEIT if side else Supports.GENUINE
    if side is not deviates and finding.finding is not Finding.NOT_VISIBLE:
        return finding_messages.BORDERLINE[towards]
    against = verdict.log_odds is not None and side is not (verdict.log_odds > 0)
    return (
        finding_messages.AGAINST_THE_REST[towards]
        if against
        else finding_messages.REASON_FOR[towards].of(strength=strength)
    )


def _code(context: VerdictContext, code: CodeFinding) -> ReadCode:
    product = context.product(code.product) if code.product else NOTHING
    said = finding_messages.CODES[code.finding].of(kind=finding_messages.CODE_KINDS[code.kind], product=product)
    return ReadCode(code.finding, code.text, said, context.numbers[code.photo])


def _places_doubt(context: VerdictContext, points: Sequence[ReadPoint]) -> Message:
    differs = any(point.finding is Finding.DEVIATES for point in points)
    return places_doubt(context.description) if differs and context.description else NOTHING


def _limits(context: VerdictContext, points: Sequence[ReadPoint]) -> Iterable[Message]:
    missing = extent.views_missing(context)
    if missing and context.verdict.outcome is not Outcome.CONSISTENT:  # which says so at once
        yield messages.LIMIT_VIEWS.of(views=apart(missing))
    unseen = [point.told.title for point in points if point.finding is Finding.NOT_VISIBLE]
    if unseen:
        yield messages.LIMIT_POINTS.of(points=apart(unseen))
    if explaining.has_learned_no_point(context):
        yield messages.LIMIT_UNLEARNED
    if context.sheet and doubts.looks_fit(context.verdict) and (unread := texts_on_no_photo(context.verdict)):
        yield messages.LIMIT_TEXTS.of(texts=apart(unread))
    yield from (finding_messages.NOT_APPLIED[rule] for rule in context.verdict.not_applied)
    if context.description and (doubts_on_it := accepted_doubts(context.description)):
        yield doubts_on_it
    yield from messages.LIMITS
