"""Answers of phones, kept together: those that arrive while others are written form the next transaction.

A hundred phones answer within seconds, and each commit waits for the disk. One transaction for all that wait takes as
long as one for a single answer, and each is acknowledged after its commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import anyio
import anyio.to_thread

from model.errors import ShinganError
from serve.accounts.domain import digest_of
from serve.platform.work import Works
from serve.sittings.answer_domain import SeatAnswer, SentAnswer, checked_answer
from serve.sittings.domain import EventKind, Sitting
from serve.sittings.hub import Hub
from serve.sittings.joining_domain import NoSeatError, Seat
from serve.sittings.permissions import SittingAction
from serve.sittings.seating import NO_SEAT, PHONES
from serve.sittings.work import SittingWork


class PhoneAnswer(NamedTuple):
    """What a phone sends, with the secret of its seat; None without one."""

    secret: str | None
    sitting_id: str
    given: SentAnswer

    @property
    def token_sha256(self) -> str:
        """The digest by which the seat is found."""
        return digest_of(self.secret or "")


@dataclass(frozen=True)
class Answering:
    """Keeps answers."""

    work: Works[SittingWork]
    hub: Hub

    def keep(self, sent: Sequence[PhoneAnswer]) -> list[SeatAnswer | ShinganError]:
        """Keep what can be kept, in one transaction, and say of each in order what it became. It blocks.

        An answer that is kept already is returned as it is.

        Raises:
            StorageError: the database does not answer; nothing is kept.
        """
        with self.work.begin(PHONES) as work:
            outcomes = _kept(work, sent)
        self.hub.wake()
        return outcomes


@dataclass
class _Waiting:
    sent: PhoneAnswer
    outcome: SeatAnswer | ShinganError | None = None


@dataclass
class AnswerQueue:
    """Gathers the answers that reach this process, in the event loop."""

    answering: Answering
    _waiting: list[_Waiting] = field(default_factory=list)
    _lock: anyio.Lock = field(default_factory=anyio.Lock)

    async def keep(self, sent: PhoneAnswer) -> SeatAnswer:
        """Keep an answer, and return it once it is durable.

        The first that finds no one writing writes for all that wait.

        Raises:
            AnswerStateError: the question takes no answer now, or has another one of this seat.
            NoSeatError: there is no seat with this secret in the sitting.
            SittingRejectedError: the answer is not valid.
            StorageError: the database does not answer; nothing is kept.
        """
        mine = _Waiting(sent)
        self._waiting.append(mine)
        with anyio.CancelScope(shield=True):  # others wait for what this one writes
            async with self._lock:
                if mine.outcome is None:
                    await self._write()
        if isinstance(mine.outcome, SeatAnswer):
            return mine.outcome
        raise mine.outcome or NoSeatError(NO_SEAT)

    async def _write(self) -> None:
        batch, self._waiting = self._waiting, []
        try:
            outcomes = await anyio.to_thread.run_sync(self.answering.keep, [each.sent for each in batch])
        except ShinganError as fault:  # one that the phones send again after
            outcomes = [fault] * len(batch)
        for each, outcome in zip(batch, outcomes, strict=True):
            each.outcome = outcome


def _kept(work: SittingWork, sent: Sequence[PhoneAnswer]) -> list[SeatAnswer | ShinganError]:
    seats = work.seats.by_tokens([each.token_sha256 for each in sent])
    sittings = work.sittings.many(sorted({seat.sitting_id for seat in seats.values()}), for_change=True)
    steps = {each.given.step for each in sent}
    known = work.seats.answers_of([seat.id for seat in seats.values()], steps)
    new: dict[str, list[SeatAnswer]] = {}
    outcomes: list[SeatAnswer | ShinganError] = []
    for each in sent:
        try:
            seat = _seat_of(each, seats)
            if seat.sitting_id not in sittings:  # retention removed it meanwhile
                raise NoSeatError(NO_SEAT)
            outcomes.append(_answer(work, sittings[seat.sitting_id], seat, each.given, known, new))
        except ShinganError as refusal:
            outcomes.append(refusal)
    for sitting_id, answers in new.items():
        _write(work, sittings[sitting_id], answers)
    return outcomes


def _seat_of(sent: PhoneAnswer, seats: Mapping[str, Seat]) -> Seat:
    seat = seats.get(sent.token_sha256)
    if seat is None or seat.sitting_id != sent.sitting_id:
        raise NoSeatError(NO_SEAT)
    return seat


def _answer(
    work: SittingWork,
    sitting: Sitting,
    seat: Seat,
    given: SentAnswer,
    known: dict[str, list[SeatAnswer]],
    new: dict[str, list[SeatAnswer]],
) -> SeatAnswer:
    """The answer as it is kept; a new one is added to those that are known, so that its repetition is found."""
    earlier = known.setdefault(seat.id, [])
    answer = checked_answer(
        sitting, seat.id, given, [each for each in earlier if each.given.step == given.step], work.now
    )
    if answer not in earlier:
        earlier.append(answer)
        new.setdefault(sitting.id, []).append(answer)
    return answer


def _write(work: SittingWork, sitting: Sitting, answers: Sequence[SeatAnswer]) -> None:
    work.seats.add_answers(sitting, answers)
    work.sittings.change(sitting, work.sittings.happened(sitting, EventKind.ANSWERED, work.now))
    work.record(SittingAction.ANSWER, sitting.id, answers={each.key: each.digest for each in answers})
