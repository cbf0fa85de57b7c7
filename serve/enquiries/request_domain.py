"""A photo request: what a right holder asks to be photographed before it answers an enquiry. Imports `model` alone."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

MOST_REQUESTS = 10  # of one enquiry
LONGEST_REQUEST = 500  # characters
PARTLY_SEALED = frozenset({"point", "salt"})  # in a record only as their digest


class RequestState(StrEnum):
    """What has become of a photo request."""

    WAITING = "waiting"
    SENT = "sent"
    NOT_POSSIBLE = "not_possible"
    WITHDRAWN = "withdrawn"


class RequestTarget(NamedTuple):
    """What a photo is asked of: a point of the product sheet, or a view; neither where words say it.

    Attributes:
        point, view: ids of the product sheet; at most one of them is given.
    """

    point: str | None = None
    view: str | None = None


@dataclass(frozen=True)
class RequestReply:
    """What an officer does about a photo request.

    Attributes:
        photos: indices of the photos of the enquiry that were sent for it; none if it can't be photographed.
        text: a remark on the photos, or why there are none.
        by: id of the person; empty for the right holder.
    """

    photos: tuple[int, ...]
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PhotoRequest:
    """What is to be photographed.

    Attributes:
        text: the right holder's words, which the agency always reads.
        point: of the product sheet; the agency sees it only as long as the right holder shows it the point.
        view: of the product sheet.
        salt: hides the point in records that the agency holds.
        by: id of the person.
        name: their name at that time.
        reply: None until there is one.
        withdrawn_at: when its right holder took it back; None if it did not.
    """

    id: str
    text: str
    point: str | None
    view: str | None
    salt: str
    by: str
    name: str
    at: datetime
    reply: RequestReply | None = None
    withdrawn_at: datetime | None = None

    @property
    def state(self) -> RequestState:
        """What has become of it."""
        if self.withdrawn_at is not None:
            return RequestState.WITHDRAWN
        if self.reply is None:
            return RequestState.WAITING
        return RequestState.SENT if self.reply.photos else RequestState.NOT_POSSIBLE

    @property
    def sealed(self) -> dict[str, Any]:
        """Its values for records: of the point only a digest, from which no one who doesn't know the salt learns it."""
        values = {name: value for name, value in asdict(self).items() if name not in PARTLY_SEALED}
        if self.withdrawn_at is None:
            del values["withdrawn_at"]  # as before there was one
        seal = hashlib.sha256(f"{self.salt}:{self.point or ''}".encode()).hexdigest()
        return {**values, "point_sha256": seal}
