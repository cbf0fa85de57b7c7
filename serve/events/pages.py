"""The page of the audit log, for administrators: a search, and the way to a table."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from serve.events.domain import MOST_EXPORTED, EventQuery, EventsRejectedError
from serve.events.messages import INVALID, THINGS, action_words, actor_words
from serve.events.routes import LONGEST, EventsPart, Reader
from serve.platform.pages import PagesPart, rendered
from serve.platform.paging import PAGE

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Query(max_length=LONGEST)]


@router.get("/audit")
def get_log(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    events: EventsPart,
    by: Annotated[str, Query(alias="actor", max_length=LONGEST)] = "",
    person: Text = "",
    action: Text = "",
    subject: Text = "",
    since: Annotated[str, Query(alias="from", max_length=LONGEST)] = "",
    until: Text = "",
    after: Annotated[str, Query(pattern="^([1-9][0-9]{0,17})?$")] = "",
) -> str:
    """The events that the administrator may read, the latest first."""
    asked = {"actor": by, "person": person, "action": action, "subject": subject, "from": since, "until": until}
    given = {name: value.strip() for name, value in asked.items() if value.strip()}
    page = events.page(actor, _query(given), int(after) if after else None, PAGE)
    names = {
        "asked": asked,
        "filtered": len(given),
        "is_first": not after,
        "page": page,
        "more": f"/audit?{urlencode({**given, 'after': page.after})}" if page.after else "",
        "table": f"/v1/audit/events.csv?{urlencode(given)}",
        "most": MOST_EXPORTED,
        "things": THINGS,
        "action_words": action_words,
        "actor_words": actor_words,
    }
    return rendered(request, pages, "audit.html", **names)


def _query(given: Mapping[str, str]) -> EventQuery:
    """The query of the form.

    Raises:
        EventsRejectedError: a day is none.
    """
    try:
        since, until = (date.fromisoformat(given[name]) if name in given else None for name in ("from", "until"))
    except ValueError:
        raise EventsRejectedError(INVALID) from None
    return EventQuery(given.get("actor"), given.get("action"), given.get("subject"), given.get("person"), since, until)
