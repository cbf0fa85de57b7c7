"""Preliminary examinations: a verdict on reduced copies, for the time until the originals have arrived.

It is shown to the person who asked for it, never becomes part of a case, and is removed after a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from model.messages import Message, message
from model.verdict import Outcome
from serve.accounts.domain import Actor
from serve.examinations.confidentiality import seen_through
from serve.examinations.domain import Examination, IdempotencyKey
from serve.examinations.examining import ExaminationRequest
from serve.examinations.permissions import ExaminationAction
from serve.examinations.service import CasePlace, Examinations, call_of
from serve.examinations.work import ExaminationWork
from serve.platform.errors import NotFoundError
from serve.platform.work import Works

NO_PRELIMINARY = message("You have no preliminary examination with this number. Each is kept for a day.")
NOTICE = message("Preliminary, from small copies. The final verdict needs the originals.")
HEADLINES: Mapping[Outcome, Message] = MappingProxyType(
    {
        Outcome.SUSPECTED: message("Preliminary: suspected counterfeit"),
        Outcome.CONSISTENT: message("Preliminary: consistent with genuine"),
        Outcome.INCONCLUSIVE: message("Preliminary: inconclusive"),
    }
)


class Agreement(NamedTuple):
    """How often the outcome from reduced copies is that from the originals.

    Attributes:
        low, high: of the Clopper-Pearson interval, 95 %.
        n: items.
    """

    value: float
    low: float
    high: float
    n: int


# Counted by `benchmarks/preliminary.py` on items of the committed data: copies of 512 pixels on the long side, JPEG.
AGREEMENT = Agreement(0.993, 0.9619, 0.9998, 144)


@dataclass(frozen=True)
class PreliminaryExaminations:
    """The use cases. All of them block: run `examine` in the worker pool."""

    work: Works[ExaminationWork]
    examinations: Examinations

    def examine(self, actor: Actor, item: ExaminationRequest, once: IdempotencyKey | None = None) -> Examination:
        """Judge reduced copies of one item's photos; as `Examinations.examine` otherwise.

        Raises:
            NotFoundError: the same call created one before, and it is gone.
        """
        call = call_of(actor, once, item.fingerprint("preliminary"))
        if made := self.work.made_by(actor, call, "e"):
            return self.view(actor, made)
        pending = self.examinations.infer(actor, item, CasePlace(is_preliminary=True))
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                self.examinations.add(work, pending)
            return own_preliminary(work, work.id("e"))

    def view(self, actor: Actor, examination_id: str) -> Examination:
        """The actor's own preliminary examination; the look is recorded.

        Raises:
            NotFoundError: the actor has none with this id, or no longer.
        """
        with self.work.look(actor) as work:
            found = own_preliminary(work, examination_id)
            work.record(ExaminationAction.VIEW, found.id)
            return found

    def before(self, actor: Actor, examination: Examination) -> Examination | None:
        """The preliminary examination that came before one, for its page; None if there is none, or no longer."""
        if examination.origin.preliminary is None:
            return None
        with self.work.look(actor) as work:
            return work.examinations.preliminary(examination.origin.preliminary)


def own_preliminary(work: ExaminationWork, examination_id: str) -> Examination:
    """The actor's own preliminary examination.

    Raises:
        NotFoundError: the actor has none with this id, or no longer.
    """
    found = work.examinations.preliminary(examination_id)
    if found is None:
        raise NotFoundError(NO_PRELIMINARY)
    return seen_through(found, work.sight)
