"""What a fit could answer, told before it begins."""

from pathlib import Path

import pytest

from model.datasets.splits import Split
from tests.training.rows import row, rows_of
from tests.training.scored import scored
from training.calibrate import calibrate
from training.config import FitConfig
from training.errors import WorkError
from training.gate import can_answer
from training.manifest import Label, Row
from training.prospects import Prospect, Support, prospects

CONFIG = FitConfig()
MANIFEST = Path("my/manifest.csv")


def of_watch(*groups: list[Row]) -> Prospect:
    return prospects([row for group in groups for row in group], CONFIG)["watch"]


def calibration(genuine: int, counterfeit: int, product: str = "watch") -> list[Row]:
    return [*rows_of(10, 10, product=product), *rows_of(genuine, counterfeit, Split.CALIBRATION, product=product)]


@pytest.mark.parametrize(
    "sizes",
    [
        [(59, 59)],
        [(58, 59)],
        [(58, 58)],
        [(59, 0)],
        [(59, 1), (0, 0)],
        [(59, 3)],
        [(30, 30), (30, 29)],
        [(30, 30), (28, 28)],
        [(30, 2), (40, 2), (80, 1)],
        [(57, 0), (2, 80)],
        [(20, 20), (20, 20), (19, 0)],
    ],
)
def test_what_is_foretold_is_what_calibration_finds_on_perfect_scores(sizes: list[tuple[int, int]]) -> None:
    names = [f"p{number}" for number in range(len(sizes))]
    rows = [row for name, size in zip(names, sizes, strict=True) for row in calibration(*size, name)]
    foretold = prospects(rows, CONFIG)
    items = [
        scored(8.0 if wrong else -8.0, counterfeit=wrong, product=name)
        for name, size in zip(names, sizes, strict=True)
        for wrong, count in zip((False, True), size, strict=True)
        for _ in range(count)
    ]
    for name, found in calibrate(items, names, CONFIG).items():
        rule = found.rules[0]
        assert (rule.suspected.log_odds is not None) is (foretold[name].suspected is not Support.NONE)
        assert (rule.consistent.log_odds is not None) is (foretold[name].consistent is not Support.NONE)


def test_the_missing_items_of_a_label_are_counted() -> None:
    assert of_watch(calibration(58, 70)).missing == {Label.GENUINE: 1, Label.COUNTERFEIT: 0}


def test_items_are_counted_on_the_view_that_most_of_them_show() -> None:
    shown = [row(f"g{n}", Label.GENUINE, Split.CALIBRATION, view="front" if n < 40 else "back") for n in range(60)]
    assert of_watch(shown).counted[Label.GENUINE] == 40
    unnamed = [row(f"u{n}", Label.GENUINE, Split.CALIBRATION, view=None) for n in range(5)]
    assert of_watch(shown, unnamed).counted[Label.GENUINE] == 45


def test_a_product_without_counterfeits_can_only_be_unlike() -> None:
    prospect = of_watch(list(rows_of(10, 0)), list(rows_of(80, 80, Split.CALIBRATION)))
    assert (prospect.is_definite, prospect.tells_unlikeness, prospect.answers) == (False, True, True)
    assert not of_watch(list(rows_of(9, 0))).answers


def test_a_fit_that_could_only_be_inconclusive_is_refused_and_says_what_it_lacks() -> None:
    with pytest.raises(WorkError, match=r"watch has 3 genuine and 4 counterfeit calibration items; .*59.*--anyway"):
        can_answer(MANIFEST, prospects(calibration(3, 4), CONFIG), CONFIG)
    other = FitConfig(target_false_rejection=0.1, target_false_acceptance=0.025)
    with pytest.raises(
        WorkError,
        match=r"rests on 29 genuine ones \(target_false_rejection is 0.1\), .* on 119 .* is 0.025\); .*larger",
    ):
        can_answer(MANIFEST, prospects(calibration(3, 4), other), other)
    with pytest.raises(
        WorkError, match="watch has no counterfeit items to learn from, and of 10 genuine ones it has 4"
    ):
        can_answer(MANIFEST, prospects(rows_of(4, 0), CONFIG), CONFIG)


def test_one_product_with_an_answer_is_enough_for_a_fit() -> None:
    can_answer(MANIFEST, prospects([*calibration(59, 3), *calibration(1, 1, "bag")], CONFIG), CONFIG)
    can_answer(MANIFEST, prospects(rows_of(10, 0), CONFIG), CONFIG)


def test_other_targets_need_other_numbers_of_items() -> None:
    lenient = FitConfig(target_false_rejection=0.1, target_false_acceptance=0.1)
    can_answer(MANIFEST, prospects(calibration(29, 29), lenient), lenient)
