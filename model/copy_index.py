"""An index of photos by their fingerprints: it proposes which ones a photo may be a copy of, `overlay` then decides.

`shingan-train validate` fills it while it reads a data set. A service keeps the stored hashes of each photo in a row,
and every process adds the rows that it has not seen yet before it searches (docs/decisions/0038-near-duplicates.md).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from model.fingerprints import STORED, CopyQuery, Hashes
from model.hash_index import HashIndex
from model.overlay import Match

MOST_PHOTOS, MOST_MATCHES = 20, 3  # proposed of one photo, the nearest first; and matches of each
MOST_PAIRS = 200  # of hashes, the nearest, that are looked through for them


class CopyCandidate(NamedTuple):
    """A photo that another may be a copy of: its number in the index, and the nearest matches first."""

    photo: int
    matches: tuple[Match, ...]


class CopyIndex:
    """Photos, numbered in the order in which they were added."""

    def __init__(self) -> None:
        self._hashes = HashIndex()

    def __len__(self) -> int:
        return len(self._hashes) // len(STORED)

    def add(self, stored: Hashes) -> None:
        """Add photos by the hashes under which they are stored, one photo's behind another's."""
        self._hashes.add(stored)

    def candidates(
        self, asked: CopyQuery, counts: Callable[[int], bool] = lambda _: True, most: int = MOST_PHOTOS
    ) -> tuple[CopyCandidate, ...]:
        """The photos that one may be a copy of, the nearest first.

        Args:
            asked: of the photo.
            counts: whether a photo, by its number, may be proposed; asked once for each, the nearest first.
            most: photos.
        """
        near = self._hashes.near(asked.waves)
        found: dict[int, list[Match]] = {}
        refused: set[int] = set()
        for pair in np.lexsort((near.distances, near.weights))[:MOST_PAIRS].tolist():
            photo, view = divmod(int(near.found[pair]), len(STORED))
            if photo in refused:
                continue
            if photo not in found and (len(found) == most or not counts(photo)):
                refused.add(photo)
                continue
            of, distance = int(near.asked[pair]), int(near.distances[pair])
            found.setdefault(photo, []).append(Match(distance, STORED[view], asked.views[of], asked.orientations[of]))
        return tuple(CopyCandidate(photo, tuple(matches[:MOST_MATCHES])) for photo, matches in found.items())
