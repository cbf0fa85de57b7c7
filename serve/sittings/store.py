"""Sittings as rows: each with its steps and numbered events."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from model.catalogue import Region
from model.datasets.fields import Label
from model.messages import message
from model.verdict import Outcome
from serve.clearances.domain import PartKind, PartName
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.messages import HAS_OPEN
from serve.sittings.comparison_domain import BESIDE, ComparisonMode, ComparisonView
from serve.sittings.domain import EventKind, Sitting, SittingEvent, SittingStateError, event_of
from serve.sittings.step_domain import (
    Assistance,
    Demonstration,
    DemoPlace,
    ForeignPhoto,
    Phase,
    SealedQuestion,
    SealedStep,
)
from serve.sittings.tables import answers, events, seats, sittings, steps, taps

NO_SITTING = message("There is no such sitting.")
ELSEWHERE = frozenset({"question", "counterfeit", "assistance", "demonstration"})  # in several columns each
LATEST_FIRST = (sittings.c.opened_at.desc(), sittings.c.id.desc())


class SittingStore:
    """Reads and writes sittings within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, sitting: Sitting) -> None:
        """Write a new sitting with its steps.

        Raises:
            SittingStateError: its seminar has an open one.
        """
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(sittings).values(_values(sitting)))
        except IntegrityError as fault:
            raise SittingStateError(HAS_OPEN) from fault
        rows = [{**_of(sitting), **_step_values(step)} for step in sitting.steps]
        if rows:
            self._connection.execute(insert(steps), rows)

    def change(self, before: Sitting, after: Sitting) -> None:
        """Write what has changed in a sitting that was read for a change."""
        of_it = and_(sittings.c.id == after.id, visible(sittings, self._tenant))
        self._connection.execute(update(sittings).where(of_it).values(_values(after)))
        for old, new in zip(before.steps, after.steps, strict=True):
            if old != new:
                here = and_(steps.c.sitting_id == after.id, steps.c.number == new.number)
                query = update(steps).where(here, visible(steps, self._tenant))
                self._connection.execute(query.values(_step_values(new)))

    def happened(self, sitting: Sitting, kind: EventKind, now: datetime) -> Sitting:
        """Write an event with the next number, and return the sitting with it, to be written by `change`."""
        after, event = event_of(sitting, kind, now)
        self._connection.execute(insert(events).values(**_of(sitting), **_event_values(event)))
        return after

    def get(self, sitting_id: str, *, for_change: bool = False) -> Sitting:
        """A sitting.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        found = self._found(self._seen().where(sittings.c.id == sitting_id), for_change=for_change)
        if not found:
            raise NotFoundError(NO_SITTING)
        return found[0]

    def by_code(self, code: str, *, for_change: bool = False) -> Sitting | None:
        """The sitting that has a join code now; None if none has."""
        found = self._found(self._seen().where(sittings.c.join_code == code), for_change=for_change)
        return found[0] if found else None

    def many(self, ids: Sequence[str], *, for_change: bool = False) -> dict[str, Sitting]:
        """Those of these sittings that the tenant may see, by id."""
        query = self._seen().where(sittings.c.id.in_(ids)).order_by(sittings.c.id)
        return {each.id: each for each in self._found(query, for_change=for_change)}

    def page(self, seminar_id: str | None, after: str | None, limit: int) -> list[Sitting]:
        """Sittings, the latest first.

        Args:
            seminar_id: only of this one; None for all.
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no sitting `after` that the tenant may see.
        """
        query = self._seen()
        if seminar_id is not None:
            query = query.where(sittings.c.seminar_id == seminar_id)
        if after is not None:
            last = last_entry(self.get, after)
            at, name = sittings.c.opened_at, sittings.c.id
            query = query.where(or_(at < last.opened_at, and_(at == last.opened_at, name < last.id)))
        return self._found(query.order_by(*LATEST_FIRST).limit(limit))

    def is_held(self, seminar_id: str) -> bool:
        """Whether a sitting of a seminar goes on that is no rehearsal."""
        goes_on = and_(sittings.c.closed_at.is_(None), sittings.c.is_rehearsal.is_(False))
        of_it = and_(sittings.c.seminar_id == seminar_id, visible(sittings, self._tenant))
        return self._connection.execute(select(sittings.c.id).where(of_it, goes_on).limit(1)).first() is not None

    def opened_before(self, moment: datetime, limit: int) -> list[str]:
        """Ids of open sittings that were opened before a moment."""
        is_forgotten = and_(sittings.c.closed_at.is_(None), sittings.c.opened_at < moment)
        query = select(sittings.c.id).where(visible(sittings, self._tenant), is_forgotten)
        return list(self._connection.execute(query.order_by(sittings.c.id).limit(limit)).scalars())

    def events_after(self, numbers: Mapping[str, int]) -> list[SittingEvent]:
        """The events of some sittings, in order.

        Args:
            numbers: for each sitting, by its id, that of the last event before.
        """
        if not numbers:
            return []
        later = (and_(events.c.sitting_id == name, events.c.number > number) for name, number in numbers.items())
        query = select(events).where(or_(*later), visible(events, self._tenant))
        rows = self._connection.execute(query.order_by(events.c.sitting_id, events.c.number))
        return [_event(row) for row in rows]

    def ids_of(self, seminar_ids: Sequence[str]) -> list[str]:
        """Ids of the sittings of some seminars."""
        query = select(sittings.c.id).where(sittings.c.seminar_id.in_(seminar_ids), visible(sittings, self._tenant))
        return list(self._connection.execute(query.order_by(sittings.c.id)).scalars())

    def delete(self, ids: Sequence[str]) -> None:
        """Remove sittings with all that belongs to them."""
        for table in (taps, answers, seats, events, steps):
            of_these = table.c.sitting_id.in_(ids)
            self._connection.execute(delete(table).where(of_these, visible(table, self._tenant)))
        self._connection.execute(delete(sittings).where(sittings.c.id.in_(ids), visible(sittings, self._tenant)))

    def _seen(self) -> Select[Any]:
        return select(sittings).where(visible(sittings, self._tenant))

    def _found(self, query: Select[Any], *, for_change: bool = False) -> list[Sitting]:
        rows = self._connection.execute(query.with_for_update() if for_change else query).all()
        of_these = steps.c.sitting_id.in_([row.id for row in rows])
        sealed: dict[str, list[SealedStep]] = {}
        for row in self._connection.execute(select(steps).where(of_these).order_by(steps.c.number)):
            sealed.setdefault(row.sitting_id, []).append(_step(row))
        return [replace(_sitting(row), steps=tuple(sealed.get(row.id, ()))) for row in rows]


def _of(sitting: Sitting) -> dict[str, Any]:
    return {"sitting_id": sitting.id, "organisation_id": sitting.organisation_id}


def _values(sitting: Sitting) -> dict[str, Any]:
    compared = None if sitting.compared == BESIDE else json.dumps(sitting.compared)
    return {name: value for name, value in vars(sitting).items() if name != "steps"} | {"compared": compared}


def _step_values(step: SealedStep) -> dict[str, Any]:
    values = {name: value for name, value in vars(step).items() if name not in ELSEWHERE}
    asked, photo, said, demo = step.question, step.counterfeit, step.assistance, step.demonstration
    shown = (asked.entry_id, list(asked.photos)) if asked else (photo.name, [photo.photo]) if photo else (None, None)
    places = [[each.photo, each.point, *each.box] for each in demo.places] if demo else None
    return {
        **values,
        "kind": step.kind.value,
        "question_id": asked and asked.question_id,
        "entry_id": shown[0],
        "photos": json.dumps(demo.photos) if demo else shown[1] and json.dumps(shown[1]),
        "label": asked and asked.label.value,
        "outcome": said and said.outcome.value,
        "deviating": said and json.dumps(said.points),
        "release_id": said and said.release_id,
        "examination_id": demo and demo.examination_id,
        "places": json.dumps(places) if demo else None,
        "foreign_photos": json.dumps(demo.foreign) if demo and demo.foreign else None,
    }


def _event_values(event: SittingEvent) -> dict[str, Any]:
    values = {**event._asdict(), "kind": event.kind.value, "phase": event.phase.value}
    del values["sitting_id"]
    return values


def _sitting(row: Row[Any]) -> Sitting:
    values = dict(row._mapping)  # noqa: SLF001  # the public interface of a row
    moments = {name: utc(values[name]) for name in ("join_until", "opened_at")}
    values |= {**moments, "closed_at": _moment(row.closed_at), "compared": _compared(row), "steps": ()}
    return Sitting(**values)


def _compared(row: Row[Any]) -> ComparisonView:
    if row.compared is None:
        return BESIDE
    mode, shown, *rest = json.loads(row.compared)
    return ComparisonView(ComparisonMode(mode), Label(shown), *rest)


def _step(row: Row[Any]) -> SealedStep:
    return SealedStep(
        number=row.number,
        kind=AgendaStepKind(row.kind),
        slot_id=row.slot_id,
        right_holder_id=row.right_holder_id,
        product_id=row.product_id,
        point_id=row.point_id,
        counterfeit=_counterfeit(row),
        question=_question(row),
        is_assisted=row.is_assisted,
        assistance=_assistance(row),
        demonstration=_demonstration(row),
        assisted_at=_moment(row.assisted_at),
        revealed_at=_moment(row.revealed_at),
    )


def _question(row: Row[Any]) -> SealedQuestion | None:
    if row.question_id is None:
        return None
    return SealedQuestion(row.question_id, row.entry_id, tuple(map(int, json.loads(row.photos))), Label(row.label))


def _assistance(row: Row[Any]) -> Assistance | None:
    if (row.outcome, row.deviating, row.release_id) == (None, None, None):
        return None
    return Assistance(Outcome(row.outcome), tuple(json.loads(row.deviating)), row.release_id)


def _demonstration(row: Row[Any]) -> Demonstration | None:
    if (row.examination_id, row.places, row.foreign_photos) == (None, None, None):
        return None
    places = (DemoPlace(photo, point, Region(*box)) for photo, point, *box in json.loads(row.places))
    foreign = (ForeignPhoto(*each) for each in json.loads(row.foreign_photos or "[]"))
    return Demonstration(row.examination_id, tuple(map(int, json.loads(row.photos))), tuple(places), tuple(foreign))


def _counterfeit(row: Row[Any]) -> PartName | None:
    if row.question_id is not None or row.entry_id is None:
        return None
    return PartName(PartKind.PHOTO, row.entry_id, int(json.loads(row.photos)[0]))


def _event(row: Row[Any]) -> SittingEvent:
    return SittingEvent(row.sitting_id, row.number, EventKind(row.kind), row.step, Phase(row.phase), utc(row.at))


def _moment(found: datetime | None) -> datetime | None:
    return None if found is None else utc(found)
