"""The likelihood ratio of a difference at a marked place, counted on training photos."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from training.templates import weigh


def differences(genuine: float, deviating: float, count: int = 60) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    random = np.random.default_rng(2)
    logs = np.concatenate([random.normal(genuine, 0.15, count), random.normal(deviating, 0.3, count)])
    return logs, np.arange(2 * count) >= count


def test_differences_that_tell_speak_clearly_and_small_ones_speak_for_genuine() -> None:
    found = weigh(*differences(-0.5, 0.6), 0.3)
    assert found.adds(math.exp(0.6)) > 1.5
    assert found.adds(math.exp(-0.5)) == pytest.approx(math.log(0.7), abs=0.1)


def test_differences_that_do_not_tell_say_nothing() -> None:
    found = weigh(*differences(0.0, 0.0), 0.3)
    assert abs(found.adds(1.0)) < 0.1
    assert abs(found.adds(3.0)) < 0.3


def test_a_larger_difference_never_speaks_for_genuine() -> None:
    assert weigh(*differences(0.6, -0.5), 0.3).slope == 0.0


def test_few_deviating_photos_support_no_strong_claim() -> None:
    logs, deviates = differences(-0.5, 1.5)
    few = np.concatenate([np.flatnonzero(~deviates), np.flatnonzero(deviates)[:5]])
    assert weigh(logs[few], deviates[few], 0.3).adds(math.exp(1.5)) < weigh(logs, deviates, 0.3).adds(math.exp(1.5))
