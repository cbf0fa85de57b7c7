"""Examined items by hand, decided by the real rule, for tests of what is counted and shown of them."""

from pathlib import Path

from PIL import Image

from model.datasets.splits import Split
from model.description import UNNAMED_REGION
from model.likelihood import strength_of, supports
from model.released_product import Basis
from model.verdict import (
    Finding,
    GivenBy,
    Outcome,
    PointFinding,
    ProductCall,
    Reason,
    RuleDecision,
    Verdict,
    decide,
)
from tests.model.releases import product
from training.examine import ExaminedItem
from training.examples import Example
from training.manifest import Label, Row

LN_10, CAP = 2.302585, 1.4


def examined(
    name: str,
    log_odds: float,
    *,
    counterfeit: bool,
    views: tuple[str, ...] = ("front",),
    source: str = "",
    pointing: bool | None = None,
    doubts: tuple[Reason, ...] = (),
    photo: Path = Path("nowhere.jpg"),
    product_id: str = "carton",
) -> ExaminedItem:
    """One item; its thresholds are +-2 log-odds."""
    given = ProductCall(product_id, GivenBy.OFFICER, 1.0)
    return ExaminedItem(
        examples=tuple(_example(name, view, source, photo, product_id, counterfeit=counterfeit) for view in views),
        seen=(),
        by_views={views: log_odds},
        verdict=_verdict(log_odds, given, decide(log_odds, product().rules[0], doubts)),
        unaided=_verdict(log_odds, given, decide(log_odds, product().rules[0], doubts)),
        familiarity=0.9,
        recognition=5.0,
        pointing=pointing,
        chance=None if pointing is None else 0.1,
    )


def photo_at(path: Path, size: tuple[int, int] = (300, 200)) -> Path:
    """A plain photo on the disk."""
    Image.new("RGB", size, (90, 120, 150)).save(path, "JPEG")
    return path


def _verdict(log_odds: float, given: ProductCall, decision: RuleDecision) -> Verdict:
    ratio = max(-CAP, min(CAP, log_odds / LN_10))
    points = (
        PointFinding("logo", Finding.DEVIATES, log_odds - 0.5, 0, (0.2, 0.2, 0.3, 0.3), None),
        PointFinding("barcode", Finding.MATCHES, -0.25, None, None, None),
        PointFinding(UNNAMED_REGION, Finding.MATCHES, -0.25, None, None, None),
    )
    return Verdict(
        outcome=Outcome(decision.outcome),
        reasons=decision.reasons,
        product=given,
        probability_counterfeit=1 / (1 + 10**-ratio),
        log10_likelihood_ratio=ratio,
        likelihood_ratio_cap=CAP,
        supports=supports(ratio),
        strength=strength_of(ratio),
        prior_counterfeit=None,
        posterior_counterfeit=None,
        log_odds=log_odds,
        residual=1.0,
        basis=Basis.BOTH_LABELS,
        unlikeness=None,
        guarantee=decision.guarantee,
        points=points,
        codes=(),
        photos=(),
        next_photo=None,
        release="r-0000000000000000",
        took_ms=0.0,
    )


def _example(name: str, view: str, source: str, photo: Path, product_id: str, *, counterfeit: bool) -> Example:
    label = Label.COUNTERFEIT if counterfeit else Label.GENUINE
    row = Row(
        number=2,
        image=photo.name,
        sha256=None,
        product=product_id,
        label=label,
        item=name,
        view=view,
        right_holder="holder",
        source=source,
        points=(),
        split=Split.TEST,
        licence="",
        contributed_on=None,
    )
    return Example(photo, name, Split.TEST, counterfeit, 0, 0, (), True, row)  # noqa: FBT003  a dataclass of columns
