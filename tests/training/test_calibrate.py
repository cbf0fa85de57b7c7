"""Thresholds: what items support, and no more."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from model.released_product import Calibration, Threshold
from tests.training.scored import scored
from training.calibrate import Calibrated, calibrate, familiarity_limit, fit_scale, recognition_limit
from training.config import FitConfig, read_config
from training.errors import CallError
from training.examine import ExaminedItem

CONFIG = FitConfig()


class FirstRule(NamedTuple):
    """The rule for most views of a product, with its scale."""

    calibration: Calibration
    suspected: Threshold
    consistent: Threshold
    undecided: str | None


def first_rule(calibrated: Calibrated) -> FirstRule:
    rule = calibrated.rules[0]
    return FirstRule(calibrated.calibration, rule.suspected, rule.consistent, rule.undecided)


def separated(count: int) -> list[ExaminedItem]:
    random = np.random.default_rng(0)
    genuine = [scored(-3 + random.normal(), counterfeit=False) for _ in range(count)]
    return genuine + [scored(3 + random.normal(), counterfeit=True) for _ in range(count)]


def test_fifty_nine_error_free_items_support_five_per_cent_and_fifty_eight_do_not() -> None:
    _, suspected, consistent, _ = first_rule(calibrate(separated(59), ["p"], CONFIG)["p"])
    assert suspected.bound is not None
    assert suspected.bound <= 0.05
    assert consistent.log_odds is not None
    _, suspected, *_ = first_rule(calibrate(separated(58), ["p"], CONFIG)["p"])
    assert (suspected.log_odds, suspected.bound, suspected.items_needed) == (None, None, 1)


def test_labels_that_mean_nothing_give_no_definite_verdict() -> None:
    random = np.random.default_rng(1)
    items = [scored(random.normal() * 4, counterfeit=bool(index % 2)) for index in range(500)]
    _, suspected, consistent, _ = first_rule(calibrate(items, ["p"], CONFIG)["p"])
    assert suspected.log_odds is None
    assert consistent.log_odds is None


def test_the_two_outcomes_never_overlap() -> None:
    calibration, suspected, consistent, _ = first_rule(calibrate(separated(200), ["p"], CONFIG)["p"])
    assert suspected.log_odds is not None
    assert consistent.log_odds is not None
    assert suspected.log_odds >= calibration.intercept >= consistent.log_odds


def test_a_product_without_calibration_items_needs_fifty_nine() -> None:
    calibration, suspected, *_ = first_rule(calibrate(separated(80), ["p", "new"], CONFIG)["new"])
    assert (suspected.items, suspected.items_needed, calibration.cap) == (0, 59, 0.0)


def test_the_scale_counts_both_labels_alike() -> None:
    few = [scored(1.0 + 0.01 * n, counterfeit=True) for n in range(5)] + [scored(-1.0, counterfeit=True)]
    many = [scored(-1.0 - 0.001 * n, counterfeit=False) for n in range(500)] + [scored(1.0, counterfeit=False)] * 50
    slope, intercept = fit_scale(few + many)
    assert slope > 0
    assert abs(intercept) < 1.0


def test_a_view_on_which_all_scores_lean_to_one_side_is_put_right() -> None:
    random = np.random.default_rng(2)

    def item(shift: float, *, counterfeit: bool) -> ExaminedItem:
        whole, back = random.normal(shift, 1.0, 2)
        return scored(whole, counterfeit=counterfeit, by_views={("back", "front"): whole, ("back",): 3.0 + back / 2})

    items = [item(-2, counterfeit=False) for _ in range(100)] + [item(2, counterfeit=True) for _ in range(100)]
    calibrated = calibrate(items, ["p"], CONFIG)["p"]
    intercepts = {rule.views: rule.intercept for rule in calibrated.rules}
    assert intercepts["back", "front"] == pytest.approx(calibrated.calibration.intercept, abs=0.1)
    assert intercepts["back",] == pytest.approx(-3.0 * calibrated.calibration.slope, abs=0.5)


def test_a_view_that_few_items_show_keeps_the_scale_of_all() -> None:
    few = separated(19)
    calibrated = calibrate(few, ["p"], CONFIG)["p"]
    assert calibrated.rules[0].intercept == calibrated.calibration.intercept


def test_at_most_the_chosen_share_of_known_items_counts_as_unknown() -> None:
    items = [scored(0.0, counterfeit=False, familiarity=0.5 + 0.001 * n) for n in range(100)]
    limit = familiarity_limit(items, CONFIG)
    assert sum(i.familiarity < limit for i in items) == 2


@pytest.mark.parametrize("text", ["surprise = 1", "batch = 0", "development = 0.9", "backbone = 3", "= ="])
def test_a_wrong_setting_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "fit.toml"
    path.write_text(text)
    with pytest.raises(CallError, match=r"fit\.toml"):
        read_config(path)


def test_few_attested_products_are_taken_to_contradict_the_officer_and_never_where_they_are_likeliest() -> None:
    items = [scored(0.0, counterfeit=False, recognition=-10.0 + 0.1 * n) for n in range(100)]
    limit = recognition_limit(items, CONFIG)
    assert sum(i.recognition < limit for i in items) == 2
    assert recognition_limit([scored(0.0, counterfeit=False, recognition=8.0)], CONFIG) == 0.0


def test_labels_that_mean_nothing_are_named_as_the_reason() -> None:
    random = np.random.default_rng(1)
    items = [scored(random.normal() * 4, counterfeit=bool(index % 2)) for index in range(500)]
    undecided = first_rule(calibrate(items, ["p"], CONFIG)["p"]).undecided
    assert undecided is not None
    assert "the labels of its 500 calibration items can't be told apart" in undecided


def test_every_set_of_views_has_a_threshold_of_its_own() -> None:
    """The front alone tells little: it must not be called by the threshold of front and back together."""
    random = np.random.default_rng(5)
    items = []
    for counterfeit in (False, True):
        for _ in range(120):
            sign = 1 if counterfeit else -1
            front, both = sign * 1.0 + random.normal(0, 2), sign * 5.0 + random.normal()
            items.append(scored(both, counterfeit=counterfeit, by_views={("front",): front, ("back", "front"): both}))
    rules = calibrate(items, ["p"], CONFIG)["p"].rules
    assert [rule.views for rule in rules] == [("back", "front"), ("front",)]
    both_views, front_alone = (rule.suspected for rule in rules)
    assert both_views.log_odds is not None
    assert front_alone.log_odds is not None
    assert front_alone.log_odds > both_views.log_odds
    assert (both_views.items, front_alone.items) == (120, 120)


def test_no_item_counts_twice_in_a_pool() -> None:
    def both(log_odds: float) -> dict[tuple[str, ...], float]:
        return {("back",): log_odds, ("front",): log_odds, ("back", "front"): log_odds}

    items = [
        scored(sign * 6.0, counterfeit=sign > 0, product=product, by_views=both(sign * 6.0))
        for product in ("p", "q")
        for sign in (-1, 1)
        for _ in range(30)
    ]
    for calibrated in calibrate(items, ["p", "q"], CONFIG).values():
        assert [rule.suspected.items for rule in calibrated.rules] == [60, 30, 30]
        assert [rule.suspected.products for rule in calibrated.rules] == [2, 1, 1]
