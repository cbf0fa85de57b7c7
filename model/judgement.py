"""Makes a verdict from seen photos: which product, which evidence, which outcome, which photo next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from model.belonging import Named, Sorting, sort_photos
from model.code_findings import CodeFinding, CodeResult, check_codes, product_named
from model.fusion import fuse
from model.gallery import Gallery
from model.item import JudgedItem, photo_finding, point_findings, unlike_findings
from model.likelihood import capped, posterior, strength_of, supports
from model.photo import SeenPhoto
from model.posture import postured
from model.recognition import Recognised, recognise, recognised_as
from model.release import Release
from model.released_product import Basis
from model.scorer import PhotoScores
from model.sheet_rules import NONE_LEFT_OUT, NotApplied, in_order, without
from model.stated_view import view_judged
from model.text_findings import TextFinding, TextResult
from model.verdict import (
    GivenBy,
    Outcome,
    Reason,
    RuleDecision,
    Verdict,
    decide,
    decide_unlikeness,
)

EVEN = 0.5  # the prior of `probability_counterfeit`


@dataclass(frozen=True)
class OfficerInput:
    """What the officer states about the item.

    Attributes:
        product: its id, where the officer knows it.
        prior: probability of counterfeit before the photos, for the lane that the item came by; between 0 and 1.
    """

    product: str | None = None
    prior: float | None = None


def judge(
    seen: Sequence[SeenPhoto],
    told: OfficerInput,
    release: Release,
    gallery: Gallery,
    not_applied: NotApplied = NONE_LEFT_OUT,
) -> Verdict:
    """The verdict on one item's photos; the caller sets `took_ms` and `readers`.

    Args:
        seen: at least one photo.
        not_applied: rules of product sheets that are left out.
    """
    usable = [index for index, photo in enumerate(seen) if not photo.retake]
    good = usable or list(range(len(seen)))
    products = release.description.products.items()
    sheets = {name: without(released.sheet, not_applied.get(name, ())) for name, released in products}
    by_photo = [photo.codes for photo in seen]
    coded = product_named(by_photo, sheets)
    sorting = sort_photos(seen, usable, Named(told.product, coded), release, gallery)
    judged = sorting.own(good) if sorting else good
    recognised = _recognised([seen[index].scores for index in judged or good], told, coded, sorting, release, gallery)
    codes = check_codes(by_photo, recognised.call.id, sheets)
    limit = release.description.recognition
    doubts = tuple(_doubts(recognised, codes, sorting, limit, usable=bool(usable), fits=bool(judged)))
    blank = _blank(recognised, doubts, codes, told, release.id)
    if recognised.call.id is None:
        return replace(blank, photos=tuple(photo_finding(photo, photo.given_view, None, gallery) for photo in seen))
    seen = _postured(seen, recognised.call.id, sorting, release, gallery)
    upright = [index for index in judged if not seen[index].retake]
    if judged and usable and not upright:
        doubts = (Reason.PHOTO_QUALITY, *doubts)
        blank = replace(blank, reasons=doubts)
    product = recognised.call.id
    blank = replace(blank, not_applied=in_order(not_applied.get(product, ())))
    item = JudgedItem(seen, upright or judged, product, release, gallery, sorting, sheets[product].texts)
    if not judged:
        reasons = _with_foreign(RuleDecision(Outcome.INCONCLUSIVE, doubts, None), item).reasons
        return replace(blank, reasons=reasons, photos=item.photos())
    if item.released.basis is Basis.GENUINE_ONLY:
        return _by_unlikeness(blank, item, doubts)
    return _by_log_odds(blank, item, doubts)


def _postured(
    seen: Sequence[SeenPhoto], product: str, sorting: Sorting | None, release: Release, gallery: Gallery
) -> Sequence[SeenPhoto]:
    """The photos, each that may show the product with the advice to turn it, or to bare the goods, where needed."""
    foreign = [belongs is False for belongs in sorting.belongs] if sorting else [False] * len(seen)
    return [
        photo if other else postured(photo, product, view_judged(photo, product, release.description, gallery))
        for photo, other in zip(seen, foreign, strict=True)
    ]


def _recognised(
    photos: Sequence[PhotoScores],
    told: OfficerInput,
    coded: str | None,
    sorting: Sorting | None,
    release: Release,
    gallery: Gallery,
) -> Recognised:
    """Which product the photos to judge show; where they were sorted, that has settled it."""
    if sorting is None:
        return recognise(photos, told.product, coded, release.description, gallery)
    by_code = coded is not None and coded == sorting.product
    given_by = GivenBy.OFFICER if told.product else GivenBy.BARCODE if by_code else GivenBy.MODEL
    return recognised_as(photos, sorting.product, given_by, release.description, gallery)


def _doubts(
    recognised: Recognised,
    codes: Sequence[CodeFinding],
    sorting: Sorting | None,
    limit: float,
    *,
    usable: bool,
    fits: bool,
) -> Iterable[Reason]:
    """Reasons to abstain, independent of the score.

    Args:
        limit: of the margin of recognition, see `ReleaseDescription.recognition`.
        usable: whether any photo is good enough; where none is, photos that are sorted show too little to be foreign.
        fits: whether any of the photos to judge shows the product, as far as the release can tell.
    """
    named = recognised.call.given_by is not GivenBy.MODEL
    others = sorting.other_products if sorting else ()
    if not usable:
        yield Reason.PHOTO_QUALITY
    familiar = recognised.familiar if sorting is None else (fits or not usable) and recognised.call.id is not None
    if not familiar and not others:
        yield Reason.UNLIKE_ANY_REFERENCE if named else Reason.UNKNOWN_PRODUCT
    looks_otherwise = named and recognised.familiar and recognised.margin < limit
    if looks_otherwise or others or any(code.finding is CodeResult.OTHER_PRODUCT for code in codes):
        yield Reason.EVIDENCE_CONFLICTS


def _blank(
    recognised: Recognised,
    doubts: tuple[Reason, ...],
    codes: tuple[CodeFinding, ...],
    told: OfficerInput,
    release_id: str,
) -> Verdict:
    """A verdict with all that doesn't depend on a product's scores; without a product it stays like this."""
    return Verdict(
        outcome=Outcome.INCONCLUSIVE,
        reasons=doubts,
        product=recognised.call,
        probability_counterfeit=None,
        log10_likelihood_ratio=None,
        likelihood_ratio_cap=None,
        supports=None,
        strength=None,
        prior_counterfeit=told.prior,
        posterior_counterfeit=None,
        log_odds=None,
        residual=None,
        basis=None,
        unlikeness=None,
        guarantee=None,
        points=(),
        codes=codes,
        photos=(),
        next_photo=None,
        release=release_id,
        took_ms=0.0,
        candidates=recognised.candidates,
    )


def _by_log_odds(blank: Verdict, item: JudgedItem, doubts: Sequence[Reason]) -> Verdict:
    """The verdict where both labels of the product are known."""
    calibration, weight = item.released.scale_for(item.rule), item.released.unlike_weight
    fused = fuse(
        [item.scores(index) for index in item.judged],
        [item.views[index] or "" for index in item.judged],
        item.product,
        item.release.description,
    )
    raw = fused.log_odds + (weight * item.unlike.score if item.unlike and weight else 0.0)
    log_odds = calibration.slope * raw + calibration.intercept
    ratio = capped(log_odds, calibration.cap)
    texts = item.texts()
    decision = _with_foreign(_reconciled(decide(log_odds, item.rule, doubts), blank.codes, texts), item)
    points = [*point_findings(item, fused), *unlike_findings(item, calibration.slope * weight)]
    prior = blank.prior_counterfeit
    return replace(
        blank,
        outcome=decision.outcome,
        reasons=decision.reasons,
        probability_counterfeit=posterior(EVEN, ratio),
        log10_likelihood_ratio=ratio,
        likelihood_ratio_cap=calibration.cap,
        supports=supports(ratio),
        strength=strength_of(ratio),
        posterior_counterfeit=None if prior is None else posterior(prior, ratio),
        log_odds=log_odds,
        residual=calibration.slope * fused.residual + calibration.intercept,
        basis=item.released.basis,
        unlikeness=item.unlikeness(),
        guarantee=decision.guarantee,
        points=tuple(sorted(points, key=lambda point: -point.weight)),
        photos=item.photos(),
        next_photo=item.next_photo() if decision.outcome is Outcome.INCONCLUSIVE else None,
        texts=texts,
    )


def _by_unlikeness(blank: Verdict, item: JudgedItem, doubts: Sequence[Reason]) -> Verdict:
    """The verdict where no counterfeit of the product is known."""
    unlikeness, texts = item.unlikeness(), item.texts()
    decision = decide_unlikeness(unlikeness, item.rule, doubts)
    if decision.reasons == (Reason.TOO_FEW_CALIBRATION_ITEMS,) and _contradict(blank.codes, texts):
        decision = replace(decision, reasons=(Reason.EVIDENCE_CONFLICTS, *decision.reasons))
    decision = _with_foreign(decision, item)
    points = sorted(unlike_findings(item, 1.0), key=lambda point: -point.weight)
    return replace(
        blank,
        reasons=decision.reasons,
        basis=item.released.basis,
        unlikeness=unlikeness,
        guarantee=decision.guarantee,
        points=tuple(points),
        photos=item.photos(),
        next_photo=item.next_photo(),
        texts=texts,
    )


def _contradict(codes: Sequence[CodeFinding], texts: Sequence[TextFinding]) -> bool:
    """Whether a number or a line of print is wrong."""
    wrong = any(code.finding is not CodeResult.MATCHES for code in codes)
    return wrong or any(text.finding is TextResult.DEVIATES for text in texts)


def _reconciled(decision: RuleDecision, codes: Sequence[CodeFinding], texts: Sequence[TextFinding]) -> RuleDecision:
    """Goods whose pictures look genuine but whose numbers or print are wrong are not called consistent.

    Otherwise both don't change the outcome: they are findings of their own, and no error bound covers them.
    """
    if decision.outcome is Outcome.CONSISTENT and _contradict(codes, texts):
        return RuleDecision(Outcome.INCONCLUSIVE, (Reason.EVIDENCE_CONFLICTS,), None)
    return decision


def _with_foreign(decision: RuleDecision, item: JudgedItem) -> RuleDecision:
    """An item with a photo of something else is not called consistent: the goods may have been exchanged, too.

    Nor is one with a photo that may be of something else; and where all are such, nothing is called.
    """
    if decision.outcome is Outcome.CONSISTENT and item.partly_shown:
        decision = RuleDecision(Outcome.INCONCLUSIVE, (Reason.EVIDENCE_WEAK,), None)
    sorting = item.sorting
    if sorting is None or not (sorting.foreign or sorting.unsure):
        return decision
    if decision.outcome is Outcome.SUSPECTED and not sorting.unsure.issuperset(item.judged):
        return decision
    return RuleDecision(Outcome.INCONCLUSIVE, (*decision.reasons, Reason.FOREIGN_PHOTO), None)
