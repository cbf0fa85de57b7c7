"""Slots as rows, each with rows for its lessons, their points, and the questions."""

import json
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from model.datasets.fields import Label
from model.messages import message
from serve.accounts.permissions import OrganisationKind
from serve.clearances.domain import PartKind, PartName
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible
from serve.seminars.domain import (
    Asking,
    Lesson,
    LessonPoint,
    Purpose,
    Question,
    SeminarRejectedError,
    Slot,
    SlotDecision,
    SlotState,
)
from serve.seminars.tables import lessons, points, questions, slots

NO_SLOT = message("There is no such slot of a seminar.")
TWICE = message("This right holder has a slot in the seminar already. Change that one.")
PARTS = (lessons, points, questions)
ORDERS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    lessons.name: (lessons.c.position,),
    points.name: (points.c.lesson, points.c.position),
    questions.name: (questions.c.place,),
}


class SlotStore:
    """Reads and writes slots within one transaction, on a tenant's behalf.

    Those who prepare a seminar see its slots, the operator's people all. A right holder's people see its own about
    which it was asked.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, slot: Slot) -> None:
        """Write a new slot.

        Raises:
            SeminarRejectedError: the right holder has one in the seminar.
        """
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(slots).values(id=slot.id, **_values(slot)))
        except IntegrityError as fault:
            raise SeminarRejectedError(TWICE, "right_holder") from fault
        self._add_parts(slot)

    def change(self, slot: Slot) -> None:
        """Write a slot that `get` returned for a change."""
        mine = and_(slots.c.id == slot.id, visible(slots, self._tenant))
        self._connection.execute(update(slots).where(mine).values(_values(slot)))
        if self._tenant.kind != OrganisationKind.RIGHT_HOLDER:  # which decides on what is there
            self._delete_parts([slot.id])
            self._add_parts(slot)

    def remove(self, slot_id: str) -> None:
        """Remove a slot."""
        self._delete_parts([slot_id])
        self._connection.execute(delete(slots).where(slots.c.id == slot_id, visible(slots, self._tenant)))

    def get(self, slot_id: str, *, for_change: bool = False) -> Slot:
        """A slot.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = self._seen().where(slots.c.id == slot_id)
        found = self._found(query.with_for_update() if for_change else query)
        if not found:
            raise NotFoundError(NO_SLOT)
        return found[0]

    def of(self, seminar_ids: Collection[str], *, for_change: bool = False) -> list[Slot]:
        """The slots of some seminars, in their order in each.

        Args:
            for_change: no one else changes them until the transaction ends.
        """
        query = self._seen().where(slots.c.seminar_id.in_(seminar_ids))
        if for_change:
            self._connection.execute(query.with_only_columns(slots.c.id).order_by(slots.c.id).with_for_update())
        return self._found(query.order_by(slots.c.seminar_id, slots.c.position, slots.c.id))

    def many(self, ids: Collection[str]) -> dict[str, Slot]:
        """Those of these slots that the tenant may see, by id."""
        return {each.id: each for each in self._found(self._seen().where(slots.c.id.in_(ids)))}

    def page(self, state: SlotState | None, after: str | None, limit: int) -> list[Slot]:
        """Slots about which right holders were asked, the latest first.

        Args:
            state: only those in it; None for all.
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no slot `after` that the tenant may see.
        """
        query = self._seen().where(slots.c.asked_at.is_not(None))
        if state is not None:
            query = query.where(slots.c.state == state.value)
        if after is not None:
            last = last_entry(self.get, after)
            at, name = slots.c.asked_at, slots.c.id
            asked_at = last.asked.at if last.asked else None
            query = query.where(or_(at < asked_at, and_(at == asked_at, name < last.id)))
        return self._found(query.order_by(slots.c.asked_at.desc(), slots.c.id.desc()).limit(limit))

    def released(self, right_holder_id: str, products: Collection[str]) -> list[Slot]:
        """The released slots of a right holder that show one of some products."""
        shown = select(lessons.c.slot_id).where(lessons.c.product_id.in_(products), visible(lessons, self._tenant))
        of_it = and_(slots.c.right_holder_id == right_holder_id, slots.c.state == SlotState.RELEASED.value)
        return self._found(self._seen().where(of_it, slots.c.id.in_(shown)).order_by(slots.c.id))

    def states(self, seminar_ids: Collection[str]) -> dict[str, list[SlotState]]:
        """The states of the slots of some seminars, by seminar."""
        query = select(slots.c.seminar_id, slots.c.state)
        query = query.where(slots.c.seminar_id.in_(seminar_ids), visible(slots, self._tenant))
        found: dict[str, list[SlotState]] = {}
        for seminar_id, state in self._connection.execute(query):
            found.setdefault(seminar_id, []).append(SlotState(state))
        return found

    def _seen(self) -> Select[Any]:
        query = select(slots).where(visible(slots, self._tenant))
        is_holder = self._tenant.kind == OrganisationKind.RIGHT_HOLDER
        return query.where(slots.c.asked_at.is_not(None)) if is_holder else query

    def _delete_parts(self, ids: Collection[str]) -> None:
        for table in PARTS:
            self._connection.execute(delete(table).where(table.c.slot_id.in_(ids), visible(table, self._tenant)))

    def _add_parts(self, slot: Slot) -> None:
        for table, rows in ((lessons, _lesson_rows(slot)), (points, _point_rows(slot)), (questions, _questions(slot))):
            if rows:
                self._connection.execute(insert(table), rows)

    def _found(self, query: Select[Any]) -> list[Slot]:
        rows = self._connection.execute(query).all()
        ids = [row.id for row in rows]
        found = {table.name: self._by_slot(table, ids) for table in PARTS}
        return [_slot(row, {name: some.get(row.id, ()) for name, some in found.items()}) for row in rows]

    def _by_slot(self, table: Table, ids: Collection[str]) -> Mapping[str, Sequence[Row[Any]]]:
        found: dict[str, list[Row[Any]]] = {}
        query = select(table).where(table.c.slot_id.in_(ids), visible(table, self._tenant))
        for row in self._connection.execute(query.order_by(*ORDERS[table.name])):
            found.setdefault(row.slot_id, []).append(row)
        return found


