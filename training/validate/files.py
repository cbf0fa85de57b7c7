"""Opens every image once, and checks that it exists, is unchanged, readable and large enough."""

import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from model.errors import PhotoRejectedError
from training.errors import ManifestError
from training.findings import Finding, error, warning
from training.manifest import Manifest, Row
from training.validate.photo import Photo, look_at
from training.validate.refusals import Refusal, refusal, refused
from training.validate.report import examples

MIN_SIDE = 160  # pixels; below it a point that takes a twentieth of the picture's width is under 8 pixels
THREADS = 4  # decoding releases the GIL; with more threads the rest of the work holds it

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Opened:
    """The photos that could be read, in the manifest's order, and what is wrong with the others."""

    photos: tuple[Photo, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _OpenedRow:
    """One row's photo, or why there is none."""

    photo: Photo | None
    refused: Refusal | None


def open_photos(manifest: Manifest, progress: Progress | None = None) -> Opened:
    """Open every row's image.

    Args:
        manifest: whose rows to look at.
        progress: called with (done, total) after each photo.
    """
    seen: list[_OpenedRow] = []
    with warnings.catch_warnings(), ThreadPoolExecutor(THREADS) as threads:
        warnings.simplefilter("ignore")  # Pillow's, about odd metadata; the filter counts for all threads
        for one in threads.map(lambda row: _open(manifest, row), manifest.rows):
            seen.append(one)
            if progress:
                progress(len(seen), len(manifest.rows))
    photos = tuple(one.photo for one in seen if one.photo)
    refusals = (one.refused for one in seen if one.refused)
    return Opened(photos, (*refused(refusals, manifest.folder), *_changed(photos), *_small(photos)))


def _open(manifest: Manifest, row: Row) -> _OpenedRow:
    data = b""
    try:
        data = read_image(manifest, row)
        return _OpenedRow(look_at(row, data), None)
    except (ManifestError, OSError, PhotoRejectedError) as fault:
        return _OpenedRow(None, refusal(row, fault, data))


def read_image(manifest: Manifest, row: Row) -> bytes:
    """The bytes of a row's image.

    Raises:
        ManifestError: its path leads out of the manifest's folder.
        OSError: it is not there, or not a file.
    """
    return manifest.path_of(row).read_bytes()


def _changed(photos: tuple[Photo, ...]) -> Iterator[Finding]:
    rows = [photo.row for photo in photos if photo.row.sha256 not in {None, photo.sha256}]
    if rows:
        cure = "put the original back, or correct the digest"
        text = f"{examples(row.image for row in rows)}: not the bytes that the sha256 column names; {cure}"
        yield error("digest-mismatch", (row.number for row in rows), text)


def _small(photos: tuple[Photo, ...]) -> Iterator[Finding]:
    rows = [photo.row for photo in photos if photo.shortest_side < MIN_SIDE]
    if rows:
        text = (
            f"{examples(row.image for row in rows)}: a side under {MIN_SIDE} pixels, "
            "too few to show fine print; ask for the originals"
        )
        yield warning("too-small", (row.number for row in rows), text)
