"""The product sheet (design.md section 4): which views to photograph, which points to look at, which print to read.

A sheet is TOML in ``catalogue/`` and JSON inside a release; both have the same keys and one reader.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from model.errors import CatalogueError
from model.gtin import is_gtin
from model.keys import Keys
from model.messages import message
from model.patterns import compile_pattern

SHA256 = re.compile(r"[0-9a-f]{64}")
OVERHANG = 1e-3  # fractions rounded to four digits may reach this far over the picture's edge
FALLBACK_LANGUAGE = "en"
LATIN = "Latn"  # the script of a marked text that names none


class Visibility(StrEnum):
    """Who may see an identification point."""

    PUBLIC = "public"
    OFFICER = "officer"
    HOLDER = "holder"


class Region(NamedTuple):
    """A rectangle on an upright picture, in fractions of its width and height, from the top left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class View:
    """One shot of the shot list; title: language tag -> text."""

    id: str
    title: Mapping[str, str]
    required: bool


@dataclass(frozen=True)
class Point:
    """One identification point: where to look, what genuine shows, what counterfeits show.

    Attributes:
        title, genuine, counterfeit: language tag -> text.
        region: where it lies on the reference image of its view.
        reference: sha256 of a genuine image that shows it.
        replaceable: whether it lies on a part that may have been replaced on a genuine item (a strap, a cap, a refill).
    """

    id: str
    view: str
    title: Mapping[str, str]
    genuine: Mapping[str, str]
    counterfeit: Mapping[str, str]
    region: Region | None
    reference: str | None
    visibility: Visibility
    replaceable: bool = False


class TextKind(StrEnum):
    """The kind of a marked text; `FIXED` is the same on every item."""

    SERIAL = "serial"
    LOT = "lot"
    DATE = "date"
    FIXED = "fixed"


@dataclass(frozen=True)
class MarkedText:
    """A line of print that the sheet marks: read on photos, and compared with what genuine ones say.

    Attributes:
        region: where it lies on the reference image of its view.
        expected: what genuine ones say, word for word; None if items differ, and `pattern` describes them.
        pattern: a regular expression that genuine ones match in full; None where `expected` is given.
        script: ISO 15924 code of the writing, such as ``Latn`` or ``Jpan``.
        reference: sha256 of the genuine image that the region is on; None: the first that the sheet's view has.
    """

    id: str
    view: str
    region: Region
    kind: TextKind
    expected: str | None
    pattern: str | None
    script: str
    visibility: Visibility
    reference: str | None = None


@dataclass(frozen=True)
class ProductSheet:
    """One product as its right holder describes it.

    Attributes:
        name: language tag -> text.
        gtin: GS1 article numbers, digits only, check digit right.
        serial_pattern: a regular expression that genuine serial numbers match in full.
        views: in the order in which to take them.
    """

    id: str
    right_holder: str
    name: Mapping[str, str]
    category: str
    gtin: tuple[str, ...]
    serial_pattern: str | None
    views: tuple[View, ...]
    points: tuple[Point, ...]
    texts: tuple[MarkedText, ...] = ()


def read_catalogue(folder: Path) -> dict[str, ProductSheet]:
    """Every sheet in a folder (``*.toml``, not hidden), by product id, in the order of the file names.

    Raises:
        CatalogueError: a sheet can't be read, or two have one id; the message names the file and the key.
    """
    sheets: dict[str, ProductSheet] = {}
    for path in _sheets_in(folder):
        sheet = parse_sheet(_text_of(path), path.name)
        if sheet.id in sheets:
            raise CatalogueError(
                message("{path}: id: another sheet has '{sheet}' already", path=path.name, sheet=sheet.id)
            )
        sheets[sheet.id] = sheet
    return sheets


def _sheets_in(folder: Path) -> list[Path]:
    """The sheets' files, without hidden copies such as ``._watch.toml`` of macOS and editors."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".toml" and not path.name.startswith("."))


def parse_sheet(text: str, source_name: str) -> ProductSheet:
    """One sheet from TOML.

    Args:
        text: the file's text.
        source_name: the file's name in error messages.

    Raises:
        CatalogueError: not TOML, or a key is unknown, missing or of the wrong shape.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(
            message("{source_name}: not TOML ({error})", source_name=source_name, error=str(error))
        ) from error
    return sheet_from_json(document, source_name)


def sheet_from_json(document: Mapping[str, Any], source_name: str = "product sheet") -> ProductSheet:
    """One sheet from the plain dict that TOML or JSON holds; optional keys may be absent or null.

    Raises:
        CatalogueError: a key is unknown, missing or of the wrong shape; the message names source and key.
    """
    keys = Keys(document, source_name)
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
    )
    keys.refuse_the_rest()
    _refuse_contradictions(sheet, source_name)
    return sheet


