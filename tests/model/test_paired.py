"""The interval of a paired difference is the published one."""

import pytest

from model.paired import paired_difference, wilson

# Newcombe, Statistics in Medicine 17 (1998), 2635-2650, Table III, 95 % limits of method 10.
PUBLISHED = (
    ((36, 12, 2, 0), (0.0569, 0.3404)),
    ((20, 12, 2, 16), (0.0562, 0.3292)),
    ((18, 12, 2, 18), (0.0562, 0.3290)),
    ((36, 14, 0, 0), (0.1528, 0.4167)),
    ((35, 14, 0, 1), (0.1461, 0.4175)),
    ((18, 14, 0, 18), (0.1441, 0.3963)),
    ((2, 97, 1, 0), (0.8721, 0.9854)),
    ((1, 97, 1, 1), (0.8736, 0.9850)),
    ((0, 30, 0, 0), (0.8395, 1.0)),
    ((54, 0, 0, 0), (-0.0664, 0.0664)),
    ((30, 0, 0, 24), (-0.0358, 0.0358)),
)
# Fagerland, Lydersen and Laake, Statistics in Medicine 33 (2014), 2850-2875: airway hyper-responsiveness.
AIRWAYS = ((1, 1, 7, 12), (-0.507, -0.026))


@pytest.mark.parametrize(("counts", "limits"), PUBLISHED)
def test_the_limits_are_newcombes(counts: tuple[int, int, int, int], limits: tuple[float, float]) -> None:
    found = paired_difference(*counts)
    assert (found.low, found.high) == pytest.approx(limits, abs=1e-4)  # printed to four places


def test_the_limits_are_those_of_a_later_example() -> None:
    counts, limits = AIRWAYS
    found = paired_difference(*counts)
    assert (found.low, found.high) == pytest.approx(limits, abs=6e-4)
    assert found.value == pytest.approx(-6 / 21)


@pytest.mark.parametrize(("counts", "limits"), [*PUBLISHED, AIRWAYS])
def test_exchanging_the_rates_turns_the_interval(
    counts: tuple[int, int, int, int], limits: tuple[float, float]
) -> None:
    both, first, second, neither = counts
    found = paired_difference(both, second, first, neither)
    assert (-found.high, -found.low) == pytest.approx(limits, abs=6e-4)


def test_no_items_say_nothing() -> None:
    assert paired_difference(0, 0, 0, 0) == (0.0, -1.0, 1.0)


def test_no_change_on_few_items_still_leaves_room_for_one() -> None:
    assert paired_difference(0, 0, 0, 20).high > 0.1


def test_a_wilson_interval_reaches_zero_and_one_exactly() -> None:
    assert wilson(0, 10).low == 0.0
    assert wilson(10, 10).high == 1.0


@pytest.mark.parametrize(("counts", "confidence"), [((-1, 0, 0, 3), 0.95), ((1, 0, 0, 3), 1.0), ((1, 0, 0, 3), 0.0)])
def test_what_cannot_be_counted_is_refused(counts: tuple[int, int, int, int], confidence: float) -> None:
    with pytest.raises(ValueError, match=r"can't be|between 0 and 1"):
        paired_difference(*counts, confidence)
