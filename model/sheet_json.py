"""The product sheet as plain JSON values, which `model.sheet_reading` reads back to an equal sheet."""

from typing import Any

from model.catalogue import MarkedText, Point, ProductSheet
from model.sheet_trade import trade_to_json


def sheet_to_json(sheet: ProductSheet) -> dict[str, Any]:
    """What a release contains of a sheet: all but its trade details."""
    return {
        "id": sheet.id,
        "right_holder": sheet.right_holder,
        "name": dict(sheet.name),
        "category": sheet.category,
        "gtin": list(sheet.gtin),
        "serial_pattern": sheet.serial_pattern,
        "views": [{"id": v.id, "title": dict(v.title), "required": v.required} for v in sheet.views],
        "points": [_point_to_json(point) for point in sheet.points],
        **({"texts": [_text_to_json(text) for text in sheet.texts]} if sheet.texts else {}),
    }


def document_of(sheet: ProductSheet) -> dict[str, Any]:
    """The whole sheet: the dict that `sheet_from_json` reads back to an equal one."""
    return sheet_to_json(sheet) | trade_to_json(sheet.trade)


def _point_to_json(point: Point) -> dict[str, Any]:
    return {
        "id": point.id,
        "view": point.view,
        "title": dict(point.title),
        "genuine": dict(point.genuine),
        "counterfeit": dict(point.counterfeit),
        "region": list(point.region) if point.region else None,
        "reference": point.reference,
        "visibility": point.visibility.value,
        "replaceable": point.replaceable,
    }


def _text_to_json(text: MarkedText) -> dict[str, Any]:
    return {
        "id": text.id,
        "view": text.view,
        "region": list(text.region),
        "kind": text.kind.value,
        "expected": text.expected,
        "pattern": text.pattern,
        "script": text.script,
        "visibility": text.visibility.value,
        "reference": text.reference,
    }