def _values(slot: Slot) -> dict[str, Any]:
    decision = slot.decision
    return {
        "seminar_id": slot.seminar_id,
        "organisation_id": slot.organisation_id,
        "right_holder_id": slot.right_holder_id,
        "position": slot.position,
        "minutes": slot.minutes,
        "note": slot.note,
        "state": slot.state.value,
        "asked_by": slot.asked and slot.asked.by,
        "asked_at": slot.asked and slot.asked.at,
        "decided_by": decision and decision.by,
        "decided_at": decision and decision.at,
        "words": decision and decision.words,
        "released_digest": decision and decision.sha256,
        "for_course": decision.for_course if decision else slot.was_for_course or None,
        "blocked_since": None,  # which the next look of the service finds again
    }


def _owners(slot: Slot) -> dict[str, Any]:
    return {"slot_id": slot.id, "organisation_id": slot.organisation_id, "right_holder_id": slot.right_holder_id}


def _lesson_rows(slot: Slot) -> list[dict[str, Any]]:
    return [
        {
            **_owners(slot),
            "position": number,
            "product_id": lesson.product_id,
            "shows_shots": lesson.shows_shots,
            "has_demo": lesson.has_demo,
            "exercises": lesson.exercises,
            "is_assisted": lesson.is_assisted,
            "tests": lesson.tests,
        }
        for number, lesson in enumerate(slot.lessons, 1)
    ]


def _point_rows(slot: Slot) -> list[dict[str, Any]]:
    return [
        {
            **_owners(slot),
            "lesson": number,
            "position": position,
            "point_id": point.point_id,
            "entry_id": point.counterfeit and point.counterfeit.name,
            "photo": point.counterfeit and point.counterfeit.photo,
        }
        for number, lesson in enumerate(slot.lessons, 1)
        for position, point in enumerate(lesson.points, 1)
    ]


def _questions(slot: Slot) -> list[dict[str, Any]]:
    return [
        {
            **_owners(slot),
            "id": question.id,
            "place": place,
            "product_id": question.product_id,
            "purpose": question.purpose.value,
            "position": question.position,
            "entry_id": question.entry_id,
            "photos": json.dumps(question.photos),
            "label": question.label.value,
            "difficulty": question.difficulty,
            "is_assisted": question.is_assisted,
        }
        for place, question in enumerate(slot.questions, 1)
    ]


def _slot(row: Row[Any], parts: Mapping[str, Sequence[Row[Any]]]) -> Slot:
    shown: dict[int, list[LessonPoint]] = {}
    for each in parts[points.name]:
        shown.setdefault(each.lesson, []).append(_point(each))
    taught = tuple(_lesson(each, shown.pop(each.position, ())) for each in parts[lessons.name])
    _check_order(row.id, parts, shown)
    return Slot(
        id=row.id,
        seminar_id=row.seminar_id,
        organisation_id=row.organisation_id,
        right_holder_id=row.right_holder_id,
        position=row.position,
        minutes=row.minutes,
        note=row.note,
        lessons=taught,
        questions=tuple(map(_question, parts[questions.name])),
        state=SlotState(row.state),
        asked=None if row.asked_at is None else Asking(row.asked_by, utc(row.asked_at)),
        decision=_decision(row),
        was_for_course=bool(row.for_course) and row.decided_at is None,
    )


def _check_order(slot_id: str, parts: Mapping[str, Sequence[Row[Any]]], left: Collection[int]) -> None:
    """Raise ValueError for rows that this store never writes: the order is in no digest."""
    places = [[each.position for each in parts[lessons.name]], [each.place for each in parts[questions.name]]]
    for _, some in groupby(parts[points.name], key=lambda each: each.lesson):
        places.append([each.position for each in some])
    if left or any(some != list(range(1, len(some) + 1)) for some in places):
        raise ValueError(f"{slot_id} has parts out of order")


def _decision(row: Row[Any]) -> SlotDecision | None:
    given = (row.decided_by, row.decided_at, row.words, row.released_digest)
    if given == (None, None, None, None):
        return None
    return SlotDecision(given[0], utc(given[1]), *given[2:], row.for_course)


def _lesson(row: Row[Any], shown: Sequence[LessonPoint]) -> Lesson:
    return Lesson(
        product_id=row.product_id,
        points=tuple(shown),
        shows_shots=row.shows_shots,
        has_demo=row.has_demo,
        exercises=row.exercises,
        is_assisted=row.is_assisted,
        tests=row.tests,
    )


def _point(row: Row[Any]) -> LessonPoint:
    has_photo = (row.entry_id, row.photo) != (None, None)
    return LessonPoint(row.point_id, PartName(PartKind.PHOTO, row.entry_id, row.photo) if has_photo else None)


def _question(row: Row[Any]) -> Question:
    return Question(
        id=row.id,
        product_id=row.product_id,
        purpose=Purpose(row.purpose),
        position=row.position,
        entry_id=row.entry_id,
        photos=tuple(json.loads(row.photos)),
        label=Label(row.label),
        difficulty=row.difficulty,
        is_assisted=row.is_assisted,
    )
