"""Opens every image once, and checks that it exists, is unchanged, readable and large enough."""

import hashlib
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from model.datasets.findings import DataFinding, error, warning
from model.errors import PhotoRejectedError
from training.errors import ManifestError
from training.manifest import Manifest, Row
from training.validate.copies import Copies
from training.validate.photo import Look, Photo, PhotoFacts, look_at
from training.validate.refusals import Refusal, refusal, refused
from training.validate.report import examples

MIN_SIDE = 160  # pixels; below it a point that takes a twentieth of the picture's width is under 8 pixels
THREADS = 4  # decoding releases the GIL; with more threads the rest of the work holds it
AT_ONCE = 256  # rows whose files may be read before the first of them is needed

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Opened:
    """What was found in the files.

    Attributes:
        photos: those that could be read, in the manifest's order.
        findings: what is wrong with the others.
        copies: which files show nearly the same picture.
    """

    photos: tuple[Photo, ...]
    findings: tuple[DataFinding, ...]
    copies: Copies


def open_photos(manifest: Manifest, progress: Progress | None = None) -> Opened:
    """Open every row's image; rows whose files have the same bytes share one decoding.

    Args:
        manifest: whose rows to look at.
        progress: called with (done, total) after each photo.
    """
    looks = _Looks(manifest)
    photos: list[Photo] = []
    refusals: list[Refusal] = []
    with warnings.catch_warnings(), ThreadPoolExecutor(THREADS) as threads:
        warnings.simplefilter("ignore")  # Pillow's, about odd metadata; the filter counts for all threads
        for number, row in enumerate(_opened(manifest, looks, threads), start=1):
            if isinstance(row, Refusal):
                refusals.append(row)
            else:
                photos.append(looks.keep(row))
            if progress:
                progress(number, len(manifest.rows))
    findings = (*refused(refusals, manifest.folder), *_changed(photos), *_small(photos))
    return Opened(tuple(photos), findings, looks.copies)


@dataclass(frozen=True)
class _Seen:
    """A row and its file; looked: None for a file with the same bytes as an earlier one."""

    row: Row
    sha256: str
    looked: PhotoFacts | None


class _Looks:
    """What is known of the files so far, each with other bytes once."""

    def __init__(self, manifest: Manifest) -> None:
        self.copies = Copies(lambda row: read_image(manifest, row))
        self._looks: dict[str, Look] = {}

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._looks

    def keep(self, seen: _Seen) -> Photo:
        """A row with what is known of its file."""
        if seen.looked is None or seen.sha256 in self._looks:
            return Photo(seen.row, self._looks[seen.sha256])
        photo = Photo(seen.row, seen.looked.look)
        self._looks[seen.sha256] = photo.look
        self.copies.add(photo, seen.looked.fingerprints, seen.looked.grey)
        return photo


def _opened(manifest: Manifest, looks: _Looks, threads: ThreadPoolExecutor) -> Iterator[_Seen | Refusal]:
    """The rows in their order, few at once: a manifest may have a million."""
    for start in range(0, len(manifest.rows), AT_ONCE):
        yield from threads.map(lambda row: _open(manifest, row, looks), manifest.rows[start : start + AT_ONCE])


def _open(manifest: Manifest, row: Row, looks: _Looks) -> _Seen | Refusal:
    data = b""
    try:
        data = read_image(manifest, row)
        sha256 = hashlib.sha256(data).hexdigest()
        return _Seen(row, sha256, None if sha256 in looks else look_at(data, sha256))
    except (ManifestError, OSError, PhotoRejectedError) as fault:
        return refusal(row, fault, data)


def read_image(manifest: Manifest, row: Row) -> bytes:
    """The bytes of a row's image.

    Raises:
        ManifestError: its path leads out of the manifest's folder.
        OSError: it is not there, or not a file.
    """
    return manifest.path_of(row).read_bytes()


def _changed(photos: list[Photo]) -> Iterator[DataFinding]:
    rows = [photo.row for photo in photos if photo.row.sha256 not in {None, photo.look.sha256}]
    if rows:
        cure = "put the original back, or correct the digest"
        text = f"{examples(row.image for row in rows)}: not the bytes that the sha256 column names; {cure}"
        yield error("digest-mismatch", (row.number for row in rows), text)


def _small(photos: list[Photo]) -> Iterator[DataFinding]:
    rows = [photo.row for photo in photos if photo.look.shortest_side < MIN_SIDE]
    if rows:
        text = (
            f"{examples(row.image for row in rows)}: a side under {MIN_SIDE} pixels, "
            "too few to show fine print; ask for the originals"
        )
        yield warning("too-small", (row.number for row in rows), text)
