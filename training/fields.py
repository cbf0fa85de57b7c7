"""Fields of a manifest's row: their types, and what is wrong with a text that is of none, or looks damaged."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from model.catalogue import Region, region_of_fractions
from training.dates import day
from training.findings import Finding, error, warning
from training.splits import Split
from training.synonyms import CAPTURES, LABELS, SPLITS
from training.table import Record
from training.vocabulary import Vocabulary

SHA256 = re.compile(r"[0-9a-f]{64}")
OTHER_DIGESTS = {32: "an MD5", 40: "a SHA-1", 128: "a SHA-512"}  # by their length
IDS = ("item", "product")
SPREADSHEET_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#####"})
MADE_BY_SPREADSHEETS = re.compile(  # texts as formulas, long numbers, and dates made of ids such as 1-2
    r"=\".*\"|\d(?:[.,]\d+)?E\+\d+|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d{1,2}月\d{1,2}日"
)
LOST = "\N{REPLACEMENT CHARACTER}"
BOX = "the box must be id@x,y,width,height in fractions of the upright picture, inside it"
FROM_PIXELS = "divide pixels by its width and height"


class Label(StrEnum):
    """What the contributor attests."""

    GENUINE = "genuine"
    COUNTERFEIT = "counterfeit"


class Capture(StrEnum):
    """How an image was made: by hand of the item, or as a picture of an online offer."""

    PHOTO = "photo"
    LISTING = "listing"


class PointMark(NamedTuple):
    """An identification point that an image shows to deviate; box: where, on the upright image."""

    id: str
    box: Region | None


class _Choice(NamedTuple):
    """The words that a field may hold, and what people write for them."""

    words: frozenset[str]
    listed: str
    vocabulary: Vocabulary


def _choice(words: type[StrEnum], vocabulary: Vocabulary) -> _Choice:
    return _Choice(frozenset(words), ", ".join(words), vocabulary)


CHOICES: Mapping[str, _Choice] = MappingProxyType(
    {"label": _choice(Label, LABELS), "split": _choice(Split, SPLITS), "capture": _choice(Capture, CAPTURES)}
)


def check_fields(record: Record) -> Iterator[Finding]:
    """What can't be understood, errors, and what was probably damaged on its way, warnings."""
    yield from wrong_digest(record)
    yield from _wrong_words(record)
    yield from _wrong_values(record)
    yield from _damaged(record)


def _wrong_words(record: Record) -> Iterator[Finding]:
    for name, choice in CHOICES.items():
        text = record.fields.get(name)
        if text and text not in choice.words:
            yield error(f"bad-{name}", [record.number], _no_choice(name, text))


def _wrong_values(record: Record) -> Iterator[Finding]:
    date, points = record.fields.get("contributed_on"), record.fields.get("points")
    try:
        if date:
            day(date)
    except ValueError as fault:
        yield error("bad-date", [record.number], f"contributed_on: {fault}")
    try:
        if points:
            parse_points(points)
    except ValueError as fault:
        yield error("bad-points", [record.number], f"points: {fault}")


def _damaged(record: Record) -> Iterator[Finding]:
    for name, text in record.fields.items():
        if text.startswith("#") and text in SPREADSHEET_ERRORS:
            cure = "correct the formula in the spreadsheet, and export it again"
            yield error("spreadsheet-error", [record.number], f"{name}: {text!r} is a spreadsheet's error; {cure}")
        elif name in IDS and MADE_BY_SPREADSHEETS.fullmatch(text):
            said = f"{name} {text!r} looks like a number, date or formula that a spreadsheet made of an id"
            cure = "format the column as text, and enter the ids again"
            yield warning("spreadsheet-value", [record.number], f"{said}; {cure}")
        elif not text.isascii() and (damage := _garbled(text)):
            said = f"{name} {text!r}: {damage} in an earlier conversion"
            yield warning("garbled-characters", [record.number], f"{said}; save the original table as CSV UTF-8")


def _garbled(text: str) -> str:
    """How an earlier conversion damaged a text; empty if it did not, as far as can be told."""
    if LOST in text:
        return "characters were lost"
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
    return f"{meant!r} was garbled"


def wrong_digest(record: Record) -> Iterator[Finding]:
    """A digest that is none."""
    digest = record.fields.get("sha256")
    if digest and not SHA256.fullmatch(digest):
        kind = OTHER_DIGESTS.get(len(digest))
        cure = "; write it in lower case" if SHA256.fullmatch(digest.lower()) else f"; is it {kind}?" if kind else ""
        yield error("bad-digest", [record.number], f"sha256 must be 64 lower-case hexadecimal digits{cure}")


def parse_points(text: str) -> tuple[PointMark, ...]:
    """The points column: ``;``-separated ``id`` or ``id@x,y,w,h``.

    Raises:
        ValueError: an id is empty or a box is not four fractions.
    """
    return tuple(_point_mark(part.strip()) for part in text.split(";") if part.strip())


@lru_cache(maxsize=4096)
def _no_choice(name: str, text: str) -> str:
    choice = CHOICES[name]
    return f"{name}: {text!r} must be one of {choice.listed}{choice.vocabulary.proposal(text)}"


def _point_mark(part: str) -> PointMark:
    id_, at, box = part.partition("@")
    if not id_:
        raise ValueError(f"{part!r} lacks the point's id")
    return PointMark(id_, _box(part, box) if at else None)


def _box(part: str, box: str) -> Region:
    try:
        numbers = [float(number) for number in box.split(",")]
    except ValueError as fault:
        raise ValueError(f"{part!r}: {BOX}") from fault
    try:
        return region_of_fractions(numbers)
    except ValueError as fault:
        cure = f"; {FROM_PIXELS}" if max(numbers) > 1 else ""
        raise ValueError(f"{part!r}: {BOX}{cure}") from fault
