"""Proposing a release over the network: its files arrive as uploads, and a job checks and stages it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.errors import ReleaseRefusedError, ValueRejectedError
from model.examiner import Examiner, ExaminerLimits
from model.messages import message
from model.release import DESCRIPTION_FILE, Release, release_of
from serve.accounts.domain import Actor
from serve.jobs.domain import Job, JobState
from serve.jobs.kinds import JobKind, RunningJob
from serve.jobs.service import enqueue
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.parts import Parts
from serve.platform.work import Works
from serve.releases.archive import ReleaseArchive
from serve.releases.domain import ReleaseFile, ReleaseRecord
from serve.releases.permissions import ReleasePermission
from serve.releases.registry import stage_release
from serve.releases.service import warm
from serve.releases.work import ReleaseWork
from serve.uploads.domain import Upload, UploadPurpose
from serve.uploads.service import arrived, drop, take

PURPOSE = UploadPurpose("release")
MOST_BYTES = 512 * 2**20  # of a release, which is in memory while it is checked
NO_DESCRIPTION = message("{name} is missing; send the whole release again", name=DESCRIPTION_FILE)
TWICE = message("{name} is named twice.")
OUTSIDE = message("{name} is no path below a release's folder.")
TOO_LARGE = message("A release may have at most {megabytes} MB.", megabytes=MOST_BYTES // 2**20)


class ProposedFile(NamedTuple):
    """A file of a release that was sent.

    Attributes:
        name: its path below the release's folder.
        upload: the id of the upload that has its bytes.
    """

    name: str
    upload: str


@dataclass(frozen=True)
class Proposing:
    """The use cases. All of them block."""

    work: Works[ReleaseWork]
    archive: ReleaseArchive
    limits: ExaminerLimits

    def propose(self, actor: Actor, files: Sequence[ProposedFile], call: IdempotentCall = UNNAMED) -> str:
        """Ask for a release to be checked and staged, and return the id of the job that does so.

        Raises:
            ConflictError: a file has not arrived completely, or was sent for another purpose.
            NotFoundError: the actor has no such upload.
            ValueRejectedError: the names are not those of a release's files.
        """
        _check_names([file.name for file in files])
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return enqueue(work, STAGE)
            uploads = _uploads(work, files)
            if sum(upload.length for upload in uploads.values()) > MOST_BYTES:
                raise ValueRejectedError(TOO_LARGE, "files")
            return enqueue(work, STAGE, _id(uploads), files=[list(file) for file in files])

    def stage(self, job: RunningJob) -> ReleaseRecord:
        """Check and stage the release of a job. One that is refused leaves nothing: its uploads are removed.

        Raises:
            ReleaseRefusedError: it is not sound; the message says why.
        """
        files = [ProposedFile(*each) for each in job.job.arguments["files"]]
        with self.work.look(job.actor) as work:
            uploads = _uploads(work, files)
        try:
            release = self._checked(uploads)
            return self._staged(job, release, files, uploads)
        except ReleaseRefusedError:
            with self.work.begin(job.actor) as work:
                drop(work, [file.upload for file in files])
            raise

    def _checked(self, uploads: Mapping[str, Upload]) -> Release:
        release = release_of({name: self.archive.objects.get(_sha256(upload)) for name, upload in uploads.items()})
        warm(Examiner(release, self.limits))
        return release

    def _staged(
        self, job: RunningJob, release: Release, files: Sequence[ProposedFile], uploads: Mapping[str, Upload]
    ) -> ReleaseRecord:
        key = self.archive.keep_new_key()
        named = tuple(sorted(ReleaseFile(name, _sha256(each), each.length) for name, each in uploads.items()))
        with self.work.begin(job.actor) as work:
            record = stage_release(work, release, named, key)
            for file in files:
                take(work, file.upload, PURPOSE.name, release.id)
            job.report(work, 1, 1)
        return record


def _check_names(names: Sequence[str]) -> None:
    """Refuse names that can't be those of a release's files: twice, outside the folder, or without a description."""
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueRejectedError(TWICE.of(name=name), "files")
        if not {"", ".", ".."}.isdisjoint(name.split("/")):
            raise ValueRejectedError(OUTSIDE.of(name=name), "files")
    if DESCRIPTION_FILE not in names:
        raise ValueRejectedError(NO_DESCRIPTION, "files")


def _uploads(work: ReleaseWork, files: Sequence[ProposedFile]) -> dict[str, Upload]:
    found = arrived(work, [file.upload for file in files], PURPOSE.name)
    return {file.name: upload for file, upload in zip(files, found, strict=True)}


def _id(uploads: Mapping[str, Upload]) -> str:
    """The id that a release has by the sha256 of its release.json."""
    return f"r-{_sha256(uploads[DESCRIPTION_FILE])[:16]}"


def _sha256(upload: Upload) -> str:
    return upload.sha256 or ""


def _stage(parts: Parts, job: RunningJob) -> Mapping[str, Any]:
    record = parts[Proposing].stage(job)
    return {"release": record.id, "state": record.state.value}


def _address(job: Job) -> str:
    return f"/releases/{job.about}" if job.state is JobState.DONE else "/releases"


STAGE = JobKind("releases.stage", message("Check of a proposed release"), ReleasePermission.PROPOSE, _stage, _address)
