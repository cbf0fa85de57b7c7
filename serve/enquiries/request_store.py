"""Photo requests as rows: every one carries the agency and the right holder of its enquiry."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from serve.enquiries.domain import Enquiry
from serve.enquiries.request_domain import PhotoRequest, RequestReply
from serve.enquiries.tables import photo_requests
from serve.platform.database import utc
from serve.platform.tenancy import Tenant, visible


class PhotoRequestStore:
    """Writes photo requests within one transaction, on a tenant's behalf; `EnquiryStore` reads them."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, enquiry: Enquiry, request: PhotoRequest) -> None:
        """Write a new request, the last one of its enquiry."""
        values = {
            "id": request.id,
            "enquiry_id": enquiry.id,
            "position": len(enquiry.requests) - 1,
            "organisation_id": enquiry.organisation_id,
            "right_holder_id": enquiry.right_holder_id,
            "text": request.text,
            "point": request.point,
            "view": request.view,
            "salt": request.salt,
            "asked_by": request.by,
            "name": request.name,
            "asked_at": request.at,
        }
        self._connection.execute(insert(photo_requests).values(values))

    def reply(self, request: PhotoRequest, reply: RequestReply) -> None:
        """Write a reply, which the person who asked has not read."""
        values = {
            "first_photo": reply.photos[0] if reply.photos else None,
            "photos": len(reply.photos),
            "reply": reply.text,
            "replied_by": reply.by,
            "replied_at": reply.at,
            "unread_by": request.by,
            "unread_since": reply.at,
        }
        here = and_(photo_requests.c.id == request.id, visible(photo_requests, self._tenant))
        self._connection.execute(update(photo_requests).where(here).values(values))

    def withdraw(self, request: PhotoRequest, at: datetime) -> None:
        """Write that a request was withdrawn."""
        here = and_(photo_requests.c.id == request.id, visible(photo_requests, self._tenant))
        self._connection.execute(update(photo_requests).where(here).values(withdrawn_at=at))

    def unread(self, enquiry_ids: Collection[str], person_id: str) -> list[str]:
        """Ids of those of these enquiries with a reply that a person has not read, although they asked."""
        own = and_(photo_requests.c.unread_by == person_id, photo_requests.c.enquiry_id.in_(enquiry_ids))
        return list(self._connection.execute(select(photo_requests.c.enquiry_id).where(own).distinct()).scalars())

    def mark_read(self, enquiry_ids: Collection[str], person_id: str) -> None:
        """Note that a person has read the replies to what they asked in these enquiries."""
        own = and_(photo_requests.c.unread_by == person_id, photo_requests.c.enquiry_id.in_(enquiry_ids))
        here = and_(own, visible(photo_requests, self._tenant))
        self._connection.execute(update(photo_requests).where(here).values(unread_by=None, unread_since=None))


def requests_of(rows: Mapping[str, Sequence[Row[Any]]], enquiry_id: str) -> tuple[PhotoRequest, ...]:
    """The requests of an enquiry, from rows by enquiry, in order."""
    return tuple(_request(row) for row in rows.get(enquiry_id, ()))


def _request(row: Row[Any]) -> PhotoRequest:
    return PhotoRequest(
        id=row.id,
        text=row.text,
        point=row.point,
        view=row.view,
        salt=row.salt,
        by=row.asked_by,
        name=row.name,
        at=utc(row.asked_at),
        reply=_reply(row) if row.replied_at else None,
        withdrawn_at=utc(row.withdrawn_at) if row.withdrawn_at else None,
    )


def _reply(row: Row[Any]) -> RequestReply:
    first = row.first_photo or 0
    return RequestReply(tuple(range(first, first + row.photos)), row.reply, row.replied_by, utc(row.replied_at))
