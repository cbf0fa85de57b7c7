"""Finds photos that are the same, or nearly the same, if that would mislead.

Only the identical picture under two labels is a contradiction: a good counterfeit looks almost like the genuine
article, and near-identical pairs with different labels are the subject of this trade.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from model.intake import read_picture
from training.findings import Finding, error, warning
from training.manifest import Manifest
from training.validate.copies import Pair, copies
from training.validate.files import read_image
from training.validate.fingerprints import Grey
from training.validate.photo import Photo, grey_thumbnail, pixels_digest
from training.validate.report import examples


def check_duplicates(manifest: Manifest, photos: Sequence[Photo]) -> Iterator[Finding]:
    """Same pictures with different labels, in two splits or under two items; near-identical ones likewise."""
    groups = _same_pictures(manifest, photos)
    for group in groups:
        yield from _contradictions(group)
    alike_labels = _grouped((group[0] for group in groups), lambda photo: photo.row.label)
    pairs = [pair for photos_ in alike_labels for pair in copies(photos_, lambda photo: _grey_of(manifest, photo))]
    yield from _near_findings(pairs)


def _grey_of(manifest: Manifest, photo: Photo) -> Grey:
    return grey_thumbnail(read_image(manifest, photo.row))


def _same_pictures(manifest: Manifest, photos: Sequence[Photo]) -> list[list[Photo]]:
    """Photos grouped by what they show, pixel for pixel at full size.

    Equal thumbnails only raise the suspicion: a deviation of few pixels can vanish in them. So those with
    different bytes are decoded again, whole.
    """
    groups: list[list[Photo]] = []
    for alike in _grouped(photos, lambda photo: photo.pixels_digest):
        if len({photo.sha256 for photo in alike}) == 1:
            groups.append(alike)
        else:
            groups += _grouped(alike, lambda photo: _whole_digest(manifest, photo))
    return groups


def _whole_digest(manifest: Manifest, photo: Photo) -> str:
    return pixels_digest(read_picture(read_image(manifest, photo.row), longest_side=photo.longest_side))


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
    within = [pair for pair in pairs if pair[0].row.split == pair[1].row.split]
    across = [pair for pair in pairs if pair[0].row.split != pair[1].row.split]
    if across:
        text = "nearly the same picture in two splits; if they show one object, give it one item and split"
        yield error("near-duplicate-across-splits", _numbers(across), f"{_named(across)}: {text}")
    if within:
        text = "nearly the same picture under two items; if they show one object, give it one item"
        yield warning("near-duplicate-across-items", _numbers(within), f"{_named(within)}: {text}")


def _named(pairs: Sequence[Pair]) -> str:
    return examples(f"rows {one.row.number} and {other.row.number}" for one, other in pairs)


def _numbers(pairs: Sequence[Pair]) -> Iterator[int]:
    return (photo.row.number for pair in pairs for photo in pair)


def _grouped(photos: Iterable[Photo], key: Callable[[Photo], Hashable]) -> list[list[Photo]]:
    groups: dict[Hashable, list[Photo]] = defaultdict(list)
    for photo in photos:
        groups[key(photo)].append(photo)
    return list(groups.values())
