"""Two releases compared on the same items: paired, honest about chance, and naming what moved."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats

from model.datasets.splits import Split
from model.release import load_release
from tests.training.examined import examined
from training.errors import CallError, WorkError
from training.examine import ExaminedItem
from training.progress import FitProgress
from training.report.compare import FIGURES, Says, compare, compare_releases, says
from training.report.compare_page import comparison_page, comparison_text
from training.report.paired import FigureChange, area, score_difference, share_change, tango
from training.statistics import Estimate, auroc

ROOT = Path(__file__).parents[2]
NAMES = ("r-before", "r-after")


def items(shift: float, *, count: int = 60, noise: int = 0) -> list[ExaminedItem]:
    """Items that differ from one another alike in every call; `shift` tells the labels apart better."""
    hard = np.random.default_rng(0).normal(0, 2, 2 * count)
    own = np.random.default_rng(noise).normal(0, 0.2, 2 * count) if noise else np.zeros(2 * count)
    values = hard + own + np.where(np.arange(2 * count) < count, -shift, shift)
    return [examined(f"i{n}", float(value), counterfeit=n >= count) for n, value in enumerate(values)]


def test_a_release_compared_with_its_equal_shows_no_difference() -> None:
    result = compare(items(1.0), items(1.0), NAMES)
    measured = [(figure, result.figures[figure.key]) for figure in FIGURES]
    told = {says(change, more_is_better=figure.more_is_better) for figure, change in measured if change}
    assert told == {Says.UNSHOWN}
    assert (result.better, result.worse) == ((), ())


def test_a_better_release_is_told_from_a_worse_one() -> None:
    result = compare(items(0.5), items(2.0), NAMES)
    for key, more_is_better in (("auroc", True), ("coverage", True), ("cllr", False)):
        change = result.figures[key]
        assert change is not None
        assert says(change, more_is_better=more_is_better) is Says.BETTER
    back = compare(items(2.0), items(0.5), NAMES)
    assert back.figures["auroc"] is not None
    assert says(back.figures["auroc"], more_is_better=True) is Says.WORSE
    assert len(back.worse) == len(result.better) > 0


def test_pairing_shows_what_two_separate_intervals_would_hide() -> None:
    change = compare(items(1.0), items(1.4, noise=1), NAMES).figures["auroc"]
    assert change is not None
    assert change.before.high > change.after.low
    assert change.difference.low > 0


def test_items_that_moved_are_named_with_both_outcomes() -> None:
    before = [examined("rescued", -3.0, counterfeit=True), examined("lost", -3.0, counterfeit=False)]
    after = [examined("lost", 0.0, counterfeit=False), examined("rescued", 0.5, counterfeit=True)]
    result = compare(before, after, NAMES)
    assert [(m.item, m.before.value, m.after.value) for m in result.better] == [
        ("rescued", "consistent_with_genuine", "inconclusive")
    ]
    assert [m.item for m in result.worse] == ["lost"]


def test_items_of_one_release_only_are_left_out_and_counted() -> None:
    result = compare(items(1.0), [*items(1.0)[:-5], examined("other", 0.0, counterfeit=True)], NAMES)
    assert (result.items, result.left_out) == (115, 6)
    with pytest.raises(WorkError, match="no item in common"):
        compare(items(1.0), [examined("other", 0.0, counterfeit=True)], NAMES)


def test_what_cannot_be_measured_is_null_and_said_so() -> None:
    genuine = [item for item in items(1.0) if not item.counterfeit]
    result = compare(genuine, genuine, NAMES)
    figures = json.loads(json.dumps(result.as_json()))["figures"]
    assert figures["auroc"] is None
    assert figures["counterfeit_called_consistent"] is None
    assert figures["coverage"]["says"] == "no difference shown"
    assert "not measured" in comparison_page(result, "test items")


def test_unknown_goods_are_compared_photo_by_photo() -> None:
    result = compare(items(1.0), items(1.0), NAMES, ([False] * 30, [True] * 30))
    change = result.figures["unknown_detected"]
    assert change is not None
    assert (change.difference.value, change.difference.n) == (1.0, 30)
    with pytest.raises(ValueError, match="longer than"):
        compare(items(1.0), items(1.0), NAMES, ([True], [True, False]))


def test_the_page_says_in_words_what_the_json_says() -> None:
    result = compare(items(0.5), items(2.0), NAMES)
    page = comparison_page(result, "manifest.csv, test items")
    assert page == comparison_page(result, "manifest.csv, test items")
    assert "<script" not in page
    assert page.count('<span class="pill better">better</span>') >= 3
    assert all(moved.item in page for moved in result.better)
    assert "(AUROC): better, +0." in comparison_text(result)
    assert "Unknown goods answered as unknown: not measured" in comparison_text(result)


def score_statistic(delta: float, gained: int, lost: int, n: int) -> float:
    """Tango's statistic with the likeliest shares found by search rather than by his formula."""

    def unlikelihood(share_lost: float) -> float:
        shares = np.array([share_lost + delta, share_lost, 1 - 2 * share_lost - delta])
        counts = np.array([gained, lost, n - gained - lost])
        return -float((counts * np.log(np.maximum(shares, 1e-300))).sum())

    bounds = (max(0.0, -delta) + 1e-12, (1 - delta) / 2 - 1e-12)
    best = optimize.minimize_scalar(unlikelihood, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
    return float((gained - lost - n * delta) / np.sqrt(n * (2 * best + delta * (1 - delta))))


@pytest.mark.parametrize(("gained", "lost", "n"), [(12, 2, 50), (3, 9, 40), (7, 7, 30), (1, 4, 200)])
def test_the_paired_interval_ends_where_the_score_statistic_reaches_z(gained: int, lost: int, n: int) -> None:
    found, z = tango(gained, lost, n), stats.norm.ppf(0.975)
    assert score_statistic(found.low, gained, lost, n) == pytest.approx(z, abs=1e-3)
    assert score_statistic(found.high, gained, lost, n) == pytest.approx(-z, abs=1e-3)


def test_no_change_among_few_items_leaves_room_for_one() -> None:
    found = tango(0, 0, 50)
    assert (found.low, found.high) == pytest.approx((-0.0713, 0.0713), abs=1e-4)
    assert tango(0, 0, 500).high < found.high / 5


def test_the_paired_interval_mirrors_when_the_releases_change_places() -> None:
    there, back = tango(9, 2, 60), tango(2, 9, 60)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert tango(5, 0, 5).high == 1.0


def test_the_paired_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    counts = np.random.default_rng(0).multinomial(40, [0.15, 0.05, 0.8], 800)
    found = [tango(int(gained), int(lost), 40) for gained, lost, _ in counts]
    assert 0.93 <= np.mean([each.low <= 0.1 <= each.high for each in found]) <= 0.98


def test_mcnemar_s_test_counts_only_items_that_changed() -> None:
    change = share_change([True] * 90 + [False] * 10, [True] * 90 + [True] * 6 + [False] * 4)
    assert change is not None
    assert change.p == pytest.approx(2 * 0.5**6)
    assert share_change([], []) is None


def test_the_area_is_that_of_the_statistics_module_ties_included() -> None:
    scores = np.array([0.0, 1.0, 1.0, 2.0, 2.0, 3.0])
    labels = np.array([False, False, True, False, True, True])
    whole = auroc(scores, labels)
    assert whole is not None
    assert area(scores, labels) == pytest.approx(whole.value)
    assert score_difference(scores, scores, [*items(1.0, count=3)], area).value == 0.0


def test_direction_needs_an_interval_that_leaves_out_zero() -> None:
    one = Estimate(0.5, 0.4, 0.6, 100)
    shown = FigureChange(one, one, Estimate(-0.1, -0.2, -0.01, 100), None)
    assert says(shown, more_is_better=False) is Says.BETTER
    assert says(shown, more_is_better=True) is Says.WORSE
    assert says(shown._replace(difference=Estimate(-0.1, -0.2, 0.0, 100)), more_is_better=True) is Says.UNSHOWN


def test_a_release_is_not_compared_with_itself() -> None:
    release = load_release(next(ROOT.glob("releases/r-*")))
    with pytest.raises(CallError, match="compared with itself"):
        compare_releases(release, release, ROOT / "datasets" / "manifest.csv", Split.TEST, FitProgress(quiet=True))
