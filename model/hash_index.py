"""An index of perceptual hashes: those near to a given one are found in nearly constant time, among millions.

Locality-sensitive hashing by sampling bits (Indyk and Motwani 1998). Each table holds some bits of every hash, sorted.
The search knows how far each of its bits is from turning over, so it also looks a table up with its least certain bits
turned over, as long as they are together a small share of the certainty (multi-probe: Lv, Josephson, Wang, Charikar and
Li 2007). Hashes can be added at any time: the newest are
compared one by one, older ones lie in sorted parts, and a part is merged into the one before it as it grows.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.fingerprints import BITS, Hashes, Levels, hashes_of

TABLES, KEY_BITS = 8, 27
UNCERTAIN = 5  # bits of a key that are looked up either way, in all combinations...
MAX_TURNED = 0.005  # ...that turn over at most so much of the certainty of a hash
MAX_DISTANCE = 12  # bits
MAX_WEIGHT = 0.07  # of the certainty of a hash: copies reach 0.061, half of the photos of one artwork lie beyond 0.06
MOST_OF_KEY = 64  # hashes looked at of one key: a key that more photos share tells nothing
NEWEST = 2048  # hashes that are compared one by one
GROWTH = 16  # a sorted part that is not so many times larger than the next takes it in
SEED = 1
Places = NDArray[np.intp]
Keys = NDArray[np.uint32]


class Near(NamedTuple):
    """Pairs of hashes that are near.

    Attributes:
        asked, found: places among those asked for and among those added.
        distances: in bits.
        weights: float32, the share of the certainty of the hash asked for that lies in the bits that differ. A copy
            changes bits that were near to turning over; another photo of the same goods changes any.
    """

    asked: Places
    found: Places
    distances: Places
    weights: Levels


class _Part(NamedTuple):
    """Sorted keys, (TABLES, hashes), the places of their hashes, and where the keys with the same first bits start.

    There are about as many of these starts, (TABLES, 2^n + 1), as hashes: so a key is found in one step.
    """

    keys: Keys
    places: Keys
    starts: Keys


def _sampled() -> NDArray[np.intp]:
    """The bits of each table's keys, (TABLES, KEY_BITS); never the first, the mean brightness."""
    random = np.random.default_rng(SEED)
    return np.stack([1 + np.sort(random.choice(BITS - 1, KEY_BITS, replace=False)) for _ in range(TABLES)])


SAMPLED = _sampled()
VALUES = (1 << np.arange(KEY_BITS)).astype(np.uint32)
CHOICES = (np.arange(2**UNCERTAIN)[:, np.newaxis] >> np.arange(UNCERTAIN) & 1).astype(np.uint32)


class HashIndex:
    """Hashes in the order in which they were added; a hash of 0 stands for none, and is never found."""

    def __init__(self) -> None:
        self._hashes: Hashes = np.zeros(NEWEST, np.uint64)
        self._count = self._sorted = 0
        self._parts: list[_Part] = []

    def __len__(self) -> int:
        return self._count

    def add(self, hashes: Hashes) -> None:
        """Add hashes, (hashes,); they take the next places."""
        count = self._count + len(hashes)
        if count > len(self._hashes):
            grown = np.zeros(max(count, 2 * len(self._hashes)), np.uint64)
            grown[: self._count] = self._hashes[: self._count]
            self._hashes = grown
        self._hashes[self._count : count] = hashes
        self._count = count
        if self._count - self._sorted > NEWEST:
            self._sort()

    def near(self, waves: Levels) -> Near:
        """The hashes within `MAX_DISTANCE` and `MAX_WEIGHT` of one of those asked for, each pair once.

        Only those are found that a key leads to.

        Args:
            waves: (asked, BITS), as in `fingerprints.Asked`.
        """
        asked, certainty = hashes_of(waves), _certainty(waves)
        probes = _probes(asked, certainty)
        met = [_met(part, table, *probes[table]) for part in self._parts for table in range(TABLES)]
        newest = np.arange(self._sorted, self._count)
        every = np.repeat(np.arange(len(asked)), len(newest))
        pairs = np.concatenate([*met, np.stack([every, np.tile(newest, len(asked))])], axis=1)
        distances = np.bitwise_count(self._hashes[pairs[1]] ^ asked[pairs[0]])
        is_near = (distances <= MAX_DISTANCE) & (self._hashes[pairs[1]] != 0) & (asked[pairs[0]] != 0)
        _, first = np.unique(pairs[0, is_near] * self._count + pairs[1, is_near], return_index=True)
        of, found = pairs[:, is_near][:, first]
        weights = _weights(certainty[of], asked[of] ^ self._hashes[found])
        kept = weights <= MAX_WEIGHT
        return Near(of[kept], found[kept], distances[is_near][first][kept].astype(np.intp), weights[kept])

    def _sort(self) -> None:
        """Make the newest hashes a sorted part, and merge parts."""
        places = self._sorted + np.flatnonzero(self._hashes[self._sorted : self._count])
        self._sorted = self._count
        if len(places):
            self._parts.append(_part(_keys(self._hashes[places]), places.astype(np.uint32)))
        while len(self._parts) > 1 and self._parts[-2].keys.shape[1] < GROWTH * self._parts[-1].keys.shape[1]:
            last = self._parts.pop()
            self._parts[-1] = _merged(self._parts[-1], last)


