"""Bodies of the JSON API of events."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from serve.events.domain import ShownEvent
from serve.platform.paging import PageOut

EXAMPLES: dict[str, Any] = {
    "EventsOut": {
        "events": [
            {
                "number": 4711,
                "at": "2026-11-25T10:20:00Z",
                "actor": "u-16fd2706e8ba4c5b9c1e1b1f1a1d1e1f",
                "actor_name": "Aiko Tanaka",
                "actor_is_service": False,
                "action": "conclusion:create",
                "subject": "n-0f1e2d3c4b5a49788796a5b4c3d2e1f0",
                "subject_username": None,
                "details": {"case": "c-4f6c1a526d0f4d7e9a550f6f0c1f6f6e"},
            }
        ],
        "after": "4711",
        "searched_back_to": None,
    }
}


class EventOut(BaseModel):
    """One thing that happened."""

    number: int = Field(description="Its place in the log, from 1.")
    at: datetime
    actor: str | None = Field(
        description="Id of the person; `anonymous`, `retention`, `command-line` or `system` if it was none. Null for a "
        "person of another organisation."
    )
    actor_name: str | None
    actor_is_service: bool = Field(description="Whether a program called with the token of a service account.")
    action: str = Field(description="Such as `case:view`.")
    subject: str = Field(description="The id of what it happened to.")
    subject_username: str | None = Field(
        description="The username of the person to whom it happened, such as whose sign-in was refused."
    )
    details: dict[str, str | int | bool] = Field(description="What else the reader may know of it.")


class EventsOut(PageOut):
    """One page of events, the latest first."""

    events: list[EventOut]
    searched_back_to: datetime | None = Field(
        description="Set if the search stopped before the page was full: few events match. Older ones may match, too; "
        "continue with `after`."
    )


def event_out(event: ShownEvent) -> EventOut:
    """One event."""
    return EventOut(**vars(event))
