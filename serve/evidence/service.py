"""Exports a case as an evidence bundle: one file, recorded before it is handed out."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple, cast

from model.messages import message
from serve.accounts.domain import Actor, Organisation
from serve.accounts.permissions import Role
from serve.audit.domain import COMMAND_LINE, Head, SignedEvent
from serve.audit.service import AuditLog
from serve.cases.reading import dossier
from serve.codelists.domain import CodeLists
from serve.evidence.custody import AT_THE_MACHINE, actor_named
from serve.evidence.documents import case_document, event_document, manifest_document, releases_document
from serve.evidence.domain import (
    CASE,
    EVENTS,
    LONGEST_JSON,
    MANIFEST,
    MOST_FILES,
    PROOF,
    README,
    RELEASES,
    REPORT,
    ExportRefusedError,
    ListedFile,
    key_name,
    photo_name,
    verdict_name,
    written,
)
from serve.evidence.events import BundledEvents
from serve.evidence.permissions import EvidenceAction
from serve.evidence.readme import readme
from serve.evidence.reporting import Printing, report_of
from serve.evidence.signing import contents_of, signature_of, typeset
from serve.evidence.snapshot import CaseSnapshot
from serve.evidence.streams import measured
from serve.evidence.writing import ArchiveWriter
from serve.examinations.domain import Examination, StoredPhoto
from serve.examinations.pictures import PRINTED_SIDE, PictureOptions, Pictures, Side
from serve.platform.errors import NotFoundError, StorageError
from serve.platform.objects import Objects
from serve.platform.permissions import Roles
from serve.platform.tenancy import SYSTEM
from serve.platform.translations import Language
from serve.platform.work import Works
from serve.procedures.work import ProcedureWork
from serve.releases.domain import KnownRelease
from serve.releases.service import Releases
from serve.seizures.work import SeizureWork
from serve.signatures.domain import SignedReport, Signing
from serve.signatures.service import ReportSigning


class Exported(NamedTuple):
    """A bundle: an open file that is deleted when it is closed.

    Attributes:
        name: of the file.
        size: in bytes.
    """

    name: str
    size: int
    file: BinaryIO


class _File(NamedTuple):
    """One file of a bundle, and how to write it."""

    listed: ListedFile
    write: Callable[[ArchiveWriter], None]


@dataclass(frozen=True)
class Evidence:
    """The use case. It blocks, for as long as copying all photos and setting the report takes.

    Attributes:
        scratch: a folder for temporary files, with space for a bundle.
        keys: the folder of the audit log's public keys.
    """

    work: Works[SeizureWork]
    audit_log: AuditLog
    objects: Objects
    releases: Releases
    pictures: Pictures
    signing: ReportSigning
    lists: CodeLists
    scratch: Path
    keys: Path

    def export(self, actor: Actor, case_id: str, language: Language) -> Exported:
        """A case as one file, as the actor may see it; that it is handed out is recorded.

        Args:
            language: of the report.

        Raises:
            ExportRefusedError: the case is too large for a bundle.
            NotFoundError: there is none that the actor may see.
            SigningError, TimestampError: the report can't be signed, or gets no timestamp.
            StorageError: something could not be read or written, or the export can't be recorded.
            TypesettingError: the report could not be made.
        """
        with _disk_faults(self.scratch), ExitStack() as on_failure, self._temporary() as events_file:
            snapshot, events = self._look(actor, case_id, events_file)
            file = on_failure.enter_context(self._temporary())  # no one gets an incomplete bundle
            size = self._write(actor, snapshot, events, language, file)
            on_failure.pop_all()
        return Exported(f"case-{snapshot.dossier.case.number}.zip", size, file)

    def export_for_agency(self, case_id: str, language: Language) -> Exported:
        """The same on behalf of the case's agency, for commands on the machine of the service.

        Raises:
            ExportRefusedError, NotFoundError, SigningError, StorageError, TimestampError, TypesettingError: as for
                `export`.
        """
        with self.work.look(SYSTEM) as work:
            agency = work.organisations.get(work.cases.get(case_id).organisation_id)
        return self.export(_for_agency(agency, self.work.roles), case_id, language)

    def _temporary(self) -> BinaryIO:
        self.scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cast("BinaryIO", TemporaryFile(dir=self.scratch))

    def _look(self, actor: Actor, case_id: str, file: BinaryIO) -> tuple[CaseSnapshot, BundledEvents]:
        """The state of the case at one time."""
        events = BundledEvents(file)
        with self.work.look(actor) as work:
            snapshot = _snapshot(work, case_id)
            events.take(work.events.of_subjects(snapshot.subjects))
            people = work.people.all()
        mentioned = events.actors | set(snapshot.dossier.names)
        return replace(snapshot, people={person.id: person for person in people if person.id in mentioned}), events

    def _write(
        self, actor: Actor, snapshot: CaseSnapshot, events: BundledEvents, language: Language, file: BinaryIO
    ) -> int:
        now = self.work.clock.now()
        report = self._report(actor, snapshot, events, language, now)
        files = {each.listed.name: each for each in self._files(snapshot, events, report, language, now)}
        if len(files) > MOST_FILES - 2:  # beside the manifest and the proof
            raise ExportRefusedError(
                message("The case has more than the {most_files} files that a bundle may hold.", most_files=MOST_FILES)
            )
        listed = [each.listed for each in files.values()]
        manifest = written(
            manifest_document(snapshot, listed, made_at=now, made_by=actor.person_id, language=language.tag)
        )
        with ArchiveWriter(file) as writer:
            writer.add(MANIFEST, manifest)
            for name in sorted(files):
                files[name].write(writer)
            with self.work.begin(actor) as work:
                signed = _recorded(work, snapshot.dossier.case.id, manifest, events.count, report)
                writer.add(PROOF, written(event_document(signed)))
                return writer.close()

    def _files(
        self, snapshot: CaseSnapshot, events: BundledEvents, report: SignedReport, language: Language, now: datetime
    ) -> Iterator[_File]:
        """All but the manifest and the proof."""
        yield _in_memory(REPORT, report.pdf)
        yield _in_memory(CASE, _bounded(written(case_document(snapshot))))
        yield _in_memory(RELEASES, written(releases_document(self._release_files(snapshot))))
        for examination in snapshot.examinations:
            yield _in_memory(verdict_name(examination.id), examination.verdict_json.encode())
        for photo in snapshot.photos.values():
            yield self._photo(photo)
        size, _, sha256 = measured(events.file)
        yield _File(ListedFile(EVENTS, sha256, size), lambda writer: writer.add_stream(EVENTS, events.file))
        keys = sorted(events.keys | {self.audit_log.key_id})
        for key in keys:
            path = self.keys / f"{key}.pub"
            if path.is_file():  # another machine's key may not be here; the verifier can get it from the agency
                yield _in_memory(key_name(key), path.read_bytes())
        signatory = report.signing.signatory
        text = readme(snapshot.dossier.case.number, snapshot.agency.name, keys, signatory, now, language)
        yield _in_memory(README, text.encode())

    def _report(
        self, actor: Actor, snapshot: CaseSnapshot, events: BundledEvents, language: Language, now: datetime
    ) -> SignedReport:
        """The report, which says itself how it is signed."""
        by, agency = actor_named(actor.person_id, actor.name), snapshot.agency.name
        draw = (self._drawn, self._pair_drawn, self._text_drawn)
        printing = Printing(language, now, by, self._release_of, *draw, self.lists)
        report = report_of(snapshot, events, printing)

        def typeset_for(signing: Signing) -> bytes:
            return typeset(replace(report, signature=signature_of(signing, agency)))

        return self.signing.sign(agency, now, contents_of(snapshot), typeset_for)

    def _photo(self, photo: StoredPhoto) -> _File:
        name = photo_name(photo.sha256, photo.media_type)

        def write(writer: ArchiveWriter) -> None:
            content = self.objects.get(photo.sha256)
            writer.add(name, content)

        return _File(ListedFile(name, photo.sha256, photo.size), write)

    def _drawn(self, photo: StoredPhoto) -> bytes:
        return self.pictures.whole(photo, PRINTED_SIDE)

    def _pair_drawn(self, examination: Examination, index: int, side: Side, longest: int) -> bytes:
        return self.pictures.pair(examination, index, side, PictureOptions(longest))

    def _text_drawn(self, examination: Examination, index: int, side: Side, longest: int) -> bytes:
        return self.pictures.text(examination, index, side, PictureOptions(longest))

    def _release_of(self, examination: Examination) -> KnownRelease | None:
        try:
            return self.releases.known(examination.verdict.release)
        except NotFoundError:
            return None

    def _release_files(self, snapshot: CaseSnapshot) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, Mapping[str, str]] = {}
        for release in {examination.verdict.release for examination in snapshot.examinations}:
            try:
                found[release] = self.releases.known(release).description.files
            except NotFoundError:
                found[release] = {}
        return found


def _for_agency(agency: Organisation, roles: Roles) -> Actor:
    return Actor(
        COMMAND_LINE,
        COMMAND_LINE,
        str(AT_THE_MACHINE),
        Role.OFFICER,
        agency,
        COMMAND_LINE,
        roles.permissions(Role.OFFICER, agency.kind),
    )


def _snapshot(work: SeizureWork, case_id: str) -> CaseSnapshot:
    return CaseSnapshot(
        dossier=dossier(work, case_id),
        enquiries=work.enquiries.of_case(case_id),
        procedures=work.of(ProcedureWork).procedures.of_case(case_id),
        organisations={each.id: each for each in work.organisations.all()},
        people={},
        head=_head(work),
        interception=work.seizures.interception(case_id),
        goods=work.seizures.goods(case_id),
    )


def _recorded(work: SeizureWork, case_id: str, manifest: bytes, event_count: int, report: SignedReport) -> SignedEvent:
    """The event that says that a bundle is handed out, which the bundle holds."""
    work.cases.get(case_id)  # a rule may have removed it in the meantime
    work.record(
        EvidenceAction.CASE_EXPORT,
        case_id,
        case=case_id,
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        events=event_count,
        report_sha256=hashlib.sha256(report.pdf).hexdigest(),
        certificate_sha256=report.signing.signatory.fingerprint,
        timestamp=report.signing.timestamp,
    )
    event = work.append()[-1]
    return SignedEvent(event, _head(work))


def _head(work: SeizureWork) -> Head:
    head = work.events.head()
    if head is None:
        raise StorageError(message("the audit log has no head, though things are in it"))
    return head


def _in_memory(name: str, content: bytes) -> _File:
    listed = ListedFile(name, hashlib.sha256(content).hexdigest(), len(content))
    return _File(listed, lambda writer: writer.add(name, content))


def _bounded(content: bytes) -> bytes:
    if len(content) > LONGEST_JSON:
        raise ExportRefusedError(
            message(
                "What is written in this case takes more than the {megabytes} MB that a bundle may hold.",
                megabytes=LONGEST_JSON >> 20,
            )
        )
    return content


@contextmanager
def _disk_faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise StorageError(
            f"{folder}: {fault.strerror or fault}", "The bundle could not be written to the service's disk."
        ) from fault
