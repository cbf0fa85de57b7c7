"""The product sheet (design.md section 4): which views to photograph, which points to look at, which print to read.

A sheet is TOML in ``catalogue/`` and JSON inside a release; both have the same keys and one reader
(`model.sheet_reading`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from model.messages import message
from model.sheet_trade import NO_TRADE, TradeDetails

OVERHANG = 1e-3  # fractions rounded to four digits may reach this far over the picture's edge
FALLBACK_LANGUAGE = "en"
LATIN = "Latn"  # the script of a marked text that names none
FOUR_NUMBERS = message("must be four numbers: x, y, width, height")
FRACTIONS = message("must be fractions of the picture, 0 to 1, with some width and height")


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
        trade: commercially sensitive; no release contains it.
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
    trade: TradeDetails = NO_TRADE


def localized(texts: Mapping[str, str], language: str) -> str:
    """The text in a language; ``ja-JP`` falls back to ``ja``, then English, then the first text, then ""."""
    for tag in (language, language.partition("-")[0], FALLBACK_LANGUAGE):
        if tag in texts:
            return texts[tag]
    return next(iter(texts.values()), "")


def region_of_fractions(numbers: Sequence[float]) -> Region:
    """Check x, y, width, height, fractions of the upright picture.

    Raises:
        ValueError: not four numbers, nothing inside, or over the picture's edge; its argument is the message.
    """
    if len(numbers) != len(Region._fields):
        raise ValueError(FOUR_NUMBERS)
    region = Region(*(float(number) for number in numbers))
    inside = region.x >= 0 and region.y >= 0
    inside &= region.x + region.width <= 1 + OVERHANG and region.y + region.height <= 1 + OVERHANG
    if not (inside and region.width > 0 and region.height > 0):
        raise ValueError(FRACTIONS)
    return region
