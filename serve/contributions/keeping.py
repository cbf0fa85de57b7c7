"""Which of the rows that show the same picture stays, where only one of them is to be submitted."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from serve.contributions.image_domain import UNSAID, ContributedImage, Severity


class KeptRow(NamedTuple):
    """A row that stays, and those that are left out for it."""

    kept: ContributedImage
    left_out: Sequence[ContributedImage]


def kept_of_each(images: Iterable[ContributedImage], code: str) -> list[KeptRow]:
    """Which rows stay, of those that one kind of finding names as copies of one another.

    A row is left out only for one that it is itself a copy of. The one without other errors stays; of several, the
    first.
    """
    rows = [image for image in images if image.is_open and not image.given.is_left_out]
    pairs = _pairs(rows, code)
    paired = frozenset[int]().union(*pairs)
    pictures = {row.sha256 for row in rows if row.number in paired}
    of_pairs = [row for row in rows if row.sha256 in pictures]
    left_out: dict[int, list[ContributedImage]] = {}
    kept: list[ContributedImage] = []
    for row in sorted(of_pairs, key=lambda row: (_other_errors(row, code), row.number)):
        stays = next((each for each in kept if _are_copies(each, row, pairs)), None)
        if stays is None:
            kept.append(row)
            left_out[row.number] = []
        else:
            left_out[stays.number].append(row)
    return [KeptRow(row, left_out[row.number]) for row in sorted(kept, key=lambda row: row.number)]


def with_one_kept(images: Sequence[ContributedImage], code: str) -> list[ContributedImage]:
    """The rows, with all but one of each left out."""
    gone = {row.number for each in kept_of_each(images, code) for row in each.left_out}
    left_out = replace(UNSAID, is_left_out=True)
    return [replace(row, given=left_out.over(row.given)) if row.number in gone else row for row in images]


def _pairs(rows: Sequence[ContributedImage], code: str) -> set[frozenset[int]]:
    there = {row.number for row in rows}
    named = (
        (row.number, finding.values.get("row")) for row in rows for finding in row.findings if finding.code == code
    )
    return {frozenset({number, int(other)}) for number, other in named if other in there}


def _other_errors(row: ContributedImage, code: str) -> int:
    return len({each.code for each in row.findings if each.severity is Severity.ERROR and each.code != code})


def _are_copies(one: ContributedImage, other: ContributedImage, pairs: set[frozenset[int]]) -> bool:
    return one.sha256 == other.sha256 or frozenset({one.number, other.number}) in pairs
