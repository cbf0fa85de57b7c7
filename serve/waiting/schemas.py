"""Response bodies of what waits for a person."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from serve.platform.waiting import MOST_COUNTED
from serve.waiting.domain import WaitingGroup, WorkList

COUNT = f"How many wait. {MOST_COUNTED} stands for more, too."


class WaitingThingOut(BaseModel):
    """One thing that waits."""

    id: str
    page: str = Field(description="The address of the page on which it is done.")
    since: datetime = Field(description="When it came; of a contributed item when it was submitted.")
    label: str | None = Field(description="What someone wrote, such as a question or a title; null without one.")
    product: str | None = Field(description="The id of the product that it is about; null if it is about none.")
    due: date | None = Field(description="The last day on which it is of use; null if there is none.")


class WaitingGroupOut(BaseModel):
    """Things of one kind that wait."""

    kind: str = Field(
        description="`opinions` asked of you, `given_opinions` that you asked for in cases that you have not opened "
        "since, `answers` to your enquiries that you have not read, `photo_requests` of right holders to your "
        "enquiries, `alerts` that you have not opened, `decisions` of yours after which a verdict shows, legal "
        "`deadlines` that have lapsed or end within three days, `blocked_slots` of your seminars: released ones that "
        "can't be shown; to a right holder's people `enquiries` to answer, `photo_replies` to their requests that they "
        "have not read, `escalations` of enquiries that have waited too long, `corrections` of items that were sent "
        "back, `seminar_slots` to release; to the operator's people `review` and `blocked_slots`. Later versions may "
        "have more."
    )
    count: int = Field(ge=1, description=COUNT)
    page: str = Field(description="The address of the page that lists all of them.")
    first: list[WaitingThingOut] = Field(description="Those due first, then those that have waited longest.")


class WorkOut(BaseModel):
    """All that waits for a person."""

    total: int = Field(ge=0, description="How many things wait; each kind counts for at most 999.")
    waiting: list[WaitingGroupOut] = Field(description="Only kinds of which any wait.")


def work_out(found: WorkList) -> WorkOut:
    """What waits, for the API."""
    return WorkOut(total=found.total, waiting=[_group(each) for each in found.groups])


def _group(group: WaitingGroup) -> WaitingGroupOut:
    first = [
        WaitingThingOut(
            id=each.id, page=each.address, since=each.since, label=each.label, product=each.product, due=each.due
        )
        for each in group.first
    ]
    return WaitingGroupOut(kind=group.kind, count=group.count, page=group.page, first=first)


_THING = {
    "id": "p-5b8e2c1d7f3a4e6b9c0d1e2f3a4b5c6d",
    "page": "/opinions/p-5b8e2c1d7f3a4e6b9c0d1e2f3a4b5c6d",
    "since": "2026-03-04T05:06:07Z",
    "label": "Is the seam right?",
    "product": None,
    "due": None,
}
EXAMPLES: dict[str, Any] = {
    "WorkOut": {
        "total": 1,
        "waiting": [{"kind": "opinions", "count": 1, "page": "/opinions", "first": [_THING]}],
    }
}
