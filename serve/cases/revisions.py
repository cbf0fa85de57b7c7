"""Revises an examination: judges its photos again with changes, and stores the result in the same place."""

from dataclasses import dataclass

from model.messages import message
from serve.accounts.domain import Actor
from serve.cases.domain import CaseItem
from serve.cases.permissions import CasePermission
from serve.cases.visits import Visits
from serve.cases.work import CaseWork
from serve.examinations.confidentiality import seen_through
from serve.examinations.domain import Examination, IdempotencyKey
from serve.examinations.examining import ExaminationRequest
from serve.examinations.looking import check_shown, looked_at
from serve.examinations.revising import Revision
from serve.examinations.service import CasePlace, Examinations, call_of
from serve.examinations.shots import naming, stored_shots
from serve.platform.errors import ConflictError
from serve.platform.idempotency import IdempotentCall
from serve.platform.work import Works

KEPT = "kept from the examination"  # the messages' name for a stored photo
PRACTICE = message("This examination is practice, which can't be revised. Send the photos again as a new examination.")
SENT = message("New photo {number}")  # what a photo sent now is called, as on the page


@dataclass(frozen=True)
class Revisions:
    """The use case. It blocks: run it in the worker pool."""

    work: Works[CaseWork]
    examinations: Examinations
    visits: Visits

    def revise(self, actor: Actor, examination_id: str, revision: Revision, once: IdempotencyKey | None) -> Examination:
        """Judge photos of an examination again, with changes, and store the result as an examination that follows it.

        The examination does not change. A revision of an examination in a case is a visit of the same item.

        Raises:
            CaseStateError: the examination is in a closed case.
            ConflictError: it was put into a case in the meantime, or is practice.
            ExaminationRejectedError: the photos can't be examined in this way, or nothing changes.
            KeyReusedError: the name in `once` was given to a call with other contents.
            NotFoundError: there is no such examination that the actor may see.
            NotPermittedError: it is in a case, and the actor may not change cases.
            UploadRejectedError: a photo can't be examined; nothing is kept.
            StorageError: photos or rows could not be written or read; no row is kept.
        """
        with self.work.look(actor) as work:
            old = work.examinations.get(examination_id)
        if old.origin.practice is not None:
            raise ConflictError(PRACTICE)
        check_shown(old)
        shots = revision.shots(old, stored_shots(self.examinations.objects, old, KEPT))
        call = call_of(actor, once, revision.fingerprint(old.id, shots))
        if made := self.work.made_by(actor, call, "e"):
            return self.examinations.view(actor, made)
        case_item = self._open_item(actor, old)
        examiner = self.examinations.releases.active.examiner
        item = revision.item(old, shots, examiner, self.examinations.rules_left_out(actor, examiner))
        with naming(shots, SENT):
            if case_item is not None:
                return self.visits.keep(actor, case_item, item, call, old).examination
            return self._loose(actor, old, item, call)

    def _open_item(self, actor: Actor, examination: Examination) -> CaseItem | None:
        """The item of an examination; None if it is in no case."""
        case_id, item_id = examination.origin.case_id, examination.origin.case_item_id
        if case_id is None or item_id is None:
            return None
        actor.must(CasePermission.CHANGE)
        with self.work.look(actor) as work:
            work.cases.get(case_id).must_be_open()
            return work.items.get(case_id, item_id)

    def _loose(self, actor: Actor, old: Examination, item: ExaminationRequest, call: IdempotentCall) -> Examination:
        pending = self.examinations.infer(actor, item, CasePlace(follows=old.id, decision=old.origin.decision))
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return looked_at(work, work.id("e"))
            if work.examinations.get(old.id, for_change=True).origin.case_id is not None:
                raise ConflictError(
                    message(
                        "This examination was put into a case in the meantime, so nothing was kept. Open it, and send "
                        "this again."
                    )
                )
            return seen_through(self.examinations.add(work, pending), work.sight)
