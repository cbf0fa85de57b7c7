"""Text findings: the lines of print that a sheet marks, compared with it.

Like codes they are shown beside the picture's evidence and are never part of its scores: print is copied as easily as
numbers, and a wrong line is clear and needs no training.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from model.catalogue import MarkedText, Region, TextKind

NEARLY = 3.0  # natural logarithm: what is allowed may be so much less likely than the reading, and is right
FAR = math.log(200)  # and wrong where all that is allowed is at least so much less likely


class LineReading(NamedTuple):
    """One marked line as one photo shows it.

    Attributes:
        reference: sha256 of the reference picture by which the line was found.
        place: on the photo, as fractions.
        text: as it was read.
        confidence: of the reading, 0 to 1.
        is_whole: whether all print of the region was read; otherwise a part may be covered.
        margin: natural logarithm of how many times as likely the reading is as what the sheet allows; 0 if they
            are the same; infinite if nothing that is allowed comes near.
    """

    reference: str
    place: Region
    text: str
    confidence: float
    is_whole: bool
    margin: float

    @property
    def fits(self) -> bool:
        """Whether it may be what the sheet allows."""
        return self.margin <= NEARLY

    @property
    def contradicts(self) -> bool:
        """Whether it can't be what the sheet allows, if it was read rightly."""
        return self.is_whole and self.margin >= FAR


class TextResult(StrEnum):
    """How a line of print compares with what the product sheet says of it."""

    MATCHES = "matches"
    DEVIATES = "deviates"
    NOT_READ = "not_read"


@dataclass(frozen=True)
class TextFinding:
    """One marked line as the photos show it; outside the sum of the log-odds.

    Attributes:
        kind: None only where the text is withheld from the reader.
        read: what it says; None if it was not read.
        expected: what genuine ones say, or the pattern that they match.
        photo: index of the photo; None if no photo that was judged shows the place.
        region: (x, y, width, height) on that upright photo, as fractions: where the line lies.
        confidence: of the reading, 0 to 1.
        reference: sha256 of the reference picture that the sheet marks the line on; None if it was not found.
        reference_region: the line on that picture, as fractions.
    """

    id: str
    kind: TextKind | None
    finding: TextResult
    read: str | None
    expected: str | None
    photo: int | None
    region: tuple[float, float, float, float] | None
    confidence: float | None = None
    reference: str | None = None
    reference_region: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class PrintLimits:
    """When a line of print counts as read, and what that was counted on (model/print_reading.py has the rule).

    Attributes:
        confidence: smallest confidence of a reading that counts.
        items: genuine items on which marked texts were read.
        accused: how many of them have a text that would be called wrong.
        bound: with 95 % confidence that share is not larger than this.
        unread: product -> ids of the marked texts that are left unread, as genuine items would be accused.
        recogniser: sha256 of the network that read them; another one reads with other confidence.
    """

    confidence: float
    items: int
    accused: int
    bound: float
    unread: Mapping[str, Sequence[str]]
    recogniser: str


def check_texts(
    texts: Sequence[MarkedText], readings: Mapping[int, Mapping[str, LineReading]], limits: PrintLimits | None
) -> tuple[TextFinding, ...]:
    """What each marked text says against the sheet, in the sheet's order.

    Of several photos of a text one on which it is right decides, then one on which it is wrong: print that is right
    on one photo can't be wrong on the item. The surest reading counts.

    Args:
        readings: photo -> text -> its reading, of the photos that were judged.
        limits: None if readings were never compared with genuine items; then none counts.
    """
    return tuple(_finding(text, list(_of(text, readings)), limits) for text in texts)


def _of(text: MarkedText, readings: Mapping[int, Mapping[str, LineReading]]) -> Iterator[tuple[int, LineReading]]:
    return ((photo, found[text.id]) for photo, found in readings.items() if text.id in found)


def _finding(text: MarkedText, found: Sequence[tuple[int, LineReading]], limits: PrintLimits | None) -> TextFinding:
    expected = text.expected or text.pattern
    sure = [] if limits is None else [each for each in found if each[1].confidence >= limits.confidence]
    for result, counted in (
        (TextResult.MATCHES, [each for each in sure if each[1].fits]),
        (TextResult.DEVIATES, [each for each in sure if each[1].contradicts]),
        (TextResult.NOT_READ, list(found)),
    ):
        if counted:
            photo, reading = max(counted, key=lambda each: each[1].confidence)
            read = None if result is TextResult.NOT_READ else reading.text
            return TextFinding(
                id=text.id,
                kind=text.kind,
                finding=result,
                read=read,
                expected=expected,
                photo=photo,
                region=reading.place,
                confidence=reading.confidence,
                reference=reading.reference,
                reference_region=text.region,
            )
    return TextFinding(text.id, text.kind, TextResult.NOT_READ, None, expected, None, None)
