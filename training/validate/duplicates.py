"""Finds photos that are the same, or nearly the same, if that would mislead.

A picture under two labels is a contradiction, and so is one that was only saved again, resized or turned. But a
counterfeit can be the genuine picture with a small difference: such pairs are the subject of this trade, and no fault.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from model.datasets.findings import DataFinding, Severity
from model.intake import read_picture
from training.manifest import Manifest
from training.validate.copies import Copies, PhotoCopy
from training.validate.files import Opened, read_image
from training.validate.photo import Photo, pixels_digest
from training.validate.report import examples

MOST_TOLD = 20  # groups of one kind with a finding of their own, those of most rows; one finding names the others
Group = Sequence[Photo]
T = TypeVar("T")


def check_duplicates(manifest: Manifest, opened: Opened) -> Iterator[DataFinding]:
    """Same pictures with different labels, in two splits or under two items; near-identical ones likewise."""
    groups = same_pictures(manifest, opened.photos)
    yield from _same_findings(groups)
    yield from _near_findings(opened, groups)


def near_groups(opened: Opened, pairs: Sequence[PhotoCopy], same: Iterable[Group]) -> list[list[Photo]]:
    """The photos whose files are copies, directly or through others, and that do not all show the same, pixel by pixel.

    Args:
        opened: the files.
        pairs: copies among them.
        same: the photos by what they show, pixel for pixel.
    """
    files = _files(opened.copies, pairs)
    pictures = {photo.look.sha256: number for number, group in enumerate(same) for photo in group}
    rows = _grouped((photo for photo in opened.photos if photo.look.sha256 in files), _sha256)
    by_file = {group[0].look.sha256: group for group in rows}
    return [
        [photo for sha256 in group for photo in by_file[sha256]]
        for group in _joined(opened.copies, pairs)
        if len({pictures[sha256] for sha256 in group}) > 1
    ]


def _files(copies: Copies, pairs: Sequence[PhotoCopy]) -> set[str]:
    return {copies.photos[number].look.sha256 for pair in pairs for number in pair}


def _joined(copies: Copies, pairs: Sequence[PhotoCopy]) -> list[list[str]]:
    """The sha256 of the files that pairs join."""
    return [[copies.photos[number].look.sha256 for number in group] for group in copies.groups(pairs)]


def _sha256(photo: Photo) -> str:
    return photo.look.sha256


def same_pictures(manifest: Manifest, photos: Sequence[Photo]) -> list[list[Photo]]:
    """Photos grouped by what they show, pixel for pixel at full size.

    Equal thumbnails only raise the suspicion: a deviation of few pixels can vanish in them. So those with
    different bytes are decoded again, whole.
    """
    groups: list[list[Photo]] = []
    for alike in _grouped(photos, lambda photo: photo.look.pixels_digest):
        files = _grouped(alike, _sha256)
        if len(files) == 1:
            groups.append(alike)
        else:
            pictures = _grouped(files, lambda file: _whole_digest(manifest, file[0]))
            groups += [[photo for file in picture for photo in file] for picture in pictures]
    return groups


def _whole_digest(manifest: Manifest, photo: Photo) -> bytes:
    return pixels_digest(read_picture(read_image(manifest, photo.row), longest_side=photo.look.longest_side))


@dataclass(frozen=True)
class _Doubt:
    """What is said of photos that show the same.

    Attributes:
        lead: what is wrong with them; {splits} stands for the names of theirs.
        cure: what to do.
        is_near: of pictures that are only nearly the same, which are named by their rows.
    """

    code: str
    severity: Severity
    lead: str
    cure: str
    is_near: bool = False

    def about(self, group: Group) -> DataFinding:
        """A finding on the rows of one group."""
        lead = self.lead.format(splits=" and ".join(_values(group, "split")))
        names = _rows(group) if self.is_near else examples(photo.row.image for photo in group)
        text = f"{names}: {lead}; {self.cure}" if self.is_near else f"{lead}: {names}; {self.cure}"
        return DataFinding(self.code, self.severity, _numbers(group), text)

    def about_others(self, groups: Sequence[Group]) -> DataFinding:
        """One finding on the groups that have none of their own."""
        names = examples(_rows(group) for group in groups)
        lead = self.lead.format(splits="two splits")
        text = f"{len(groups):,} more groups of rows with {lead}: {names}; {self.cure}"
        return DataFinding(self.code, self.severity, _numbers(photo for group in groups for photo in group), text)


SAME_LABELS = _Doubt(
    "label-conflict", Severity.ERROR, "one picture with both labels", "ask the contributor which holds"
)
SAME_SPLITS = _Doubt(
    "duplicate-across-splits", Severity.ERROR, "one picture in {splits}", "figures come out too good; keep one"
)
SAME_ITEMS = _Doubt(
    "duplicate-across-items",
    Severity.WARNING,
    "one picture under several items",
    "one object would count several times; keep one",
)
NEAR_LABELS = _Doubt(
    "near-label-conflict",
    Severity.ERROR,
    "nearly the same picture with both labels",
    "ask the contributor which holds; if a small difference was drawn into one of them, accept this finding",
    is_near=True,
)
NEAR_SPLITS = _Doubt(
    "near-duplicate-across-splits",
    Severity.ERROR,
    "nearly the same picture in two splits",
    "if they show one object, give it one item and split",
    is_near=True,
)
NEAR_ITEMS = _Doubt(
    "near-duplicate-across-items",
    Severity.WARNING,
    "nearly the same picture under two items",
    "if they show one object, give it one item",
    is_near=True,
)


def _same_findings(groups: Iterable[Group]) -> Iterator[DataFinding]:
    doubted: dict[_Doubt, list[Group]] = defaultdict(list)
    for group in groups:
        labels, splits = _values(group, "label"), _values(group, "split")
        if len(labels) > 1:
            doubted[SAME_LABELS].append(group)
        if len(splits) > 1:
            doubted[SAME_SPLITS].append(group)
        elif len(labels) == 1 and len(_values(group, "item")) > 1:
            doubted[SAME_ITEMS].append(group)
    for doubt, its in doubted.items():
        yield from _told(doubt, its)


def _near_findings(opened: Opened, same: Sequence[Group]) -> Iterator[DataFinding]:
    conflicts = near_groups(opened, opened.copies.conflicts, same)
    alike = near_groups(opened, opened.copies.alike, same)
    across = [group for group in alike if len(_values(group, "split")) > 1]
    within = [group for group in alike if len(_values(group, "split")) == 1]
    for doubt, groups in ((NEAR_LABELS, conflicts), (NEAR_SPLITS, across), (NEAR_ITEMS, within)):
        yield from _told(doubt, groups)


def _told(doubt: _Doubt, groups: Sequence[Group]) -> Iterator[DataFinding]:
    """A finding for each group; where there are many, one for all but the largest: a report stays readable."""
    largest = sorted(groups, key=len, reverse=True)
    yield from map(doubt.about, largest[:MOST_TOLD])
    if largest[MOST_TOLD:]:
        yield doubt.about_others(largest[MOST_TOLD:])


def _values(group: Group, column: str) -> list[str]:
    """What the rows have in a column."""
    return sorted({getattr(photo.row, column) for photo in group})


def _numbers(photos: Iterable[Photo]) -> tuple[int, ...]:
    return tuple(sorted(photo.row.number for photo in photos))


def _rows(group: Group) -> str:
    """The numbers of a group's rows, in words."""
    numbers = [str(number) for number in _numbers(group)]
    return "rows " + (" and ".join(numbers) if len(numbers) == 2 else examples(numbers))  # noqa: PLR2004  a pair


def _grouped(values: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    groups: dict[Hashable, list[T]] = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return list(groups.values())
