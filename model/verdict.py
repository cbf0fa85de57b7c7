"""The verdict: the JSON that API, CLI and case record share (design.md section 6), and the one decision rule."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from model.code_findings import CodeFinding
from model.likelihood import Strength, Supports
from model.released_product import Basis, Rule, Threshold
from model.sheet_rules import SheetRule
from model.text_findings import TextFinding


class Outcome(StrEnum):
    """The outcomes of a verdict."""

    CONSISTENT = "consistent_with_genuine"
    SUSPECTED = "suspected_counterfeit"
    INCONCLUSIVE = "inconclusive"


class Reason(StrEnum):
    """Why a verdict is inconclusive."""

    PHOTO_QUALITY = "photo_quality"
    UNKNOWN_PRODUCT = "unknown_product"
    TOO_FEW_CALIBRATION_ITEMS = "too_few_calibration_items"
    EVIDENCE_CONFLICTS = "evidence_conflicts"
    EVIDENCE_WEAK = "evidence_weak"
    UNLIKE_ANY_REFERENCE = "unlike_any_reference"
    FOREIGN_PHOTO = "foreign_photo"


class GivenBy(StrEnum):
    """Who named the product."""

    OFFICER = "officer"
    BARCODE = "barcode"
    MODEL = "model"


class Finding(StrEnum):
    """What the photos show of one identification point."""

    DEVIATES = "deviates"
    MATCHES = "matches"
    NOT_VISIBLE = "not_visible"


class GuardedError(StrEnum):
    """The two wrong calls whose rate a release bounds."""

    GENUINE_CALLED_SUSPECTED = "genuine called suspected"
    COUNTERFEIT_CALLED_CONSISTENT = "counterfeit called consistent"


@dataclass(frozen=True)
class ProductCall:
    """Which product the verdict is about. id is None if none was given and none recognised."""

    id: str | None
    given_by: GivenBy
    probability: float


@dataclass(frozen=True)
class Candidate:
    """A product that the photos may show, by their looks alone; probability: among the products of the release."""

    id: str
    probability: float


@dataclass(frozen=True)
class Guarantee:
    """The error rate that the outcome's threshold kept on calibration items.

    Attributes:
        bound: Clopper-Pearson upper limit, a fraction; None if no threshold keeps the target.
        items_needed: error-free calibration items still missing before this outcome can be given; 0 if none.
        products: how many products' items were counted together; with more than 1, the error is bounded over all of
            them and not over each.
    """

    error: GuardedError
    bound: float | None
    confidence: float
    items: int
    errors: int
    items_needed: int
    products: int


@dataclass(frozen=True)
class PointFinding:
    """One identification point as the photos show it.

    Attributes:
        weight: what it adds to the log-odds (natural logarithm); positive speaks for counterfeit. Where there are no
            log-odds, what it adds to the unlikeness.
        photo: index of the photo that the finding rests on; None if no photo shows the point.
        region: (x, y, width, height) on that upright photo, as fractions; None if there is none, or where the
            release's regions failed their test.
        reference: sha256 of the sheet's reference picture of the view, where the release carries one; otherwise of the
            nearest genuine reference of the same view on which the point reads as matching; None without either.
        place: (x, y, width, height) on that photo, as fractions: where the point lies, found by registering the photo
            to the reference picture; None if that failed.
        reference_region: the same place on the reference picture, as fractions; None if nothing was marked there.
    """

    id: str
    finding: Finding
    weight: float
    photo: int | None
    region: tuple[float, float, float, float] | None
    reference: str | None
    place: tuple[float, float, float, float] | None = None
    reference_region: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class UnlikenessFinding:
    """How unlike the product's genuine items this one is.

    Attributes:
        score: in spreads above what is usual of genuine items.
        limit: a score above it is unlike any genuine reference.
        expected: share of genuine items that is expected above the limit.
        bound: with 95 % confidence that share is not larger than this.
        items: genuine items that all this was counted on.
    """

    score: float
    limit: float
    expected: float
    bound: float
    items: int

    @property
    def beyond(self) -> bool:
        """Whether the item is unlike any genuine reference."""
        return self.score > self.limit


@dataclass(frozen=True)
class PhotoQuality:
    """Measured quality of one photo (model/quality.py gives the units)."""

    sharpness: float
    exposure: float
    glare: float
    pixels: int


@dataclass(frozen=True)
class Registration:
    """One photo laid over a reference picture.

    Attributes:
        reference: sha256 of the reference picture.
        homography: 9 numbers, row by row, from fractions of the upright reference picture to fractions of the upright
            photo.
        inliers: pairs of keypoints that agree with it.
        cells: of the reference picture's 16 x 16 cells, those that such keypoints lie in. Both are 0 for readers from
            whom any point or text of the product is withheld: they fall where print differs.
    """

    reference: str
    homography: tuple[float, ...]
    inliers: int
    cells: int


@dataclass(frozen=True)
class Reader:
    """A library that read something beside the network; sha256: of its model file, where it has one."""

    name: str
    library: str
    version: str
    sha256: str | None = None


@dataclass(frozen=True)
class PhotoFinding:
    """One photo as the verdict saw it.

    Attributes:
        view: that it is judged as: stated by the officer, unless it clearly shows another one, or else recognised; None
            if the product is unknown.
        retake: codes of what to do better (model/quality.py has the words); empty if the photo is good.
        like_genuine, like_counterfeit: cosine similarity to the product's nearest reference of either label, -1 to 1;
            None if the product is unknown or has none, and for readers from whom any point or text of the product is
            withheld: a photo that is more like counterfeits would show the view of a withheld point.
        belongs: whether the photo shows the product judged; a photo that does not is left out of the scores. None where
            no product is known, the release can't tell, or the photo shows codes alone, which are left out, too.
        product: the product that the photo shows, as far as it is known; None if it shows none of the release's.
        registrations: to the reference pictures of its view, where that succeeded.
        stated_view: stated by the officer, where `view` is another one; else None.
    """

    sha256: str
    view: str | None
    quality: PhotoQuality
    retake: tuple[str, ...]
    like_genuine: float | None
    like_counterfeit: float | None
    belongs: bool | None = None
    product: str | None = None
    registrations: tuple[Registration, ...] = ()
    stated_view: str | None = None


@dataclass(frozen=True)
class Verdict:
    """The assistant's verdict on one item. It supports a decision; the officer's conclusion is a separate record.

    Attributes:
        probability_counterfeit: at even prior odds, from the capped likelihood ratio.
        log10_likelihood_ratio: of counterfeit against genuine, within +- likelihood_ratio_cap.
        likelihood_ratio_cap: largest absolute log10 likelihood ratio that the calibration items support.
        supports, strength: the likelihood ratio in words (model/likelihood.py).
        prior_counterfeit: as the caller gave it; None if none was given.
        posterior_counterfeit: after the evidence, from that prior and the capped likelihood ratio.
        log_odds: natural logarithm, before the cap: `residual` plus the points' weights, exactly; None if no
            counterfeit of the product is known.
        basis: which scores the verdict rests on; None if no product is.
        unlikeness: where the product has a one-class score.
        guarantee: of the outcome given, or, where too few calibration items allow none, of the one that lacks them.
        codes: what numbers read on the photos say; beside the picture's evidence, never part of its log-odds.
        took_ms: wall time; the one field that differs from replay to replay.
        candidates: products that the photos may show, the likeliest first.
        readers: what read something beside the network; a replay by others may differ.
        texts: the lines of print that the sheet marks; like codes, never part of the log-odds.
        not_applied: rules of the product's sheet that were left out, as its right holder does not share them with the
            organisation that examined. Whether the sheet has such rules is not told.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    product: ProductCall
    probability_counterfeit: float | None
    log10_likelihood_ratio: float | None
    likelihood_ratio_cap: float | None
    supports: Supports | None
    strength: Strength | None
    prior_counterfeit: float | None
    posterior_counterfeit: float | None
    log_odds: float | None
    residual: float | None
    basis: Basis | None
    unlikeness: UnlikenessFinding | None
    guarantee: Guarantee | None
    points: tuple[PointFinding, ...]
    codes: tuple[CodeFinding, ...]
    photos: tuple[PhotoFinding, ...]
    next_photo: str | None
    release: str
    took_ms: float
    candidates: tuple[Candidate, ...] = ()
    readers: tuple[Reader, ...] = ()
    texts: tuple[TextFinding, ...] = ()
    not_applied: tuple[SheetRule, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain JSON values, floats rounded to 6 decimals so that every writer prints them alike."""
        document: dict[str, Any] = _rounded(asdict(self))
        return document


@dataclass(frozen=True)
class RuleDecision:
    """An outcome with what it rests on."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    guarantee: Guarantee | None


def decide(log_odds: float, rule: Rule, doubts: Sequence[Reason]) -> RuleDecision:
    """The decision rule: definite only beyond a threshold that keeps its error, and only without a doubt.

    Args:
        log_odds: calibrated, natural logarithm.
        rule: whose thresholds apply, for the product and the views shown.
        doubts: reasons found before the score was looked at (quality, unknown product ...).
    """
    suspected = _guarantee(GuardedError.GENUINE_CALLED_SUSPECTED, rule.suspected)
    consistent = _guarantee(GuardedError.COUNTERFEIT_CALLED_CONSISTENT, rule.consistent)
    if doubts:
        return RuleDecision(Outcome.INCONCLUSIVE, tuple(doubts), None)
    if rule.suspected.log_odds is not None and log_odds >= rule.suspected.log_odds:
        return RuleDecision(Outcome.SUSPECTED, (), suspected)
    if rule.consistent.log_odds is not None and log_odds <= rule.consistent.log_odds:
        return RuleDecision(Outcome.CONSISTENT, (), consistent)
    leaning, guarantee = (rule.suspected, suspected) if log_odds > 0 else (rule.consistent, consistent)
    if leaning.items_needed:
        return RuleDecision(Outcome.INCONCLUSIVE, (Reason.TOO_FEW_CALIBRATION_ITEMS,), guarantee)
    return RuleDecision(Outcome.INCONCLUSIVE, (Reason.EVIDENCE_WEAK,), None)


def decide_unlikeness(unlikeness: UnlikenessFinding | None, rule: Rule, doubts: Sequence[Reason]) -> RuleDecision:
    """The decision where no counterfeit of the product is known: never definite.

    Nothing is known of how counterfeits score, so no item can be passed; and being unlike the references is no proof,
    so none is called suspected. What is missing for a definite outcome is said.
    """
    if doubts:
        return RuleDecision(Outcome.INCONCLUSIVE, tuple(doubts), None)
    if unlikeness is not None and unlikeness.beyond:
        return RuleDecision(Outcome.INCONCLUSIVE, (Reason.UNLIKE_ANY_REFERENCE,), None)
    missing = _guarantee(GuardedError.COUNTERFEIT_CALLED_CONSISTENT, rule.consistent)
    return RuleDecision(Outcome.INCONCLUSIVE, (Reason.TOO_FEW_CALIBRATION_ITEMS,), missing)


def _guarantee(error: GuardedError, threshold: Threshold) -> Guarantee:
    return Guarantee(
        error=error,
        bound=threshold.bound,
        confidence=threshold.confidence,
        items=threshold.items,
        errors=threshold.errors,
        items_needed=threshold.items_needed,
        products=threshold.products,
    )


def _rounded(value: Any) -> Any:
    """Round floats to 6 decimals (never to a negative zero), in nested dicts, lists and tuples."""
    if isinstance(value, float):
        return round(value, 6) + 0.0
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
