"""An alert: what a right holder reports to agencies of a new kind of counterfeit of its product.

Imports only the standard library and `model`.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from model.catalogue import ProductSheet, Visibility
from model.errors import ShinganError, ValueRejectedError
from model.keys import LANGUAGE_TAG
from model.messages import Message, counted, message
from serve.accounts.domain import Organisation
from serve.audit.domain import record_digest
from serve.examinations.domain import StoredPhoto

MOST_PICTURES = 8
LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 120, 4000, 500  # characters
VALID_BY_DEFAULT, LONGEST_VALID = timedelta(days=90), timedelta(days=2 * 366)
BEHIND_UTC = timedelta(hours=12)  # the last time zone in which a day ends
LINE_BREAKS = "\n\t"

MISSING: Mapping[str, Message] = MappingProxyType(
    {
        "title": message("Give the alert a title that says what was seen."),
        "text": message("Write what was seen, and what officers are to look for."),
        "reason": message("Say why you withdraw the alert. The agencies read it."),
    }
)
TOO_LONG = counted(
    "This text may have at most {count} character. Shorten it.",
    "This text may have at most {count} characters. Shorten it.",
)
CONTROL = message("The text holds a control character. Remove it.")


class AlertRejectedError(ValueRejectedError):
    """The alert can't be sent like this; the message says why."""


class AlertStateError(ShinganError):
    """The state of the alert does not allow this; the message says what to do."""


class AlertState(StrEnum):
    """Where an alert stands."""

    VALID = "valid"
    EXPIRED = "expired"  # its last day is over
    WITHDRAWN = "withdrawn"


class PictureWithdrawal(NamedTuple):
    """That the right holder has withdrawn the item of a picture, which is therefore no longer shown.

    Attributes:
        item: what it is called in the contribution; empty for an agency.
        reason: of the right holder; empty for an agency.
    """

    item: str = ""
    reason: str = ""


class AlertPicture(NamedTuple):
    """A picture of an alert.

    Attributes:
        photo: as received; it is shown without metadata.
        entry_id: of the accepted item that it was taken from; None if it was sent for the alert.
        withdrawal: None while it may be shown. It is not kept with the alert: the entry of the item says so.
    """

    photo: StoredPhoto
    entry_id: str | None = None
    withdrawal: PictureWithdrawal | None = None


class Withdrawal(NamedTuple):
    """That an alert was withdrawn, by the person with this id, and why."""

    by: str
    at: datetime
    reason: str


class Address(NamedTuple):
    """To whom an alert is to go: with neither, to every agency that the right holder allows.

    Attributes:
        countries: codes of countries, whose agencies get it.
        agencies: ids of agencies that get it.
    """

    countries: frozenset[str] | None = None
    agencies: frozenset[str] | None = None


TO_ALL = Address()


