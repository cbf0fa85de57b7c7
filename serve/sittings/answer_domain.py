"""What seats answer to a question: kept once, and never changed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from model.errors import ShinganError
from model.messages import message
from serve.audit.domain import record_digest
from serve.seminars.choice_domain import Choice, Sureness, sureness_of
from serve.sittings.domain import IS_OVER, Sitting, SittingRejectedError, SittingState
from serve.sittings.step_domain import Phase

MOST_TAPS = 5
IS_NOT_SHOWN = message("This question is over. Answer the one that is shown now.")


class AnswerStateError(ShinganError):
    """The question takes no answer now, or has this seat's answer already."""


class Round(StrEnum):
    """Which answer to a question: before the assistant's verdict, or after it."""

    FIRST = "first"
    SECOND = "second"


class Tap(NamedTuple):
    """A place on a photo by which a person judged: fractions of its width and height from the upper left corner."""

    photo: int
    x: float
    y: float


class SentAnswer(NamedTuple):
    """What a phone sends.

    Attributes:
        step: the number of the step that it answers.
        taps: places by which the person judged, in the order in which they were tapped.
    """

    step: int
    round: Round
    choice: Choice
    sureness: Sureness
    taps: tuple[Tap, ...] = ()


def checked_sureness(choice: Choice, said: Sureness | None) -> Sureness:
    """How sure an answer counts as.

    Raises:
        SittingRejectedError: that has to be said.
    """
    found = sureness_of(choice, said)
    if found is None:
        raise SittingRejectedError(message("Say how sure you are."), "sureness")
    return found


class SeatAnswer(NamedTuple):
    """An answer that is kept. It never changes."""

    seat_id: str
    given: SentAnswer
    at: datetime

    @property
    def key(self) -> str:
        """Its name in the audit log."""
        return f"{self.seat_id}/{self.given.step}/{self.given.round}"

    @property
    def digest(self) -> str:
        """A sha256 over its values."""
        given = [*self.given[:4], *map(list, self.given.taps)]
        return record_digest({"seat": self.seat_id, "given": given, "at": self.at})


def checked_answer(
    sitting: Sitting, seat_id: str, given: SentAnswer, earlier: Sequence[SeatAnswer], now: datetime
) -> SeatAnswer:
    """An answer to be kept; the kept one, if the seat has given the same before.

    Args:
        earlier: the seat's answers to this step.

    Raises:
        AnswerStateError: the seat has given another answer, or the question takes none now.
        SittingRejectedError: a tap lies on no photo of the question.
    """
    kept = next((each for each in earlier if each.given.round is given.round), None)
    if kept is not None and kept.given == given:
        return kept
    if kept is not None:
        raise AnswerStateError(message("You have answered this question."))
    _check_takes(sitting, given, has_answered=bool(earlier))
    _check_taps(given.taps, range(len(_photos(sitting))))
    return SeatAnswer(seat_id, given, now)


def _check_takes(sitting: Sitting, given: SentAnswer, *, has_answered: bool) -> None:
    """Check that the question takes an answer of this round from a seat now."""
    if sitting.state is SittingState.CLOSED:
        raise AnswerStateError(IS_OVER)
    step = sitting.shown
    if step is None or given.step != step.number or not step.is_question:
        raise AnswerStateError(IS_NOT_SHOWN)
    if step.phase is Phase.REVEALED:
        raise AnswerStateError(message("The answer to this question is already shown."))
    if given.round is Round.SECOND and not (step.phase is Phase.ASSISTING and has_answered):
        raise AnswerStateError(message("Give your first answer, and wait for the assistant's verdict."))


def _check_taps(taps: Sequence[Tap], photos: Collection[int]) -> None:
    if len(taps) > MOST_TAPS:
        raise SittingRejectedError(message("Tap at most {count} places.", count=MOST_TAPS), "taps")
    if any(tap.photo not in photos or not (0 <= tap.x <= 1 and 0 <= tap.y <= 1) for tap in taps):
        raise SittingRejectedError(message("A tap lies on no photo of the question."), "taps")


def sees_assistance(sitting: Sitting, earlier: Collection[SeatAnswer]) -> bool:
    """Whether a seat sees the assistant's verdict: once everyone sees the truth, or after its own first answer."""
    step = sitting.shown
    if step is None or step.assisted_at is None:
        return False
    return step.phase is Phase.REVEALED or any(each.given.step == step.number for each in earlier)


def _photos(sitting: Sitting) -> tuple[int, ...]:
    question = sitting.shown.question if sitting.shown else None
    return question.photos if question else ()
