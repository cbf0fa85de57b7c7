"""Replays the verdicts of a bundle, from its photos and the releases that gave them."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from model.errors import ReleaseRefusedError, ShinganError
from model.examiner import Examiner, ExaminerLimits
from model.messages import message
from model.release import Release, load_release
from model.verdict import Reader
from serve.evidence.archive import BundleArchive
from serve.evidence.comparing import VerdictComparison, other_readers
from serve.evidence.contents import ExaminationIn
from serve.evidence.domain import RELEASES, BundleFault, BundleRefusedError, photo_name, verdict_name
from serve.evidence.findings import Findings
from serve.examinations.domain import PhotoUpload
from serve.examinations.examining import ExaminationRequest, examine
from serve.platform.errors import UploadRejectedError
from serve.releases.keys import file_of, keys_in
from serve.releases.shelf import Shelf, id_of

# Translators: {words} is what differs in a replayed verdict, {readers} which readers of codes and text differ.
WITH_OTHERS = message("{words}; {readers}")

LONGEST_VERDICT = 1 << 20  # bytes
OF_THE_MACHINE = frozenset({"photo-format-unsupported", "photo-too-large"})  # a photo that another machine may read


class NotReplayableError(ShinganError):
    """Verdicts can't be replayed here; nothing is known against the bundle. The message says what is lacking."""


class Replay(NamedTuple):
    """One verdict to be replayed.

    Attributes:
        recorded: what the audit log has of it.
    """

    examination: ExaminationIn
    recorded: Mapping[str, Any]


class ReplayReleases:
    """The releases of a verifier, each loaded on first use, one at a time in memory.

    Args:
        folders: of releases, searched first; a release's key may be in a file beside its folder.
        shelf: searched next.
        limits: of an examination.
        key_files: other files that may have keys.
    """

    def __init__(
        self, folders: list[Path], shelf: Shelf, limits: ExaminerLimits, key_files: Sequence[Path] = ()
    ) -> None:
        self._keys = keys_in([*map(file_of, folders), *key_files])
        self._folders = {id_of(folder): folder for folder in folders}
        self._shelf = shelf
        self._limits = limits

    def examiner(self, release_id: str, files: Mapping[str, str]) -> Examiner:
        """The examiner of a release.

        Args:
            release_id: of the release.
            files: the digests of its files, as the bundle has them.

        Raises:
            NotReplayableError: it is not here, or damaged.
            BundleRefusedError: its files are not those that the bundle lists.
        """
        folder = self._folders.get(release_id) or self._shelf.find(release_id)
        if folder is None:
            raise NotReplayableError(
                message("the release {release} is not here; name its folder with --release", release=release_id)
            )
        try:
            release = load_release(folder)
        except ReleaseRefusedError as refused:
            raise NotReplayableError(
                message("the release {release} can't be used: {refused}", release=release_id, refused=refused.message)
            ) from refused
        if files and dict(release.description.files) != dict(files):
            raise BundleRefusedError(
                BundleFault(RELEASES, message("lists other files than the release {release} has", release=release_id))
            )
        return Examiner(release, self._limits)

    def secret(self, release: Release, recorded: Mapping[str, Any]) -> str:
        """The key of the digests that the audit log has of an examination.

        Raises:
            NotReplayableError: it is not here.
        """
        named = recorded.get("key")
        if named is None:  # of a version without keys
            return release.sha256
        key = self._keys.get(named) if isinstance(named, str) else None
        if key is None:
            raise NotReplayableError(
                message(
                    "the key {named} of the release {release} is not here; name its file with --release-key",
                    named=str(named)[:16],
                    release=release.id,
                )
            )
        return key.secret


def replay(found: Findings, archive: BundleArchive, examiner: Examiner, task: Replay, secret: str) -> bool:
    """Replay a verdict, report how it differs from the bundle's, and return whether it is the same.

    With other readers of codes a verdict may differ although no one changed it. If the readers are not those of the
    record, a remark or the difference says so.

    Raises:
        NotReplayableError: this machine does not read a photo that another one may read.
    """
    name = verdict_name(task.examination.id)
    text = archive.read(name, LONGEST_VERDICT).decode()
    stated = json.loads(text)
    try:
        left_out = task.examination.not_applied
        not_applied = {} if left_out is None else {left_out.product: left_out.rules}
        verdict = examine(examiner, _item(archive, task.examination), not_applied=not_applied)
    except ShinganError as error:
        if _is_of_this_machine(error):
            raise NotReplayableError(message("{name}: {error}", name=name, error=error.message)) from error
        found.add(name, message("could not be replayed: {error}", error=error.message))
        return False
    verdict = replace(verdict, took_ms=stated["took_ms"])
    differences = list(VerdictComparison(verdict, text, stated, examiner.release, task.recorded, secret).differences())
    others = other_readers(verdict.readers, stated)
    for words in differences:
        found.add(name, WITH_OTHERS.of(words=words, readers=others) if others else words)
    if others and not differences:
        found.remark(name, message("is the same, replayed with other readers: {others}", others=others))
    return not differences


def _is_of_this_machine(error: ShinganError) -> bool:
    """Whether a machine with other limits or libraries may read the photos."""
    return isinstance(error, UploadRejectedError) and all(photo.reason.code in OF_THE_MACHINE for photo in error.photos)


def _item(archive: BundleArchive, examination: ExaminationIn) -> ExaminationRequest:
    names = [photo_name(photo.sha256, photo.media_type) for photo in examination.photos]
    uploads = [PhotoUpload(name, partial(_opened, archive, name)) for name in names]
    asked = examination.asked.officer_input
    return ExaminationRequest(uploads, asked.product, asked.views, asked.prior)


def _opened(archive: BundleArchive, name: str) -> io.BytesIO:
    return io.BytesIO(archive.read(name, archive.entries[name].size))


def check_verdict(archive: BundleArchive, examination: ExaminationIn) -> None:
    """Check that a file is a verdict, and of this examination.

    Raises:
        BundleRefusedError: it is not.
    """
    name = verdict_name(examination.id)
    try:
        text = archive.read(name, LONGEST_VERDICT).decode()
        stated = json.loads(text)
        is_whole = json.dumps(stated, ensure_ascii=False, allow_nan=False) == text
        is_of = (stated["release"], [photo["sha256"] for photo in stated["photos"]]) == (
            examination.release,
            [photo.sha256 for photo in examination.photos],
        )
        is_whole &= isinstance(stated["took_ms"], float) and all(
            isinstance(each["id"], str) for each in stated["points"]
        )
        is_whole &= all(isinstance(Reader(**each).name, str) for each in stated.get("readers", ()))
        left_out = examination.not_applied.rules if examination.not_applied else []
        is_by = stated.get("not_applied", []) == left_out
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BundleRefusedError(BundleFault(name, message("is not a verdict"))) from None
    if not is_whole:
        raise BundleRefusedError(BundleFault(name, message("is not written as verdicts are")))
    if not is_of:
        raise BundleRefusedError(
            BundleFault(name, message("is of another release or of other photos than its examination"))
        )
    if not is_by:
        raise BundleRefusedError(
            BundleFault(name, message("names other rules that were not applied than its examination"))
        )
