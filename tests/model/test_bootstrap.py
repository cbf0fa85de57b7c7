"""The bootstrap interval: near scipy's, the same each time, and absent where nothing varies."""

import numpy as np
import pytest

from model.bootstrap import Indices, Values, bca

SKEWED = np.array([0.0, 0.1, 0.1, 0.2, 0.2, 0.2, 0.3, 0.4, 0.6, 1.0, 0.1, 0.3])


def mean(indices: Indices) -> Values:
    found: Values = SKEWED[indices].mean(axis=1)
    return found


def test_the_interval_is_near_scipys() -> None:
    stats = pytest.importorskip("scipy.stats")
    expected = stats.bootstrap((SKEWED,), np.mean, n_resamples=9999, method="BCa", rng=7).confidence_interval
    found = bca(mean, len(SKEWED))
    assert found == pytest.approx((expected.low, expected.high), abs=0.01)  # two draws of 9999 differ by less


def test_the_same_sample_has_the_same_interval() -> None:
    assert bca(mean, len(SKEWED)) == bca(mean, len(SKEWED))


def test_a_figure_that_never_varies_has_no_interval() -> None:
    assert bca(lambda indices: np.ones(len(indices)), 8) is None


def test_one_member_has_no_interval() -> None:
    with pytest.raises(ValueError, match="1 members"):
        bca(mean, 1)
