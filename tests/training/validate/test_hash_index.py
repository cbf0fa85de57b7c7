"""Near hashes are found as a search through all pairs finds them."""

import numpy as np

from training.validate.hash_index import MAX_DISTANCE, HashIndex


def test_every_pair_within_the_distance_is_found_once_and_no_other() -> None:
    rng = np.random.default_rng(0)
    hashes = rng.integers(1, 2**64, 300, dtype=np.uint64)
    flipped = [sum(1 << int(bit) for bit in rng.choice(64, number % 12, replace=False)) for number in range(300)]
    asked = np.concatenate([hashes ^ np.array(flipped, dtype=np.uint64), np.zeros(2, dtype=np.uint64)])
    indexed = np.concatenate([hashes, np.zeros(3, dtype=np.uint64)])  # 0 stands for none, and is near to nothing
    distances = np.bitwise_count(asked[:, np.newaxis] ^ indexed)
    expected = {
        (of, found, distances[of, found])
        for of, found in np.argwhere(distances <= MAX_DISTANCE).tolist()
        if asked[of] and indexed[found]
    }
    near = HashIndex(indexed).near(asked)
    pairs = list(zip(near.asked.tolist(), near.found.tolist(), near.distances.tolist(), strict=True))
    assert len(pairs) == len(set(pairs)) == len(expected) > 100
    assert set(pairs) == expected


def test_an_index_of_nothing_finds_nothing() -> None:
    none = np.zeros(0, dtype=np.uint64)
    assert HashIndex(none).near(np.ones(1, dtype=np.uint64)).asked.size == 0
    assert HashIndex(np.ones(1, dtype=np.uint64)).near(none).asked.size == 0
