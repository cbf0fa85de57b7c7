"""Finds photos that are the same, or nearly the same, if that would mislead.

A picture under two labels is a contradiction, and so is one that was only saved again, resized or turned. But a
counterfeit can be the genuine picture with a small difference: such pairs are the subject of this trade, and no fault.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from model.datasets.findings import Finding, error, warning
from model.fingerprints import THUMBNAIL, Grey
from model.intake import read_picture
from training.manifest import Manifest
from training.validate.copies import Proposal, copies, is_only_saved_again
from training.validate.files import Opened, read_image
from training.validate.photo import Photo, grey_picture, pixels_digest
from training.validate.report import examples

LARGE = 960  # pixels, longest side, at which small differences between two labels are looked for


def check_duplicates(manifest: Manifest, opened: Opened) -> Iterator[Finding]:
    """Same pictures with different labels, in two splits or under two items; near-identical ones likewise."""
    groups = same_pictures(manifest, opened.photos)
    for group in groups:
        yield from _contradictions(group)
    yield from _near_findings(near_pairs(manifest, opened, groups))


class Pair(NamedTuple):
    """The photos with one file, and those with a copy of it."""

    one: Sequence[Photo]
    other: Sequence[Photo]

    def values(self, column: str) -> frozenset[str]:
        """What the rows have in a column."""
        return frozenset(getattr(photo.row, column) for photo in (*self.one, *self.other))


def near_pairs(manifest: Manifest, opened: Opened, groups: Sequence[Sequence[Photo]]) -> list[Pair]:
    """The files that show nearly the same picture, of different items.

    Under different labels, only those that differ only in what saving again changes.

    Args:
        manifest: of the data set.
        opened: its files.
        groups: the photos by what they show, pixel for pixel.
    """
    files = _Files(manifest, opened.photos, groups)
    found = []
    for each in copies((each for each in opened.proposals if files.differ(each)), files.thumbnail):
        pair = files.pair(each)
        if len(pair.values("label")) == 1 or is_only_saved_again(each, files.thumbnail, files.large):
            found.append(pair)
    return found


class _Files:
    """The photos by the sha256 of their files' bytes, which are decoded again where they are needed."""

    def __init__(self, manifest: Manifest, photos: Sequence[Photo], groups: Sequence[Sequence[Photo]]) -> None:
        self._manifest = manifest
        self._pictures = {photo.look.sha256: number for number, group in enumerate(groups) for photo in group}
        self._photos: Mapping[str, Sequence[Photo]] = {
            group[0].look.sha256: group for group in _grouped(photos, lambda photo: photo.look.sha256)
        }

    def pair(self, proposal: Proposal) -> Pair:
        return Pair(self._photos[proposal.one], self._photos[proposal.other])

    def differ(self, proposal: Proposal) -> bool:
        """Whether two files are of different items and pictures; and, if their labels differ, of different thumbnails.

        Saving a picture again changes its thumbnail: where it stays the same, a few pixels were changed on purpose.
        """
        pair = self.pair(proposal)
        is_one = self._pictures[proposal.one] == self._pictures[proposal.other]
        if is_one or len(pair.values("item")) == 1:
            return False
        is_same = pair.one[0].look.pixels_digest == pair.other[0].look.pixels_digest
        return not is_same or len(pair.values("label")) == 1

    def thumbnail(self, sha256: str) -> Grey:
        return self._grey(sha256, THUMBNAIL)

    def large(self, sha256: str) -> Grey:
        return self._grey(sha256, LARGE)

    def _grey(self, sha256: str, longest_side: int) -> Grey:
        return grey_picture(read_image(self._manifest, self._photos[sha256][0].row), longest_side)


def same_pictures(manifest: Manifest, photos: Sequence[Photo]) -> list[list[Photo]]:
    """Photos grouped by what they show, pixel for pixel at full size.

    Equal thumbnails only raise the suspicion: a deviation of few pixels can vanish in them. So those with
    different bytes are decoded again, whole.
    """
    groups: list[list[Photo]] = []
    for alike in _grouped(photos, lambda photo: photo.look.pixels_digest):
        if len({photo.look.sha256 for photo in alike}) == 1:
            groups.append(alike)
        else:
            groups += _grouped(alike, lambda photo: _whole_digest(manifest, photo))
    return groups


def _whole_digest(manifest: Manifest, photo: Photo) -> bytes:
    return pixels_digest(read_picture(read_image(manifest, photo.row), longest_side=photo.look.longest_side))


def _contradictions(group: Sequence[Photo]) -> Iterator[Finding]:
    rows = [photo.row for photo in group]
    numbers = [row.number for row in rows]
    names = examples(row.image for row in rows)
    labels, splits = sorted({row.label for row in rows}), sorted({row.split for row in rows})
    if len(labels) > 1:
        text = f"one picture with both labels: {names}; ask the contributor which holds"
        yield error("label-conflict", numbers, text)
    if len(splits) > 1:
        text = f"one picture in {' and '.join(splits)}: {names}; figures come out too good; keep one"
        yield error("duplicate-across-splits", numbers, text)
    elif len(labels) == 1 and len({row.item for row in rows}) > 1:
        text = f"one picture under several items: {names}; one object would count several times; keep one"
        yield warning("duplicate-across-items", numbers, text)


def _near_findings(pairs: Sequence[Pair]) -> Iterator[Finding]:
    conflicts = [pair for pair in pairs if len(pair.values("label")) > 1]
    alike = [pair for pair in pairs if len(pair.values("label")) == 1]
    across = [pair for pair in alike if len(pair.values("split")) > 1]
    within = [pair for pair in alike if len(pair.values("split")) == 1]
    if conflicts:
        text = (
            "nearly the same picture with both labels; ask the contributor which holds; "
            "if a small difference was drawn into one of them, accept this finding"
        )
        yield error("near-label-conflict", _numbers(conflicts), f"{_named(conflicts)}: {text}")
    if across:
        text = "nearly the same picture in two splits; if they show one object, give it one item and split"
        yield error("near-duplicate-across-splits", _numbers(across), f"{_named(across)}: {text}")
    if within:
        text = "nearly the same picture under two items; if they show one object, give it one item"
        yield warning("near-duplicate-across-items", _numbers(within), f"{_named(within)}: {text}")


def _named(pairs: Sequence[Pair]) -> str:
    return examples(f"rows {pair.one[0].row.number} and {pair.other[0].row.number}" for pair in pairs)


def _numbers(pairs: Sequence[Pair]) -> Iterator[int]:
    return (photo.row.number for pair in pairs for photo in (*pair.one, *pair.other))


def _grouped(photos: Iterable[Photo], key: Callable[[Photo], Hashable]) -> list[list[Photo]]:
    groups: dict[Hashable, list[Photo]] = defaultdict(list)
    for photo in photos:
        groups[key(photo)].append(photo)
    return list(groups.values())
