"""Verifies an evidence bundle, with only the bundle, the releases and the keys.

Each check rests on the previous ones: the ZIP, the files that the manifest lists, the event of the export, with which
    the manifest was signed, the events of the case, the case compared with its events, and the replayed verdicts.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import BinaryIO, TypeVar

from pydantic import BaseModel

from model.messages import Wording, message
from serve.audit.domain import details_of, recomputed
from serve.audit.keys import keys_among, signed
from serve.evidence.archive import BundleArchive, read_archive
from serve.evidence.chain import CaseEvents, Keys, check_case, check_event, check_events, id_of
from serve.evidence.contents import CaseIn, EventIn, ExaminationIn, ManifestIn, ReleasesIn, document_in
from serve.evidence.domain import (
    CASE,
    EVENTS,
    MANIFEST,
    PROOF,
    RELEASES,
    ArchivePart,
    BundleRefusedError,
    in_order,
    photo_name,
    verdict_name,
)
from serve.evidence.findings import Findings, TooManyFaultsError, Verified
from serve.evidence.permissions import EvidenceAction
from serve.evidence.replaying import NotReplayableError, Replay, ReplayReleases, check_verdict, replay

CHANGED = message("was changed: its SHA-256 is {found}, not {listed}")

T = TypeVar("T", bound=BaseModel)
LONGEST_KEY = 4096  # bytes


def verify(file: BinaryIO, keys: Keys | None, releases: ReplayReleases | None) -> Verified:
    """The faults of a bundle.

    Args:
        file: the bundle, seekable.
        keys: the trusted ones; None to trust those in the bundle.
        releases: for replaying the verdicts; None to skip that.
    """
    found = Findings()
    archive = _read(file)
    verification = _Verification(found, archive, keys, releases)
    with suppress(TooManyFaultsError):
        verification.run()
    return verification.result()


def _read(file: BinaryIO) -> BundleArchive:
    """The ZIP; if it has faults, the names that the manifest lists show which names were changed."""
    archive = read_archive(file)
    if archive.is_broken or not archive.faults:
        return archive
    try:
        listed = document_in(archive, MANIFEST, ManifestIn).files
    except BundleRefusedError:
        return archive
    return read_archive(file, in_order(each.name for each in listed))


class _Verification:
    def __init__(
        self, found: Findings, archive: BundleArchive, keys: Keys | None, releases: ReplayReleases | None
    ) -> None:
        self._found = found
        self._archive = archive
        self._are_trusted = keys is not None
        self._keys: Keys = self._bundled_keys() if keys is None else keys
        self._releases = releases
        self._recorded = CaseEvents()
        self._signed_by: set[str] = set()
        self._replayed = 0
        self._certificate = ""

    def result(self) -> Verified:
        names = self._archive.entries
        return Verified(
            faults=tuple(self._found.faults),
            remarks=tuple(self._found.remarks),
            events=self._recorded.count,
            photos=sum(name.startswith("photos/") for name in names),
            verdicts=sum(name.startswith("verdicts/") for name in names),
            replayed=self._replayed,
            not_replayed=tuple(self._found.not_replayed),
            keys=tuple(sorted(self._recorded.keys | self._signed_by)),
            key_trusted=self._are_trusted,
            certificate=self._certificate,
        )

    def run(self) -> None:
        """Raises TooManyFaultsError."""
        for fault in self._archive.faults:
            self._found.add(*fault)
        if self._archive.is_broken:
            return
        proof = self._found.attempt(lambda: document_in(self._archive, PROOF, EventIn))
        manifest = self._manifest(proof)
        self._check_files(manifest)
        case = self._read_sound(CASE, CaseIn)
        listed = self._read_sound(RELEASES, ReleasesIn)
        if proof is not None:
            self._check_proof(proof, manifest)
        if case is not None and not self._found.is_spoilt(EVENTS):
            self._check_events(case, proof, manifest)
        if case is not None:
            self._check_belonging(case)
            if self._releases is not None and listed is not None and not self._found.is_spoilt(EVENTS):
                self._replay(case, self._releases, listed)

    def _bundled_keys(self) -> Keys:
        names = [name for name in self._archive.entries if name.startswith("keys/")]
        contents = []
        for name in names:
            with suppress(BundleRefusedError):
                stem = name.removeprefix("keys/").removesuffix(".pub")
                contents.append((stem, self._archive.read(name, LONGEST_KEY)))
        return keys_among(contents)

    def _manifest(self, proof: EventIn | None) -> ManifestIn | None:
        """The manifest; None if it can't be trusted."""
        manifest = self._found.attempt(lambda: document_in(self._archive, MANIFEST, ManifestIn))
        entry = self._archive.entries.get(MANIFEST)
        if proof is None or entry is None or recomputed(proof.signed.event) != proof.digest:
            return manifest  # what is wrong with the proof is named later
        if details_of(proof.signed.event).get("manifest_sha256") != entry.sha256:
            self._found.add(MANIFEST, message("is not the one that the export in proof.json was signed for"))
            return None
        return manifest

    def _check_files(self, manifest: ManifestIn | None) -> None:
        if manifest is not None:
            self._check_listed(manifest)
        for entry in self._archive.entries.values():
            if entry.name.startswith("photos/") and entry.sha256 not in entry.name:
                self._add_unless_spoilt(entry.name, message("is not the photo that it is named for"))
            if not entry.fits:
                self._add_unless_spoilt(entry.name, message("was changed, or the checksum of it in the ZIP was"))

    def _check_listed(self, manifest: ManifestIn) -> None:
        entries, listed = self._archive.entries, {each.name: each for each in manifest.files}
        if [each.name for each in manifest.files] != sorted(listed):
            self._found.add(MANIFEST, message("does not list each file once, in order"))
        expected = in_order(listed)
        for name in sorted(set(expected) - set(entries)):
            self._found.add(name, message("is not in the bundle"))
        for name in sorted(set(entries) - set(expected)):
            self._found.add(name, message("is not listed in manifest.json"))
        if list(entries) != expected and set(entries) == set(expected):
            self._found.add(ArchivePart.ZIP, message("its files are not in their order"))
        for name in sorted(set(listed) & set(entries)):
            if (entries[name].sha256, entries[name].size) != (listed[name].sha256, listed[name].size):
                words = CHANGED.of(found=entries[name].sha256, listed=listed[name].sha256)
                self._add_unless_spoilt(name, words)

    def _add_unless_spoilt(self, name: str, words: Wording) -> None:
        if not self._found.is_spoilt(name):
            self._found.add(name, words)

    def _read_sound(self, name: str, kind: type[T]) -> T | None:
        """The contents of a file; None if it already has a fault."""
        if self._found.is_spoilt(name):
            return None
        return self._found.attempt(lambda: document_in(self._archive, name, kind))

    def _check_proof(self, proof: EventIn, manifest: ManifestIn | None) -> None:
        event = proof.signed.event
        self._signed_by.add(proof.key)
        check_event(self._found, PROOF, proof.signed, self._keys)
        if not self._found.is_spoilt(PROOF):
            self._certificate = str(details_of(event).get("certificate_sha256", ""))
        if event.action != EvidenceAction.CASE_EXPORT or (manifest is not None and event.subject != manifest.case.id):
            self._found.add(PROOF, message("is not the export of this case"))
        if manifest is not None:
            head = manifest.log_head.head
            self._signed_by.add(head.key)
            if head.key in self._keys and not signed(head, self._keys):
                self._found.add(MANIFEST, message("names an end of the audit log with an invalid signature"))

    def _check_events(self, case: CaseIn, proof: EventIn | None, manifest: ManifestIn | None) -> None:
        recorded = self._found.attempt(lambda: check_events(self._found, self._archive, case, self._keys))
        if recorded is None:
            return
        self._recorded = recorded
        if manifest is not None:
            if (manifest.case.id, manifest.case.number) != (id_of(case.case), case.case.get("number")):
                self._found.add(CASE, message("is another case than the one in manifest.json"))
            if manifest.log_head.number < recorded.last:
                self._found.add(EVENTS, message("has events from after the bundle's view of the log"))
        if proof is not None and not self._found.is_spoilt(PROOF):
            exported = details_of(proof.signed.event).get("events")
            if exported != recorded.count:
                self._found.add(
                    EVENTS,
                    message(
                        "has {count} events, but {exported} were exported", count=recorded.count, exported=str(exported)
                    ),
                )
            if proof.number <= recorded.last:
                self._found.add(EVENTS, message("has events from after the export"))
        if not self._found.is_spoilt(EVENTS):
            check_case(self._found, case, recorded)

    def _check_belonging(self, case: CaseIn) -> None:
        """Check that every photo and verdict of the case is here, and no others."""
        wanted = {verdict_name(each.id) for _, each in case.examinations}
        wanted |= {name for _, each in case.examinations for name in _photos(each)}
        here = {name for name in self._archive.entries if name.startswith(("photos/", "verdicts/"))}
        for name in sorted(wanted - here):
            self._found.add(name, message("is not in the bundle"))
        for name in sorted(here - wanted):
            self._add_unless_spoilt(name, message("belongs to nothing in the case"))
        for _, examination in case.examinations:
            if not self._found.is_spoilt(verdict_name(examination.id)):
                self._found.attempt(partial(check_verdict, self._archive, examination))

    def _replay(self, case: CaseIn, releases: ReplayReleases, listed: ReleasesIn) -> None:
        by_release: dict[str, list[Replay]] = defaultdict(list)
        for _, examination in case.examinations:
            needed = [verdict_name(examination.id), *_photos(examination)]
            made = self._recorded.made.get(examination.id)
            if made is not None and not any(map(self._found.is_spoilt, needed)):
                by_release[examination.release].append(Replay(examination, made))
        for release, tasks in by_release.items():
            with self._left_out(release):
                examiner = releases.examiner(release, listed.releases.get(release, {}))
                for task in tasks:
                    with self._left_out(release):
                        secret = releases.secret(examiner.release, task.recorded)
                        self._replayed += replay(self._found, self._archive, examiner, task, secret)

    @contextmanager
    def _left_out(self, release: str) -> Iterator[None]:
        """Add why verdicts of a release are not replayed."""
        try:
            yield
        except BundleRefusedError as refused:
            self._found.add(*refused.fault)
        except NotReplayableError as lacking:
            self._found.leave_out(release, lacking.message)


def _photos(examination: ExaminationIn) -> list[str]:
    return [photo_name(photo.sha256, photo.media_type) for photo in examination.photos]
