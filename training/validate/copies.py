"""Finds copies of one picture among many: by their fingerprints, while files are read, then by alignment."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from model.copy_index import CopyIndex
from model.fingerprints import Fingerprints, Grey
from model.overlay import Match, Overlay, is_copy, overlays
from model.tells import differs_in_a_place

KEPT = 512  # decoded pictures
WELL = 0.98  # the correlation of 9 of 10 blocks at which no better overlay is looked for
Thumbnail = Callable[[str], Grey]


class Proposal(NamedTuple):
    """Two files, by the sha256 of their bytes, that may be copies of one picture; and why."""

    one: str
    other: str
    matches: tuple[Match, ...]


class Proposals:
    """Collects, file by file, what may be a copy of an earlier one; no decoded picture is kept."""

    def __init__(self) -> None:
        self.found: list[Proposal] = []
        self._index = CopyIndex()
        self._digests: list[str] = []
        self._items: list[str] = []

    def add(self, sha256: str, item: str, fingerprints: Fingerprints) -> None:
        """Compare a file with all earlier ones of other items, and add it."""
        candidates = self._index.candidates(fingerprints.asked, lambda photo: self._items[photo] != item)
        self.found += [Proposal(self._digests[each.photo], sha256, each.matches) for each in candidates]
        self._index.add(fingerprints.stored)
        self._digests.append(sha256)
        self._items.append(item)


def copies(proposals: Iterable[Proposal], thumbnail_of: Thumbnail) -> Iterator[Proposal]:
    """The proposals whose files show nearly the same picture.

    Args:
        proposals: of a data set.
        thumbnail_of: decodes the file with a digest again, as `photo.grey_picture` does.
    """
    kept = lru_cache(KEPT)(thumbnail_of)
    for proposal in proposals:
        if any(is_copy(kept(proposal.one), kept(proposal.other), match) for match in proposal.matches):
            yield proposal


def is_only_saved_again(proposal: Proposal, thumbnail_of: Thumbnail, large_of: Thumbnail) -> bool:
    """Whether the two files of a copy differ only in what compression, resizing and the like change.

    Args:
        proposal: of a copy.
        thumbnail_of: as for `copies`.
        large_of: decodes a file at the size at which small differences are looked for.
    """
    best = _best(proposal, thumbnail_of(proposal.one), thumbnail_of(proposal.other))
    return best is not None and not differs_in_a_place(large_of(proposal.one), large_of(proposal.other), best)


def _best(proposal: Proposal, one: Grey, other: Grey) -> Overlay | None:
    """The first overlay at which the pictures agree well; else the one at which they agree most."""
    best: Overlay | None = None
    for overlay in (each for match in proposal.matches for each in overlays(one, other, match)):
        best = overlay if best is None or overlay.agreement > best.agreement else best
        if best.agreement >= WELL:
            break
    return best
