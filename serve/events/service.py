"""Reading the audit log: who looked at what, who changed it, and when."""

from dataclasses import dataclass
from datetime import datetime

from serve.accounts.domain import Actor
from serve.events.domain import WITHOUT_A_PERSON, EventPage, EventQuery, shown
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
    """The use case. It blocks."""

    work: Works[EventWork]

    def page(self, actor: Actor, query: EventQuery, after: int | None, limit: int) -> EventPage:
        """The events that the actor may read and that match, the latest first; the look is recorded.

        Args:
            after: where the previous page ended; None for the first.
        """
        with self.work.look(actor) as work:
            store, span = work.readable_events, _span(work, query, after)
            read = EventNumbers(max(span.first, span.end - MOST_READ), span.end)
            equal = {"actor": _actor_id(work, query.actor), "action": query.action, "subject": query.subject}
            found = store.latest(read, limit + 1, **equal)
            names = work.people.names({event.actor for event in found})
            events = [shown(event, actor.organisation.kind, names) for event in found[:limit]]
            work.record(EventAction.LIST, actor.organisation_id, events=len(events))
            if len(found) > limit:
                return EventPage(events, events[-1].number, None)
            if read.first > span.first:
                return EventPage(events, read.first, datetime.fromisoformat(store.at(read.first)))
        return EventPage(events, None, None)


def _span(work: EventWork, query: EventQuery, after: int | None) -> EventNumbers:
    """The numbers of the events of the days that are asked for, before the last one of the previous page."""
    store, days = work.readable_events, Days(query.since, query.until)
    first = 1 if days.start is None else store.first_since(_written(days.start))
    end = store.count() + 1 if days.end is None else store.first_since(_written(days.end))
    return EventNumbers(first, end if after is None else min(end, after))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _actor_id(work: EventWork, actor: str | None) -> str | None:
    if actor is None or actor in WITHOUT_A_PERSON:
        return actor
    try:
        return work.people.named(actor).id
    except NotFoundError:
        return NO_ONE
