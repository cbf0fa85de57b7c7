"""Reads the answers of sittings that count: those that are closed and were no rehearsal."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, select

from model.datasets.fields import Label
from model.verdict import Outcome
from serve.platform.database import utc
from serve.platform.tenancy import Tenant, visible
from serve.results.enough_domain import Answered, Asked, GroupQuestion, StepName
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.seminars.drawing_domain import AnswerCount
from serve.sittings.answer_domain import Round
from serve.sittings.domain import FEWEST_SEATS
from serve.sittings.tables import answers, sittings, steps, taps

COUNTS = and_(sittings.c.closed_at.is_not(None), sittings.c.is_rehearsal.is_(False))
IS_REAL = sittings.c.is_made_up.is_(False)
SAID = {
    Outcome.SUSPECTED: Choice.COUNTERFEIT,
    Outcome.CONSISTENT: Choice.GENUINE,
    Outcome.INCONCLUSIVE: Choice.CANNOT_TELL,
}  # what a verdict of the assistant comes to
OF_STEP = and_(steps.c.sitting_id == answers.c.sitting_id, steps.c.number == answers.c.step)


class CountedSitting(NamedTuple):
    """A sitting whose answers count."""

    id: str
    seminar_id: str
    opened_at: datetime


class QuestionTap(NamedTuple):
    """A tap before the assistant spoke.

    Attributes:
        place: of the photo, among those of the question in its own sitting.
    """

    seat_id: str
    question: GroupQuestion
    place: int
    x: float
    y: float

    @property
    def photo(self) -> int:
        """The index of the item's photo; -1 if the question has no photo in this place."""
        photos = self.question.photos
        return photos[self.place] if self.place < len(photos) else -1


class ResultStore:
    """Reads what the tenant may see: an agency its own sittings, the operator all, a right holder none."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def sittings(
        self, seminar_ids: Collection[str] | None = None, *, with_made_up: bool = True
    ) -> list[CountedSitting]:
        """The sittings that count, the earliest first.

        Args:
            seminar_ids: only of these; None for all.
            with_made_up: whether also those of which the answers were made up for the demo.
        """
        query = select(sittings).where(self._counts)
        if seminar_ids is not None:
            query = query.where(sittings.c.seminar_id.in_(seminar_ids))
        if not with_made_up:
            query = query.where(IS_REAL)
        rows = self._connection.execute(query.order_by(sittings.c.opened_at, sittings.c.id))
        return [CountedSitting(row.id, row.seminar_id, utc(row.opened_at)) for row in rows]

    def questions(self, sitting_ids: Collection[str]) -> dict[StepName, GroupQuestion]:
        """The questions of some sittings, in the order in which they are asked."""
        of_them = and_(steps.c.sitting_id.in_(sitting_ids), steps.c.question_id.is_not(None))
        query = select(steps).join(sittings, sittings.c.id == steps.c.sitting_id)
        query = query.where(of_them, visible(steps, self._tenant))
        rows = self._connection.execute(query.order_by(sittings.c.opened_at, sittings.c.id, steps.c.number))
        taught = self._taught(sitting_ids)
        return {
            StepName(row.sitting_id, row.number): _question(row, taught.get(_lesson(row), frozenset())) for row in rows
        }

    def answers(self, asked: Asked) -> list[Answered]:
        """The answers to some questions."""
        of_them = answers.c.sitting_id.in_({name.sitting_id for name in asked})
        query = select(answers).where(of_them, visible(answers, self._tenant))
        rows = self._connection.execute(query.order_by(answers.c.sitting_id, answers.c.step, answers.c.seat_id))
        return [
            Answered(name[0], row.seat_id, asked[name], Round(row.round), Choice(row.choice), Sureness(row.sureness))
            for row in rows
            if (name := StepName(row.sitting_id, row.step)) in asked
        ]

    def taps(self, asked: Asked) -> list[QuestionTap]:
        """Where people tapped with their first answers."""
        of_them = and_(taps.c.sitting_id.in_({name.sitting_id for name in asked}), taps.c.round == Round.FIRST.value)
        query = select(taps).where(of_them, visible(taps, self._tenant))
        rows = self._connection.execute(query.order_by(taps.c.sitting_id, taps.c.step, taps.c.seat_id, taps.c.position))
        return [
            QuestionTap(row.seat_id, asked[name], row.photo, row.x, row.y)
            for row in rows
            if (name := StepName(row.sitting_id, row.step)) in asked
        ]

    def by_item(self, entry_ids: Sequence[str]) -> dict[str, AnswerCount]:
        """How first answers about some accepted items came out; items without answers, or made-up ones, are left out.

        They say how hard the items are. Answers to a step that few seats of a sitting answered are left out, too.
        """
        is_wrong = answers.c.choice.in_([Choice.GENUINE.value, Choice.COUNTERFEIT.value]) & (
            answers.c.choice != steps.c.label
        )
        counts = (func.count(), func.sum(case((is_wrong, 1), else_=0)))
        query = select(steps.c.entry_id, *counts).select_from(answers).join(steps, OF_STEP)
        query = query.join(sittings, sittings.c.id == answers.c.sitting_id)
        of_them = and_(steps.c.entry_id.in_(entry_ids), answers.c.round == Round.FIRST.value)
        query = query.where(self._counts, IS_REAL, of_them, visible(answers, self._tenant))
        query = query.group_by(steps.c.sitting_id, steps.c.number, steps.c.entry_id)
        found: dict[str, AnswerCount] = {}
        for entry, number, wrong in self._connection.execute(query.having(func.count() >= FEWEST_SEATS)):
            before = found.get(entry, AnswerCount(0, 0))
            found[entry] = AnswerCount(before.answers + number, before.wrong + wrong)
        return found

    def _taught(self, sitting_ids: Collection[str]) -> Mapping[tuple[str, ...], frozenset[str]]:
        """The points that each lesson of some sittings showed."""
        shown = and_(steps.c.sitting_id.in_(sitting_ids), steps.c.point_id.is_not(None), visible(steps, self._tenant))
        found: dict[tuple[str, ...], frozenset[str]] = {}
        for row in self._connection.execute(select(steps).where(shown)):
            found[_lesson(row)] = found.get(_lesson(row), frozenset()) | {row.point_id}
        return found

    @property
    def _counts(self) -> ColumnElement[bool]:
        return and_(COUNTS, visible(sittings, self._tenant))


def _lesson(row: Row[Any]) -> tuple[str, ...]:
    return (row.sitting_id, row.slot_id, row.product_id)


def _question(row: Row[Any], taught: frozenset[str]) -> GroupQuestion:
    return GroupQuestion(
        id=row.question_id,
        kind=AgendaStepKind(row.kind),
        right_holder_id=row.right_holder_id,
        product_id=row.product_id,
        entry_id=row.entry_id,
        photos=tuple(map(int, json.loads(row.photos))),
        label=Label(row.label),
        assistant=SAID[Outcome(row.outcome)] if row.outcome else None,
        taught=taught,
    )
