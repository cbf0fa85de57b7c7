"""The JSON of photo requests. Agency and right holder get one schema; what is not for one of them is null."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from serve.accounts.schemas import Body
from serve.enquiries.domain import MOST_PHOTOS, ShownEnquiry
from serve.enquiries.photo_schemas import PhotoChoice, pictures_of, selected
from serve.enquiries.request_domain import LONGEST_REQUEST, PhotoRequest, RequestReply, RequestState, RequestTarget
from serve.enquiries.showing import Selection
from serve.platform.fields import NEEDED
from serve.platform.paging import PageOut

PartId = Annotated[str, Field(max_length=190)]


class PhotoRequestIn(Body):
    """What is to be photographed, of a point or a view of your product sheet, or in words alone."""

    text: str = Field(
        max_length=LONGEST_REQUEST,
        description="What the photos have to show. The agency always reads it.",
        json_schema_extra=NEEDED,
    )
    point: PartId | None = Field(
        default=None,
        description="A point of your product sheet. If you don't show it to the agency, it reads your words alone.",
    )
    view: PartId | None = Field(default=None, description="A view of your product sheet, instead of a point.")

    @property
    def target(self) -> RequestTarget:
        """What the photos are asked of, as the use case takes it."""
        return RequestTarget(self.point, self.view)


class PhotoReplyIn(Body):
    """Photos of the item for the right holder that asked for them, or why there are none."""

    photos: list[PhotoChoice] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_PHOTOS,
        description="By default those that show the product and were first examined after the request; none while "
        "another request of the enquiry waits, too.",
    )
    text: str = Field(default="", max_length=LONGEST_REQUEST, description="The right holder reads it.")
    not_possible: bool = Field(
        default=False, description="It can't be photographed: `text` says why, and no photos are sent."
    )

    @property
    def selection(self) -> Selection:
        """The photos, as the use case takes them."""
        return selected(self.photos)


class PhotoReplyOut(BaseModel):
    """What the agency did about a photo request."""

    photos: list[str] = Field(
        description="Pictures of the photos that were sent, as JPEG without metadata; none if it can't be photographed."
    )
    text: str = Field(description="A remark on the photos, or why there are none.")
    by: str | None = Field(description="The id of the person who replied; null for the right holder.")
    at: datetime


class PhotoRequestOut(BaseModel):
    """What a right holder asked to be photographed before it answers an enquiry."""

    id: str
    state: RequestState
    text: str
    point: str | None = Field(
        description="The point of the product sheet. Null for the agency if the right holder doesn't show it the point."
    )
    view: str | None = Field(description="The view of the product sheet.")
    by: str = Field(description="The name of the person who asked.")
    at: datetime
    reply: PhotoReplyOut | None = Field(description="Null until there is one.")
    withdrawn_at: datetime | None = Field(description="When the right holder withdrew it; null if it did not.")


class PhotoRequestsOut(PageOut):
    """One page of the photo requests of an enquiry."""

    photo_requests: list[PhotoRequestOut]


def requests_out(read: ShownEnquiry) -> list[PhotoRequestOut]:
    """The photo requests of an enquiry, in order."""
    return [request_out(read, each) for each in read.enquiry.requests]


def request_out(read: ShownEnquiry, request: PhotoRequest) -> PhotoRequestOut:
    """A photo request with the addresses of the pictures that were sent for it."""
    return PhotoRequestOut(
        id=request.id,
        state=request.state,
        text=request.text,
        point=request.point,
        view=request.view,
        by=request.name,
        at=request.at,
        reply=_reply(read, request.reply) if request.reply else None,
        withdrawn_at=request.withdrawn_at,
    )


def sent_pictures(read: ShownEnquiry, reply: RequestReply) -> list[str]:
    """The addresses of the pictures that were sent with a reply; none for the right holder of a withdrawn enquiry."""
    pictures = pictures_of(read)
    return [pictures[index] for index in reply.photos if index < len(pictures)]


def _reply(read: ShownEnquiry, reply: RequestReply) -> PhotoReplyOut:
    return PhotoReplyOut(photos=sent_pictures(read, reply), text=reply.text, by=reply.by or None, at=reply.at)
