"""The interval of a counted rate: exact, and the same as scipy's."""

import pytest

from model.intervals import clopper_pearson, items_needed, regularised_beta, upper_limit

COUNTS = (
    (0, 1),
    (1, 1),
    (0, 59),
    (1, 2),
    (3, 17),
    (17, 17),
    (36, 72),
    (5, 1000),
    (999, 1000),
    (12_345, 100_000),
    (0, 1_000_000),
)


@pytest.mark.parametrize(("successes", "n"), COUNTS)
@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.999])
def test_the_interval_is_scipys(successes: int, n: int, confidence: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    expected = stats.binomtest(successes, n).proportion_ci(confidence, "exact")
    assert clopper_pearson(successes, n, confidence) == pytest.approx((expected.low, expected.high), rel=1e-9)


@pytest.mark.parametrize("a", [0.5, 1, 2, 30, 400.5, 20_000])
@pytest.mark.parametrize("b", [0.5, 1, 7, 900, 50_000])
@pytest.mark.parametrize("x", [0.0, 1e-9, 0.02, 0.3, 0.5, 0.97, 1 - 1e-9, 1.0])
def test_the_incomplete_beta_function_is_scipys(x: float, a: float, b: float) -> None:
    special = pytest.importorskip("scipy.special")
    assert regularised_beta(x, a, b) == pytest.approx(float(special.betainc(a, b, x)), rel=1e-8, abs=1e-14)


def test_fifty_nine_without_an_error_support_five_in_a_hundred() -> None:
    assert clopper_pearson(0, 59, confidence=0.90).high == pytest.approx(0.0495, abs=1e-4)
    assert clopper_pearson(0, 58, confidence=0.90).high > 0.05


@pytest.mark.parametrize(("target", "errors", "items"), [(0.05, 0, 59), (0.01, 0, 299), (0.05, 1, 93), (0.1, 0, 29)])
def test_items_needed_is_the_fewest_that_support_the_target(target: float, errors: int, items: int) -> None:
    assert items_needed(target, 0.95, errors) == items
    assert upper_limit(errors, items) <= target < upper_limit(errors, items - 1)


def test_a_target_that_no_number_of_items_supports_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        items_needed(0.0)


def test_nothing_counted_says_nothing() -> None:
    assert clopper_pearson(0, 0) == (0.0, 1.0)
    assert upper_limit(0, 0) == 1.0


@pytest.mark.parametrize(("successes", "n", "confidence"), [(2, 1, 0.95), (-1, 3, 0.95), (0, 3, 1.0), (0, 3, 0.0)])
def test_what_cannot_be_counted_is_refused(successes: int, n: int, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"can't be|between 0 and 1"):
        clopper_pearson(successes, n, confidence)
