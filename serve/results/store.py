"""Reads the answers of sittings that count: those that are closed and were no rehearsal."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, select

from model.datasets.fields import Label
from model.verdict import Outcome
from serve.platform.database import utc
from serve.platform.tenancy import Tenant, visible
from serve.results.domain import Answered, GroupQuestion, StepName
from serve.results.measure_domain import Calls
from serve.results.totals_domain import SeatCalls
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.seminars.drawing_domain import AnswerCount
from serve.sittings.answer_domain import Round
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
        place: of the photo, among those of the question.
    """

    seat_id: str
    question: GroupQuestion
    place: int
    x: float
    y: float


class ResultStore:
    """Reads what the tenant may see: an agency its own sittings, the operator all, a right holder none."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def sittings(self, seminar_id: str) -> list[CountedSitting]:
        """The sittings of a seminar that count, the earliest first."""
        query = select(sittings).where(self._counts, sittings.c.seminar_id == seminar_id)
        rows = self._connection.execute(query.order_by(sittings.c.opened_at, sittings.c.id))
        return [CountedSitting(row.id, row.seminar_id, utc(row.opened_at)) for row in rows]

    def questions(self, sitting_ids: Collection[str]) -> dict[StepName, GroupQuestion]:
        """The questions of some sittings, in the order in which they are asked."""
        of_them = and_(steps.c.sitting_id.in_(sitting_ids), steps.c.question_id.is_not(None))
        query = select(steps).where(of_them, visible(steps, self._tenant))
        rows = self._connection.execute(query.order_by(steps.c.sitting_id, steps.c.number))
        return {StepName(row.sitting_id, row.number): _question(row) for row in rows}

    def answers(self, asked: Mapping[StepName, GroupQuestion]) -> list[Answered]:
        """The answers to some questions."""
        of_them = answers.c.sitting_id.in_({name.sitting_id for name in asked})
        query = select(answers).where(of_them, visible(answers, self._tenant))
        rows = self._connection.execute(query.order_by(answers.c.sitting_id, answers.c.step, answers.c.seat_id))
        return [
            Answered(row.seat_id, asked[name], Round(row.round), Choice(row.choice), Sureness(row.sureness))
            for row in rows
            if (name := StepName(row.sitting_id, row.step)) in asked
        ]

    def taps(self, asked: Mapping[StepName, GroupQuestion]) -> list[QuestionTap]:
        """Where people tapped with their first answers."""
        of_them = and_(taps.c.sitting_id.in_({name.sitting_id for name in asked}), taps.c.round == Round.FIRST.value)
        query = select(taps).where(of_them, visible(taps, self._tenant))
        rows = self._connection.execute(query.order_by(taps.c.sitting_id, taps.c.step, taps.c.seat_id, taps.c.position))
        return [
            QuestionTap(row.seat_id, asked[name], row.photo, row.x, row.y)
            for row in rows
            if (name := StepName(row.sitting_id, row.step)) in asked
        ]

    def by_seat(self, seminar_ids: Collection[str] | None = None, *, with_made_up: bool = True) -> list[SeatCalls]:
        """The first answers in sittings that count, by seat, by product and by what the question was for.

        Args:
            seminar_ids: only of these; None for all.
            with_made_up: whether also answers that were made up for the demo.
        """
        groups = (answers.c.seat_id, sittings.c.seminar_id, steps.c.kind, steps.c.product_id)
        both = (steps.c.label, answers.c.choice)
        query = select(*groups, *both, func.count()).select_from(answers).join(steps, OF_STEP)
        query = query.join(sittings, sittings.c.id == answers.c.sitting_id)
        query = query.where(self._of(seminar_ids), answers.c.round == Round.FIRST.value, visible(answers, self._tenant))
        if not with_made_up:
            query = query.where(IS_REAL)
        found: dict[tuple[str, str, str, str], Counter[tuple[Label, Choice]]] = {}
        for seat, seminar, kind, product, label, choice, number in self._connection.execute(
            query.group_by(*groups, *both)
        ):
            found.setdefault((seat, seminar, kind, product), Counter())[Label(label), Choice(choice)] += number
        return [
            SeatCalls(seat, seminar, AgendaStepKind(kind), product, Calls(some))
            for (seat, seminar, kind, product), some in found.items()
        ]

    def lengths(self, seminar_ids: Collection[str] | None = None) -> dict[str, dict[AgendaStepKind, int]]:
        """How many questions the sittings of each seminar had at most, by seminar and by what they were for.

        Args:
            seminar_ids: only of these; None for all.
        """
        groups = (sittings.c.id, sittings.c.seminar_id, steps.c.kind)
        query = select(*groups, func.count()).join(steps, steps.c.sitting_id == sittings.c.id)
        query = query.where(self._of(seminar_ids), steps.c.question_id.is_not(None))
        found: dict[str, dict[AgendaStepKind, int]] = {}
        for _, seminar, kind, number in self._connection.execute(query.group_by(*groups)):
            of_it, key = found.setdefault(seminar, {}), AgendaStepKind(kind)
            of_it[key] = max(number, of_it.get(key, 0))
        return found

    def by_item(self, entry_ids: Sequence[str]) -> dict[str, AnswerCount]:
        """How first answers about some accepted items came out; items without answers, or made-up ones, are left out.

        They say how hard the items are.
        """
        is_wrong = answers.c.choice.in_([Choice.GENUINE.value, Choice.COUNTERFEIT.value]) & (
            answers.c.choice != steps.c.label
        )
        counts = (func.count(), func.sum(case((is_wrong, 1), else_=0)))
        query = select(steps.c.entry_id, *counts).select_from(answers).join(steps, OF_STEP)
        query = query.join(sittings, sittings.c.id == answers.c.sitting_id)
        of_them = and_(steps.c.entry_id.in_(entry_ids), answers.c.round == Round.FIRST.value)
        query = query.where(self._counts, IS_REAL, of_them, visible(answers, self._tenant))
        query = query.group_by(steps.c.entry_id)
        return {entry: AnswerCount(number, wrong) for entry, number, wrong in self._connection.execute(query)}

    def _of(self, seminar_ids: Collection[str] | None) -> ColumnElement[bool]:
        return self._counts if seminar_ids is None else and_(self._counts, sittings.c.seminar_id.in_(seminar_ids))

    @property
    def _counts(self) -> ColumnElement[bool]:
        return and_(COUNTS, visible(sittings, self._tenant))


def _question(row: Row[Any]) -> GroupQuestion:
    return GroupQuestion(
        id=row.question_id,
        kind=AgendaStepKind(row.kind),
        right_holder_id=row.right_holder_id,
        product_id=row.product_id,
        entry_id=row.entry_id,
        photos=tuple(map(int, json.loads(row.photos))),
        label=Label(row.label),
        assistant=SAID[Outcome(row.outcome)] if row.outcome else None,
    )
