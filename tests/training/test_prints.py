"""When print counts as read is counted on genuine items: none of them may be accused."""

import math

import pytest

from model.catalogue import MarkedText, ProductSheet, Region, TextKind, View, Visibility
from model.recogniser import recogniser
from model.text_findings import LineReading, PrintLimits
from training.prints import LEAST_CONFIDENCE, GenuineItem, print_limits, said_of

if recogniser() is None:
    pytest.skip("the extra 'ocr' is not installed", allow_module_level=True)
PLACE = Region(0.1, 0.1, 0.3, 0.05)


def text(name: str, script: str = "Latn") -> MarkedText:
    return MarkedText(name, "back", PLACE, TextKind.LOT, None, r"\d{4}", script, Visibility.OFFICER)


def sheet(*texts: MarkedText) -> ProductSheet:
    view = View("back", {"en": "Back"}, required=True)
    return ProductSheet("box", "maker", {"en": "Box"}, "", (), None, (view,), (), texts)


def item(**readings: tuple[float, float]) -> GenuineItem:
    found = {
        name: LineReading("r" * 64, PLACE, "12", confidence, is_whole=True, margin=margin)
        for name, (confidence, margin) in readings.items()
    }
    return GenuineItem("box", {0: found})


def limits_of(*items: GenuineItem, texts: tuple[MarkedText, ...] = (text("lot"),)) -> PrintLimits:
    limits = print_limits(items, [sheet(*texts)], None)
    assert limits is not None
    return limits


def test_readings_count_from_above_the_surest_that_would_accuse_a_genuine_item() -> None:
    limits = limits_of(*[item(lot=(0.95, 0.0))] * 40, item(lot=(0.87, math.inf)))
    assert limits.confidence == pytest.approx(0.87, abs=1e-5)
    assert (limits.items, limits.accused) == (41, 0)
    assert limits.bound == pytest.approx(0.0861, abs=1e-3)


def test_where_no_genuine_item_would_be_accused_a_floor_remains() -> None:
    assert limits_of(*[item(lot=(0.95, 0.0))] * 3).confidence == LEAST_CONFIDENCE


def test_a_text_that_would_accuse_several_genuine_items_is_left_unread_and_named() -> None:
    wrong, right = item(lot=(0.99, math.inf), date=(0.9, 0.0)), item(lot=(0.99, 0.0), date=(0.9, 0.0))
    limits = limits_of(wrong, wrong, *[right] * 20, texts=(text("lot"), text("date")))
    assert limits.unread == {"box": ["lot"]}
    assert limits.confidence == LEAST_CONFIDENCE
    assert "box: lot is left unread" in said_of(limits)[0]


def test_a_script_that_can_not_be_read_is_left_unread() -> None:
    assert limits_of(item(lot=(0.9, 0.0)), texts=(text("lot"), text("arabic", "Arab"))).unread == {"box": ["arabic"]}


def test_without_a_reading_there_are_no_limits() -> None:
    assert print_limits([GenuineItem("box", {0: {}})], [sheet(text("lot"))], None) is None


def test_limits_from_before_stay_and_only_leave_out_new_texts() -> None:
    kept = PrintLimits(0.9, 200, 0, 0.018, {"bag": ["lot"], "box": ["old"]}, "f" * 64)
    found = print_limits([item(lot=(0.99, math.inf))] * 3, [sheet(text("lot"))], kept)
    assert found == PrintLimits(0.9, 200, 0, 0.018, {"bag": ["lot"], "box": ["lot"]}, "f" * 64)
