"""Revises an examination: judges its photos again with changes, and stores the result in the same place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from serve.examinations.sent import SentItem, SentPhoto, SentPhotos, take_photos
from serve.examinations.service import CasePlace, Examinations, call_of
from serve.examinations.shots import Shot, naming, stored_shots
from serve.platform.errors import ConflictError
from serve.platform.idempotency import UNNAMED, IdempotentCall
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
    photos: SentPhotos

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
        old, shots = self._changed(actor, examination_id, revision)
        call = call_of(actor, once, revision.fingerprint(old.id, shots))
        if made := self.work.made_by(actor, call, "e"):
            return self.examinations.view(actor, made)
        return self._judge(actor, old, revision, shots, call)

    def revise_uploads(
        self,
        actor: Actor,
        examination_id: str,
        revision: Revision,
        added: Sequence[SentPhoto],
        call: IdempotentCall = UNNAMED,
    ) -> Examination:
        """The same with new photos that arrived as uploads, which count for the new examination then.

        Args:
            revision: without the new photos.

        Raises:
            ConflictError: an upload is not whole, or was sent for another purpose or counts for something else.
            NotFoundError: there is no such examination, or the actor has no such upload.
        """
        if made := self.work.made_by(actor, call, "e"):
            return self.examinations.view(actor, made)
        with self.work.look(actor) as work:
            work.examinations.get(examination_id)  # before the uploads: one of another agency's is as one that is not
        sent = self.photos.request(actor, SentItem(tuple(added)))
        whole = replace(revision, uploads=sent.uploads, views=sent.views)
        old, shots = self._changed(actor, examination_id, whole)
        return self._judge(actor, old, whole, shots, call, added)

    def _changed(self, actor: Actor, examination_id: str, revision: Revision) -> tuple[Examination, list[Shot]]:
        """An examination that may be revised, and the photos to be judged now."""
        with self.work.look(actor) as work:
            old = work.examinations.get(examination_id)
        if old.origin.practice is not None:
            raise ConflictError(PRACTICE)
        check_shown(old)
        return old, revision.shots(old, stored_shots(self.examinations.objects, old, KEPT))

    def _judge(
        self,
        actor: Actor,
        old: Examination,
        revision: Revision,
        shots: Sequence[Shot],
        call: IdempotentCall,
        added: Sequence[SentPhoto] = (),
    ) -> Examination:
        case_item = self._open_item(actor, old)
        examiner = self.examinations.releases.active.examiner
        item = revision.item(old, shots, examiner, self.examinations.rules_left_out(actor, examiner))
        place = CasePlace(follows=old.id, decision=old.origin.decision)
        with naming(shots, SENT):
            if case_item is None:
                return self._loose(actor, item, place, call, added)
            place = place._replace(case_id=case_item.case_id, case_item_id=case_item.id)
            return self.visits.keep(actor, case_item, item, place, call, added).examination

    def _open_item(self, actor: Actor, examination: Examination) -> CaseItem | None:
        """The item of an examination; None if it is in no case."""
        case_id, item_id = examination.origin.case_id, examination.origin.case_item_id
        if case_id is None or item_id is None:
            return None
        actor.must(CasePermission.CHANGE)
        with self.work.look(actor) as work:
            work.cases.get(case_id).must_be_open()
            return work.items.get(case_id, item_id)

    def _loose(
        self,
        actor: Actor,
        item: ExaminationRequest,
        place: CasePlace,
        call: IdempotentCall,
        added: Sequence[SentPhoto],
    ) -> Examination:
        pending = self.examinations.infer(actor, item, place)
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return looked_at(work, work.id("e"))
            if work.examinations.get(place.follows or "", for_change=True).origin.case_id is not None:
                raise ConflictError(
                    message(
                        "This examination was put into a case in the meantime, so nothing was kept. Open it, and send "
                        "this again."
                    )
                )
            take_photos(work, added, work.id("e"))
            return seen_through(self.examinations.add(work, pending), work.sight)
