"""Finds copies of one photo among many: by their fingerprints, then by alignment."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import numpy as np

from training.validate.fingerprints import AS_IT_IS, ORIENTATIONS, Grey, Part
from training.validate.hash_index import HashIndex
from training.validate.overlay import Match, is_copy
from training.validate.photo import Photo

COMPARED = (  # parts that are compared with one another
    (Part.WHOLE, Part.UNFRAMED, Part.INNER),
    (Part.TOP, Part.BOTTOM, Part.LEFT, Part.RIGHT),
)
MAX_DIFFERENCE = 4.0  # grey levels, mean over the small pictures, brightness set alike
MOST_PHOTOS, MOST_MATCHES = 20, 3  # laid over one photo, the nearest first; and tried of two photos
KEPT = 512  # decoded photos
Pair = tuple[Photo, Photo]


def copies(photos: Sequence[Photo], grey_of: Callable[[Photo], Grey]) -> Iterator[Pair]:
    """Pairs of photos of different items that show nearly the same picture, in the photos' order.

    Args:
        photos: among which to look.
        grey_of: decodes a photo again, as `photo.grey_thumbnail` does.
    """
    if not photos:
        return
    kept = lru_cache(KEPT)(lambda index: grey_of(photos[index]))
    fingerprints = _Fingerprints(photos)
    for index, photo in enumerate(photos):
        near = fingerprints.near(index)
        same = {other for other in near if _looks_same(photo, photos[other], near[other])}
        nearest = sorted(near.keys() - same, key=lambda other: (min(near[other]), other))[:MOST_PHOTOS]
        for other in nearest:
            matches = sorted(near[other])[:MOST_MATCHES]
            if any(is_copy(kept(other), kept(index), match) for match in matches):
                same.add(other)
        yield from ((photos[other], photo) for other in sorted(same))


class _Fingerprints:
    """The fingerprints of photos, to be asked which are near to one's."""

    def __init__(self, photos: Sequence[Photo]) -> None:
        self._photos = photos
        self._indexes = [
            HashIndex(np.stack([photo.fingerprints[list(parts), AS_IT_IS] for photo in photos]).ravel())
            for parts in COMPARED
        ]

    def near(self, index: int) -> dict[int, list[Match]]:
        """Earlier photos of other items whose fingerprints are near to a photo's, with what matches."""
        photo, found = self._photos[index], defaultdict[int, list[Match]](list)
        for parts, hashes in zip(COMPARED, self._indexes, strict=True):
            near = hashes.near(photo.fingerprints[list(parts)].ravel())
            for asked, place, distance in zip(*map(np.ndarray.tolist, near), strict=True):
                (other, part), (asked_part, orientation) = divmod(place, len(parts)), divmod(asked, len(ORIENTATIONS))
                if other < index and self._photos[other].row.item != photo.row.item:
                    found[other].append(Match(distance, parts[part], parts[asked_part], orientation))
        return found


def _looks_same(one: Photo, other: Photo, matches: Sequence[Match]) -> bool:
    """Whether two photos match as they are, and their small pictures do; a change of brightness doesn't count."""
    if not any(match[1:] == (Part.WHOLE, Part.WHOLE, AS_IT_IS) for match in matches):
        return False
    levels = [photo.small - photo.small.mean(dtype=np.float32) for photo in (one, other)]
    return bool(np.abs(levels[0] - levels[1]).mean() <= MAX_DIFFERENCE)
