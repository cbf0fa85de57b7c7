"""Writes a product sheet as TOML, which `model.sheet_reading` reads back to an equal sheet; equal ones, equal bytes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import tomli_w

from model.catalogue import ProductSheet
from model.sheet_json import document_of


def sheet_to_toml(sheet: ProductSheet) -> str:
    """The text of a sheet's file."""
    return document_to_toml(document_of(sheet))


def document_to_toml(document: Mapping[str, Any]) -> str:
    """The text of a sheet's file, of the plain values of a sheet that may be incomplete. TOML has no null."""
    return tomli_w.dumps(_without_nulls(document), indent=2)


def _without_nulls(value: Any) -> Any:
    match value:
        case dict():
            return {key: _dated(key, _without_nulls(each)) for key, each in value.items() if each is not None}
        case list():
            return [_without_nulls(each) for each in value if each is not None]
    return value


def _dated(key: str, value: Any) -> Any:
    """TOML has days of its own."""
    if key != "expires" or not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:  # of a draft
        return value
