"""Seen photos become a verdict: which product, which evidence, which outcome, which photo next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from model.code_findings import CodeFinding, CodeResult, check_codes, product_named
from model.description import Basis, ReleaseDescription
from model.fusion import fuse
from model.gallery import Gallery
from model.item import Item, SeenPhoto, photo_finding, point_findings, unlike_findings
from model.likelihood import capped, posterior, strength_of, supports
from model.recognition import Recognised, recognise
from model.release import Release
from model.verdict import (
    Decision,
    GivenBy,
    Outcome,
    ProductCall,
    Reason,
    Verdict,
    decide,
    decide_unlikeness,
)

EVEN = 0.5  # the prior of `probability_counterfeit`


@dataclass(frozen=True)
class Told:
    """What the officer says of the item.

    Attributes:
        product: its id, where the officer knows it.
        prior: probability of counterfeit before the photos, for the lane that the item came by; between 0 and 1.
    """

    product: str | None = None
    prior: float | None = None


def judge(seen: Sequence[SeenPhoto], told: Told, release: Release, gallery: Gallery) -> Verdict:
    """The verdict on one item's photos; `took_ms` is left at zero for the caller, who knows when work began.

    Args:
        seen: at least one photo.
    """
    usable = [index for index, photo in enumerate(seen) if not photo.retake]
    judged = usable or list(range(len(seen)))
    sheets = {name: released.sheet for name, released in release.description.products.items()}
    by_photo = [photo.codes for photo in seen]
    coded = product_named(by_photo, sheets)
    recognised = recognise([seen[i].scores for i in judged], told.product, coded, release.description, gallery)
    codes = check_codes(by_photo, recognised.call.id, sheets)
    doubts = tuple(_doubts(usable=bool(usable), recognised=recognised, codes=codes, release=release.description))
    blank = _blank(recognised.call, doubts, codes, told, release.id)
    if recognised.call.id is None:
        return replace(blank, photos=tuple(photo_finding(photo, photo.given_view, None, gallery) for photo in seen))
    item = Item(seen, judged, recognised.call.id, release, gallery)
    if item.released.basis is Basis.GENUINE_ONLY:
        return _by_unlikeness(blank, item, doubts)
    return _by_log_odds(blank, item, doubts)


def _doubts(
    *, usable: bool, recognised: Recognised, codes: Sequence[CodeFinding], release: ReleaseDescription
) -> Iterable[Reason]:
    """Reasons to abstain whatever the score says."""
    named = recognised.call.given_by is not GivenBy.MODEL
    looks_otherwise = named and recognised.familiar and recognised.margin < release.recognition
    if not usable:
        yield Reason.PHOTO_QUALITY
    if not recognised.familiar:
        yield Reason.UNLIKE_ANY_REFERENCE if named else Reason.UNKNOWN_PRODUCT
    if looks_otherwise or any(code.finding is CodeResult.OTHER_PRODUCT for code in codes):
        yield Reason.EVIDENCE_CONFLICTS


def _blank(
    product: ProductCall,
    doubts: tuple[Reason, ...],
    codes: tuple[CodeFinding, ...],
    told: Told,
    release_id: str,
) -> Verdict:
    """A verdict with all that doesn't depend on a product's scores; without a product it stays like this."""
    return Verdict(
        outcome=Outcome.INCONCLUSIVE,
        reasons=doubts,
        product=product,
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
    )


def _by_log_odds(blank: Verdict, item: Item, doubts: Sequence[Reason]) -> Verdict:
    """The verdict where both labels of the product are known."""
    calibration, weight = item.released.calibration, item.released.unlike_weight
    fused = fuse(
        [item.seen[index].scores for index in item.judged],
        [item.views[index] for index in item.judged],
        item.product,
        item.release.description,
    )
    raw = fused.log_odds + (weight * item.unlike.score if item.unlike and weight else 0.0)
    log_odds = calibration.slope * raw + calibration.intercept
    ratio = capped(log_odds, calibration.cap)
    decision = _reconciled(decide(log_odds, item.rule, doubts), blank.codes)
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
    )


def _by_unlikeness(blank: Verdict, item: Item, doubts: Sequence[Reason]) -> Verdict:
    """The verdict where no counterfeit of the product is known."""
    unlikeness = item.unlikeness()
    decision = decide_unlikeness(unlikeness, item.rule, doubts)
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
    )


def _reconciled(decision: Decision, codes: Sequence[CodeFinding]) -> Decision:
    """Goods whose pictures look genuine but whose numbers are wrong are not called consistent.

    Otherwise codes leave the outcome alone: they are findings of their own, and no error bound covers them.
    """
    if decision.outcome is Outcome.CONSISTENT and any(code.finding is not CodeResult.MATCHES for code in codes):
        return Decision(Outcome.INCONCLUSIVE, (Reason.EVIDENCE_CONFLICTS,), None)
    return decision
