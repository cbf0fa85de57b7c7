"""Near hashes are found among many, however they were added; others are not."""

import numpy as np

from model.fingerprints import BITS, Levels, hashes_of
from model.hash_index import MAX_DISTANCE, MAX_WEIGHT, NEWEST, HashIndex


def random_waves(count: int, seed: int = 0) -> Levels:
    waves = np.random.default_rng(seed).normal(size=(count, BITS)).astype(np.float32)
    waves[:, 0] = 0
    return waves


def blurred(waves: Levels, noise: float) -> Levels:
    """The frequencies of copies: those near to zero change their sign."""
    random = np.random.default_rng(1)
    changed = waves + noise * random.normal(size=waves.shape).astype(np.float32)
    changed[:, 0] = 0
    return changed


def pairs(index: HashIndex, waves: Levels) -> set[tuple[int, int, int]]:
    near = index.near(waves)
    found = list(zip(near.asked.tolist(), near.found.tolist(), near.distances.tolist(), strict=True))
    assert len(found) == len(set(found))
    return set(found)


def test_nearly_every_copy_is_found_among_many_and_nothing_beyond_the_distance() -> None:
    waves = random_waves(3 * NEWEST)
    index = HashIndex()
    index.add(hashes_of(waves))
    asked = blurred(waves[:500], 0.15)
    found = pairs(index, asked)
    assert sum((place, place) in {pair[:2] for pair in found} for place in range(500)) >= 495
    distances = np.bitwise_count(hashes_of(asked)[:, np.newaxis] ^ hashes_of(waves))
    assert all(distances[of, at] == distance <= MAX_DISTANCE for of, at, distance in found)


def test_hashes_added_one_by_one_are_found_as_those_added_at_once() -> None:
    waves = random_waves(5 * NEWEST + 7)
    at_once, in_steps = HashIndex(), HashIndex()
    at_once.add(hashes_of(waves))
    for some in np.array_split(waves, 40):
        in_steps.add(hashes_of(some))
    assert len(in_steps) == len(waves)
    asked = blurred(waves[::97], 0.1)
    assert {pair[:2] for pair in pairs(in_steps, asked)} >= {pair[:2] for pair in pairs(at_once, asked)}


def test_a_hash_of_nothing_is_never_found() -> None:
    index = HashIndex()
    assert pairs(index, random_waves(2)) == set()
    index.add(np.zeros(2 * NEWEST, np.uint64))
    assert pairs(index, np.zeros((1, BITS), np.float32)) == set()


def test_a_hash_that_differs_where_it_is_uncertain_is_found_and_one_that_differs_elsewhere_is_not() -> None:
    waves = random_waves(1)
    certain, uncertain = waves.copy(), waves.copy()
    order = np.argsort(np.abs(waves[0, 1:])) + 1  # the first frequency stands for the mean brightness
    uncertain[0, order[:6]] *= -1
    certain[0, order[-6:]] *= -1
    index = HashIndex()
    index.add(hashes_of(np.concatenate([certain, uncertain])))
    near = index.near(waves)
    assert near.found.tolist() == [1]
    assert near.distances.tolist() == [6]
    assert 0 < near.weights[0] <= MAX_WEIGHT
