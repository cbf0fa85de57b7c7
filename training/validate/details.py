"""Finds a detail that many counterfeit items of one contributor share and no genuine item of the product shows.

A sticker, a tag or a stamp that one contributor's counterfeits carry is learned in place of the goods, and all that
carries it is then called counterfeit. It is too small for the probes of colours and backgrounds, so keypoints are
compared (SIFT, Lowe 2004, as for registration). A deviation of the goods can be shared as well; it is no finding where
the contributor marked it. Only products of several contributors are searched, as it takes some ten seconds for each.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from model.datasets.findings import DataFinding, error
from model.errors import PhotoRejectedError
from model.intake import read_picture
from model.registration import SIDE, Keypoints, find_keypoints
from training.errors import ManifestError
from training.manifest import Label, Manifest, Row
from training.validate.report import examples

MOST_ITEMS = 16  # of a contributor's counterfeits, and of the product's genuine items
FEWEST_ITEMS = 4  # counterfeit items of one contributor
NEARER = 0.5  # times the distance to the nearest genuine keypoint: as near lies that of another counterfeit item
LEAST_PAIRS = 6  # keypoints that two photos share, to share a detail
WITHIN = 0.15  # of the longest side: they lie as close to one of them as this, on both photos
SHARE = 0.5  # of the contributor's counterfeit items that share the detail


@dataclass(frozen=True, eq=False)
class _Seen:
    """One photo's keypoints outside of what is marked: places (K, 2), and descriptors (K, 128) of length 1."""

    row: Row
    places: NDArray[np.float32]
    descriptors: NDArray[np.float32]


def check_details(manifest: Manifest) -> Iterator[DataFinding]:
    """A finding for each contributor and product with such a detail."""
    shared = _shared(manifest)
    groups: dict[tuple[str, str], list[Row]] = {}
    genuine: dict[str, list[Row]] = {}
    for row in manifest.rows:
        if row.product not in shared:
            continue
        if row.label is Label.COUNTERFEIT:
            groups.setdefault((row.product, row.right_holder), []).append(row)
        else:
            genuine.setdefault(row.product, []).append(row)
    for product, own in groupby(sorted(groups.items()), key=lambda group: group[0][0]):
        several = [(contributor, rows) for (_, contributor), rows in own if _items(rows) >= FEWEST_ITEMS]
        if several and product in genuine:
            ordinary = _look(manifest, _some(genuine[product]))
            for contributor, rows in several:
                yield from _of_contributor(manifest, contributor, rows, ordinary)


def _items(rows: Sequence[Row]) -> int:
    return len({row.item for row in rows})


def _shared(manifest: Manifest) -> set[str]:
    """The products to which more than one contributor has contributed."""
    pairs = {(row.product, row.right_holder) for row in manifest.rows}
    return {product for product, count in Counter(product for product, _ in pairs).items() if count > 1}


def _of_contributor(
    manifest: Manifest, contributor: str, rows: Sequence[Row], ordinary: Sequence[_Seen]
) -> Iterator[DataFinding]:
    if not ordinary:
        return
    seen = _look(manifest, _some(rows))
    items = shared_detail(seen, [photo.descriptors for photo in ordinary])
    looked_at = len({photo.row.item for photo in seen})
    if len(items) < max(FEWEST_ITEMS, SHARE * looked_at):
        return
    found = [row.number for row in rows if row.item in items]
    text = (
        f"{rows[0].product}: {len(items)} of {looked_at} counterfeit items that {contributor or 'no one named'} "
        f"contributed share a detail that no genuine item shows and that is not marked as a point: "
        f"{examples(sorted(items))}. A network learns such a detail, a sticker or a tag, instead of the goods: take it "
        "off and photograph these items again, or mark it where the goods themselves deviate"
    )
    yield error("shortcut-detail", found, text)


def _some(rows: Sequence[Row]) -> list[Row]:
    """The photos of at most `MOST_ITEMS` items, evenly in the order of their ids."""
    items = sorted({row.item for row in rows})
    chosen = set(items[:: -(-len(items) // MOST_ITEMS)])
    return [row for row in rows if row.item in chosen]


def _look(manifest: Manifest, rows: Sequence[Row]) -> list[_Seen]:
    """The photos that can be read, and that show anything."""
    seen = []
    for row in rows:
        try:
            picture = read_picture(manifest.path_of(row).read_bytes(), longest_side=SIDE).pixels
        except (OSError, PhotoRejectedError, ManifestError):
            continue
        keypoints = find_keypoints(picture)
        if len(keypoints.places):
            seen.append(_outside(row, keypoints))
    return seen


def _outside(row: Row, keypoints: Keypoints) -> _Seen:
    """The keypoints that lie in none of the row's marked places."""
    places = keypoints.places / keypoints.size
    kept = np.ones(len(places), np.bool_)
    for mark in row.points:
        if mark.box is not None:
            x, y, width, height = mark.box
            inside = (places >= (x, y)) & (places <= (x + width, y + height))
            kept &= ~inside.all(axis=1)
    descriptors = keypoints.descriptors[kept].astype(np.float32)
    lengths = np.maximum(np.linalg.norm(descriptors, axis=1, keepdims=True), 1.0)
    return _Seen(row, (keypoints.places[kept] / SIDE).astype(np.float32), descriptors / lengths)


def shared_detail(seen: Sequence[_Seen], ordinary: Sequence[NDArray[np.float32]]) -> frozenset[str]:
    """The items that share the detail which most of them share; none if no two do.

    Args:
        ordinary: descriptors of each genuine photo, (K, 128).
    """
    best: frozenset[str] = frozenset()
    limits = [NEARER * _nearest(photo.descriptors, ordinary) for photo in seen]
    for photo, limit in zip(seen, limits, strict=True):
        alike = {other.row.item for other in seen if other.row.item != photo.row.item and _share(photo, limit, other)}
        if len(alike) >= len(best):
            best = frozenset({*alike, photo.row.item}) if alike else best
    return best


def _nearest(descriptors: NDArray[np.float32], ordinary: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """(K,) distances to the nearest of all genuine descriptors."""
    nearest = np.full(len(descriptors), np.inf, np.float32)
    for each in ordinary:
        np.minimum(nearest, _distances(descriptors, each).min(axis=1, initial=np.inf), out=nearest)
    return nearest


def _share(photo: _Seen, limit: NDArray[np.float32], other: _Seen) -> bool:
    """Whether two photos share keypoints that are nearer to each other than to any genuine one, in one small place."""
    if not len(photo.descriptors) or not len(other.descriptors):
        return False
    distances = _distances(photo.descriptors, other.descriptors)
    rows, nearest = np.arange(len(distances)), distances.argmin(axis=1)
    mutual = distances.argmin(axis=0)[nearest] == rows
    pairs = np.flatnonzero(mutual & (distances[rows, nearest] < limit))
    if len(pairs) < LEAST_PAIRS:
        return False
    here, there = photo.places[pairs], other.places[nearest[pairs]]
    close = (_spread(here) < WITHIN) & (_spread(there) < WITHIN)
    return bool(close.sum(axis=1).max() >= LEAST_PAIRS)


def _spread(places: NDArray[np.float32]) -> NDArray[np.float32]:
    """(K, K) distances of places from each other along the axis on which they are farther apart."""
    return np.asarray(np.abs(places[:, np.newaxis] - places[np.newaxis]).max(axis=2), np.float32)


def _distances(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """(K, M) Euclidean distances of unit vectors."""
    squares = np.maximum(2 - 2 * (one @ other.T), 0.0)
    return np.asarray(np.sqrt(squares), np.float32)
