"""A clearance: which points and pictures of a product agencies may show in seminars, and until when.

Imports only the standard library and `model`.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from model.catalogue import Point, Visibility
from model.datasets.fields import Label
from model.errors import ShinganError, ValueRejectedError
from model.messages import counted, message
from serve.audit.domain import record_digest
from serve.catalogue.domain import HolderProduct

MOST_PARTS = 500
LONGEST_REASON = 500  # characters
SOON = timedelta(days=30)
LINE_BREAKS = "\n\t"
PHOTO = re.compile(r"(w-[0-9a-f]{32})/([0-9]{1,4})")
NO_PHOTO = message("Name a photo by the entry of its item, a slash, and its index there.")
NO_REASON = message("Say why you withdraw this.")
TOO_LONG = counted(
    "The reason may have at most {count} character. Shorten it.",
    "The reason may have at most {count} characters. Shorten it.",
)
CONTROL = message("The reason holds a control character. Remove it.")


class ClearanceRejectedError(ValueRejectedError):
    """The clearance can't be given or withdrawn like this; the message says why."""


class ClearanceStateError(ShinganError):
    """What is to be withdrawn is withdrawn already; the message says what to do."""


class ClearanceState(StrEnum):
    """Where a clearance stands."""

    VALID = "valid"
    EXPIRED = "expired"  # its last day is over
    WITHDRAWN = "withdrawn"  # all of it


class PartKind(StrEnum):
    """What is cleared."""

    POINT = "point"  # of the product sheet
    REFERENCE = "reference"  # the sheet's genuine picture of a view
    PHOTO = "photo"  # of an accepted item


class PartName(NamedTuple):
    """What a part of a clearance is.

    Attributes:
        name: of a point or view its id on the sheet, of a photo the entry of its item.
        photo: the index of a photo there; None for what is on the sheet.
    """

    kind: PartKind
    name: str
    photo: int | None = None

    @property
    def text(self) -> str:
        """Its name in one text, for the API."""
        return self.name if self.photo is None else f"{self.name}/{self.photo}"


def part_name(kind: PartKind, text: str) -> PartName:
    """What a part is, from its kind and its name in one text.

    Raises:
        ClearanceRejectedError: it names no photo of an item.
    """
    if kind is not PartKind.PHOTO:
        return PartName(kind, text)
    found = PHOTO.fullmatch(text)
    if found is None:
        raise ClearanceRejectedError(NO_PHOTO, "parts")
    return PartName(kind, found[1], int(found[2]))


class PartWithdrawal(NamedTuple):
    """That a part was withdrawn, by the person with this id, and why."""

    by: str
    at: datetime
    reason: str


class ClearedPart(NamedTuple):
    """A point or picture that is cleared."""

    name: PartName
    withdrawal: PartWithdrawal | None = None


class Lapse(StrEnum):
    """Why a part of a clearance no longer holds."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NO_POINT = "no_point"  # the sheet that officers see has no such point any more
    WITHHELD = "withheld"  # the sheet no longer shows the point to officers
    NO_PICTURE = "no_picture"  # the sheet has no picture of this view that officers see
    NO_ITEM = "no_item"  # the right holder has withdrawn the item


class ClearedItem(NamedTuple):
    """An accepted item of which photos can be cleared.

    Attributes:
        item: what it is called in the contribution.
        label: with which it is accepted.
        photos: how many it has.
    """

    item: str
    label: Label
    photos: int


@dataclass(frozen=True)
class Ground:
    """What clearances of one product rest on at present.

    Attributes:
        points: those of the sheet that officers see, by id; empty if there is no such sheet of the right holder.
        pictured: ids of the points of which there is a genuine picture.
        items: the accepted items, as far as they were asked for, by their entries.
    """

    points: Mapping[str, Point] = field(default_factory=dict)
    pictured: frozenset[str] = frozenset()
    items: Mapping[str, ClearedItem] = field(default_factory=dict)

    @property
    def for_officers(self) -> list[Point]:
        """The points that can be cleared, in the order of the sheet."""
        return [point for point in self.points.values() if point.visibility is not Visibility.HOLDER]

    @property
    def references(self) -> Mapping[str, Point]:
        """The views of which there is a genuine picture that officers see, each with the first point on it."""
        found: dict[str, Point] = {}
        for point in self.for_officers:
            if point.id in self.pictured:
                found.setdefault(point.view, point)
        return found

    def lapse_of(self, name: PartName) -> Lapse | None:
        """Why a part can't be shown; None if it can."""
        match name.kind:
            case PartKind.POINT:
                if name.name not in self.points:
                    return Lapse.NO_POINT
                return Lapse.WITHHELD if self.points[name.name].visibility is Visibility.HOLDER else None
            case PartKind.REFERENCE:
                return None if name.name in self.references else Lapse.NO_PICTURE
            case PartKind.PHOTO:
                item = self.items.get(name.name)
                return None if item and name.photo in range(item.photos) else Lapse.NO_ITEM