def localized(texts: Mapping[str, str], language: str) -> str:
    """The text in a language; ``ja-JP`` falls back to ``ja``, then English, then the first text, then ""."""
    for tag in (language, language.partition("-")[0], FALLBACK_LANGUAGE):
        if tag in texts:
            return texts[tag]
    return next(iter(texts.values()), "")


def region_of_fractions(numbers: Sequence[float]) -> Region:
    """Check x, y, width, height, fractions of the upright picture.

    Raises:
        ValueError: not four numbers, nothing inside, or over the picture's edge.
    """
    if len(numbers) != len(Region._fields):
        raise ValueError("must be four numbers: x, y, width, height")
    region = Region(*(float(number) for number in numbers))
    inside = region.x >= 0 and region.y >= 0
    inside &= region.x + region.width <= 1 + OVERHANG and region.y + region.height <= 1 + OVERHANG
    if not (inside and region.width > 0 and region.height > 0):
        raise ValueError("must be fractions of the picture, 0 to 1, with some width and height")
    return region


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
        reference=_reference(keys),
        visibility=_visibility(keys),
        replaceable=keys.flag("replaceable", default=False),
    )
    keys.refuse_the_rest()
    return point


def _marked_text(keys: Keys, serial_pattern: str | None) -> MarkedText:
    kind, region = _kind(keys), _region(keys)
    expected, pattern = keys.optional_text("expected") or None, _pattern(keys, "pattern")
    if region is None:
        raise keys.wrong("region", "must be four numbers: x, y, width, height")
    if kind is TextKind.SERIAL and not (expected or pattern):
        pattern = serial_pattern
    if (expected is None) is (pattern is None):
        raise keys.wrong("expected", "give what genuine ones say, or a pattern that they match, and not both")
    text = MarkedText(
        id=keys.slug("id"),
        view=keys.slug("view"),
        region=region,
        kind=kind,
        expected=expected,
        pattern=pattern,
        script=keys.optional_text("script") or LATIN,
        visibility=_visibility(keys),
        reference=_reference(keys),
    )
    keys.refuse_the_rest()
    return text


def _kind(keys: Keys) -> TextKind:
    word = keys.text("kind")
    try:
        return TextKind(word)
    except ValueError as error:
        raise keys.wrong("kind", f"{word!r} must be serial, lot, date or fixed") from error


def _region(keys: Keys) -> Region | None:
    numbers = keys.sequence("region")
    if not numbers:
        return None
    if not all(isinstance(number, int | float) for number in numbers):
        raise keys.wrong("region", "must be four numbers: x, y, width, height")
    try:
        return region_of_fractions(numbers)
    except ValueError as error:
        raise keys.wrong("region", str(error)) from error


def _reference(keys: Keys) -> str | None:
    digest = keys.optional_text("reference")
    if digest is not None and not SHA256.fullmatch(digest):
        raise keys.wrong("reference", "must be a sha256: 64 lower-case hexadecimal digits")
    return digest


def _visibility(keys: Keys) -> Visibility:
    word = keys.optional_text("visibility")
    try:
        return Visibility(word) if word is not None else Visibility.OFFICER
    except ValueError as error:
        raise keys.wrong("visibility", f"{word!r} must be public, officer or holder") from error


def _gtins(keys: Keys) -> tuple[str, ...]:
    numbers = keys.sequence("gtin")
    for number in numbers:
        if not isinstance(number, str) or not is_gtin(number):
            raise keys.wrong("gtin", f"{number!r} must be a text of 8, 12, 13 or 14 digits, the last the check digit")
    return tuple(numbers)


def _pattern(keys: Keys, key: str) -> str | None:
    pattern = keys.optional_text(key)
    try:
        compile_pattern(pattern or "")
    except ValueError as error:
        raise keys.wrong(key, str(error)) from error
    return pattern or None


def _refuse_contradictions(sheet: ProductSheet, place: str) -> None:
    views = [view.id for view in sheet.views]
    points, texts = [point.id for point in sheet.points], [text.id for text in sheet.texts]
    for kind, ids in (("views", views), ("points", points), ("texts", texts)):
        twice = [id_ for number, id_ in enumerate(ids) if id_ in ids[:number]]
        if twice:
            raise CatalogueError(
                message("{place}: {kind}: '{twice}' stands there twice", place=place, kind=kind, twice=twice[0])
            )
    for kind, marks in (("points", sheet.points), ("texts", sheet.texts)):
        for mark in marks:
            if mark.view not in views:
                raise CatalogueError(
                    message(
                        "{place}: {kind}: '{mark}' names a view '{view}' that the sheet lacks",
                        place=place,
                        kind=kind,
                        mark=mark.id,
                        view=mark.view,
                    )
                )


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(
            message("{path}: can't be read as UTF-8 text ({error})", path=path.name, error=str(error))
        ) from error
