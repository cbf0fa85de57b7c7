"""Both scores of a product with few counterfeits: a weight that helps, and thresholds that pay for choosing it."""

from dataclasses import replace

import numpy as np

from model.released_product import Basis
from model.verdict import UnlikenessFinding
from tests.training.examined import examined
from training.calibrate import WEIGHTS, calibrate
from training.config import FitConfig
from training.examine import ExaminedItem
from training.fusing import fused, fusing_weight


def item(name: str, log_odds: float, unlike: float, *, counterfeit: bool) -> ExaminedItem:
    plain = examined(name, log_odds, counterfeit=counterfeit)
    verdict = replace(plain.verdict, unlikeness=UnlikenessFinding(unlike, 2.0, 0.05, 0.1, 20))
    return replace(plain, verdict=verdict, unlike_by_views={("front",): unlike})


def items(count: int, *, log_odds: float, unlike: float) -> list[ExaminedItem]:
    """Of each label so many, which differ by this much in either score."""
    random = np.random.default_rng(3)
    return [
        item(f"{side}{n}", side * log_odds + random.normal(), side * unlike + random.normal(), counterfeit=side > 0)
        for n in range(count)
        for side in (-1, 1)
    ]


def test_a_score_that_tells_the_labels_apart_gets_weight_and_one_that_does_not_gets_none() -> None:
    assert fusing_weight(items(40, log_odds=0.2, unlike=1.5), ["carton"]) == max(WEIGHTS)
    assert fusing_weight(items(40, log_odds=1.5, unlike=0.0), ["carton"]) == 0.0


def test_too_few_items_choose_no_weight() -> None:
    assert fusing_weight(items(4, log_odds=0.2, unlike=3.0), ["carton"]) == 0.0
    assert fusing_weight(items(40, log_odds=0.2, unlike=3.0), ["bottle"]) == 0.0


def test_scores_are_added_on_every_set_of_views() -> None:
    (one,) = fused([item("a", 1.0, 2.0, counterfeit=True)], {"carton": 0.5})
    assert (one.log_odds, one.by_views) == (2.0, {("front",): 2.0})
    (other,) = fused([item("a", 1.0, 2.0, counterfeit=True)], {"bottle": 0.5})
    assert other.log_odds == 1.0


def test_thresholds_pay_for_the_choice_of_the_weight() -> None:
    apart = items(60, log_odds=8.0, unlike=2.0)
    plain = calibrate(apart, ["carton"], FitConfig())["carton"]
    assert plain.rules[0].suspected.log_odds is not None  # 60 error-free items support 5 % ...
    both = calibrate(fused(apart, {"carton": 1.0}), ["carton"], FitConfig(), {"carton": 1.0})["carton"]
    assert (both.basis, both.unlike_weight) == (Basis.FUSED, 1.0)
    assert both.rules[0].suspected.log_odds is None  # ... but not at the confidence that four weights cost
    assert both.rules[0].suspected.items_needed == 86 - 60
    assert both.rules[0].suspected.confidence == 0.95
    enough = items(86, log_odds=8.0, unlike=2.0)
    paid = calibrate(fused(enough, {"carton": 1.0}), ["carton"], FitConfig(), {"carton": 1.0})["carton"]
    assert paid.rules[0].suspected.log_odds is not None


def test_a_weight_of_zero_that_was_chosen_is_paid_for_too() -> None:
    apart = items(60, log_odds=8.0, unlike=0.0)
    none = calibrate(apart, ["carton"], FitConfig(), {"carton": 0.0})["carton"]
    assert none.basis is Basis.BOTH_LABELS
    assert none.rules[0].suspected.log_odds is None
