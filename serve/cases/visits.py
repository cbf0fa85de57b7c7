"""Visits: photos of a case's item, examined together with those that were taken of it earlier."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from model.examiner import Examiner
from serve.accounts.domain import Actor
from serve.accounts.permissions import Permission
from serve.accounts.store import OrganisationStore
from serve.cases.domain import CaseItem
from serve.cases.dossier import Visit, visits_of
from serve.cases.item_store import ItemStore
from serve.cases.reading import keep_in_step
from serve.cases.store import CaseStore
from serve.examinations.confidentiality import seen_through
from serve.examinations.domain import Examination, Once
from serve.examinations.judging import Item
from serve.examinations.service import Examinations, Place, Repeat
from serve.examinations.shots import Shot, as_item, naming, once_each, sent_shots, stored_shots
from serve.examinations.store import ExaminationStore

SENT, EARLIER = "Photo", "from an earlier visit"  # what messages call a photo that was sent now, and one that was not


@dataclass(frozen=True)
class Visits:
    """The use case. It blocks: run it in the worker pool."""

    examinations: Examinations

    def examine(
        self, actor: Actor, case_id: str, item_id: str, sent: Item, once: Once | None, *, with_earlier: bool = True
    ) -> Visit:
        """Judge new photos of an item, and keep them and the verdict.

        Photos of earlier visits follow the new ones, the newest first, as many as one verdict may rest on.
        The same bytes are judged once.

        Args:
            with_earlier: whether the verdict rests on photos of earlier visits, too.

        Raises:
            CaseStateError: the case is closed.
            ExaminationRejectedError: the call can't be examined.
            KeyReusedError: the name in `once` was given to a call with other contents.
            NotFoundError: there is no such item that the actor may see.
            UploadRejectedError: a photo can't be; nothing is kept.
            StorageError: photos or rows could not be written or read; no row is kept.
        """
        actor.must(Permission.EXAMINATION_CREATE)
        shots = sent_shots(sent)
        with self.examinations.database.reading(actor) as connection:
            case = CaseStore(connection, actor).get(case_id)
            item = ItemStore(connection, actor).get(case_id, item_id)
            before = ExaminationStore(connection, actor).of_items([item_id]).get(item_id, [])
        repeat = _repeat(actor, item, sent, shots, once, with_earlier=with_earlier)
        if repeat and (made := self.examinations.made_by(actor, repeat)):
            return self._again(actor, item, made)
        case.must_be_open()
        earlier = self._earlier(before) if with_earlier else ()
        together = once_each([*shots, *earlier])[: self._examiner.limits.max_photos]
        with naming(together, SENT):
            return self.keep(actor, item, self._together(item, sent, together), repeat)

    def keep(
        self, actor: Actor, item: CaseItem, together: Item, repeat: Repeat | None, follows: str | None = None
    ) -> Visit:
        """Judge photos as a visit of an item, and keep it; or the visit that the call's twin has made.

        Args:
            together: the photos, and what is said of them.
            follows: the examination that it is a revision of.

        Raises:
            CaseStateError, ExaminationRejectedError, KeyReusedError, NotFoundError, UploadRejectedError, StorageError:
                as for `examine`.
        """
        visits: list[Visit] = []

        def note(connection: Connection, examination: Examination) -> None:
            case = CaseStore(connection, actor).get(item.case_id, for_change=True)
            case.must_be_open()
            visit = _of(examination, keep_in_step(connection, actor, case)[item.id])
            seen = seen_through(visit.examination, OrganisationStore(connection).sight(actor))
            visits.append(replace(visit, examination=seen))

        made = self.examinations.keep(actor, together, Place(item.case_id, item.id, follows), repeat, note)
        return visits[0] if visits else self._among(actor, item, made)

    @property
    def _examiner(self) -> Examiner:
        return self.examinations.releases.active.examiner

    def _again(self, actor: Actor, item: CaseItem, examination_id: str) -> Visit:
        """The visit that this call made when it first came, which is looked at and that is recorded."""
        return self._among(actor, item, self.examinations.view(actor, examination_id))

    def _among(self, actor: Actor, item: CaseItem, examination: Examination) -> Visit:
        return _of(examination, self.examinations.of_items(actor, [item.id])[item.id])

    def _together(self, item: CaseItem, sent: Item, shots: Sequence[Shot]) -> Item:
        """The photos as one item, of the product that is said now, or else that the item is meant to be."""
        known = self._examiner.release.description.products
        product = sent.product or (item.product_id if item.product_id in known else None)
        return as_item(self._examiner, shots, product, sent.prior)

    def _earlier(self, examinations: Sequence[Examination]) -> Iterator[Shot]:
        """The photos of an item's examinations, the newest visit's first; some more than once."""
        for each in reversed(examinations):
            yield from stored_shots(self.examinations.objects, each, EARLIER)


def _of(examination: Examination, of_item: Sequence[Examination]) -> Visit:
    """The visit that an examination is, among all of its item."""
    return next(visit for visit in visits_of(of_item) if visit.examination.id == examination.id)


def _repeat(
    actor: Actor, item: CaseItem, sent: Item, shots: Sequence[Shot], once: Once | None, *, with_earlier: bool
) -> Repeat | None:
    """The call as it may come again; None where it has no name. Later visits don't make it another one."""
    said = [[shot.digest, shot.view] for shot in shots], sent.product, sent.prior, item.id, with_earlier
    return Repeat.named(actor, once, hashlib.sha256(json.dumps(said).encode()).hexdigest())
