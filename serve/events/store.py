"""Which audit events a tenant may read. The log itself belongs to no tenant: what an event is about decides."""

from bisect import bisect_left
from dataclasses import fields
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, exists, func, or_, select, true

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import people
from serve.audit.domain import Event
from serve.audit.tables import events
from serve.cases.tables import cases, conclusions, items
from serve.enquiries.tables import enquiries
from serve.examinations.tables import examinations
from serve.opinions.tables import opinions
from serve.platform.tenancy import ITSELF, Tenant

OF_AN_AGENCY = (cases, items, conclusions, opinions, examinations, enquiries)
_COLUMNS = tuple(events.c[each.name] for each in fields(Event))


class EventNumbers(NamedTuple):
    """Numbers of events, from `first` up to but without `end`."""

    first: int
    end: int


class EventStore:
    """Reads events on a tenant's behalf.

    An agency sees what its people did and what happened to its things and people; a right holder what its people did
    and what happened to them; the operator sees all.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def count(self) -> int:
        """The number of the last event."""
        return self._connection.execute(select(func.max(events.c.number))).scalar_one() or 0

    def first_since(self, moment: str) -> int:
        """The number of the first event at this moment or later, as the log writes moments; events are in order."""
        return 1 + bisect_left(range(1, self.count() + 1), moment, key=self._at)

    def _at(self, number: int) -> str:
        return self._connection.execute(select(events.c.at).where(events.c.number == number)).scalar_one() or ""

    def at(self, number: int) -> str:
        """When an event was recorded, as the log writes it."""
        return self._at(number)

    def latest(self, span: EventNumbers, limit: int, **equal: str | None) -> list[Event]:
        """The latest events in a span that the tenant may read, the latest first.

        Args:
            equal: what a column must be; None for anything. An action without a colon is any that begins with it.
        """
        query = select(*_COLUMNS).where(events.c.number >= span.first, events.c.number < span.end, self._visible())
        for name, value in equal.items():
            if name == "action" and value is not None and ":" not in value:
                query = query.where(events.c.action.startswith(f"{value}:", autoescape=True))
            elif value is not None:
                query = query.where(events.c[name] == value)
        rows = self._connection.execute(query.order_by(events.c.number.desc()).limit(limit))
        return [Event(*row) for row in rows]

    def _visible(self) -> ColumnElement[bool]:
        if self._tenant.kind in {ITSELF, OrganisationKind.OPERATOR}:
            return true()
        about = [
            self._is_own(people, events.c.actor),
            self._is_own(people, events.c.subject),
            events.c.subject == self._tenant.organisation_id,
        ]
        if self._tenant.kind == OrganisationKind.AGENCY:
            about += [self._is_own(table, events.c.subject) for table in OF_AN_AGENCY]
        return or_(*about)

    def _is_own(self, table: Table, name: ColumnElement[str]) -> ColumnElement[bool]:
        """Whether it is the id of a row of the tenant's organisation, each looked up by its key."""
        return exists().where(table.c.id == name, table.c.organisation_id == self._tenant.organisation_id)
