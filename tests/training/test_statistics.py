"""The figures that promises rest on, against published values and by simulation."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from model.intervals import upper_limit
from training.statistics import (
    auroc,
    choose_threshold,
    clopper_pearson_lower,
    clopper_pearson_upper,
    rate,
)

GRID = np.linspace(6, -6, 241)


@pytest.mark.parametrize("confidence", [0.3, 0.95])
@pytest.mark.parametrize(("errors", "n"), [(0, 59), (1, 93), (3, 3), (12, 4000)])
def test_the_service_counts_the_same_upper_limit_without_scipy(errors: int, n: int, confidence: float) -> None:
    assert upper_limit(errors, n, confidence) == pytest.approx(clopper_pearson_upper(errors, n, confidence), rel=1e-9)


@pytest.mark.parametrize(("errors", "n"), [(0, 59), (3, 72), (10, 40)])
def test_the_upper_limit_leaves_the_binomial_tail_it_promises(errors: int, n: int) -> None:
    limit = clopper_pearson_upper(errors, n)
    assert stats.binom.cdf(errors, n, limit) == pytest.approx(0.05)


def test_limits_at_the_ends() -> None:
    assert clopper_pearson_upper(0, 0) == 1.0
    assert clopper_pearson_upper(7, 7) == 1.0
    assert clopper_pearson_lower(0, 7) == 0.0


@pytest.mark.parametrize(("errors", "n", "confidence"), [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 1.0)])
def test_counts_that_cannot_be_are_refused(errors: int, n: int, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"can't be|must lie"):
        clopper_pearson_upper(errors, n, confidence)


def test_a_rate_has_its_exact_interval() -> None:
    estimate = rate(3, 50)
    assert estimate is not None
    exact = stats.binomtest(3, 50).proportion_ci(0.95, method="exact")
    assert (estimate.low, estimate.high) == pytest.approx((exact.low, exact.high))
    assert estimate.as_json() == {"value": 0.06, "low": estimate.low, "high": estimate.high, "n": 50}
    assert rate(0, 0) is None


def test_auroc_agrees_with_scikit_learn_ties_included() -> None:
    rng = np.random.default_rng(1)
    positives = rng.random(200) < 0.3
    scores = np.round(rng.normal(size=200) + positives, 1)
    estimate = auroc(scores, positives)
    assert estimate is not None
    assert estimate.value == pytest.approx(roc_auc_score(positives, scores))
    assert estimate.low < estimate.value < estimate.high
    assert estimate.n == 200


def test_auroc_of_a_small_perfect_sample_promises_little() -> None:
    positives = np.arange(10) >= 5
    perfect = auroc(np.arange(10.0), positives)
    reverse = auroc(-np.arange(10.0), positives)
    assert perfect is not None
    assert (perfect.value, perfect.high) == (1.0, 1.0)
    assert 0.5 < perfect.low < 0.8
    assert reverse is not None
    assert (reverse.value, reverse.low, reverse.high) == pytest.approx((0.0, 0.0, 1 - perfect.low))


def test_strata_are_not_compared_with_each_other() -> None:
    strata = np.repeat(["a", "b"], 20)
    positives = np.r_[np.arange(20) < 16, np.arange(20) < 4]
    level_alone = np.repeat([1.0, 0.0], 20)
    pooled, within = auroc(level_alone, positives), auroc(level_alone, positives, strata=strata)
    assert pooled is not None
    assert pooled.value > 0.7
    assert within is not None
    assert within.value == 0.5


def test_auroc_needs_both_classes_in_a_stratum() -> None:
    assert auroc(np.arange(4.0), np.ones(4, dtype=bool)) is None
    assert auroc(np.arange(4.0), np.array([1, 1, 0, 0], dtype=bool), strata=np.array([0, 0, 1, 1])) is None


@pytest.mark.parametrize(("truth", "positives", "negatives"), [(0.6, 20, 20), (0.9, 15, 15), (0.97, 10, 30)])
def test_the_auroc_interval_holds_the_truth_often_enough(truth: float, positives: int, negatives: int) -> None:
    rng = np.random.default_rng(2)
    shift = stats.norm.ppf(truth) * np.sqrt(2)
    label = np.arange(positives + negatives) < positives
    held = 0
    for _ in range(400):
        estimate = auroc(rng.normal(size=len(label)) + shift * label, label)
        assert estimate is not None
        held += estimate.low <= truth <= estimate.high
    assert held / 400 > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 400)


def test_the_boldest_supported_threshold_is_chosen() -> None:
    scores = np.r_[np.zeros(290), np.full(10, 5.0)]  # 3.3 % above any threshold between 0 and 5
    choice = choose_threshold(scores, grid=np.array([6.0, 4.0, 1.0, -1.0, -2.0]), target=0.06)
    assert choice.threshold == 1.0
    assert (choice.errors, choice.items, choice.items_needed) == (10, 300, 0)
    assert choice.bound == pytest.approx(clopper_pearson_upper(10, 300))
    assert choice.bound is not None
    assert choice.bound <= 0.06


def test_a_score_at_the_threshold_counts_as_an_error() -> None:
    choice = choose_threshold(np.full(60, 2.0), grid=np.array([2.5, 2.0]))
    assert (choice.threshold, choice.errors) == (2.5, 0)


@pytest.mark.parametrize("items", [0, 30, 58])
def test_too_few_items_support_nothing_and_say_how_many_are_missing(items: int) -> None:
    choice = choose_threshold(np.zeros(items), grid=GRID)
    assert (choice.threshold, choice.bound, choice.items_needed) == (None, None, 59 - items)


def test_the_walk_stops_at_the_first_threshold_that_fails() -> None:
    """A later threshold can't pass again: errors only grow as the threshold falls."""
    scores = np.r_[np.full(20, 5.5), np.zeros(80)]
    choice = choose_threshold(scores, grid=GRID)
    assert choice.threshold is not None
    assert choice.threshold > 5.5


@pytest.mark.parametrize("grid", [[], [0.0, 1.0], [1.0, 1.0], [np.inf, 0.0]])
def test_a_grid_that_does_not_fall_is_refused(grid: list[float]) -> None:
    with pytest.raises(ValueError, match="grid"):
        choose_threshold(np.zeros(100), grid=np.array(grid))


def test_scores_must_be_numbers() -> None:
    with pytest.raises(ValueError, match="score"):
        choose_threshold(np.array([0.0, np.nan]), grid=GRID)


@pytest.mark.parametrize("items", [60, 150, 600])
def test_the_promise_holds_in_simulation(items: int) -> None:
    """The chosen threshold breaks the 5 % in at most 5 % of data sets, give or take chance."""
    rng = np.random.default_rng(items)
    repetitions = 2000
    broken = 0
    for _ in range(repetitions):
        choice = choose_threshold(rng.normal(size=items), grid=GRID)
        broken += choice.threshold is not None and stats.norm.sf(choice.threshold) > 0.05
    assert broken / repetitions <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / repetitions)
