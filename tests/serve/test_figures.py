"""Figures for people: whole items, never a decimal, and never less than one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serve.examinations import figures

WHOLE = re.compile(r"(about |at most |fewer than |more than )?\d{1,3} in 1(00|,000)")


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.00061, "about 1 in 1,000"),
        (0.0004, "fewer than 1 in 1,000"),
        (0.0, "fewer than 1 in 1,000"),
        (0.041, "41 in 1,000"),
        (0.0917, "about 92 in 1,000"),
        (0.166, "about 17 in 100"),
        (0.5, "50 in 100"),
        (0.9987, "about 999 in 1,000"),
        (0.99999, "more than 999 in 1,000"),
        (1.0, "more than 999 in 1,000"),
    ],
)
def test_a_share_is_so_many_whole_items(share: float, said: str) -> None:
    assert str(figures.about(share)) == said


@given(st.floats(0, 1))
def test_no_share_has_decimals_or_is_nothing(share: float) -> None:
    for said in map(str, (figures.about(share), figures.at_most(share))):
        assert WHOLE.fullmatch(said) or said == "at most 1,000 in 1,000", said
        assert not re.search(r"\b0 in", said)


@given(st.floats(0.001, 1))
def test_a_bound_is_never_rounded_down(share: float) -> None:
    count, base = (
        float(part.replace(",", "")) for part in str(figures.at_most(share)).removeprefix("at most ").split(" in ")
    )
    assert count / base >= share - 1e-9


def test_shares_in_one_sentence_have_one_base() -> None:
    base = figures.base_of(0.02, 0.4)
    assert (str(figures.about(0.02, base)), str(figures.about(0.4, base))) == ("20 in 1,000", "400 in 1,000")


@pytest.mark.parametrize(
    ("log10", "said"),
    [
        (0.4, "about 2.5 times"),
        (-1.532, "about 34 times"),
        (3.1, "about 1,300 times"),
        (9.0, "more than 1,000,000 times"),
    ],
)
def test_how_many_times_bears_two_digits(log10: float, said: str) -> None:
    assert str(figures.times(log10)) == said
