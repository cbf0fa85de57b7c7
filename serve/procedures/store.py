"""Procedures as rows: every one carries its agency, and its right holder if that has an account here."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from model.messages import message
from serve.cases.tables import items
from serve.deadlines.domain import DayKind, SkippedDay
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible
from serve.procedures.domain import ClockState, Procedure, ProcedureClock, ProcedureDetails, ProcedureStep
from serve.procedures.tables import clocks, procedures, steps

DETAILS = tuple(ProcedureDetails.__dataclass_fields__)
OWN = ("id", "organisation_id", "case_id", "result", "result_on", "cost", "currency")
BY_HAND = ("made_by", "made_at", "changed_by", "changed_at")


class ProcedureStore:
    """Reads and writes procedures within one transaction, on a tenant's behalf: its agency's."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, procedure: Procedure) -> None:
        """Write a new procedure, which has neither steps nor clocks."""
        self._connection.execute(insert(procedures).values(_values(procedure)))

    def get(self, procedure_id: str, *, for_change: bool = False) -> Procedure:
        """A procedure.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = select(procedures).where(procedures.c.id == procedure_id, visible(procedures, self._tenant))
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        if row is None:
            raise NotFoundError(message("There is no such procedure."))
        return self._read([row])[0]

    def change(self, procedure: Procedure) -> None:
        """Write the changes of a procedure that `get` returned for a change, and what was added to it."""
        here = (procedures.c.id == procedure.id) & visible(procedures, self._tenant)
        self._connection.execute(update(procedures).where(here).values(_values(procedure)))
        if new := procedure.steps[self._known(steps, procedure.id) :]:
            self._connection.execute(insert(steps), [_step_values(procedure, step) for step in new])
        known = self._known(clocks, procedure.id)
        for clock in procedure.clocks[:known]:
            this = (clocks.c.procedure_id == procedure.id) & (clocks.c.position == clock.position)
            moving = {"state": clock.state.value, "met_on": clock.met_on, **_both_of(procedure)}
            self._connection.execute(update(clocks).where(this, visible(clocks, self._tenant)).values(moving))
        if added := procedure.clocks[known:]:
            self._connection.execute(insert(clocks), [_clock_values(procedure, clock) for clock in added])

    def _known(self, table: Table, procedure_id: str) -> int:
        query = select(func.count()).select_from(table).where(table.c.procedure_id == procedure_id)
        return int(self._connection.execute(query).scalar_one())

    def of_case(self, case_id: str) -> list[Procedure]:
        """The procedures of a case, the oldest first."""
        query = select(procedures).where(procedures.c.case_id == case_id, visible(procedures, self._tenant))
        return self._read(self._connection.execute(query.order_by(procedures.c.made_at, procedures.c.id)).all())

    def many(self, ids: Collection[str]) -> dict[str, Procedure]:
        """Those of these procedures that the tenant may see, by id."""
        query = select(procedures).where(procedures.c.id.in_(ids), visible(procedures, self._tenant))
        return {each.id: each for each in self._read(self._connection.execute(query).all())}

    def ids_about(self, item_id: str) -> frozenset[str]:
        """Ids of the procedures of the case that an item is in."""
        joined = procedures.join(items, items.c.case_id == procedures.c.case_id)
        query = select(procedures.c.id).select_from(joined).where(items.c.id == item_id)
        return frozenset(self._connection.execute(query.where(visible(procedures, self._tenant))).scalars())

    def results_since(self, day: date) -> Mapping[str, int]:
        """How many procedures of the agency ended with each result since a day."""
        ended = (procedures.c.result_on >= day) & procedures.c.result.is_not(None)
        own = (procedures.c.organisation_id == self._tenant.organisation_id) & visible(procedures, self._tenant)
        query = (
            select(procedures.c.result, func.count().label("amount")).where(ended, own).group_by(procedures.c.result)
        )
        return {row.result: row.amount for row in self._connection.execute(query)}

    def delete_of_case(self, case_id: str) -> None:
        """Remove the procedures of a case."""
        of_case = (procedures.c.case_id == case_id) & visible(procedures, self._tenant)
        ids = select(procedures.c.id).where(of_case)
        for table in (clocks, steps):
            self._connection.execute(delete(table).where(table.c.procedure_id.in_(ids)))
        self._connection.execute(delete(procedures).where(of_case))

    def _read(self, rows: Sequence[Row[Any]]) -> list[Procedure]:
        ids = [row.id for row in rows]
        done, counted = self._by_procedure(steps, ids), self._by_procedure(clocks, ids)
        return [_procedure(row, done.get(row.id, ()), counted.get(row.id, ())) for row in rows]

    def _by_procedure(self, table: Table, ids: Sequence[str]) -> Mapping[str, Sequence[Row[Any]]]:
        query = select(table).where(table.c.procedure_id.in_(ids)).order_by(table.c.procedure_id, table.c.position)
        found: dict[str, list[Row[Any]]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.procedure_id, []).append(row)
        return found


def clock_of(row: Any) -> ProcedureClock:
    """A clock from a row that has its columns."""
    return ProcedureClock(
        position=row.position,
        step=row.step,
        rule=row.rule,
        version=row.version,
        source=row.source,
        party=row.party,
        answer=row.answer,
        lapse=row.lapse,
        proposes=row.proposes,
        met_by=tuple(json.loads(row.met_by)),
        kind=DayKind(row.kind),
        country=row.country,
        subdivision=row.subdivision,
        zone=row.zone,
        started_on=row.started_on,
        day=row.day,
        days=row.days,
        extension=row.extension,
        calendar=row.calendar,
        skipped=tuple(SkippedDay(date.fromisoformat(day), name) for day, name in json.loads(row.skipped)),
        expires_at=utc(row.expires_at),
        pressing_from=row.pressing_from,
        state=ClockState(row.state),
        met_on=row.met_on,
    )


def _both_of(procedure: Procedure) -> dict[str, Any]:
    return {
        "organisation_id": procedure.organisation_id,
        "right_holder_id": procedure.details.right_holder_id,
    }


def _values(procedure: Procedure) -> dict[str, Any]:
    own = {name: getattr(procedure, name) for name in (*OWN, *BY_HAND)}
    return {**own, **asdict(procedure.details)}


def _step_values(procedure: Procedure, step: ProcedureStep) -> dict[str, Any]:
    values = asdict(replace(step)) | {"procedure_id": procedure.id, "organisation_id": procedure.organisation_id}
    renamed = {"on": "happened_on", "by": "done_by", "at": "done_at"}
    return {renamed.get(name, name): value for name, value in values.items()}


def _clock_values(procedure: Procedure, clock: ProcedureClock) -> dict[str, Any]:
    skipped = [[each.day.isoformat(), each.name] for each in clock.skipped]
    return {
        **{name: getattr(clock, name) for name in ProcedureClock.__dataclass_fields__},
        "kind": clock.kind.value,
        "state": clock.state.value,
        "met_by": json.dumps(clock.met_by, ensure_ascii=False),
        "skipped": json.dumps(skipped, ensure_ascii=False),
        "procedure_id": procedure.id,
        **_both_of(procedure),
    }


def _procedure(row: Row[Any], done: Sequence[Row[Any]], counted: Sequence[Row[Any]]) -> Procedure:
    return Procedure(
        **{name: getattr(row, name) for name in OWN},
        details=ProcedureDetails(**{name: getattr(row, name) for name in DETAILS}),
        made_by=row.made_by,
        made_at=utc(row.made_at),
        changed_by=row.changed_by,
        changed_at=utc(row.changed_at),
        steps=tuple(_step(each) for each in done),
        clocks=tuple(clock_of(each) for each in counted),
    )


def _step(row: Row[Any]) -> ProcedureStep:
    return ProcedureStep(
        position=row.position,
        kind=row.kind,
        event=row.event,
        on=row.happened_on,
        rule=row.rule,
        days=row.days,
        is_withdrawn=row.is_withdrawn,
        note=row.note,
        by=row.done_by,
        at=utc(row.done_at),
    )
