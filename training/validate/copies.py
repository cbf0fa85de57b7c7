"""Finds copies of one picture among many while their files are read: by fingerprints, then by alignment.

The work for a photo is bounded, however many are alike: at most `MOST_COMPARED` earlier photos are compared with it,
the nearest first, and none that a chain of copies joins to it already. So a thousand copies of one picture are a chain
of a thousand pairs, and not half a million pairs.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from scipy.cluster.hierarchy import DisjointSet

from model.copy_index import CopyCandidate, CopyIndex
from model.fingerprints import THUMBNAIL, Fingerprints, Grey
from model.overlay import Match, Overlay, overlays
from model.tells import differs_in_a_place
from training.manifest import Row
from training.validate.photo import Photo, grey_picture

MOST_COMPARED = 10  # photos; the picture that one is a copy of was the third nearest at worst, among 544 of one artwork
KEPT = 1024  # grey thumbnails, 64 kB each at most
LARGE = 960  # pixels, longest side, at which small differences between two labels are looked for
WELL = 0.98  # the correlation of 9 of 10 blocks at which no better overlay is looked for


class PhotoCopy(NamedTuple):
    """Two photos, by their places among those that were added, whose files show nearly the same picture."""

    one: int
    other: int


class Copies:
    """The photos with other bytes than all others, in the order in which they were added, and copies among them.

    Attributes:
        photos: one of each file.
        alike: copies with one label.
        conflicts: copies under two labels that differ only in what saving again changes.
    """

    def __init__(self, read: Callable[[Row], bytes]) -> None:
        """Begin with no photo.

        Args:
            read: the bytes of a row's image, for photos that are no longer kept.
        """
        self.photos: list[Photo] = []
        self.alike: list[PhotoCopy] = []
        self.conflicts: list[PhotoCopy] = []
        self._read = read
        self._index = CopyIndex()
        self._thumbnails = _Kept(lambda number: self._grey(number, THUMBNAIL))
        self._joined = {True: _Chains(), False: _Chains()}  # by whether the labels are one

    def add(self, photo: Photo, prints: Fingerprints, grey: Grey) -> None:
        """Compare a photo with earlier ones of other items, and add it.

        Args:
            photo: its file has other bytes than those that were added.
            prints: of its thumbnail.
            grey: the thumbnail.
        """
        number, row = len(self.photos), photo.row
        self.photos.append(photo)
        self._thumbnails.keep(number, grey)
        others = self._index.candidates(
            prints.asked, lambda other: self.photos[other].row.item != row.item, MOST_COMPARED
        )
        self._index.add(prints.stored)
        for candidate in others:
            self._compare(candidate, number)

    def groups(self, pairs: Sequence[PhotoCopy]) -> list[list[int]]:
        """The photos that pairs join, in their order; the group with the first photo is first."""
        chains = _Chains()
        for pair in pairs:
            chains.join(pair)
        return chains.groups()

    def _compare(self, candidate: CopyCandidate, number: int) -> None:
        pair, matches = PhotoCopy(candidate.photo, number), candidate.matches
        one, other = (self.photos[each] for each in pair)
        is_one_label = one.row.label is other.row.label
        if self._joined[is_one_label].joins(pair) or not (is_one_label or _may_conflict(one, other)):
            return
        found = self._overlays(pair, matches)
        first = next(found, None)
        if first is None:
            return
        if is_one_label or self._is_only_saved_again(pair, first, found):
            (self.alike if is_one_label else self.conflicts).append(pair)
            self._joined[is_one_label].join(pair)

    def _is_only_saved_again(self, pair: PhotoCopy, first: Overlay, others: Iterator[Overlay]) -> bool:
        """Whether the two files of a copy differ only in what compression, resizing and the like change."""
        best = _best(first, others)
        return not differs_in_a_place(self._grey(pair.one, LARGE), self._grey(pair.other, LARGE), best)

    def _overlays(self, pair: PhotoCopy, matches: Sequence[Match]) -> Iterator[Overlay]:
        """The ways in which one photo lies over the other, each looked for when it is asked for."""
        greys = self._thumbnails.of(pair.one), self._thumbnails.of(pair.other)
        return (each for match in matches for each in overlays(*greys, match))

    def _grey(self, number: int, longest_side: int) -> Grey:
        return grey_picture(self._read(self.photos[number].row), longest_side)


def _may_conflict(one: Photo, other: Photo) -> bool:
    """Whether two files of different labels have different thumbnails.

    Saving a picture again changes its thumbnail: where it stays the same, a few pixels were changed on purpose.
    """
    return one.look.pixels_digest != other.look.pixels_digest


def _best(first: Overlay, others: Iterator[Overlay]) -> Overlay:
    """The first overlay at which the pictures agree well; else the one at which they agree most."""
    best = first
    while best.agreement < WELL and (other := next(others, None)) is not None:
        best = max(best, other, key=lambda overlay: overlay.agreement)
    return best


class _Kept:
    """Thumbnails: those that were asked for last are kept, others are decoded again."""

    def __init__(self, decode: Callable[[int], Grey]) -> None:
        self._decode = decode
        self._kept: OrderedDict[int, Grey] = OrderedDict()

    def keep(self, number: int, grey: Grey) -> None:
        self._kept[number] = grey
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def of(self, number: int) -> Grey:
        if number not in self._kept:
            self.keep(number, self._decode(number))
        self._kept.move_to_end(number)
        return self._kept[number]


class _Chains:
    """Photos that copies join, directly or through others."""

    def __init__(self) -> None:
        self._sets: DisjointSet = DisjointSet()

    def join(self, pair: PhotoCopy) -> None:
        for each in pair:
            self._sets.add(each)
        self._sets.merge(*pair)

    def joins(self, pair: PhotoCopy) -> bool:
        return all(each in self._sets for each in pair) and bool(self._sets.connected(*pair))

    def groups(self) -> list[list[int]]:
        return sorted(sorted(group) for group in self._sets.subsets())
