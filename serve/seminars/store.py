"""Seminars as rows, each with a row for every agency whose officers take part."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, func, insert, or_, select, update

from model.messages import message
from serve.accounts.permissions import OrganisationKind
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible
from serve.seminars.domain import Seminar, SeminarState
from serve.seminars.tables import agencies, lessons, points, questions, seminars, slots

NO_SEMINAR = message("There is no such seminar.")
LATEST_FIRST = (seminars.c.prepared_at.desc(), seminars.c.id.desc())


class SeminarStore:
    """Reads and writes seminars within one transaction, on a tenant's behalf.

    An agency's people see those that their agency prepares, the operator's see all. A right holder's people see those
    in which their organisation was asked about a slot.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, seminar: Seminar) -> None:
        """Write a new seminar."""
        self._connection.execute(insert(seminars).values(id=seminar.id, **_values(seminar)))
        self._add_agencies(seminar)

    def change(self, seminar: Seminar) -> None:
        """Write a seminar that `get` returned for a change."""
        mine = and_(seminars.c.id == seminar.id, visible(seminars, self._tenant))
        self._connection.execute(update(seminars).where(mine).values(_values(seminar)))
        of_it = and_(agencies.c.seminar_id == seminar.id, visible(agencies, self._tenant))
        self._connection.execute(delete(agencies).where(of_it))
        self._add_agencies(seminar)

    def _add_agencies(self, seminar: Seminar) -> None:
        row = {"seminar_id": seminar.id, "organisation_id": seminar.organisation_id}
        self._connection.execute(insert(agencies), [{**row, "agency_id": each} for each in seminar.agencies])

    def get(self, seminar_id: str, *, for_change: bool = False) -> Seminar:
        """A seminar.

        Args:
            for_change: other transactions that change it or its slots wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = self._seen().where(seminars.c.id == seminar_id)
        found = self._found(query.with_for_update() if for_change else query)
        if not found:
            raise NotFoundError(NO_SEMINAR)
        return found[0]

    def many(self, ids: Collection[str]) -> dict[str, Seminar]:
        """Those of these seminars that the tenant may see, by id."""
        return {each.id: each for each in self._found(self._seen().where(seminars.c.id.in_(ids)))}

    def page(self, state: SeminarState | None, after: str | None, limit: int) -> list[Seminar]:
        """Seminars, the latest first.

        Args:
            state: only those in it; None for all.
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no seminar `after` that the tenant may see.
        """
        query = self._seen()
        if state is not None:
            query = query.where(seminars.c.state == state.value)
        if after is not None:
            last = last_entry(self.get, after)
            at, name = seminars.c.prepared_at, seminars.c.id
            query = query.where(or_(at < last.prepared_at, and_(at == last.prepared_at, name < last.id)))
        return self._found(query.order_by(*LATEST_FIRST).limit(limit))

    def ids_before(self, day: date, limit: int, but: Collection[str] = ()) -> list[str]:
        """Ids of seminars whose day was before another one, but these."""
        old = and_(seminars.c.day < day, seminars.c.id.not_in(but))
        query = select(seminars.c.id).where(visible(seminars, self._tenant), old)
        return list(self._connection.execute(query.order_by(seminars.c.id).limit(limit)).scalars())

    def count_before(self, day: date, but: Collection[str] = ()) -> int:
        """The number of those seminars."""
        old = and_(seminars.c.day < day, seminars.c.id.not_in(but))
        query = select(func.count()).select_from(seminars).where(visible(seminars, self._tenant), old)
        found: int = self._connection.execute(query).scalar_one()
        return found

    def delete(self, ids: Sequence[str]) -> None:
        """Remove seminars with their slots. They name no objects: what they show is kept elsewhere."""
        of_these = select(slots.c.id).where(slots.c.seminar_id.in_(ids))
        for table in (questions, points, lessons):
            mine = and_(table.c.slot_id.in_(of_these), visible(table, self._tenant))
            self._connection.execute(delete(table).where(mine))
        for table in (slots, agencies):
            self._connection.execute(delete(table).where(table.c.seminar_id.in_(ids), visible(table, self._tenant)))
        self._connection.execute(delete(seminars).where(seminars.c.id.in_(ids), visible(seminars, self._tenant)))

    def _is_seen(self, column: ColumnElement[str]) -> ColumnElement[bool]:
        """Whether a right holder was asked about a slot of the seminar with this id."""
        return column.in_(select(slots.c.seminar_id).where(visible(slots, self._tenant), slots.c.asked_at.is_not(None)))

    def _seen(self) -> Select[Any]:
        if self._tenant.kind == OrganisationKind.RIGHT_HOLDER:
            return select(seminars).where(self._is_seen(seminars.c.id))
        return select(seminars).where(visible(seminars, self._tenant))

    def _found(self, query: Select[Any]) -> list[Seminar]:
        rows = self._connection.execute(query).all()
        named = self._agencies([row.id for row in rows])
        return [_seminar(row, named.get(row.id, ())) for row in rows]

    def _agencies(self, ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
        is_holder = self._tenant.kind == OrganisationKind.RIGHT_HOLDER
        seen = self._is_seen(agencies.c.seminar_id) if is_holder else visible(agencies, self._tenant)
        query = select(agencies).where(agencies.c.seminar_id.in_(ids), seen).order_by(agencies.c.agency_id)
        found: dict[str, list[str]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.seminar_id, []).append(row.agency_id)
        return found


def _values(seminar: Seminar) -> dict[str, Any]:
    return {
        "organisation_id": seminar.organisation_id,
        "title": seminar.title,
        "country": seminar.country,
        "languages": json.dumps(seminar.languages),
        "day": seminar.day,
        "share": seminar.share,
        "seed": seminar.seed,
        "state": seminar.state.value,
        "prepared_by": seminar.prepared_by,
        "prepared_at": seminar.prepared_at,
    }


def _seminar(row: Row[Any], named: Sequence[str]) -> Seminar:
    return Seminar(
        id=row.id,
        organisation_id=row.organisation_id,
        title=row.title,
        country=row.country,
        languages=tuple(json.loads(row.languages)),
        day=row.day,
        agencies=tuple(named),
        share=row.share,
        seed=row.seed,
        prepared_by=row.prepared_by,
        prepared_at=utc(row.prepared_at),
        state=SeminarState(row.state),
    )
