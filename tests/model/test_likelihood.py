"""What the evidence is worth, in words: never more than its cap."""

import math

import pytest

from model.likelihood import BANDS, Strength, Supports, capped, posterior, strength_of, supports


@pytest.mark.parametrize(
    ("ratio", "strength", "direction"),
    [
        (1.0, Strength.NONE, Supports.NEITHER),
        (1.9, Strength.NONE, Supports.NEITHER),
        (2.1, Strength.WEAK, Supports.COUNTERFEIT),
        (1 / 2.1, Strength.WEAK, Supports.GENUINE),
        (99.0, Strength.MODERATE, Supports.COUNTERFEIT),
        (101.0, Strength.MODERATELY_STRONG, Supports.COUNTERFEIT),
        (1e-5, Strength.VERY_STRONG, Supports.GENUINE),
        (2e6, Strength.EXTREMELY_STRONG, Supports.COUNTERFEIT),
    ],
)
def test_a_ratio_reads_as_its_band(ratio: float, strength: Strength, direction: Supports) -> None:
    assert (strength_of(math.log10(ratio)), supports(math.log10(ratio))) == (strength, direction)


@pytest.mark.parametrize("items", [0, 10, 59, 299, 2995])
def test_no_band_is_stronger_than_the_cap(items: int) -> None:
    cap = -math.log10(1 - 0.05 ** (1 / items)) if items else 0.0
    strengths = [strength for _, strength in reversed(BANDS)]
    strongest = strength_of(capped(1000.0, cap))
    assert strongest is strength_of(cap)
    assert strongest is Strength.NONE or BANDS[::-1][strengths.index(strongest)][0] <= 10**cap


def test_one_in_a_hundred_at_a_ratio_of_300_is_three_in_four() -> None:
    """The base rate that makes "99.7 % sensitive and specific" right 77 % of the time."""
    assert posterior(0.01, math.log10(0.997 / 0.003)) == pytest.approx(0.77, abs=0.005)
    assert posterior(0.5, 0.0) == 0.5
