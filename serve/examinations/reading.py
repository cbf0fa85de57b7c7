"""A verdict in an officer's words: what the page and the terminal both show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from model.catalogue import Point, ProductSheet
from model.code_findings import CodeFinding, CodeResult
from model.description import Basis
from model.likelihood import posterior
from model.quality import RETAKE_TEXT, RetakeCode
from model.verdict import Finding, Guarantee, PhotoFinding, PointFinding, Reason, Verdict
from serve.examinations import words
from serve.examinations.confidentiality import WITHHELD
from serve.platform.languages import spoken

MAIN_SHARE, SUPPORTING_SHARE = 0.4, 0.15  # of all points' weight together
HARDLY = 0.7  # natural log-odds, a factor of two
NEARLY_EVEN = 0.1  # log10 likelihood ratio below which neither side is likelier
RARE, EVERY_SECOND = 0.01, 0.5  # prior shares of counterfeits that the explanation takes as examples


class Told(NamedTuple):
    """What there is to say of a place: the sheet's words, each under its heading; or a note alone."""

    title: str
    genuine: str = ""
    counterfeit: str = ""
    note: str = ""

    @property
    def by_heading(self) -> Mapping[str, str]:
        """Heading -> words, without the empty ones."""
        words = {"Genuine": self.genuine, "Counterfeit": self.counterfeit, "Note": self.note}
        return {heading: text for heading, text in words.items() if text}


@dataclass(frozen=True)
class ReadPoint:
    """One finding; `index` is its place in the verdict, `photo` counts from 1, None where none shows it."""

    index: int
    id: str
    finding: Finding
    finding_words: str
    strength: str
    told: Told
    photo: int | None


@dataclass(frozen=True)
class ReadCode:
    """One number read on a photo; `photo` counts from 1."""

    finding: CodeResult
    text: str
    said: str
    photo: int


@dataclass(frozen=True)
class ReadPhoto:
    """One photo: which view it shows, and what to do better; empty advice where it is good."""

    number: int
    view: str
    advice: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """The whole verdict in words; empty texts where there is nothing to say.

    Attributes:
        basis: which scores it rests on, where those are not the usual ones.
    """

    outcome: str
    headline: str
    means: str
    means_not: str
    do_next: str
    product: str
    basis: str
    bound: str
    strength: str
    likelihood: str
    prior: str
    reasons: tuple[str, ...]
    deviating: tuple[ReadPoint, ...]
    matching: tuple[ReadPoint, ...]
    codes: tuple[ReadCode, ...]
    photos: tuple[ReadPhoto, ...]
    next_photo: str
    limits: tuple[str, ...]
    release: str


def read(verdict: Verdict, sheet: ProductSheet | None, languages: Sequence[str]) -> Reading:
    """Put a verdict into words.

    Args:
        verdict: as the examiner gave it.
        sheet: of the verdict's product; None where the product is unknown or its release is gone.
        languages: what the sheet's texts should be in, the best first.
    """
    outcome = words.UNLIKE if _is_unlike(verdict) else words.OUTCOMES[verdict.outcome]
    points = tuple(_points(verdict, sheet, languages))
    return Reading(
        outcome=verdict.outcome.value,
        headline=outcome.headline,
        means=outcome.means,
        means_not=outcome.means_not,
        do_next=outcome.do_next,
        product=_product(verdict, sheet, languages),
        basis=words.BASES.get(verdict.basis, "") if verdict.basis else "",
        bound=_bound(verdict.guarantee),
        strength=_strength_of_evidence(verdict),
        likelihood=_likelihood(verdict),
        prior=_prior(verdict),
        reasons=tuple(_reason(reason, verdict) for reason in verdict.reasons),
        deviating=tuple(point for point in points if point.finding is Finding.DEVIATES),
        matching=tuple(point for point in points if point.finding is Finding.MATCHES),
        codes=tuple(_code(code) for code in verdict.codes),
        photos=tuple(_photo(i, photo, sheet, languages) for i, photo in enumerate(verdict.photos, start=1)),
        next_photo=_view(verdict.next_photo, sheet, languages),
        limits=tuple(_limits(verdict, points, sheet, languages)),
        release=verdict.release,
    )


def _is_unlike(verdict: Verdict) -> bool:
    """Whether the one-class score alone makes the item unlike any genuine reference."""
    unlike = verdict.unlikeness is not None and verdict.unlikeness.beyond
    return unlike and verdict.basis is Basis.GENUINE_ONLY and verdict.reasons == (Reason.UNLIKE_ANY_REFERENCE,)


def _reason(reason: Reason, verdict: Verdict) -> str:
    unlikeness = verdict.unlikeness
    if unlikeness is None or not _is_unlike(verdict):
        return words.REASONS[reason]
    expected, bound = (_two_digits(100 * share) for share in (unlikeness.expected, unlikeness.bound))
    return words.UNLIKE_REASON.format(items=unlikeness.items, expected=expected, bound=bound)


def _product(verdict: Verdict, sheet: ProductSheet | None, languages: Sequence[str]) -> str:
    if verdict.product.id is None:
        return words.PRODUCT_UNKNOWN
    name = spoken(sheet.name, languages) if sheet else verdict.product.id
    return words.PRODUCTS[verdict.product.given_by].format(name=name)


