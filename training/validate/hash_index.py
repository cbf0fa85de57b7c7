"""Hashes that are near one another, found in nearly linear time.

Multi-index hashing (Norouzi, Punjani and Fleet 2012): hashes at most 7 bits apart agree, up to one bit, in at least one
of their four 16-bit bands. So only hashes that meet in a band are compared.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BANDS = 4  # of 16 bits each
VALUES = 2**16  # of a band
FLIPS = np.array((0, *(1 << bit for bit in range(16))), dtype=np.uint16)
MAX_DISTANCE = 7  # bits: four bands, each searched to one bit, find every pair up to here
Hashes = NDArray[np.uint64]
Places = NDArray[np.intp]


class Near(NamedTuple):
    """Pairs of hashes that are near: places among those asked for and among those indexed, and distances in bits."""

    asked: Places
    found: Places
    distances: NDArray[np.intp]


class HashIndex:
    """Hashes by the values of their bands; a hash of 0 stands for none.

    Args:
        hashes: (hashes,).
    """

    def __init__(self, hashes: Hashes) -> None:
        self._hashes = hashes
        there = np.flatnonzero(hashes)
        bands = _bands(hashes[there])
        orders = [np.argsort(bands[:, band], kind="stable") for band in range(BANDS)]
        self._by_value = [there[order] for order in orders]
        self._starts = [np.searchsorted(bands[order, band], np.arange(VALUES + 1)) for band, order in enumerate(orders)]

    def near(self, asked: Hashes) -> Near:
        """The indexed hashes that are near to one of those asked for, (hashes,), each pair once."""
        places = np.flatnonzero(asked)
        met = np.concatenate([self._met(places, asked[places], band) for band in range(BANDS)], axis=1)
        of, found = np.unique(met, axis=1)
        distances = np.bitwise_count(self._hashes[found] ^ asked[of]).astype(np.intp)
        is_near = distances <= MAX_DISTANCE
        return Near(of[is_near], found[is_near], distances[is_near])

    def _met(self, places: Places, hashes: Hashes, band: int) -> Places:
        """(2, pairs): places of hashes asked for, and of those that agree with them in a band, up to one bit."""
        values = (_bands(hashes)[:, band, np.newaxis] ^ FLIPS).ravel().astype(np.intp)
        starts, ends = self._starts[band][values], self._starts[band][values + 1]
        counts = ends - starts
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        found = self._by_value[band][np.repeat(starts, counts) + within]
        return np.stack([np.repeat(np.repeat(places, len(FLIPS)), counts), found])


def _bands(hashes: Hashes) -> NDArray[np.uint16]:
    return np.ascontiguousarray(hashes).view(np.uint16).reshape(-1, BANDS)
