"""Reading the audit log: who looked at what, who changed it, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from serve.accounts.domain import Actor
from serve.audit.domain import Event
from serve.events.domain import (
    MOST_EXPORTED,
    WITHOUT_A_PERSON,
    EventPage,
    EventQuery,
    EventsRejectedError,
    ShownEvent,
    shown,
)
from serve.events.messages import TOO_MANY
from serve.events.permissions import EventAction
from serve.events.store import EventNumbers
from serve.events.work import EventWork
from serve.platform.days import Days
from serve.platform.errors import NotFoundError
from serve.platform.work import Works

MOST_READ = 20_000  # events of the log for one page, so that a rare one costs no more than a frequent one
NO_ONE = "-"  # is no actor's id


@dataclass(frozen=True)
class Events:
    """The use cases. They block."""

    work: Works[EventWork]

    def page(self, actor: Actor, query: EventQuery, after: int | None, limit: int) -> EventPage:
        """The events that the actor may read and that match, the latest first; the look is recorded.

        Args:
            after: where the previous page ended; None for the first.
        """
        with self.work.look(actor) as work:
            store, span = work.readable_events, _span(work, query, after)
            read = EventNumbers(max(span.first, span.end - MOST_READ), span.end)
            found = store.latest(read, limit + 1, **_equal(work, query))
            events = _shown(work, actor, found[:limit])
            work.record(EventAction.LIST, actor.organisation_id, events=len(events))
            if len(found) > limit:
                return EventPage(events, events[-1].number, None)
            if read.first > span.first:
                return EventPage(events, read.first, datetime.fromisoformat(store.at(read.first)))
        return EventPage(events, None, None)

    def export(self, actor: Actor, query: EventQuery) -> list[ShownEvent]:
        """All events that the actor may read and that match, the latest first; the export is recorded.

        Raises:
            EventsRejectedError: more than MOST_EXPORTED match.
        """
        with self.work.look(actor) as work:
            span = _span(work, query, None)
            found = work.readable_events.latest(span, MOST_EXPORTED + 1, **_equal(work, query))
            if len(found) > MOST_EXPORTED:
                raise EventsRejectedError(TOO_MANY)
            events = _shown(work, actor, found)
            work.record(EventAction.EXPORT, actor.organisation_id, events=len(events))
        return events


def _equal(work: EventWork, query: EventQuery) -> dict[str, str | None]:
    """What columns of the log must be."""
    subject = query.subject
    if query.person is not None:
        person = _person_id(work, query.person)
        subject = person if subject in {None, person} else NO_ONE
    by = query.actor if query.actor is None or query.actor in WITHOUT_A_PERSON else _person_id(work, query.actor)
    return {"actor": by, "action": query.action, "subject": subject}


def _shown(work: EventWork, actor: Actor, found: Sequence[Event]) -> list[ShownEvent]:
    names = work.people.names({event.actor for event in found})
    usernames = work.people.usernames({event.subject for event in found})
    services = work.people.service_ids(names)
    return [shown(event, actor.organisation.kind, names, usernames, services) for event in found]


def _span(work: EventWork, query: EventQuery, after: int | None) -> EventNumbers:
    """The numbers of the events of the days that are asked for, before the last one of the previous page."""
    store, days = work.readable_events, Days(query.since, query.until)
    first = 1 if days.start is None else store.first_since(_written(days.start))
    end = store.count() + 1 if days.end is None else store.first_since(_written(days.end))
    return EventNumbers(first, end if after is None else min(end, after))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _person_id(work: EventWork, username: str) -> str:
    try:
        return work.people.named(username.strip().lower()).id
    except NotFoundError:
        return NO_ONE