@dataclass(frozen=True)
class Alert:
    """What a right holder reports. Only its withdrawal is added later.

    Attributes:
        language: the tag of the language that title and text are in.
        points: ids of points of the product's sheet that officers are to look at.
        agencies: ids of those to which it was sent, sorted; for a reader of an agency its own alone.
        valid_until: its last day, in UTC.
        sent_by: id of the person.
    """

    id: str
    right_holder_id: str
    product_id: str
    title: str
    text: str
    language: str
    points: tuple[str, ...]
    pictures: tuple[AlertPicture, ...]
    agencies: tuple[str, ...]
    valid_until: date
    sent_by: str
    sent_at: datetime
    withdrawal: Withdrawal | None = None

    def state(self, now: datetime) -> AlertState:
        """Where it stands at a time in UTC."""
        if self.withdrawal is not None:
            return AlertState.WITHDRAWN
        return AlertState.VALID if now.date() <= self.valid_until else AlertState.EXPIRED

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it."""
        return {"product": self.product_id, "sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        pictures = [{**asdict(picture.photo), "entry": picture.entry_id} for picture in self.pictures]
        withdrawal = self.withdrawal and list(self.withdrawal)
        kept = {**vars(self), "pictures": pictures, "withdrawal": withdrawal}
        return record_digest({**kept, "valid_until": self.valid_until.isoformat()})


class Recipient(NamedTuple):
    """An agency that got an alert, and how many of its people have opened it."""

    agency: Organisation
    readers: int = 0


@dataclass(frozen=True)
class ShownAlert:
    """An alert as a reader may see it, with names.

    Attributes:
        state: at the time of reading.
        recipients: those that the reader may know: all for the right holder and the operator, none for an agency.
        sender: the name of the person who sent it; empty if the reader may not see it.
    """

    alert: Alert
    state: AlertState
    right_holder: Organisation
    recipients: tuple[Recipient, ...]
    sender: str

    @property
    def readers(self) -> int:
        """How many people of agencies have opened it."""
        return sum(each.readers for each in self.recipients)

    @property
    def withdrawn_pictures(self) -> tuple[tuple[int, PictureWithdrawal], ...]:
        """The pictures that are no longer shown, each with its number in the alert, from 1."""
        numbered = enumerate(self.alert.pictures, 1)
        return tuple((number, each.withdrawal) for number, each in numbered if each.withdrawal is not None)


def seen_by_agency(alert: Alert) -> Alert:
    """An alert as the people of an agency read it: once it is withdrawn, it says no more than that and why.

    Of a picture whose item was withdrawn they learn no more than that it is gone.
    """
    if alert.withdrawal:
        return replace(alert, text="", points=(), pictures=())
    if all(picture.withdrawal is None for picture in alert.pictures):
        return alert
    gone = PictureWithdrawal()
    return replace(alert, pictures=tuple(_with(each, gone if each.withdrawal else None) for each in alert.pictures))


def without_withdrawn(alert: Alert, gone: Mapping[int, PictureWithdrawal]) -> Alert:
    """An alert of which some pictures are no longer shown.

    Args:
        gone: by their places in the alert, from 0.
    """
    pictures = enumerate(alert.pictures)
    return replace(alert, pictures=tuple(_with(picture, gone.get(place)) for place, picture in pictures))


def _with(picture: AlertPicture, withdrawal: PictureWithdrawal | None) -> AlertPicture:
    return picture._replace(withdrawal=withdrawal)


def withdrawn(alert: Alert, withdrawal: Withdrawal) -> Alert:
    """The alert after its withdrawal.

    Raises:
        AlertStateError: it was withdrawn before.
    """
    if alert.withdrawal is not None:
        raise AlertStateError(message("This alert is already withdrawn. There is nothing to do."))
    return replace(alert, withdrawal=withdrawal)


def checked_words(text: str, field: str, longest: int) -> str:
    """A required text without the space around it.

    Raises:
        AlertRejectedError: it is missing, too long, or has characters that can't be shown.
    """
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        raise AlertRejectedError(MISSING[field], field)
    if len(words) > longest:
        raise AlertRejectedError(TOO_LONG.of(count=longest), field)
    if any(unicodedata.category(each) in {"Cc", "Cs"} and each not in LINE_BREAKS for each in words):
        raise AlertRejectedError(CONTROL, field)
    return words


def checked_language(tag: str) -> str:
    """The tag of a language.

    Raises:
        AlertRejectedError: it is none.
    """
    if not LANGUAGE_TAG.fullmatch(tag):
        raise AlertRejectedError(message("Name the language of the text by its tag, such as en or ja."), "language")
    return tag


def checked_last_day(day: date | None, now: datetime) -> date:
    """The last day of an alert that is sent now; 90 days from now if none is given.

    Raises:
        AlertRejectedError: it has passed, or is more than two years away.
    """
    if day is None:
        return (now + VALID_BY_DEFAULT).date()
    if day < (now - BEHIND_UTC).date():
        raise AlertRejectedError(
            message("The last day of the alert has passed. Choose today or a later day."), "valid_until"
        )
    if day > (now + LONGEST_VALID).date():
        raise AlertRejectedError(
            message("An alert is valid for two years at most. Choose an earlier day."), "valid_until"
        )
    return day


def points_for_officers(sheet: ProductSheet) -> list[str]:
    """Ids of the points of a sheet that agencies may see."""
    return [point.id for point in sheet.points if point.visibility is not Visibility.HOLDER]


def check_points(points: Iterable[str], sheet: ProductSheet) -> None:
    """Raise AlertRejectedError for a point that agencies don't see."""
    known = points_for_officers(sheet)
    for point in points:
        if point not in known:
            raise AlertRejectedError(
                message("The product sheet shows officers no point {point}. Leave the point out.", point=point),
                "points",
            )


def recipients(address: Address, allowed: Sequence[Organisation]) -> list[Organisation]:
    """The agencies that an alert goes to, in the order of `allowed`.

    Args:
        allowed: every agency that the right holder allows.

    Raises:
        AlertRejectedError: an agency is named that it does not allow, or there is none.
    """
    _check_agencies(address.agencies or frozenset(), {agency.id for agency in allowed})
    found = [agency for agency in allowed if address == TO_ALL or _is_named(address, agency)]
    if not found:
        raise AlertRejectedError(
            message("No agency would get this alert. Choose agencies that you allow to see your product sheets."),
            "agencies",
        )
    return found


def _is_named(address: Address, agency: Organisation) -> bool:
    return agency.id in (address.agencies or ()) or agency.country in (address.countries or ())


def _check_agencies(named: Collection[str], allowed: Collection[str]) -> None:
    unknown = sorted(set(named) - set(allowed))
    if unknown:
        raise AlertRejectedError(
            message(
                "You do not allow the agency {agency} to see your product sheets. Leave the agency out, or allow it "
                "first.",
                agency=unknown[0],
            ),
            "agencies",
        )
