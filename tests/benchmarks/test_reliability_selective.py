import numpy as np
import pytest

pytest.importorskip("torch")

from benchmarks.selective import (
    ABSTAIN,
    CONSISTENT,
    SUSPECTED,
    Errors,
    Items,
    Rule,
    boldest,
    conformal,
    coverage_difference,
    errors_of,
    fit_temperature,
    kept_rank,
    performance,
    standing,
    symmetric_margin,
    two_margins,
)
from training.statistics import clopper_pearson_upper, rate


def items(genuine: list[float], counterfeit: list[float]) -> Items:
    scores = np.array([*genuine, *counterfeit])
    labels = np.array([False] * len(genuine) + [True] * len(counterfeit))
    return Items([str(n) for n in range(len(scores))], np.array(["p"] * len(scores)), labels, scores)


def drawn(count: int, seed: int) -> Items:
    """Overlapping scores; the labels differ in spread, so one bound for both would break for one of them."""
    random = np.random.default_rng(seed)
    return items(random.normal(-1, 2, count).tolist(), random.normal(1, 0.7, count).tolist())


def test_an_outcome_is_definite_where_one_label_is_left() -> None:
    overlap, gap = Rule(genuine_below=2.0, counterfeit_above=-2.0), Rule(genuine_below=-1.0, counterfeit_above=1.0)
    scores = np.array([-3.0, 0.0, 2.0])
    assert overlap.calls(scores).tolist() == [CONSISTENT, ABSTAIN, SUSPECTED]
    assert gap.calls(scores).tolist() == [CONSISTENT, ABSTAIN, SUSPECTED]  # in the gap neither is left


def test_a_margin_makes_as_many_errors_as_allowed_and_tied_ones_stay_out_together() -> None:
    assert boldest(np.array([3.0, 2.0, 1.0, -5.0]), 1) == pytest.approx(2.0)
    tied = items([-4.0, 1.0, 1.0], [4.0, 3.0, 2.0])
    one = symmetric_margin(tied, Errors(1, 0)).calls(tied.scores)
    assert errors_of(one, tied.counterfeit) == Errors(0, 0)
    both = symmetric_margin(tied, Errors(1, 1)).calls(tied.scores)
    assert errors_of(both, tied.counterfeit) == Errors(2, 0)
    assert (both != ABSTAIN).all()


def test_two_margins_match_the_errors_of_each_label() -> None:
    sample = drawn(300, seed=1)
    calls = two_margins(sample, Errors(7, 2)).calls(sample.scores)
    assert errors_of(calls, sample.counterfeit) == Errors(7, 2)


def test_the_temperature_is_what_scores_were_multiplied_by() -> None:
    random = np.random.default_rng(0)
    log_odds = random.normal(0, 2, 20_000)
    labels = random.random(20_000) < 1 / (1 + np.exp(-log_odds))
    scaled = Items([], np.array([]), labels, log_odds * 5)
    assert fit_temperature(scaled) == pytest.approx(5, rel=0.05)


def test_conformal_sets_keep_each_labels_error_and_their_pac_variant_keeps_it_nearly_always() -> None:
    plain: list[list[float]] = []
    sure: list[list[float]] = []
    test = drawn(20_000, seed=10_000)
    for seed in range(200):
        calibration = drawn(120, seed)
        for rates, confidence in ((plain, None), (sure, 0.95)):
            calls = conformal(calibration, 0.05, confidence).calls(test.scores)
            rates.append([errors / 20_000 for errors in errors_of(calls, test.counterfeit)])
    assert (np.mean(plain, axis=0) < 0.055).all()
    assert (np.mean(plain, axis=0) > 0.035).all()
    assert (np.mean(np.array(sure) > 0.05, axis=0) <= 0.09).all()  # 5 %, and what 200 rounds leave to chance


def test_too_few_calibration_items_leave_every_label_possible() -> None:
    assert kept_rank(18, 0.05) is None
    assert kept_rank(19, 0.05) == 19
    assert kept_rank(58, 0.05, 0.95) is None
    assert kept_rank(59, 0.05, 0.95) == 59
    few = items([-1.0] * 10, [1.0] * 10)
    assert not conformal(few, 0.05).calls(few.scores).any()


def test_the_pac_rank_is_what_clopper_pearson_supports() -> None:
    rank = kept_rank(150, 0.05, 0.95)
    assert rank is not None
    assert clopper_pearson_upper(150 - rank, 150) <= 0.05 < clopper_pearson_upper(151 - rank, 150)


def test_an_error_is_called_broken_only_where_its_interval_says_so() -> None:
    assert standing(rate(0, 300), 0.05) == "inside, shown"
    assert standing(rate(1, 40), 0.05) == "inside"
    assert standing(rate(4, 60), 0.05) == "above, by chance perhaps"
    assert standing(rate(30, 100), 0.05) == "broken"
    assert standing(rate(30, 100), None) == "-"


def test_differences_in_coverage_are_paired() -> None:
    sample = items([0.0] * 50, [0.0] * 50)
    all_called, half = np.ones(100, np.int8), np.tile(np.array([1, 0], np.int8), 50)
    assert coverage_difference(sample, all_called, all_called).high == 0.0
    estimate = coverage_difference(sample, all_called, half)
    assert estimate.value == 0.5
    assert 0.35 < estimate.low < 0.45
    assert 0.55 < estimate.high < 0.65


def test_performance_counts_errors_among_the_items_of_each_label() -> None:
    sample = items([-1.0, -1.0, 1.0, -1.0], [1.0, -1.0])
    calls = np.array([-1, -1, 1, 0, 1, -1], np.int8)
    found = performance((sample, calls), (sample, calls), 0.05, None)
    assert found.coverage is not None
    assert found.coverage.value == pytest.approx(5 / 6)
    assert found.genuine_called_suspected is not None
    assert found.genuine_called_suspected.value == 0.25
    assert found.counterfeit_called_consistent is not None
    assert found.counterfeit_called_consistent.value == 0.5
    assert found.calibration_errors == Errors(1, 1)
