"""Visits: photos of a case's item, examined together with those that were taken of it before."""

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, NamedTuple

from sqlalchemy import Connection

from model.errors import ExaminationRejectedError
from serve.accounts.domain import Actor
from serve.accounts.permissions import Permission
from serve.accounts.store import OrganisationStore
from serve.cases.domain import CaseItem
from serve.cases.dossier import Visit, visits_of
from serve.cases.item_store import ItemStore
from serve.cases.reading import keep_in_step
from serve.cases.store import CaseStore
from serve.examinations.confidentiality import seen_through
from serve.examinations.domain import Examination, Once, Upload
from serve.examinations.judging import Item
from serve.examinations.service import Examinations, Repeat
from serve.examinations.store import ExaminationStore
from serve.platform.errors import UploadRejectedError
from serve.platform.idempotency import IdempotencyKeys

EARLIER = "from an earlier visit"  # what messages call a photo that was not sent now


class _TwinWasFirstError(Exception):
    """The same call, sent twice at once, is carried out already: nothing of this one is kept."""

    def __init__(self, made: str) -> None:
        super().__init__(made)
        self.made = made


class _Shot(NamedTuple):
    """A photo to be examined.

    Attributes:
        view: what the officer said that it shows, then or now.
        sent: its place among the photos that were sent; None of one from before.
    """

    digest: str
    upload: Upload
    view: str | None
    sent: int | None


@dataclass(frozen=True)
class Visits:
    """The use case. It blocks: run it in the worker pool."""

    examinations: Examinations

    def examine(
        self, actor: Actor, case_id: str, item_id: str, sent: Item, once: Once | None, *, with_earlier: bool = True
    ) -> Visit:
        """Judge new photos of an item, and keep them and the verdict.

        Photos of earlier visits are added after the new ones, the newest first, as many as one verdict may rest on.
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
        shots = _shots(sent)
        with self.examinations.database.reading(actor) as connection:
            case = CaseStore(connection, actor).get(case_id)
            item = ItemStore(connection, actor).get(case_id, item_id)
            before = ExaminationStore(connection, actor).of_items([item_id]).get(item_id, [])
            repeat = _repeat(actor, item, sent, shots, once, with_earlier=with_earlier)
            made = IdempotencyKeys(connection).made_by(*repeat) if repeat else None
        if made is not None:
            return self._again(actor, item, made)
        case.must_be_open()
        earlier = self._earlier(before) if with_earlier else ()
        return self._examined(actor, item, sent, _once_each([*shots, *earlier]), repeat)

    def _examined(
        self, actor: Actor, item: CaseItem, sent: Item, shots: Sequence[_Shot], repeat: Repeat | None
    ) -> Visit:
        """The visit that this call makes, or that its twin has made."""
        visits: list[Visit] = []

        def keep(connection: Connection, examination: Examination) -> None:
            case = CaseStore(connection, actor).get(item.case_id, for_change=True)
            if repeat is not None and (made := repeat.claimed(connection, examination)) != examination.id:
                raise _TwinWasFirstError(made)
            case.must_be_open()
            visit = _of(examination, keep_in_step(connection, actor, case)[item.id])
            seen = seen_through(visit.examination, OrganisationStore(connection).sight(actor))
            visits.append(replace(visit, examination=seen))

        together = self._together(item, sent, shots)
        try:
            self.examinations.examine(actor, together, case_id=item.case_id, case_item_id=item.id, on_kept=keep)
        except _TwinWasFirstError as twin:
            return self._again(actor, item, twin.made)
        except UploadRejectedError as rejected:
            place = shots[rejected.index].sent
            raise UploadRejectedError(
                rejected.reason, rejected.index if place is None else place, rejected.file_name
            ) from rejected
        return visits[0]

    def _again(self, actor: Actor, item: CaseItem, examination_id: str) -> Visit:
        """The visit that this call made before, which is looked at and that is recorded."""
        seen = self.examinations.view(actor, examination_id)
        return _of(seen, self.examinations.of_items(actor, [item.id])[item.id])

    def _together(self, item: CaseItem, sent: Item, shots: Sequence[_Shot]) -> Item:
        """The photos as one item. What was said of earlier ones counts as far as the active release knows it."""
        examiner = self.examinations.releases.active.examiner
        products = examiner.release.description.products
        product = sent.product or (item.product_id if item.product_id in products else None)
        asked = [products[product]] if product is not None and product in products else products.values()
        known = {view.id for released in asked for view in released.sheet.views}
        fitting = shots[: examiner.limits.max_photos]
        views = [shot.view if shot.sent is not None or shot.view in known else None for shot in fitting]
        return Item([shot.upload for shot in fitting], product, views if any(views) else (), sent.prior)

    def _earlier(self, examinations: Sequence[Examination]) -> Iterator[_Shot]:
        """The photos of an item's examinations, the newest visit's first; some more than once."""
        for each in reversed(examinations):
            for photo, view in zip(each.photos, each.origin.asked.views or [None] * len(each.photos), strict=True):
                yield _Shot(photo.sha256, Upload(EARLIER, partial(self._opened, photo.sha256)), view, None)

    def _opened(self, sha256: str) -> BinaryIO:
        return io.BytesIO(self.examinations.objects.get(sha256))


def _of(examination: Examination, of_item: Sequence[Examination]) -> Visit:
    """The visit that an examination is, among all of its item."""
    return next(visit for visit in visits_of(of_item) if visit.examination.id == examination.id)


def _shots(sent: Item) -> list[_Shot]:
    """The photos that were sent.

    Raises:
        ExaminationRejectedError: there are views, but not one for each.
    """
    count = len(sent.uploads)
    if sent.views and len(sent.views) != count:
        raise ExaminationRejectedError(f"{len(sent.views)} views for {count} photos: give one for each, or none")
    return [
        _Shot(hashlib.sha256(upload.open().read()).hexdigest(), upload, view, place)
        for place, (upload, view) in enumerate(zip(sent.uploads, sent.views or [None] * count, strict=True))
    ]


def _once_each(shots: Iterable[_Shot]) -> list[_Shot]:
    """The photos without those whose bytes came before."""
    first: dict[str, _Shot] = {}
    for shot in shots:
        first.setdefault(shot.digest, shot)
    return list(first.values())


def _repeat(
    actor: Actor, item: CaseItem, sent: Item, shots: Sequence[_Shot], once: Once | None, *, with_earlier: bool
) -> Repeat | None:
    """The call as it may come again; None where it has no name. Later visits don't make it another one."""
    if once is None:
        return None
    said = [[shot.digest, shot.view] for shot in shots], sent.product, sent.prior, item.id, with_earlier
    fingerprint = hashlib.sha256(json.dumps(said).encode()).hexdigest()
    return Repeat(f"{actor.person_id}/{once.key_for(fingerprint)}", fingerprint)
