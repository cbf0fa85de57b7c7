"""Reads product sheets: from TOML in ``catalogue/``, and from the JSON of a release or of the service.

Both have the same keys. All faults of a sheet are found in one run (`examined`).
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import re2  # type: ignore[import-untyped]

from model.catalogue import (
    FOUR_NUMBERS,
    LATIN,
    MarkedText,
    Point,
    ProductSheet,
    Region,
    TextKind,
    View,
    Visibility,
    region_of_fractions,
)
from model.errors import CatalogueError
from model.gtin import is_gtin
from model.keys import TEXT, Keys, SheetProblem, SheetRefusedError
from model.messages import message
from model.patterns import compile_pattern
from model.sheet_trade import read_trade

SHA256 = re.compile(r"[0-9a-f]{64}")
_KEY_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
DEEP_KEY = re2.compile(
    rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART}){{40}}"
)  # the parser takes quadratic memory for a key
NOWHERE = Region(0, 0, 1, 1)  # of a marked text whose region is at fault

DIGEST = message("must be a sha256: 64 lower-case hexadecimal digits")
GTIN = message("must be a text of 8, 12, 13 or 14 digits, the last the check digit")
TEXT_OR_PATTERN = message("give what genuine ones say, or a pattern that they match, and not both")
# Translators: {reason} is English; a library says it.
PATTERN = message("is no pattern that can be used here ({reason})")
TWICE = message("“{id}” stands there twice")
NO_VIEW = message("names a view “{view}” that the sheet lacks")


class ExaminedSheet(NamedTuple):
    """A sheet as far as it can be read, and all that is wrong with it; without problems, the sheet is whole."""

    sheet: ProductSheet
    problems: tuple[SheetProblem, ...]


def read_catalogue(folder: Path) -> dict[str, ProductSheet]:
    """Every sheet in a folder (``*.toml``, not hidden), by product id, in the order of the file names.

    Raises:
        CatalogueError: a sheet can't be read, or two have one id; the message names the file and the key.
    """
    sheets: dict[str, ProductSheet] = {}
    for path in sheet_files(folder):
        sheet = parse_sheet(text_of(path), path.name)
        if sheet.id in sheets:
            raise CatalogueError(
                message("{path}: id: another sheet has “{sheet}” already", path=path.name, sheet=sheet.id)
            )
        sheets[sheet.id] = sheet
    return sheets


def sheet_files(folder: Path) -> list[Path]:
    """The sheets' files, without hidden copies such as ``._watch.toml`` of macOS and editors."""
    return sorted(path for path in folder.iterdir() if is_sheet_name(path.name))


def is_sheet_name(name: str) -> bool:
    """Whether a file of this name is a sheet."""
    return name.lower().endswith(".toml") and not name.startswith(".")


