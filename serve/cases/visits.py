"""Visits: photos of a case's item, examined together with those that were taken of it earlier."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.errors import ExaminationRejectedError
from model.examiner import Examiner
from model.messages import message
from serve.accounts.domain import Actor
from serve.cases.domain import CaseItem
from serve.cases.dossier import Visit, visits_of
from serve.cases.reading import keep_in_step, seen_of_items
from serve.cases.work import CaseWork
from serve.examinations.deciding import decides_first
from serve.examinations.decision_domain import FirstDecision, Said
from serve.examinations.domain import Examination, IdempotencyKey
from serve.examinations.examining import ExaminationRequest
from serve.examinations.looking import looked_at
from serve.examinations.permissions import ExaminationPermission
from serve.examinations.sent import SentItem, SentPhoto, SentPhotos, made_of, take_photos
from serve.examinations.service import CasePlace, Examinations, call_of
from serve.examinations.shots import Shot, as_item, naming, once_each, sent_shots, stored_shots
from serve.platform.errors import PHOTO
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works

DECIDE_FIRST = message("Your organisation decides first: say what you think of the item before it is examined.")
NO_UPLOADS = SentItem(())
EARLIER = "from an earlier visit"  # in messages, the name of the file of a stored photo


@dataclass(frozen=True)
class VisitPlan:
    """The item of a case that is examined, and how.

    Attributes:
        with_earlier: whether the verdict rests on photos of earlier visits, too.
        said: what the actor says of the item, where their organisation decides first; otherwise it is not kept.
    """

    case_id: str
    item_id: str
    with_earlier: bool = True
    said: Said | None = None


@dataclass(frozen=True)
class Visits:
    """The use case. It blocks: run it in the worker pool."""

    work: Works[CaseWork]
    examinations: Examinations
    photos: SentPhotos

    def examine(self, actor: Actor, plan: VisitPlan, sent: ExaminationRequest, once: IdempotencyKey | None) -> Visit:
        """Judge new photos of an item, and store them and the verdict.

        Photos of earlier visits follow the new ones, the newest first, up to the maximum of one verdict. The same bytes
        are judged once.

        Raises:
            CaseStateError: the case is closed.
            ExaminationRejectedError: the call can't be examined.
            KeyReusedError: the key in `once` was used for a call with other contents.
            NotFoundError: there is no such item that the actor may see.
            UploadRejectedError: a photo can't be; nothing is kept.
            StorageError: photos or rows could not be written or read; no row is kept.
        """
        actor.must(ExaminationPermission.CREATE)
        shots = sent_shots(sent)
        call = _call(actor, plan, sent, shots, once)
        return self._made(actor, plan, call) or self._judge(actor, plan, sent, shots, call)

    def examine_uploads(self, actor: Actor, plan: VisitPlan, item: SentItem, call: IdempotentCall = UNNAMED) -> Visit:
        """The same for photos that arrived as uploads, which count for the examination then.

        Raises:
            ConflictError: an upload is not whole, or was sent for another purpose or counts for something else.
            NotFoundError: there is no such item, or the actor has no such upload.
        """
        actor.must(ExaminationPermission.CREATE)
        if made := self._made(actor, plan, call):
            return made
        sent = self.photos.request(actor, item)
        return self._judge(actor, plan, sent, sent_shots(sent), call, item)

    def _made(self, actor: Actor, plan: VisitPlan, call: IdempotentCall) -> Visit | None:
        """The visit of an equal call that came earlier."""
        with self.work.look(actor) as work:
            work.cases.get(plan.case_id)
            item = work.items.get(plan.case_id, plan.item_id)
        if made := self.work.made_by(actor, call, "e"):
            with self.work.look(actor) as work:
                return _looked_at(work, item, made)
        return None

    def _judge(
        self,
        actor: Actor,
        plan: VisitPlan,
        sent: ExaminationRequest,
        shots: Sequence[Shot],
        call: IdempotentCall,
        uploads: SentItem = NO_UPLOADS,
    ) -> Visit:
        with self.work.look(actor) as work:
            work.cases.get(plan.case_id).must_be_open()
            item = work.items.get(plan.case_id, plan.item_id)
            asks = decides_first(work)
            visits = work.examinations.of_items([item.id]).get(item.id, []) if plan.with_earlier else []
        before = self.photos.before(actor, uploads)
        decision = _decision(plan, before) if asks else None
        together = once_each([*shots, *self._earlier(visits)])[: self._examiner.limits.max_photos]
        place = CasePlace(item.case_id, item.id, preliminary=before.id if before else None, decision=decision)
        with naming(together, PHOTO):
            return self.keep(actor, item, self._together(item, sent, together), place, call, uploads.photos)

    def keep(
        self,
        actor: Actor,
        item: CaseItem,
        together: ExaminationRequest,
        place: CasePlace,
        call: IdempotentCall,
        uploads: Sequence[SentPhoto] = (),
    ) -> Visit:
        """Judge photos as a visit of an item, and store it; or return the visit of an equal call.

        Args:
            together: the photos, and the officer's statements about them.
            place: the item's, with what the examination follows.
            uploads: those of the photos that arrived so; they count for the examination.

        Raises:
            CaseStateError, ExaminationRejectedError, KeyReusedError, NotFoundError, UploadRejectedError, StorageError:
                as for `examine`.
            ConflictError: as for `examine_uploads`.
        """
        pending = self.examinations.infer(actor, together, place)
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return _looked_at(work, item, work.id("e"))
            case = work.cases.get(item.case_id, for_change=True)
            case.must_be_open()
            work.items.get(case.id, item.id)  # a colleague may have removed it meanwhile
            take_photos(work, uploads, work.id("e"))
            examination = self.examinations.add(work, pending)
            keep_in_step(work, case)
            return _visit(work, item, examination.id)

    @property
    def _examiner(self) -> Examiner:
        return self.examinations.releases.active.examiner

    def _together(self, item: CaseItem, sent: ExaminationRequest, shots: Sequence[Shot]) -> ExaminationRequest:
        """The photos as one item, of the product named now, or otherwise the one that the item is meant to be."""
        known = self._examiner.release.description.products
        product = sent.product or (item.product_id if item.product_id in known else None)
        return as_item(self._examiner, shots, product, sent.prior)._replace(note=sent.note)

    def _earlier(self, examinations: Sequence[Examination]) -> Iterator[Shot]:
        """The photos of an item's examinations, the newest visit's first; some more than once."""
        for each in reversed(examinations):
            yield from stored_shots(self.examinations.objects, each, EARLIER)


def _visit(work: CaseWork, item: CaseItem, examination_id: str) -> Visit:
    """The visit of an examination, among all of its item."""
    visits = visits_of(seen_of_items(work, [item.id])[item.id])
    return next(visit for visit in visits if visit.examination.id == examination_id)


def _looked_at(work: CaseWork, item: CaseItem, examination_id: str) -> Visit:
    """The visit that a call created when it was first sent; the look is recorded."""
    looked_at(work, examination_id)
    return _visit(work, item, examination_id)


def _decision(plan: VisitPlan, before: Examination | None) -> FirstDecision:
    """What the actor says of the item; if they have decided on its preliminary examination, that.

    Raises:
        ExaminationRejectedError: nothing.
    """
    decided = made_of(before) if before else None
    if decided is None and plan.said is None:
        raise ExaminationRejectedError(DECIDE_FIRST, "decision")
    return decided or FirstDecision(plan.said)


def _call(
    actor: Actor, plan: VisitPlan, sent: ExaminationRequest, shots: Sequence[Shot], once: IdempotencyKey | None
) -> IdempotentCall:
    """The call as it may be sent again. Later visits don't change it."""
    photos = [[shot.digest, shot.view] for shot in shots]
    noted, decided = [sent.note] if sent.note else [], [[plan.said]] if plan.said else []
    said = [photos, sent.product, sent.prior, plan.item_id, plan.with_earlier, *noted, *decided]
    return call_of(actor, once, hashlib.sha256(json.dumps(said).encode()).hexdigest())
