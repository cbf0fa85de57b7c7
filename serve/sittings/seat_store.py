"""Seats and their answers as rows."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, func, insert, select, update

from serve.platform.database import utc
from serve.platform.tenancy import Tenant, visible
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import Round, SeatAnswer, SentAnswer, Tap
from serve.sittings.domain import Sitting
from serve.sittings.joining_domain import Seat
from serve.sittings.tables import answers, seats, taps


class SeatStore:
    """Reads and writes seats within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, sitting: Sitting, seat: Seat) -> None:
        """Write a new seat."""
        self._connection.execute(insert(seats).values(**vars(seat), organisation_id=sitting.organisation_id))

    def rename(self, seat: Seat, label: str) -> Seat:
        """Write what the person calls a seat now."""
        query = update(seats).where(seats.c.id == seat.id, visible(seats, self._tenant))
        self._connection.execute(query.values(label=label))
        return replace(seat, label=label)

    def by_tokens(self, digests: Sequence[str]) -> dict[str, Seat]:
        """Seats by the digest of their secret."""
        query = select(seats).where(seats.c.token_sha256.in_(digests), visible(seats, self._tenant))
        return {row.token_sha256: _seat(row) for row in self._connection.execute(query)}

    def many(self, ids: Sequence[str]) -> dict[str, Seat]:
        """Seats by their ids."""
        query = select(seats).where(seats.c.id.in_(ids), visible(seats, self._tenant))
        return {row.id: _seat(row) for row in self._connection.execute(query)}

    def answer_digests(self, seat_ids: Sequence[str]) -> dict[str, str]:
        """The digests of all answers of some seats, by the names that the audit log has for answers."""
        return {each.key: each.digest for given in self.answers_of(seat_ids).values() for each in given}

    def labels(self, sitting_id: str) -> list[str]:
        """What the seats of a sitting are called, in the order in which they joined; empty texts once it is closed."""
        query = select(seats.c.label).where(seats.c.sitting_id == sitting_id, visible(seats, self._tenant))
        return list(self._connection.execute(query.order_by(seats.c.joined_at, seats.c.id)).scalars())

    def joined_by(self, sitting_id: str, moment: datetime) -> int:
        """How many seats a sitting had at a moment."""
        of_it = and_(seats.c.sitting_id == sitting_id, seats.c.joined_at <= moment, visible(seats, self._tenant))
        return self._connection.execute(select(func.count()).where(of_it)).scalar_one()

    def empty_labels(self, sitting_id: str) -> None:
        """Remove what people called their seats."""
        query = update(seats).where(seats.c.sitting_id == sitting_id, visible(seats, self._tenant))
        self._connection.execute(query.values(label=""))

    def add_answers(self, sitting: Sitting, given: Sequence[SeatAnswer]) -> None:
        """Write new answers."""
        of_it = {"sitting_id": sitting.id, "organisation_id": sitting.organisation_id}
        self._connection.execute(insert(answers), [{**of_it, **_key(each), **_values(each)} for each in given])
        rows = [
            {**of_it, **_key(each), "position": position, **tap._asdict()}
            for each in given
            for position, tap in enumerate(each.given.taps)
        ]
        if rows:
            self._connection.execute(insert(taps), rows)

    def answers_of(
        self, seat_ids: Collection[str], steps: Collection[int] | None = None
    ) -> dict[str, list[SeatAnswer]]:
        """The answers of some seats, by seat, by step, the first round before the second.

        Args:
            steps: only to these; None for all.
        """
        query = select(answers).where(self._of_seats(answers, seat_ids, steps))
        rows = self._connection.execute(query.order_by(answers.c.step, answers.c.round)).all()
        found: dict[str, list[SeatAnswer]] = {}
        tapped = self._taps([row.seat_id for row in rows], steps)
        for row in rows:
            found.setdefault(row.seat_id, []).append(_answer(row, tapped))
        return found

    def tally(self, sitting_id: str, step: int) -> Counter[tuple[Round, Choice]]:
        """How many seats gave each answer to a step."""
        of_it = and_(answers.c.sitting_id == sitting_id, answers.c.step == step, visible(answers, self._tenant))
        query = select(answers.c.round, answers.c.choice, func.count()).where(of_it)
        rows = self._connection.execute(query.group_by(answers.c.round, answers.c.choice))
        return Counter({(Round(round_), Choice(choice)): number for round_, choice, number in rows})

    def answering(self, sitting_id: str) -> int:
        """How many seats have answered anything."""
        of_it = and_(answers.c.sitting_id == sitting_id, visible(answers, self._tenant))
        return self._connection.execute(select(func.count(answers.c.seat_id.distinct())).where(of_it)).scalar_one()

    def delete_answers(self, sitting_id: str) -> None:
        """Remove the answers of a rehearsal."""
        for table in (taps, answers):
            of_it = and_(table.c.sitting_id == sitting_id, visible(table, self._tenant))
            self._connection.execute(delete(table).where(of_it))

    def _taps(
        self, seat_ids: Collection[str], steps: Collection[int] | None
    ) -> Mapping[tuple[str, int, str], list[Tap]]:
        query = select(taps).where(self._of_seats(taps, seat_ids, steps))
        found: dict[tuple[str, int, str], list[Tap]] = {}
        for row in self._connection.execute(query.order_by(taps.c.position)):
            found.setdefault((row.seat_id, row.step, row.round), []).append(Tap(row.photo, row.x, row.y))
        return found

    def _of_seats(self, table: Table, seat_ids: Collection[str], steps: Collection[int] | None) -> ColumnElement[bool]:
        of_these = and_(table.c.seat_id.in_(seat_ids), visible(table, self._tenant))
        return of_these if steps is None else and_(of_these, table.c.step.in_(steps))


def _key(answer: SeatAnswer) -> dict[str, Any]:
    return {"seat_id": answer.seat_id, "step": answer.given.step, "round": answer.given.round.value}


def _values(answer: SeatAnswer) -> dict[str, Any]:
    return {"choice": answer.given.choice.value, "sureness": answer.given.sureness.value, "at": answer.at}


def _seat(row: Row[Any]) -> Seat:
    return Seat(row.id, row.sitting_id, row.label, row.language, row.token_sha256, utc(row.joined_at))


def _answer(row: Row[Any], tapped: Mapping[tuple[str, int, str], list[Tap]]) -> SeatAnswer:
    places = tuple(tapped.get((row.seat_id, row.step, row.round), ()))
    given = SentAnswer(row.step, Round(row.round), Choice(row.choice), Sureness(row.sureness), places)
    return SeatAnswer(row.seat_id, given, utc(row.at))
