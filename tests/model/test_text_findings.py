"""Text findings: a line is right or wrong only where its reading leaves no doubt."""

import math

import pytest

from model.catalogue import MarkedText, Region, TextKind, Visibility
from model.text_findings import FAR, NEARLY, LineReading, PrintLimits, TextResult, check_texts

PLACE = Region(0.1, 0.1, 0.3, 0.05)
SERIAL = MarkedText("serial", "back", PLACE, TextKind.SERIAL, None, r"\d{4}", "Latn", Visibility.OFFICER)
LIMITS = PrintLimits(0.8, 100, 0, 0.036, {}, "f" * 64)


def reading(confidence: float, margin: float, *, is_whole: bool = True, text: str = "12A4") -> LineReading:
    return LineReading("r" * 64, PLACE, text, confidence, is_whole, margin)


@pytest.mark.parametrize(
    ("found", "result"),
    [
        (reading(0.9, 0.0), TextResult.MATCHES),
        (reading(0.9, NEARLY), TextResult.MATCHES),
        (reading(0.9, 5.0), TextResult.NOT_READ),  # what is allowed is unlikely, and not unlikely enough
        (reading(0.9, FAR), TextResult.DEVIATES),
        (reading(0.9, math.inf), TextResult.DEVIATES),
        (reading(0.79, math.inf), TextResult.NOT_READ),
        (reading(0.79, 0.0), TextResult.NOT_READ),
        (reading(0.99, math.inf, is_whole=False), TextResult.NOT_READ),  # a finger may lie over the rest
    ],
)
def test_a_line_is_called_only_where_its_reading_leaves_no_doubt(found: LineReading, result: TextResult) -> None:
    (finding,) = check_texts([SERIAL], {0: {"serial": found}}, LIMITS)
    assert finding.finding is result
    assert (finding.read is None) is (result is TextResult.NOT_READ)
    assert (finding.photo, finding.region, finding.expected) == (0, PLACE, r"\d{4}")


def test_a_line_that_is_right_on_one_photo_is_right() -> None:
    wrong, right = reading(0.99, math.inf), reading(0.85, 0.0, text="1234")
    (finding,) = check_texts([SERIAL], {0: {"serial": wrong}, 1: {"serial": right}}, LIMITS)
    assert (finding.finding, finding.read, finding.photo) == (TextResult.MATCHES, "1234", 1)


def test_a_line_on_no_photo_is_not_read_and_has_no_place() -> None:
    (finding,) = check_texts([SERIAL], {0: {}}, LIMITS)
    assert finding.finding is TextResult.NOT_READ
    assert (finding.photo, finding.region, finding.reference) == (None, None, None)


def test_without_limits_nothing_counts_as_read() -> None:
    (finding,) = check_texts([SERIAL], {0: {"serial": reading(1.0, 0.0)}}, None)
    assert finding.finding is TextResult.NOT_READ
