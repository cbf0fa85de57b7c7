"""Seen photos become a verdict: which product, which evidence, which outcome, which photo next."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np

from model.code_findings import CodeFinding, CodeResult, check_codes, product_named
from model.codes import Code
from model.evidence import region_of
from model.fusion import ItemScores, fuse, product_probabilities, recognition_margin, view_of
from model.gallery import Gallery
from model.likelihood import capped, posterior, strength_of, supports
from model.quality import Quality, RetakeCode
from model.release import UNNAMED_REGION, PointHead, Release, ReleaseDescription, ReleasedProduct
from model.scorer import PhotoScores
from model.verdict import (
    Decision,
    Finding,
    GivenBy,
    Outcome,
    PhotoFinding,
    PhotoQuality,
    PointFinding,
    ProductCall,
    Reason,
    Verdict,
    decide,
)

EVEN = 0.5  # the prior of `probability_counterfeit`


@dataclass(frozen=True, eq=False)
class SeenPhoto:
    """One photo after scoring.

    Attributes:
        retake: what to do better; a photo with any advice is judged only where there is no better one.
        codes: read on it, whatever its quality.
        given_view: the view that the officer named, if any.
    """

    sha256: str
    quality: Quality
    retake: tuple[RetakeCode, ...]
    scores: PhotoScores
    codes: tuple[Code, ...]
    given_view: str | None


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
    scores = [seen[index].scores for index in judged]
    sheets = {name: released.sheet for name, released in release.description.products.items()}
    by_photo = [photo.codes for photo in seen]
    recognised = _recognise(scores, told, product_named(by_photo, sheets), release.description, gallery)
    codes = check_codes(by_photo, recognised.call.id, sheets)
    doubts = tuple(_doubts(usable=bool(usable), recognised=recognised, codes=codes, release=release.description))
    if recognised.call.id is None:
        return _without_product(seen, recognised.call, doubts, codes, told, release.id, gallery)
    released = release.description.products[recognised.call.id]
    views = [photo.given_view or view_of(photo.scores, recognised.call.id, release.description) for photo in seen]
    rule = released.rule_for({views[index] for index in judged})
    judged = [index for index in judged if views[index] in rule.views]
    item = fuse(
        [seen[index].scores for index in judged],
        [views[index] for index in judged],
        recognised.call.id,
        release.description,
    )
    calibration = released.calibration
    log_odds = calibration.slope * item.log_odds + calibration.intercept
    ratio = capped(log_odds, calibration.cap)
    decision = _reconciled(decide(log_odds, rule, doubts), codes)
    finder = _PointFinder(recognised.call.id, item, calibration.slope, release, gallery)
    return Verdict(
        outcome=decision.outcome,
        reasons=decision.reasons,
        product=recognised.call,
        probability_counterfeit=posterior(EVEN, ratio),
        log10_likelihood_ratio=ratio,
        likelihood_ratio_cap=calibration.cap,
        supports=supports(ratio),
        strength=strength_of(ratio),
        prior_counterfeit=told.prior,
        posterior_counterfeit=None if told.prior is None else posterior(told.prior, ratio),
        log_odds=log_odds,
        residual=calibration.slope * item.residual + calibration.intercept,
        guarantee=decision.guarantee,
        points=tuple(finder.findings(seen, judged, views)),
        codes=codes,
        photos=tuple(_photo(photo, view, recognised.call.id, gallery) for photo, view in zip(seen, views, strict=True)),
        next_photo=_next_photo(released, seen, views) if decision.outcome is Outcome.INCONCLUSIVE else None,
        release=release.id,
        took_ms=0.0,
    )


class _Recognised(NamedTuple):
    """Which product the photos show, and whether that can be relied on.

    Attributes:
        familiar: whether any photo looks like any reference of the release.
        margin: log-odds of the product called, against the likeliest other.
    """

    call: ProductCall
    familiar: bool
    margin: float


def _recognise(
    scores: Sequence[PhotoScores],
    told: Told,
    coded: str | None,
    release: ReleaseDescription,
    gallery: Gallery,
) -> _Recognised:
    """The officer's word first, then the GTIN's, then what the photos look like."""
    familiar = max(gallery.familiarity(photo.embedding) for photo in scores) >= release.familiarity
    probabilities = product_probabilities(scores, release)
    names = list(release.products)
    named = told.product or coded
    if named is not None:
        by = GivenBy.OFFICER if told.product else GivenBy.BARCODE
        call = ProductCall(named, by, float(probabilities[names.index(named)]))
    else:
        best = int(probabilities.argmax())
        call = ProductCall(names[best] if familiar else None, GivenBy.MODEL, float(probabilities[best]))
    margin = recognition_margin(probabilities, names.index(call.id)) if call.id else 0.0
    return _Recognised(call, familiar, margin)


def _doubts(
    *, usable: bool, recognised: _Recognised, codes: Sequence[CodeFinding], release: ReleaseDescription
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


def _reconciled(decision: Decision, codes: Sequence[CodeFinding]) -> Decision:
    """Goods whose pictures look genuine but whose numbers are wrong are not called consistent.

    Otherwise codes leave the outcome alone: they are findings of their own, and no error bound covers them.
    """
    if decision.outcome is Outcome.CONSISTENT and any(code.finding is not CodeResult.MATCHES for code in codes):
        return Decision(Outcome.INCONCLUSIVE, (Reason.EVIDENCE_CONFLICTS,), None)
    return decision


def _without_product(
    seen: Sequence[SeenPhoto],
    product: ProductCall,
    doubts: tuple[Reason, ...],
    codes: tuple[CodeFinding, ...],
    told: Told,
    release_id: str,
    gallery: Gallery,
) -> Verdict:
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
        guarantee=None,
        points=(),
        codes=codes,
        photos=tuple(_photo(photo, photo.given_view, None, gallery) for photo in seen),
        next_photo=None,
        release=release_id,
        took_ms=0.0,
    )


def _photo(photo: SeenPhoto, view: str | None, product: str | None, gallery: Gallery) -> PhotoFinding:
    embedding = photo.scores.embedding
    genuine, counterfeit = (
        gallery.nearest(embedding, product, genuine=label) if product else None for label in (True, False)
    )
    return PhotoFinding(
        sha256=photo.sha256,
        view=view,
        quality=PhotoQuality(**asdict(photo.quality)),
        retake=photo.retake,
        like_genuine=genuine.similarity if genuine else None,
        like_counterfeit=counterfeit.similarity if counterfeit else None,
    )


def _next_photo(released: ReleasedProduct, seen: Sequence[SeenPhoto], views: Sequence[str]) -> str | None:
    """The view whose photo most often settled calibration items that were inconclusive on the views shown so far.

    Where no item told, the order of the shot list decides, required views first; None when every view is shown.
    """
    shown = {view for photo, view in zip(seen, views, strict=True) if not photo.retake}
    missing = [view for view in released.sheet.views if view.id not in shown]
    share = {s.view: s.settled / s.items for s in released.settling if set(s.shown) == shown}
    missing.sort(key=lambda view: (-share.get(view.id, 0.0), not view.required))
    return missing[0].id if missing else None


@dataclass(frozen=True, eq=False)
class _PointFinder:
    """Turns one item's fused scores into findings on the product's identification points."""

    product: str
    item: ItemScores
    slope: float
    release: Release
    gallery: Gallery

    def findings(
        self, seen: Sequence[SeenPhoto], judged: Sequence[int], views: Sequence[str]
    ) -> Iterable[PointFinding]:
        """One finding a point, the strongest evidence for counterfeit first."""
        for row in np.argsort(-self.item.point_log_odds, kind="stable"):
            photo = judged[int(self.item.photo_of_point[row])]
            yield self._finding(int(row), photo, seen, [views[i] for i in judged])

    def _finding(self, row: int, photo: int, seen: Sequence[SeenPhoto], judged_views: Sequence[str]) -> PointFinding:
        point, adds = int(self.item.points[row]), float(self.item.point_log_odds[row])
        head, weight = self.release.description.points[point], self.slope * adds
        if head.view is not None and head.view not in judged_views:
            return PointFinding(head.point, Finding.NOT_VISIBLE, weight, None, None, None)
        scores = seen[photo].scores
        return PointFinding(
            id=head.point,
            finding=Finding.DEVIATES if adds > head.deviates_above else Finding.MATCHES,
            weight=weight,
            photo=photo,
            region=region_of(scores, point) if self._shows_regions(head) else None,
            reference=self._reference(scores, point),
        )

    def _shows_regions(self, head: PointHead) -> bool:
        regions = self.release.description.regions
        return regions.unnamed.shown if head.point == UNNAMED_REGION else regions.annotated.shown

    def _reference(self, scores: PhotoScores, point: int) -> str | None:
        head = self.release.description.points[point]
        view = head.view or view_of(scores, self.product, self.release.description)
        found = self.gallery.cleared(scores.embedding, self.product, view, point, head.deviates_above)
        return found.sha256 if found else None
