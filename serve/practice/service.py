"""Practice: examined, listed, opened and revealed, one unit of work each, with its audit event."""

from dataclasses import dataclass

from model.messages import message
from serve.accounts.domain import Actor
from serve.cases.domain import ItemFinding
from serve.examinations.confidentiality import seen_through
from serve.examinations.domain import Examination, IdempotencyKey, Practice
from serve.examinations.examining import ExaminationRequest
from serve.examinations.permissions import ExaminationAction
from serve.examinations.seal_domain import reveal_seal
from serve.examinations.service import CasePlace, Examinations, call_of
from serve.examinations.work import ExaminationWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.work import Works
from serve.practice.domain import revealed

NO_PRACTICE = message("You have no practice with this number.")


@dataclass(frozen=True)
class Practices:
    """The use cases. All of them block: run `examine` in the worker pool.

    What they return has its verdict, hidden or not: ask `has_hidden_verdict` before anything of it is shown.
    """

    work: Works[ExaminationWork]
    examinations: Examinations

    def examine(self, actor: Actor, item: ExaminationRequest, once: IdempotencyKey | None = None) -> Examination:
        """Judge one item, and hide the verdict; as `Examinations.examine` otherwise."""
        call = call_of(actor, once, item.fingerprint("practice"))
        if made := self.work.made_by(actor, call, "e"):
            return self.view(actor, made)
        pending = self.examinations.infer(actor, item, CasePlace(practice=Practice()))
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return _own(work, work.id("e"))
            return seen_through(self.examinations.add(work, pending), work.sight)

    def page(self, actor: Actor, after: str | None, limit: int) -> Page[Examination]:
        """The actor's practice, the latest first; the look is recorded.

        Args:
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is none `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found = work.examinations.page_of(actor.person_id, after, limit + 1, are_practice=True)
            page = cut(found, limit, lambda examination: examination.id)
            work.record(ExaminationAction.LIST, actor.person_id, examinations=[each.id for each in page.entries])
            return Page([seen_through(each, work.sight) for each in page.entries], page.after)

    def view(self, actor: Actor, examination_id: str) -> Examination:
        """The actor's own practice; the look is recorded.

        Raises:
            NotFoundError: the actor has none with this id.
        """
        with self.work.look(actor) as work:
            found = _own(work, examination_id)
            work.record(ExaminationAction.VIEW, found.id)
            return found

    def reveal(
        self, actor: Actor, examination_id: str, answer: ItemFinding | None, call: IdempotentCall = UNNAMED
    ) -> Examination:
        """Keep the actor's answer, and reveal the verdict.

        Raises:
            NotFoundError: the actor has none with this id.
            PracticeStateError: it is revealed already.
        """
        with self.work.begin(actor, call) as work:
            found = _own(work, examination_id, for_change=True)
            if not work.replayed:
                found = revealed(found, answer, work.now)
                work.examinations.reveal(found)
                seal = reveal_seal(found.origin.practice or Practice()) or {}
                work.record(ExaminationAction.REVEAL, found.id, **seal)
            return found


def _own(work: ExaminationWork, examination_id: str, *, for_change: bool = False) -> Examination:
    found = work.examinations.find(examination_id, for_change=for_change)
    if found is None or found.origin.practice is None or found.origin.examined_by != work.actor.person_id:
        raise NotFoundError(NO_PRACTICE)
    return seen_through(found, work.sight)