def text_of(path: Path) -> str:
    """A sheet's text.

    Raises:
        CatalogueError: it can't be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(
            message("{path}: can't be read as UTF-8 text ({error})", path=path.name, error=str(error))
        ) from error


def parse_sheet(text: str, source_name: str) -> ProductSheet:
    """One sheet from TOML.

    Args:
        text: the file's text.
        source_name: the file's name in error messages.

    Raises:
        CatalogueError: not TOML.
        SheetRefusedError: a key is unknown, missing or of the wrong shape; it has every fault.
    """
    return sheet_from_json(document_in(text, source_name), source_name)


def document_in(text: str, source_name: str) -> dict[str, Any]:
    """The plain dict that a TOML text holds.

    Raises:
        CatalogueError: not TOML.
    """
    try:
        if DEEP_KEY.search(text):
            raise ValueError("a key has too many parts")  # noqa: TRY301  # as one that the parser refuses
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number may be too long for an int
        raise CatalogueError(
            message("{source_name}: not TOML ({error})", source_name=source_name, error=str(error))
        ) from error


def sheet_from_json(document: Mapping[str, Any], source_name: str = "product sheet") -> ProductSheet:
    """One sheet from the plain dict that TOML or JSON holds; optional keys may be absent or null.

    Raises:
        SheetRefusedError: a key is unknown, missing or of the wrong shape; it has every fault.
    """
    examined_sheet = examined(document)
    if examined_sheet.problems:
        raise SheetRefusedError(examined_sheet.problems, source_name)
    return examined_sheet.sheet


def examined(document: Mapping[str, Any]) -> ExaminedSheet:
    """A sheet as far as its document can be read, with every fault in it."""
    problems: list[SheetProblem] = []
    keys = Keys(document, problems)
    serial_pattern = _pattern(keys, "serial_pattern")
    sheet = ProductSheet(
        id=keys.slug("id"),
        right_holder=keys.text("right_holder"),
        name=keys.texts("name"),
        category=keys.optional_text("category") or "",
        gtin=_gtins(keys),
        serial_pattern=serial_pattern,
        views=tuple(_view(each) for each in keys.tables("views")),
        points=tuple(_point(each) for each in keys.tables("points")),
        texts=tuple(_marked_text(each, serial_pattern) for each in keys.tables("texts")),
        trade=read_trade(keys),
    )
    keys.refuse_the_rest()
    _report_contradictions(sheet, keys)
    return ExaminedSheet(sheet, tuple(problems))


def _view(keys: Keys) -> View:
    view = View(id=keys.slug("id"), title=keys.texts("title"), required=keys.flag("required", default=True))
    keys.refuse_the_rest()
    return view


def _point(keys: Keys) -> Point:
    point = Point(
        id=keys.slug("id"),
        view=keys.slug("view"),
        title=keys.texts("title"),
        genuine=keys.texts("genuine"),
        counterfeit=keys.texts("counterfeit"),
        region=_region(keys),
        reference=keys.matching("reference", SHA256, DIGEST),
        visibility=_visibility(keys),
        replaceable=keys.flag("replaceable", default=False),
    )
    keys.refuse_the_rest()
    return point


def _marked_text(keys: Keys, serial_pattern: str | None) -> MarkedText:
    kind = keys.choice("kind", TextKind, tuple(TextKind)) or TextKind.FIXED
    before = len(keys.problems)
    region = _region(keys)
    if region is None and len(keys.problems) == before:
        keys.wrong(FOUR_NUMBERS, "region")
    expected, pattern = _what_genuine_ones_say(keys, kind, serial_pattern)
    text = MarkedText(
        id=keys.slug("id"),
        view=keys.slug("view"),
        region=region or NOWHERE,
        kind=kind,
        expected=expected,
        pattern=pattern,
        script=keys.optional_text("script") or LATIN,
        visibility=_visibility(keys),
        reference=keys.matching("reference", SHA256, DIGEST),
    )
    keys.refuse_the_rest()
    return text


def _what_genuine_ones_say(keys: Keys, kind: TextKind, serial_pattern: str | None) -> tuple[str | None, str | None]:
    """The expected text or the pattern; a serial number without either takes the sheet's pattern."""
    before = len(keys.problems)
    expected, pattern = keys.optional_text("expected"), _pattern(keys, "pattern")
    if kind is TextKind.SERIAL and not (expected or pattern):
        pattern = serial_pattern
    if (expected is None) is (pattern is None) and len(keys.problems) == before:
        keys.wrong(TEXT_OR_PATTERN, "expected")
    return expected, pattern


def _region(keys: Keys) -> Region | None:
    before = len(keys.problems)
    numbers = keys.sequence("region")
    if not numbers or len(keys.problems) > before:
        return None
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers):
        keys.wrong(FOUR_NUMBERS, "region")
        return None
    try:
        return region_of_fractions(numbers)
    except (ValueError, OverflowError) as error:
        keys.wrong(error.args[0] if isinstance(error, ValueError) else FOUR_NUMBERS, "region")
        return None


def _visibility(keys: Keys) -> Visibility:
    return keys.choice("visibility", Visibility, tuple(Visibility), Visibility.OFFICER) or Visibility.OFFICER


def _gtins(keys: Keys) -> tuple[str, ...]:
    numbers = []
    for place, number in enumerate(keys.sequence("gtin")):
        if not isinstance(number, str):
            keys.wrong(TEXT, "gtin", place)
        elif not is_gtin(number):
            keys.wrong(GTIN, "gtin", place)
        else:
            numbers.append(number)
    return tuple(numbers)


def _pattern(keys: Keys, key: str) -> str | None:
    pattern = keys.optional_text(key)
    try:
        compile_pattern(pattern or "")
    except ValueError as error:
        keys.wrong(PATTERN.of(reason=str(error)), key)
        return None
    return pattern


def _report_contradictions(sheet: ProductSheet, keys: Keys) -> None:
    """Report ids that stand there twice, and views that are named but missing; empty ids are reported already."""
    for kind, parts in (("views", sheet.views), ("points", sheet.points), ("texts", sheet.texts)):
        for place in _repeated(part.id for part in parts):
            keys.wrong(TWICE.of(id=parts[place].id), kind, place, "id")
    views = {view.id for view in sheet.views}
    marked: dict[str, Sequence[Point | MarkedText]] = {"points": sheet.points, "texts": sheet.texts}
    for kind, marks in marked.items():
        for place, mark in enumerate(marks):
            if mark.view and mark.view not in views:
                keys.wrong(NO_VIEW.of(view=mark.view), kind, place, "view")


def _repeated(ids: Iterable[str]) -> list[int]:
    """The places of ids that an earlier one has already."""
    seen: set[str] = set()
    places = []
    for place, name in enumerate(ids):
        if name and name in seen:
            places.append(place)
        seen.add(name)
    return places
