"""Which photos of all right holders' entries a photo is a copy of. What it finds is for the operator alone.

Every process has the hashes of all assessed photos in memory, and adds those that others assessed since before it
searches (docs/decisions/0038-near-duplicates.md). Photos whose hashes are near are compared pixel by pixel: few for
each photo, however many are equal to it.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
from PIL import Image

from model.copy_index import CopyCandidate, CopyIndex
from model.file_header import traits_in
from model.file_shortcuts import FileTraits
from model.fingerprints import AS_IT_IS, THUMBNAIL, Fingerprints, FingerprintView, Grey, fingerprints
from model.formats import IntakeLimits
from model.intake import Picture, read_picture
from model.overlay import Match, Overlay, overlays
from model.reduction import resized
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.review.work import ReviewWork

LARGE = 960  # pixels, longest side, at which small differences between two labels are looked for
SLOWEST = timedelta(minutes=2)  # from the time that an assessment has until others see it
WELL = 0.98  # the correlation of 9 of 10 blocks at which no better overlay is looked for
DECODED = 480  # pixels, longest side, of the picture that a thumbnail is made of
MOST_OF_ENTRY = 3  # photos of one entry that a photo is compared with: the others would say the same of that entry


class AssessedPhoto(NamedTuple):
    """A photo of an entry that was assessed before: the id of the entry, and the photo's index in it."""

    entry_id: str
    photo: int


@dataclass
class CopyLookup:
    """The hashes of all assessed photos. Safe to call from several threads."""

    work: Works[ReviewWork]
    _hashes: CopyIndex = field(default_factory=CopyIndex)
    _photos: list[AssessedPhoto] = field(default_factory=list)
    _entries: set[str] = field(default_factory=set)
    _read_until: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def candidates(self, asked: Fingerprints, entry_id: str) -> list[tuple[AssessedPhoto, CopyCandidate]]:
        """The photos of other entries that a photo may be a copy of, the nearest first; few of each entry."""
        proposed: Counter[str] = Counter()

        def counts(number: int) -> bool:
            other = self._photos[number].entry_id
            proposed[other] += 1
            return other != entry_id and proposed[other] <= MOST_OF_ENTRY

        with self._lock:
            found = self._hashes.candidates(asked.asked, counts)
            return [(self._photos[each.photo], each) for each in found]

    def follow(self) -> None:
        """Add what was assessed since.

        Raises:
            StorageError: the database does not answer.
        """
        with self._lock, self.work.look(SYSTEM) as work:
            for entry_id, at, hashes in work.queue.assessed_since(self._read_until - SLOWEST):
                if entry_id not in self._entries:
                    self.add(entry_id, hashes)
                self._read_until = max(self._read_until, at)

    def add(self, entry_id: str, hashes: Sequence[bytes]) -> None:
        """Add the photos of an entry by their hashes, as they are kept."""
        stored = np.frombuffer(b"".join(hashes), np.uint64)
        with self._lock:
            self._entries.add(entry_id)
            self._hashes.add(stored)
            self._photos += [AssessedPhoto(entry_id, index) for index in range(len(hashes))]


def grey_of(content: bytes, limits: IntakeLimits, longest_side: int = THUMBNAIL) -> Grey:
    """A photo without colour, at the size at which copies are looked for, as `shingan-train validate` sees it.

    Raises:
        PhotoRejectedError: it can't be read.
    """
    return _grey(read_picture(content, longest_side=max(DECODED, longest_side), limits=limits), longest_side)


def _grey(picture: Picture, longest_side: int) -> Grey:
    image = resized(Image.fromarray(picture.pixels), picture.full_size, longest_side)
    return np.asarray(image.convert("L"))


class PhotoProperties(NamedTuple):
    """What the service finds out about a photo, with no one telling it."""

    prints: Fingerprints
    file_traits: FileTraits


def looked_at(content: bytes, limits: IntakeLimits) -> PhotoProperties:
    """The fingerprints of a photo, and what its file says.

    Raises:
        PhotoRejectedError: it can't be read.
    """
    picture = read_picture(content, longest_side=DECODED, limits=limits)
    return PhotoProperties(fingerprints(_grey(picture, THUMBNAIL)), traits_in(content, picture))


def copy_of(one: Grey, other: Grey, matches: Iterable[Match]) -> Overlay | None:
    """How one photo lies over another of which it is a copy; None if it is none."""
    if np.array_equal(one, other):
        return Overlay(Match(0, FingerprintView(), FingerprintView(), AS_IT_IS), np.eye(2, 3), 1.0)
    best: Overlay | None = None
    for overlay in (each for match in matches for each in overlays(one, other, match)):
        best = overlay if best is None or overlay.agreement > best.agreement else best
        if best.agreement >= WELL:
            break
    return best
