"""Files arrive in parts, become one object of the store, and are taken once by the subject that they are for."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile

from model.messages import counted, message
from serve.accounts.domain import Actor
from serve.platform.errors import ConflictError, NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.objects import PIECE, Objects
from serve.platform.paging import Page, cut
from serve.platform.work import Work, Works
from serve.uploads.domain import (
    Announcement,
    TooManyUploadsError,
    Upload,
    UploadAlteredError,
    UploadLimits,
    UploadPart,
    UploadState,
    UploadTooLargeError,
)
from serve.uploads.permissions import UploadAction
from serve.uploads.store import NO_UPLOAD
from serve.uploads.work import UploadWork

IN_MEMORY = 8 * 2**20  # bytes; a larger file is put together on disk
TOO_LARGE = message("A file may have at most {megabytes} MB.")
TOO_MANY = message("As many files are waiting as you may have. Finish or remove some of them first.")
CONTINUE = counted(
    "{count} byte of this file has arrived; continue after it.",
    "{count} bytes of this file have arrived; continue after them.",
)
ALTERED = message("The file that arrived is not the one that was announced. Nothing of it was kept; send it again.")
NOT_WHOLE = message("The file {name} has not arrived completely yet.")
FOR_ANOTHER = message("The file {name} was sent for another purpose, or was used before; send it again.")


@dataclass(frozen=True)
class Uploads:
    """The use cases. All of them block.

    Attributes:
        purposes: the names of those that subjects have handed in.
        scratch: the folder for temporary files.
    """

    work: Works[UploadWork]
    objects: Objects
    limits: UploadLimits
    purposes: Collection[str]
    scratch: Path

    def create(self, actor: Actor, announced: Announcement, call: IdempotentCall = UNNAMED) -> Upload:
        """A new upload, of which no byte is here; or the one that the same call created before.

        Raises:
            KeyReusedError: the call's key was used for another file.
            NotFoundError: the same call created one before that is gone.
            TooManyUploadsError: the person has as many waiting as one may have.
            UploadTooLargeError: it has more bytes than a file may have.
        """
        if announced.length > self.limits.size:
            raise UploadTooLargeError(TOO_LARGE.of(megabytes=self.limits.size // 2**20))
        with self.work.begin(actor, call) as work:
            upload_id = work.id("f")
            if work.replayed:
                return work.uploads.get(upload_id, work.now)
            waiting = work.uploads.waiting()
            is_full = waiting.uploads >= self.limits.waiting
            if is_full or waiting.bytes + announced.length > self.limits.waiting_bytes:
                raise TooManyUploadsError(TOO_MANY)
            upload = Upload(
                upload_id,
                actor.organisation_id,
                actor.person_id,
                announced.purpose,
                announced.name,
                announced.length,
                announced.sha256,
                work.now,
                work.now + self.limits.kept,
            )
            work.uploads.add(upload)
        return upload

    def view(self, actor: Actor, upload_id: str) -> Upload:
        """An upload of the actor, and how many of its bytes are here.

        Raises:
            NotFoundError: there is none.
            UploadAlteredError: as for `append`.
        """
        with self.work.look(actor) as work:
            upload = work.uploads.get(upload_id, work.now)
        return upload if upload.lacks or upload.is_recorded else self._finish(actor, upload)

    def view_at(self, actor: Actor, upload_id: str, start: int) -> Upload:
        """The same, for a caller who is about to send the bytes after the first `start`.

        Raises:
            ConflictError: other bytes are here than those before `start`.
            NotFoundError, UploadAlteredError: as for `view`.
        """
        return continued(self.view(actor, upload_id), start)

    def page(self, actor: Actor, after: str | None, limit: int) -> Page[Upload]:
        """The actor's uploads that wait to be finished or taken, the latest first.

        Raises:
            NotFoundError: the actor has no upload `after`.
        """
        with self.work.look(actor) as work:
            return cut(work.uploads.page(after, limit + 1, work.now), limit, lambda upload: upload.id)

    def append(self, actor: Actor, upload_id: str, start: int, content: bytes) -> Upload:
        """Keep the next bytes of an upload; on return they survive a power failure. The last ones finish it.

        Two calls at once that send the same bytes don't disturb each other: the first one counts.

        Args:
            start: how many bytes of the upload come before these.

        Raises:
            ConflictError: other bytes are here than the caller thinks; the message says how many.
            NotFoundError: there is no such upload.
            UploadAlteredError: all bytes are here, and they are not the announced ones; nothing is kept.
            UploadTooLargeError: these are more bytes than the upload lacks.
        """
        part = UploadPart(start, len(content), hashlib.sha256(content).hexdigest())
        with self.objects.staging() as staging:
            staging.add(content)
            with self.work.begin(actor) as work:
                upload = continued(work.uploads.get(upload_id, work.now, for_change=True), start)
                if part.size > upload.lacks:
                    raise UploadTooLargeError(CONTINUE.of(count=upload.offset))
                staging.keep([part.sha256])
                work.uploads.add_part(upload, part)
        upload = replace(upload, offset=upload.offset + part.size)
        return upload if upload.lacks else self._finish(actor, upload)

    def _finish(self, actor: Actor, upload: Upload) -> Upload:
        """Make one object of the parts. No part is added or changed any more, so doing it twice does no harm."""
        with self.work.look(actor) as work:
            parts = work.uploads.parts_of(upload.id)
        sha256 = parts[0].sha256 if len(parts) == 1 else self._joined(parts, upload.announced_sha256)
        is_announced = upload.announced_sha256 in {None, sha256}
        with self.work.begin(actor) as work:
            found = work.uploads.get(upload.id, for_change=True)
            if not is_announced:
                work.uploads.change(replace(found, state=UploadState.REMOVED))
            elif not found.is_recorded:
                found = replace(
                    found, state=UploadState.FINISHED, sha256=sha256, expires_at=work.now + self.limits.kept
                )
                work.uploads.change(found)
                work.record(UploadAction.FINISH, found)
        if not is_announced:
            raise UploadAlteredError(ALTERED)
        return found

    def _joined(self, parts: Sequence[UploadPart], announced: str | None) -> str:
        """Write one object of the parts, unless another one was announced, and return the sha256 of their bytes."""
        digest = hashlib.sha256()
        with SpooledTemporaryFile(
            IN_MEMORY, dir=str(self.scratch)
        ) as whole:  # a bucket can't be read while it is written
            for part in parts:
                content = self.objects.get(part.sha256)
                digest.update(content)
                whole.write(content)
            if announced in {None, digest.hexdigest()}:
                whole.seek(0)
                self.objects.write(digest.hexdigest(), iter(partial(whole.read, PIECE), b""))
        return digest.hexdigest()

    def remove(self, actor: Actor, upload_id: str) -> None:
        """Remove an upload that is not taken: it is gone at once, and its bytes within two days.

        Raises:
            ConflictError: it counts for something already.
            NotFoundError: there is no such upload.
        """
        with self.work.begin(actor) as work:
            upload = work.uploads.get(upload_id, work.now, for_change=True)
            if upload.state is UploadState.TAKEN:
                raise ConflictError(FOR_ANOTHER.of(name=upload.name))
            work.uploads.change(replace(upload, state=UploadState.REMOVED))
            if upload.is_recorded:
                work.record(UploadAction.REMOVE, upload.id)


def continued(upload: Upload, start: int) -> Upload:
    """An upload, if the bytes that come next are those after the first `start`.

    Raises:
        ConflictError: other bytes are here than those before `start`.
    """
    if upload.offset != start:
        raise ConflictError(CONTINUE.of(count=upload.offset))
    return upload


def take(work: Work, upload_id: str, purpose: str, taken_by: str) -> Upload:
    """Let an upload of the person count for one thing; its object is then named by that thing's own row.

    Taking it again for the same thing gives it again, so that a job may repeat its step.

    Args:
        work: the unit of work that writes what it counts for.
        purpose: the name of the purpose for which it must have been sent.
        taken_by: the id of what it counts for.

    Returns:
        The upload; `sha256` names its object.

    Raises:
        ConflictError: bytes are missing, or it was sent for another purpose or taken for another thing.
        NotFoundError: the person has no such upload.
    """
    store = work.of(UploadWork).uploads
    upload = store.get(upload_id, work.now, for_change=True)
    _require_whole(upload, purpose, taken_by)
    if upload.state is UploadState.FINISHED:
        upload = replace(upload, state=UploadState.TAKEN, taken_by=taken_by)
        store.change(upload)
        work.record(UploadAction.TAKE, upload)
    return upload


def sent(work: Work, upload_id: str) -> Upload | None:
    """An upload of the person, also one that counts for something; None if there is none."""
    return work.of(UploadWork).uploads.many([upload_id]).get(upload_id)


def arrived(work: Work, ids: Sequence[str], purpose: str) -> list[Upload]:
    """Uploads of the person of which all bytes are here, in order; what they count for, `take` decides.

    Raises:
        ConflictError: bytes of one are missing, or it was sent for another purpose.
        NotFoundError: the person has no such upload.
    """
    found = work.of(UploadWork).uploads.many(ids)
    for upload_id in ids:
        if upload_id not in found or found[upload_id].expires_at <= work.now:
            raise NotFoundError(NO_UPLOAD)
        _require_whole(found[upload_id], purpose, found[upload_id].taken_by)
    return [found[upload_id] for upload_id in ids]


def _require_whole(upload: Upload, purpose: str, taken_by: str | None) -> None:
    if upload.state is UploadState.OPEN:
        raise ConflictError(NOT_WHOLE.of(name=upload.name))
    if upload.purpose != purpose or upload.taken_by not in {None, taken_by}:
        raise ConflictError(FOR_ANOTHER.of(name=upload.name))


def drop(work: Work, ids: Sequence[str]) -> None:
    """Remove those of these uploads that wait to be taken, in the unit of work that refuses what they were for."""
    store = work.of(UploadWork).uploads
    for upload in store.many(ids).values():
        if upload.state is UploadState.FINISHED:
            store.change(replace(upload, state=UploadState.REMOVED))
            work.record(UploadAction.REMOVE, upload.id)
