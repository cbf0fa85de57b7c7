"""Two jobs: one reads the files of a contribution as they arrive, one checks it.

A check reads what is not read yet, then judges all images together. Each step is one transaction with its progress, so
that after a kill the next run continues behind it. Images that were read are never read again, and each place of a ZIP
has at most one row: a run whose contribution another one has taken over stops at its next step.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Any

from model.datasets.picture_names import is_picture_name
from model.errors import ShinganError
from model.formats import IntakeLimits
from model.messages import message
from serve.catalogue.service import Catalogue
from serve.contributions.archives import ArchiveError, ArchiveLimits, ZipArchive
from serve.contributions.concluding import conclude
from serve.contributions.domain import MOST_IMAGES, ContributedFile, Contribution, ContributionState, FileKind
from serve.contributions.findings import found
from serve.contributions.image_domain import ContributedImage, ContributionFinding, ImageCopy, ImageState
from serve.contributions.looking import CopySearch, PictureFacts, is_known_format, look_at
from serve.contributions.permissions import ContributionAction, ContributionPermission
from serve.contributions.recording import record_all
from serve.contributions.work import ContributionWork
from serve.jobs.domain import Job
from serve.jobs.kinds import JobKind, RunningJob
from serve.jobs.service import enqueue
from serve.platform.errors import NotFoundError
from serve.platform.objects import Objects
from serve.platform.parts import Parts
from serve.platform.work import Works

BATCH = 16  # rows of one step: about a second of work
IN_MEMORY = 8 * 2**20  # bytes of a ZIP; a larger one is on disk, without a name, while it is read
TABLE = "manifest.csv"


class OvertakenError(ShinganError):
    """Another run has the contribution now."""


@dataclass
class FileReader:
    """One run of one of the jobs.

    Attributes:
        state: of the contribution as long as this run may read it.
        scratch: the folder for temporary files.
        total: steps as far as they are known; a ZIP adds its entries when it is opened.
    """

    work: Works[ContributionWork]
    objects: Objects
    limits: IntakeLimits
    scratch: Path
    job: RunningJob
    state: ContributionState
    done: int = 0
    total: int = 0
    _numbers: dict[str, int] = field(default_factory=dict)  # of the first image with these bytes
    _latest_check: str | None = None  # when this run began

    @property
    def contribution_id(self) -> str:
        """The contribution whose files are read."""
        return self.job.job.about

    def read(self) -> bool:
        """Read every file that is not read yet; return whether there was one.

        Raises:
            OvertakenError: the contribution is not in this run's state any more.
        """
        self.done = self.job.progress.done
        with self.work.look(self.job.actor) as work:
            self._latest_check = work.contributions.get(self.contribution_id).job_id
            unread = work.contributions.files(self.contribution_id, unread=True)
        self.total = self.done + len(unread) + 1  # the last step judges
        plain: list[ContributedFile] = []
        for file in unread:
            if file.kind is FileKind.ARCHIVE or len(plain) == BATCH:
                self._read_plain(plain)
                plain = []
            if file.kind is FileKind.ARCHIVE:
                self._unpack(file)
            else:
                plain.append(file)
        self._read_plain(plain)
        return bool(unread)

    def _read_plain(self, files: Sequence[ContributedFile]) -> None:
        """Read some files that are no archives, in one step."""
        rows, read = [], []
        for file in files:
            if file.kind is FileKind.TABLE:
                folder = str(PurePosixPath(file.name).parent)
                read.append(replace(file, is_read=True, table_sha256=file.sha256, table_folder=folder))
                continue
            rows.append(self._row(file, 0, file.name, self.objects.get(file.sha256), is_stored=True))
            read.append(replace(file, is_read=True))
        if read:
            self._keep(rows, read, len(read))

    def _unpack(self, file: ContributedFile) -> None:
        """Read the entries of a ZIP that are not read yet, some in each step."""
        with self.work.look(self.job.actor) as work:
            place, size = work.images.read_so_far(self.contribution_id, file.number)
        rows: list[ContributedImage] = []
        try:
            with self._opened(file) as opened:
                archive = ZipArchive(file.name, opened, file.size, self._archive_limits)
                self.total += archive.left(place) - 1
                for entry in archive.entries(place, size):
                    if entry.content is not None and is_table(entry.name):
                        file = self._with_table(file, entry.name, entry.content)
                        continue
                    rows.append(self._row(file, entry.place, entry.name, entry.content, entry.finding))
                    if len(rows) == BATCH:
                        some, rows = rows, []
                        self._keep_or_end(some, file)
            if archive.passed_over:
                passed = found("archive-passed-over", file=file.name, count=archive.passed_over)
                file = replace(file, findings=(*file.findings, passed))
        except ArchiveError as fault:
            file = replace(file, findings=(*file.findings, fault.finding))
        self._keep(rows, [replace(file, is_read=True)], len(rows))

    @property
    def _archive_limits(self) -> ArchiveLimits:
        return ArchiveLimits(entry=self.limits.max_bytes)

    @contextmanager
    def _opened(self, file: ContributedFile) -> Iterator[IO[bytes]]:
        """A file of the store that can be sought in."""
        with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=str(self.scratch)) as copy:
            for piece in self.objects.read(file.sha256):
                copy.write(piece)
            copy.seek(0)
            yield copy

    def _with_table(self, file: ContributedFile, name: str, content: bytes) -> ContributedFile:
        """The file, with the table that was found in it; a second one is named."""
        if file.table_sha256 is not None:
            return replace(file, findings=(*file.findings, found("table-second", file=name)))
        sha256 = hashlib.sha256(content).hexdigest()
        self.objects.write(sha256, [content])
        return replace(file, table_sha256=sha256, table_folder=str(PurePosixPath(name).parent))

    def _row(
        self,
        file: ContributedFile,
        place: int,
        name: str,
        content: bytes | None,
        finding: ContributionFinding | None = None,
        *,
        is_stored: bool = False,
    ) -> ContributedImage:
        """The row of one file or entry; a picture of a ZIP is then in the store."""
        row = ContributedImage(file.contribution_id, 0, file.right_holder_id, file.number, name, place)
        if content is None:
            return replace(row, of_picture=(finding or found("entry-damaged"),), state=ImageState.FAULTY)
        if not is_known_format(content) and not is_picture_name(name):
            return replace(row, size=len(content), of_picture=(found("file-ignored"),), state=ImageState.LEFT_OUT)
        looked = look_at(content, self.limits)
        row = replace(row, media_type=looked.media_type, size=len(content), of_picture=looked.findings)
        if looked.asked is None:
            return replace(row, state=ImageState.FAULTY)
        sha256 = file.sha256 if is_stored else hashlib.sha256(content).hexdigest()
        if not is_stored:
            self.objects.write(sha256, [content])
        return _of_picture(row, sha256, looked, self._copy_of(sha256, looked))

    def _copy_of(self, sha256: str, looked: PictureFacts) -> ImageCopy | None:
        """Of which picture that was looked at before this is a copy; afterwards it is one of them."""
        copy = None if looked.asked is None else self._copies.of(sha256, looked.asked)
        self._copies.add(sha256, looked.hashes)
        if copy is None:
            return None
        return ImageCopy(None, copy.sha256, copy.differs)  # its number is known when both are written

    @cached_property
    def _copies(self) -> CopySearch:
        """Every picture of this contribution that is read, and all that were submitted before."""
        copies = CopySearch(self.objects.get, self.limits)
        with self.work.look(self.job.actor) as work:
            contribution = work.contributions.get(self.contribution_id)
            for sha256, hashes in work.images.submitted_hashes(contribution.right_holder_id, contribution.id):
                copies.add(sha256, hashes)
            for number, sha256, hashes in work.images.hashes(contribution.id):
                copies.add(sha256, hashes)
                self._numbers.setdefault(sha256, number)
        return copies

    def _keep(self, rows: Sequence[ContributedImage], files: Sequence[ContributedFile], steps: int) -> bool:
        """Write rows and what was found in files, in one step; return whether there was room for all rows.

        Where there was not, the files are not read to their end. What is of a file that was taken out meanwhile is left
        out. Reading is recorded once no file is unread.
        """
        with self.work.begin(self.job.actor) as work:
            contribution = work.contributions.get(self.contribution_id, for_change=True)
            if contribution.state is not self.state or contribution.job_id != self._latest_check:
                raise OvertakenError
            there = work.contributions.unread(contribution.id)
            rows = [row for row in rows if row.file in there]
            numbered = self._numbered(contribution, rows)
            work.images.add(numbered)
            is_full = len(numbered) < len(rows)
            read_now = [file for file in files if file.number in there]
            work.contributions.change_files([_with(file, _full(file)) if is_full else file for file in read_now])
            read = replace(contribution, next_image=contribution.next_image + len(numbered))
            work.contributions.change(read)
            self.job.report(work, self.done + steps, self.total)
            if self.state is ContributionState.COLLECTING and not work.contributions.unread(contribution.id):
                record_all(work, ContributionAction.FIND, read)
        self.done += steps
        self.job.give_way()
        return not is_full

    def _keep_or_end(self, rows: Sequence[ContributedImage], file: ContributedFile) -> None:
        """The same for rows of a ZIP.

        Raises:
            ArchiveError: there was no room for all rows, so that no more are to be read.
        """
        if not self._keep(rows, [file], len(rows)):
            raise ArchiveError(_full(file))

    def _numbered(self, contribution: Contribution, rows: Sequence[ContributedImage]) -> list[ContributedImage]:
        """The rows for which there is room, with their numbers and those of the images of which they are copies."""
        first = contribution.next_image
        rows = rows[: max(0, MOST_IMAGES + 1 - first)]
        numbered = [replace(row, number=number) for number, row in enumerate(rows, first)]
        for row in numbered:
            if row.sha256 is not None:
                self._numbers.setdefault(row.sha256, row.number)
        return [replace(row, copy=self._named(row.copy)) for row in numbered]

    def _named(self, copy: ImageCopy | None) -> ImageCopy | None:
        number = None if copy is None else self._numbers.get(copy.earlier)
        return copy if copy is None or number is None else ImageCopy(number, "", copy.differs)


def is_table(name: str) -> bool:
    """Whether a path is that of a table of images."""
    return PurePosixPath(name).name.lower() == TABLE


def _of_picture(row: ContributedImage, sha256: str, looked: PictureFacts, copy: ImageCopy | None) -> ContributedImage:
    return replace(
        row,
        sha256=sha256,
        width=looked.width,
        height=looked.height,
        sharpness=looked.sharpness,
        hashes=looked.hashes,
        copy=copy,
        file_traits=looked.file_traits,
    )


def _with(file: ContributedFile, finding: ContributionFinding) -> ContributedFile:
    return replace(file, is_read=True, findings=(*file.findings, finding))


def _full(file: ContributedFile) -> ContributionFinding:
    return found("contribution-full", file=file.name, limit=MOST_IMAGES)


def _check(parts: Parts, job: RunningJob) -> Mapping[str, Any]:
    """Check a contribution; nothing is left to do if another run checks it or has, or if it is no longer to be."""
    works = parts[Works].of(ContributionWork)
    with works.look(job.actor) as work:
        contribution = work.contributions.get(job.job.about)
    if contribution.state is not ContributionState.CHECKING or contribution.job_id != job.job.id:
        return {}
    reader = _reader(parts, job, ContributionState.CHECKING)
    with suppress(OvertakenError):
        reader.read()
        return conclude(works, parts.objects, parts[Catalogue], job, reader.done)
    return {}


def _read(parts: Parts, job: RunningJob) -> Mapping[str, Any]:
    """Read files until none is unread, or until the contribution is checked, submitted or removed."""
    with suppress(OvertakenError, NotFoundError):
        while _reader(parts, job, ContributionState.COLLECTING).read():
            pass
    return {}


def _reader(parts: Parts, job: RunningJob, state: ContributionState) -> FileReader:
    works = parts[Works].of(ContributionWork)
    return FileReader(works, parts.objects, parts.settings.limits.intake, parts.settings.data_dir, job, state)


def _address(job: Job) -> str:
    return f"/contributions/{job.about}"


CHECK = JobKind(
    "contributions.check",
    message("Check of contributed images"),
    ContributionPermission.EDIT,
    _check,
    _address,
)
READ = JobKind(
    "contributions.read",
    message("Reading of contributed files"),
    ContributionPermission.EDIT,
    _read,
    _address,
    is_own=True,
)


def ask_to_read(work: ContributionWork, contribution_id: str) -> None:
    """Have the files of a contribution read, unless a run that was asked for before will read them, too."""
    if not work.jobs_of_all.is_open(READ.name, contribution_id):
        enqueue(work, READ, contribution_id)