def _certainty(waves: Levels) -> Levels:
    """How certain each bit of hashes is, (hashes, BITS), as shares of the hash's certainty; 0 for a hash of nothing."""
    margins = np.abs(waves)
    return np.asarray(margins / np.maximum(margins.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny), np.float32)


def _weights(certainty: Levels, differences: Hashes) -> Levels:
    """How much of the certainty of hashes, (pairs, BITS), lies in the bits that differ, (pairs,)."""
    return np.asarray(np.einsum("pb,pb->p", certainty, _bits(differences)), np.float32)


def _keys(hashes: Hashes) -> Keys:
    """The keys of hashes, (TABLES, hashes)."""
    bits = _bits(hashes)
    return np.stack([bits[:, sampled] @ VALUES for sampled in SAMPLED])


def _bits(hashes: Hashes) -> NDArray[np.uint8]:
    """The bits of hashes, (hashes, BITS)."""
    return np.unpackbits(hashes.view(np.uint8).reshape(-1, BITS // 8), axis=1)


def _probes(hashes: Hashes, certainty: Levels) -> list[tuple[Keys, Places]]:
    """For each table the keys that it is looked up for, and the place of the hash that each belongs to."""
    of_keys = certainty[:, SAMPLED]  # (hashes, TABLES, KEY_BITS)
    least = np.argpartition(of_keys, UNCERTAIN, axis=2)[:, :, :UNCERTAIN]
    is_probed = np.take_along_axis(of_keys, least, axis=2) @ CHOICES.T.astype(np.float32) <= MAX_TURNED
    keys = _keys(hashes).T[:, :, np.newaxis] ^ VALUES[least] @ CHOICES.T
    return [(keys[:, table][is_probed[:, table]], np.nonzero(is_probed[:, table])[0]) for table in range(TABLES)]


def _part(keys: Keys, places: Keys) -> _Part:
    orders = np.argsort(keys, axis=1, kind="stable")
    return _indexed(np.take_along_axis(keys, orders, axis=1), places[orders])


def _merged(one: _Part, other: _Part) -> _Part:
    """Table by table, so that little is in memory twice."""
    keys = np.empty((TABLES, one.keys.shape[1] + other.keys.shape[1]), np.uint32)
    places = np.empty_like(keys)
    for table in range(TABLES):
        both = np.concatenate([one.keys[table], other.keys[table]])
        order = np.argsort(both, kind="stable")  # timsort: merges two sorted runs
        keys[table] = both[order]
        places[table] = np.concatenate([one.places[table], other.places[table]])[order]
    return _indexed(keys, places)


def _indexed(keys: Keys, places: Keys) -> _Part:
    bits = min(KEY_BITS, keys.shape[1].bit_length())
    firsts = np.arange(2**bits + 1, dtype=np.uint32) << (KEY_BITS - bits)
    return _Part(keys, places, np.stack([np.searchsorted(each, firsts).astype(np.uint32) for each in keys]))


def _met(part: _Part, table: int, wanted: Keys, asked: Places) -> Places:
    """(2, pairs): places of hashes asked for, and of those that a key of theirs leads to."""
    starts = part.starts[table]
    firsts = wanted >> (KEY_BITS - (len(starts) - 1).bit_length() + 1)
    begins = starts[firsts].astype(np.intp)
    counts = np.minimum(starts[firsts + 1] - begins, MOST_OF_KEY)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    at, of = np.repeat(begins, counts) + within, np.repeat(np.arange(len(wanted)), counts)
    is_met = part.keys[table][at] == wanted[of]
    return np.stack([asked[of[is_met]], part.places[table][at[is_met]].astype(np.intp)])