@dataclass(frozen=True)
class Clearance:
    """What a right holder allows by one act. Only withdrawals are added later.

    Attributes:
        agencies: ids of those for which it holds, sorted, as long as the right holder allows them; None for every
            agency that it allows. For a reader of an agency its own alone.
        valid_until: its last day, in UTC.
        given_by: id of the person.
    """

    id: str
    right_holder_id: str
    product_id: str
    parts: tuple[ClearedPart, ...]
    agencies: tuple[str, ...] | None
    valid_until: date
    given_by: str
    given_at: datetime

    @property
    def of(self) -> HolderProduct:
        """Of what it is."""
        return HolderProduct(self.right_holder_id, self.product_id)

    def state(self, now: datetime) -> ClearanceState:
        """Where it stands at a time in UTC."""
        if all(part.withdrawal for part in self.parts):
            return ClearanceState.WITHDRAWN
        return ClearanceState.VALID if now.date() <= self.valid_until else ClearanceState.EXPIRED

    def ends_soon(self, now: datetime) -> bool:
        """Whether it holds, and ends within 30 days."""
        return self.state(now) is ClearanceState.VALID and self.valid_until <= (now + SOON).date()

    def lapse_of(self, part: ClearedPart, ground: Ground, now: datetime) -> Lapse | None:
        """Why a part of it no longer holds; None if it does."""
        if part.withdrawal:
            return Lapse.WITHDRAWN
        return Lapse.EXPIRED if now.date() > self.valid_until else ground.lapse_of(part.name)

    @property
    def seal(self) -> Mapping[str, Any]:
        """What the audit log keeps of it."""
        return {"product": self.product_id, "sha256": self.digest}

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        parts = [[*part.name, part.withdrawal and list(part.withdrawal)] for part in self.parts]
        return record_digest({**vars(self), "parts": parts, "valid_until": self.valid_until.isoformat()})


def withdrawn(clearance: Clearance, names: Collection[PartName] | None, withdrawal: PartWithdrawal) -> Clearance:
    """The clearance after some of its parts were withdrawn.

    Args:
        names: of these parts; None for all that were not withdrawn before.

    Raises:
        ClearanceRejectedError: it has no such part, or none is named.
        ClearanceStateError: one of them, or everything, was withdrawn before.
    """
    left = {part.name for part in clearance.parts if part.withdrawal is None}
    chosen = left if names is None else set(names)
    _check_parts(chosen, {part.name for part in clearance.parts}, is_named=names is not None)
    if not chosen or not chosen <= left:
        raise ClearanceStateError(message("This is withdrawn already. Look at the clearance again."))
    parts = (part._replace(withdrawal=withdrawal) if part.name in chosen else part for part in clearance.parts)
    return replace(clearance, parts=tuple(parts))


def _check_parts(chosen: Collection[PartName], known: Collection[PartName], *, is_named: bool) -> None:
    if is_named and not chosen:
        raise ClearanceRejectedError(message("Choose what you withdraw."), "parts")
    for name in sorted(chosen, key=lambda name: name.text):
        if name not in known:
            raise ClearanceRejectedError(message("The clearance has no part {part}.", part=name.text), "parts")


def checked_reason(text: str) -> str:
    """A reason without the space around it.

    Raises:
        ClearanceRejectedError: it is missing, too long, or has characters that can't be shown.
    """
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        raise ClearanceRejectedError(NO_REASON, "reason")
    if len(words) > LONGEST_REASON:
        raise ClearanceRejectedError(TOO_LONG.of(count=LONGEST_REASON), "reason")
    if any(unicodedata.category(each) in {"Cc", "Cs"} and each not in LINE_BREAKS for each in words):
        raise ClearanceRejectedError(CONTROL, "reason")
    return words
