"""The contents of a printed guide: messages, texts and pictures, already selected for the reader.

What the service or the sheet says is a message or has its language; a plain string is what someone wrote, or a number.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.messages import Wording


class GuideForm(StrEnum):
    """What is printed of a sheet."""

    GUIDE = "guide"  # all of it, by the outline that customs of the EU and the US agreed on
    POINTS = "points"  # its identification points, one a row


@dataclass(frozen=True)
class PrintCopy:
    """Whose copy it is, and of what.

    Attributes:
        handling_mark: as the right holder wrote it; may be empty.
    """

    made_for: str
    organisation: str
    made_at: datetime
    version: Wording
    handling_mark: str


@dataclass(frozen=True)
class PrintedPoint:
    """One identification point; the pictures are JPEGs of a genuine item, None if there are none."""

    title: Wording
    view: Wording
    genuine: Wording
    counterfeit: Wording
    close_up: bytes | None
    whole: bytes | None


@dataclass(frozen=True)
class PrintedContact:
    """Who answers questions; a text is empty if it is not given."""

    name: str
    role: str
    phone: str
    mail: str
    hours: str
    languages: str


@dataclass(frozen=True)
class PrintedRight:
    """A right with its number, and the number under which customs recorded it; a text is empty if it is not given."""

    kind: Wording
    number: str
    territory: str
    recordation: str
    expires: str
    owner: str


@dataclass(frozen=True)
class PrintedParty:
    """A known maker or trader of genuine goods; a text is empty if it is not given."""

    name: str
    country: str
    note: str


@dataclass(frozen=True)
class PrintedRoute:
    """A way that goods take; `note` may be empty."""

    places: str
    note: str


@dataclass(frozen=True)
class PrintedTrade:
    """What the sheet says of the trade in the product; texts are empty and lists have no entry if it says nothing."""

    contacts: tuple[PrintedContact, ...]
    rights: tuple[PrintedRight, ...]
    made_in: str
    makers: tuple[PrintedParty, ...]
    traders: tuple[PrintedParty, ...]
    routes: tuple[PrintedRoute, ...]
    violation_routes: tuple[PrintedRoute, ...]
    packaging: Wording
    retail_price: str


@dataclass(frozen=True)
class PrintedGuide:
    """A product sheet as it is printed.

    Attributes:
        gtin: article numbers in a line; may be empty.
        serial_pattern: empty if there is none, or if the reader may not see it.
        serial: the same in words; empty where it can't be said in words.
        trade: None if the reader may not see it.
    """

    form: GuideForm
    name: Wording
    right_holder: str
    category: str
    gtin: str
    serial_pattern: str
    serial: str
    points: tuple[PrintedPoint, ...]
    trade: PrintedTrade | None
    copy: PrintCopy
