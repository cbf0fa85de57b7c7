"""Notes for the next shift as rows, and what is counted for a shift."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, func, insert, select

from model.messages import message
from serve.cases.domain import CaseState
from serve.cases.index_store import micros
from serve.cases.tables import cases
from serve.cases.terms import unit_term
from serve.enquiries.domain import EnquiryState
from serve.enquiries.tables import enquiries, photo_requests
from serve.enquiries.waiting_store import WAITS
from serve.examinations.tables import examinations
from serve.opinions.tables import opinions
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible
from serve.shifts.domain import PlacedCount, ShiftNote, ShiftQuery
from serve.shifts.tables import notes


class ShiftNoteStore:
    """Reads and writes notes within one transaction, for a tenant: its agency's."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, note: ShiftNote) -> None:
        """Write a new note."""
        values = {name: value for name, value in note.__dict__.items() if name not in {"by", "at"}}
        self._connection.execute(insert(notes).values(**values, written_by=note.by, written_at=note.at))

    def get(self, note_id: str) -> ShiftNote:
        """A note.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        found = self.many([note_id])
        if not found:
            raise NotFoundError(message("There is no such note."))
        return found[note_id]

    def many(self, ids: Sequence[str]) -> dict[str, ShiftNote]:
        """Those of these notes that the tenant may see, by id."""
        query = select(notes).where(notes.c.id.in_(ids), visible(notes, self._tenant))
        return {row.id: _note(row) for row in self._connection.execute(query).all()}

    def of(self, query: ShiftQuery, limit: int) -> list[ShiftNote]:
        """The notes that were written in a shift, for its unit or for every one, the latest first."""
        within = and_(notes.c.written_at >= query.since, notes.c.written_at < query.before)
        found = select(notes).where(visible(notes, self._tenant), within)
        rows = self._connection.execute(found.order_by(notes.c.written_at.desc(), notes.c.id.desc())).all()
        of_unit = (row for row in rows if not (query.unit and row.unit) or unit_term(row.unit) == unit_term(query.unit))
        return [_note(row) for row in of_unit][:limit]

    def ids_before(self, moment: datetime, limit: int) -> list[str]:
        """Ids of notes that were written before a moment."""
        query = select(notes.c.id).where(visible(notes, self._tenant), notes.c.written_at < moment)
        return list(self._connection.execute(query.order_by(notes.c.id).limit(limit)).scalars())

    def delete(self, ids: Sequence[str]) -> None:
        """Remove notes."""
        self._connection.execute(delete(notes).where(notes.c.id.in_(ids), visible(notes, self._tenant)))


class ShiftCounts:
    """Counts for a shift within one transaction, for a tenant, by place and unit of the case that something is in."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def opened(self, query: ShiftQuery) -> list[int]:
        """The opening times, in microseconds, of the cases of a shift that were opened in it, the latest first."""
        return self._times(query, and_(cases.c.opened_at >= query.since, cases.c.opened_at < query.before))

    def closed(self, query: ShiftQuery) -> list[int]:
        """The same of those that were closed in it and were not opened again."""
        return self._times(query, and_(cases.c.closed_at >= query.since, cases.c.closed_at < query.before))

    def examined(self, query: ShiftQuery) -> Iterator[PlacedCount]:
        """The examinations of a shift that are neither practice nor preliminary; those in no case have no place."""
        at = examinations.c.created_at
        within = and_(at >= query.since, at < query.before)
        is_final = and_(within, ~examinations.c.is_practice, ~examinations.c.is_preliminary)
        own = and_(is_final, examinations.c.organisation_id == self._tenant.organisation_id)
        joined = examinations.outerjoin(cases, cases.c.id == examinations.c.case_id)
        return self._spots(select(*_spot()).select_from(joined).where(own))

    def open_cases(self) -> Iterator[PlacedCount]:
        """The cases that are open."""
        return self._spots(select(*_spot()).where(self._own, cases.c.state == CaseState.OPEN.value))

    def pending_opinions(self) -> Iterator[PlacedCount]:
        """The opinions that are asked and not given."""
        joined = opinions.join(cases, cases.c.id == opinions.c.case_id)
        return self._spots(select(*_spot()).select_from(joined).where(self._own, opinions.c.answered_at.is_(None)))

    def open_enquiries(self) -> Iterator[PlacedCount]:
        """The enquiries that wait for a right holder."""
        joined = enquiries.join(cases, cases.c.id == enquiries.c.case_id)
        is_open = enquiries.c.state == EnquiryState.OPEN.value
        return self._spots(select(*_spot()).select_from(joined).where(self._own, is_open))

    def photo_requests(self) -> Iterator[PlacedCount]:
        """The requests of right holders for photos that have no reply, of enquiries that are open."""
        asked = photo_requests.join(enquiries, enquiries.c.id == photo_requests.c.enquiry_id)
        joined = asked.join(cases, cases.c.id == enquiries.c.case_id)
        waits = and_(enquiries.c.state == EnquiryState.OPEN.value, WAITS)
        return self._spots(select(*_spot()).select_from(joined).where(self._own, waits))

    @property
    def _own(self) -> ColumnElement[bool]:
        return and_(cases.c.organisation_id == self._tenant.organisation_id, visible(cases, self._tenant))

    def _times(self, query: ShiftQuery, which: ColumnElement[bool]) -> list[int]:
        found = select(cases.c.opened_at, cases.c.place, cases.c.unit).where(self._own, which)
        rows = self._connection.execute(found.order_by(cases.c.opened_at.desc()))
        return [micros(utc(row.opened_at)) for row in rows if query.has(row.place, row.unit)]

    def _spots(self, query: Select[Any]) -> Iterator[PlacedCount]:
        for place, unit, count in self._connection.execute(query.group_by(cases.c.place, cases.c.unit)):
            yield PlacedCount(place or "", unit or "", count)


def _spot() -> tuple[Any, ...]:
    return cases.c.place, cases.c.unit, func.count()


def _note(row: Row[Any]) -> ShiftNote:
    return ShiftNote(row.id, row.organisation_id, row.unit, row.text, row.written_by, utc(row.written_at))