def _bound(guarantee: Guarantee | None) -> str:
    if guarantee is None:
        return ""
    figures = asdict(guarantee) | {
        "errors": guarantee.errors or "none",
        "bound": f"{100 * (guarantee.bound or 0):.1f}",
        "confidence": f"{100 * guarantee.confidence:.0f}",
    }
    texts = words.MISSING_ITEMS if guarantee.items_needed or guarantee.bound is None else words.BOUNDS
    pooled = words.POOLED.format(products=guarantee.products) if guarantee.products > 1 else ""
    return texts[guarantee.error].format(**figures) + pooled


def _strength_of_evidence(verdict: Verdict) -> str:
    if verdict.supports is None or verdict.strength is None:
        return ""
    return words.SUPPORT[verdict.supports].format(band=words.BANDS[verdict.strength])


def _likelihood(verdict: Verdict) -> str:
    ratio, cap = verdict.log10_likelihood_ratio, verdict.likelihood_ratio_cap
    if ratio is None or cap is None:
        return ""
    if abs(ratio) < NEARLY_EVEN:
        return words.LIKELIHOOD_EVEN
    likelier, other = (words.COUNTERFEIT, words.GENUINE) if ratio > 0 else (words.GENUINE, words.COUNTERFEIT)
    text = words.LIKELIHOOD.format(times=_two_digits(10.0 ** abs(ratio)), likelier=likelier, other=other)
    return f"{text} {words.LIKELIHOOD_CAPPED}" if abs(ratio) >= cap else text


def _two_digits(number: float) -> str:
    return f"{float(f'{number:.2g}'):,.10g}"


def _prior(verdict: Verdict) -> str:
    ratio = verdict.log10_likelihood_ratio
    if ratio is None:
        return ""
    if verdict.prior_counterfeit is not None and verdict.posterior_counterfeit is not None:
        before, after = (_two_digits(1000 * p) for p in (verdict.prior_counterfeit, verdict.posterior_counterfeit))
        return words.PRIOR_GIVEN.format(before=before, after=after)
    rare, even = (100 * posterior(prior, ratio) for prior in (RARE, EVERY_SECOND))
    return words.PRIOR.format(rare=_two_digits(rare), even=_two_digits(even))


def _points(verdict: Verdict, sheet: ProductSheet | None, languages: Sequence[str]) -> Iterable[ReadPoint]:
    total = sum(abs(finding.weight) for finding in verdict.points)
    by_id = {point.id: point for point in sheet.points} if sheet else {}
    for index, finding in enumerate(verdict.points):
        yield ReadPoint(
            index=index,
            id=finding.id,
            finding=finding.finding,
            finding_words=_found(finding),
            strength=_strength(finding.weight, total, verdict.basis),
            told=_told(finding, by_id.get(finding.id), languages),
            photo=None if finding.photo is None else finding.photo + 1,
        )


def _found(finding: PointFinding) -> str:
    is_vague = finding.id == WITHHELD and finding.finding is Finding.MATCHES
    return words.CONFIDENTIAL_MATCHES if is_vague else words.FINDINGS[finding.finding]


def _told(finding: PointFinding, point: Point | None, languages: Sequence[str]) -> Told:
    """What the sheet says of a point, in the reader's language; of withheld points nothing."""
    if finding.id == WITHHELD:
        return Told(words.CONFIDENTIAL_TITLE, note=words.CONFIDENTIAL_TEXT)
    if finding.id in words.UNNAMED:
        title, note = words.UNNAMED[finding.id]
        return Told(title, note=note if finding.photo is not None else words.UNPLACED)
    if point is None:
        return Told(finding.id)
    return Told(*(spoken(texts, languages) for texts in (point.title, point.genuine, point.counterfeit)))


def _strength(weight: float, total: float, basis: Basis | None) -> str:
    """How much a point counts in this verdict, in words: its share of all weight, if it weighs anything."""
    main, supporting, minor, hardly = words.STRENGTHS
    if abs(weight) < HARDLY:
        return hardly
    share = abs(weight) / total
    word = main if share >= MAIN_SHARE else supporting if share >= SUPPORTING_SHARE else minor
    unlike, alike = (
        (words.APART, words.ALIKE) if basis is Basis.GENUINE_ONLY else (words.FOR_COUNTERFEIT, words.FOR_GENUINE)
    )
    return f"{word}: {unlike if weight > 0 else alike}"


def _code(code: CodeFinding) -> ReadCode:
    said = words.CODES[code.finding].format(kind=words.CODE_KINDS[code.kind], product=code.product or "")
    return ReadCode(code.finding, code.text, said, code.photo + 1)


def _photo(number: int, photo: PhotoFinding, sheet: ProductSheet | None, languages: Sequence[str]) -> ReadPhoto:
    advice = tuple(RETAKE_TEXT[RetakeCode(code)] for code in photo.retake)
    return ReadPhoto(number, _view(photo.view, sheet, languages), advice)


def _view(view_id: str | None, sheet: ProductSheet | None, languages: Sequence[str]) -> str:
    for view in sheet.views if sheet else ():
        if view.id == view_id:
            return spoken(view.title, languages)
    return view_id or ""


def _limits(
    verdict: Verdict, points: Sequence[ReadPoint], sheet: ProductSheet | None, languages: Sequence[str]
) -> Iterable[str]:
    shown = {photo.view for photo in verdict.photos}
    missing = [view for view in sheet.views if view.id not in shown] if sheet else []
    if missing:
        yield words.LIMIT_VIEWS.format(views="; ".join(spoken(view.title, languages) for view in missing))
    unseen = [point.told.title for point in points if point.finding is Finding.NOT_VISIBLE]
    if unseen:
        yield words.LIMIT_POINTS.format(points="; ".join(unseen))
    yield from words.LIMITS
