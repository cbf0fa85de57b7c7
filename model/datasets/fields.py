"""Fields of a manifest's row: their types, and what is wrong with a text that is of none, or looks damaged."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from model.catalogue import Region, region_of_fractions
from model.datasets.dates import day
from model.datasets.findings import DataFinding, error, warning
from model.datasets.splits import Split
from model.datasets.synonyms import CAPTURES, LABELS, SPLITS
from model.datasets.table import Record
from model.datasets.vocabulary import Vocabulary
from model.errors import ValueRejectedError
from model.messages import Message, Wording, message

SHA256 = re.compile(r"[0-9a-f]{64}")
NO_DIGEST = message("sha256 must be 64 lower-case hexadecimal digits")
CAPITAL_DIGEST = message("sha256 must be 64 lower-case hexadecimal digits; write it in lower case")
OTHER_DIGESTS: Mapping[int, Message] = MappingProxyType(  # by their length
    {
        32: message("sha256 must be 64 lower-case hexadecimal digits; is it an MD5?"),
        40: message("sha256 must be 64 lower-case hexadecimal digits; is it a SHA-1?"),
        128: message("sha256 must be 64 lower-case hexadecimal digits; is it a SHA-512?"),
    }
)
IDS = ("item", "product")
SPREADSHEET_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#####"})
MADE_BY_SPREADSHEETS = re.compile(  # texts as formulas, long numbers, and dates made of ids such as 1-2
    r"=\".*\"|\d(?:[.,]\d+)?E\+\d+|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d{1,2}月\d{1,2}日"
)
LOST = "\N{REPLACEMENT CHARACTER}"
# Translators: id@x,y,width,height is how the file writes it, and stays as it is.
BOX = message("{mark}: the box must be id@x,y,width,height in fractions of the upright picture, inside it")
BOX_OF_PIXELS = message(
    "{mark}: the box must be id@x,y,width,height in fractions of the upright picture, inside it; divide pixels by its "
    "width and height"
)
FIELD = message("{column}: {fault}")
NO_CHOICE = message("{column}: {text} must be one of {words}")


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


def check_fields(record: Record) -> Iterator[DataFinding]:
    """What can't be understood, errors, and what was probably damaged on its way, warnings."""
    yield from wrong_digest(record)
    yield from _wrong_words(record)
    yield from _wrong_values(record)
    yield from _damaged(record)


def _wrong_words(record: Record) -> Iterator[DataFinding]:
    for name, choice in CHOICES.items():
        text = record.fields.get(name)
        if text and text not in choice.words:
            yield error(f"bad-{name}", [record.number], _no_choice(name, text))


def _wrong_values(record: Record) -> Iterator[DataFinding]:
    date, points = record.fields.get("contributed_on"), record.fields.get("points")
    try:
        if date:
            day(date)
    except ValueRejectedError as fault:
        yield error("bad-date", [record.number], FIELD.of(column="contributed_on", fault=fault.message))
    try:
        if points:
            parse_points(points)
    except ValueRejectedError as fault:
        yield error("bad-points", [record.number], FIELD.of(column="points", fault=fault.message))


def _damaged(record: Record) -> Iterator[DataFinding]:
    for name, text in record.fields.items():
        if text.startswith("#") and text in SPREADSHEET_ERRORS:
            said = message(
                "{column}: {text} is a spreadsheet's error; correct the formula in the spreadsheet, and export it again"
            )
            yield error("spreadsheet-error", [record.number], said.of(column=name, text=repr(text)))
        elif name in IDS and MADE_BY_SPREADSHEETS.fullmatch(text):
            said = message(
                "{column} {text} looks like a number, date or formula that a spreadsheet made of an id; format the "
                "column as text, and enter the ids again"
            )
            yield warning("spreadsheet-value", [record.number], said.of(column=name, text=repr(text)))
        elif not text.isascii() and (damage := _garbled(text)):
            yield warning("garbled-characters", [record.number], damage.of(column=name, text=repr(text)))


def _garbled(text: str) -> Message | None:
    """How an earlier conversion damaged a text; None if it did not, as far as can be told."""
    if LOST in text:
        return message(
            "{column} {text}: characters were lost in an earlier conversion; save the original table as CSV UTF-8"
        )
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    return message(
        "{column} {text}: {meant} was garbled in an earlier conversion; save the original table as CSV UTF-8",
        meant=repr(meant),
    )


def wrong_digest(record: Record) -> Iterator[DataFinding]:
    """A digest that is none."""
    digest = record.fields.get("sha256")
    if digest and not SHA256.fullmatch(digest):
        is_capital = SHA256.fullmatch(digest.lower())
        said = CAPITAL_DIGEST if is_capital else OTHER_DIGESTS.get(len(digest), NO_DIGEST)
        yield error("bad-digest", [record.number], said)


def parse_points(text: str) -> tuple[PointMark, ...]:
    """The points column: ``;``-separated ``id`` or ``id@x,y,w,h``.

    Raises:
        ValueRejectedError: an id is empty or a box is not four fractions.
    """
    return tuple(_point_mark(part.strip()) for part in text.split(";") if part.strip())


@lru_cache(maxsize=4096)
def _no_choice(name: str, text: str) -> Wording:
    choice = CHOICES[name]
    said = NO_CHOICE.of(column=name, text=repr(text), words=choice.listed)
    return choice.vocabulary.proposed(said, text)


def _point_mark(part: str) -> PointMark:
    id_, at, box = part.partition("@")
    if not id_:
        raise ValueRejectedError(message("{mark} lacks the point's id", mark=repr(part)))
    return PointMark(id_, _box(part, box) if at else None)


def _box(part: str, box: str) -> Region:
    try:
        numbers = [float(number) for number in box.split(",")]
    except ValueError as fault:
        raise ValueRejectedError(BOX.of(mark=repr(part))) from fault
    try:
        return region_of_fractions(numbers)
    except ValueError as fault:
        said = BOX_OF_PIXELS if max(numbers) > 1 else BOX
        raise ValueRejectedError(said.of(mark=repr(part))) from fault
