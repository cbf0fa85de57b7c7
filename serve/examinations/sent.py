"""Examines photos that arrived as uploads: each counts for the examination in the unit of work that writes it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, NamedTuple

from model.errors import ExaminationRejectedError
from model.messages import message
from serve.accounts.domain import Actor
from serve.examinations.confidentiality import seen_through
from serve.examinations.decision_domain import FirstDecision
from serve.examinations.domain import Examination, PhotoUpload, clean_name
from serve.examinations.examining import ExaminationRequest, check_count
from serve.examinations.looking import made_before
from serve.examinations.note_domain import checked_note
from serve.examinations.service import LOOSE, CasePlace, Examinations
from serve.examinations.work import ExaminationWork
from serve.platform.errors import ConflictError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.objects import Objects
from serve.platform.work import Works
from serve.uploads.domain import Upload, UploadPurpose
from serve.uploads.service import FOR_ANOTHER, arrived, take

PURPOSE = UploadPurpose("examination")
TWICE = message("A file is named twice; name each once.")


class SentPhoto(NamedTuple):
    """An upload that is a photo of the item.

    Attributes:
        upload: its id.
        view: as the officer stated; None if not stated.
    """

    upload: str
    view: str | None = None


@dataclass(frozen=True)
class SentItem:
    """One item whose photos are uploads, and what the officer states about it; as `ExaminationRequest` otherwise.

    Attributes:
        preliminary: id of the actor's preliminary examination of it; None if there was none.
        note: what the officer noted of it; empty if nothing.
    """

    photos: tuple[SentPhoto, ...]
    product: str | None = None
    prior: float | None = None
    preliminary: str | None = None
    note: str = ""


@dataclass(frozen=True)
class SentPhotos:
    """Reads uploads as the photos of one item.

    Attributes:
        max_photos: of one item.
        max_bytes: of one photo.
    """

    work: Works[ExaminationWork]
    objects: Objects
    max_photos: int
    max_bytes: int

    def request(self, actor: Actor, item: SentItem) -> ExaminationRequest:
        """The item as a form would bring it; a photo is read when its turn comes.

        Raises:
            ConflictError: an upload is not whole, or was sent for another purpose or counts for something else.
            ExaminationRejectedError: too many photos, or one is named twice.
            NotFoundError: the actor has no such upload.
        """
        ids = [photo.upload for photo in item.photos]
        check_count(len(ids), self.max_photos)
        note = checked_note(item.note)
        if len(set(ids)) < len(ids):
            raise ExaminationRejectedError(TWICE, "photos")
        with self.work.look(actor) as work:
            found = arrived(work, ids, PURPOSE.name)
        _check_unused(found)
        views = [photo.view for photo in item.photos]
        uploads = [PhotoUpload(clean_name(each.name), partial(self._opened, each)) for each in found]
        return ExaminationRequest(uploads, item.product, views if any(views) else (), item.prior, note)

    def before(self, actor: Actor, item: SentItem) -> Examination | None:
        """The preliminary examination, if it is still there: the originals may arrive days later."""
        if item.preliminary is None:
            return None
        with self.work.look(actor) as work:
            return work.examinations.preliminary(item.preliminary)

    def _opened(self, upload: Upload) -> BinaryIO:
        """The bytes, or as many as show that they are too many."""
        return io.BytesIO(begin_of(self.objects, upload.sha256 or "", self.max_bytes + 1))


@dataclass(frozen=True)
class SentExaminations:
    """The use case. It blocks: run it in the worker pool."""

    work: Works[ExaminationWork]
    examinations: Examinations
    photos: SentPhotos

    def examine(self, actor: Actor, item: SentItem, call: IdempotentCall = UNNAMED) -> Examination:
        """Judge the uploads of one item, and let them count for the examination; as `Examinations.examine` otherwise.

        Raises:
            ConflictError, NotFoundError: as for `SentPhotos.request`.
        """
        if made := self.work.made_by(actor, call, "e"):
            return self.examinations.made(actor, made)
        request, before = self.photos.request(actor, item), self.photos.before(actor, item)
        place = LOOSE if before is None else CasePlace(preliminary=before.id, decision=made_of(before))
        pending = self.examinations.infer(actor, request, place)
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return made_before(work, work.id("e"))
            take_photos(work, item.photos, work.id("e"))
            return seen_through(self.examinations.add(work, pending), work.sight)


def take_photos(work: ExaminationWork, photos: Sequence[SentPhoto], examination_id: str) -> None:
    """Let uploads count for an examination, in the unit of work that writes it.

    Raises:
        ConflictError, NotFoundError: as for `SentPhotos.request`.
    """
    for photo in photos:
        take(work, photo.upload, PURPOSE.name, examination_id)


def made_of(before: Examination) -> FirstDecision | None:
    """What the person decided of the item, if they did when the preliminary verdict showed."""
    decision = before.origin.decision
    return decision if decision is not None and decision.said is not None else None


def _check_unused(found: Sequence[Upload]) -> None:
    """Refuse, before anything is judged, what `take` would refuse afterwards."""
    for upload in found:
        if upload.taken_by is not None:
            raise ConflictError(FOR_ANOTHER.of(name=upload.name))


def begin_of(objects: Objects, sha256: str, most: int) -> bytes:
    """An object, or its first bytes if it is larger than this."""
    content = bytearray()
    for piece in objects.read(sha256):
        content += piece
        if len(content) >= most:
            break
    return bytes(content[:most])
