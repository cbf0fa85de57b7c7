"""Photos are proposed, the nearest first, and none that does not count takes the place of one that does."""

import numpy as np
import pytest
from PIL import Image

from model.copy_index import CopyIndex
from model.fingerprints import Fingerprints, Grey, fingerprints


def picture(seed: int) -> Grey:
    noise = np.random.default_rng(seed).normal(size=(8, 8))
    levels = np.clip(128 + 50 * noise, 0, 255).astype(np.uint8)
    return np.asarray(Image.fromarray(levels).resize((128, 128), Image.Resampling.BICUBIC))


@pytest.fixture(name="prints", scope="module")
def _prints() -> Fingerprints:
    return fingerprints(picture(0))


@pytest.fixture(name="index", scope="module")
def _index(prints: Fingerprints) -> CopyIndex:
    """Another picture, and four copies of the first, each less like it than the one before."""
    index = CopyIndex()
    index.add(fingerprints(picture(1)).stored)
    for number in range(4):
        noise = np.random.default_rng(7).normal(size=(128, 128))
        changed = np.clip(picture(0) + number * 30 * noise, 0, 255).astype(np.uint8)
        index.add(prints.stored if number == 0 else fingerprints(changed).stored)
    return index


def test_copies_are_proposed_the_nearest_first(index: CopyIndex, prints: Fingerprints) -> None:
    proposed = [candidate.photo for candidate in index.candidates(prints.asked)]
    assert proposed[0] == 1
    assert set(proposed) == {1, 2, 3, 4}


def test_no_more_are_proposed_than_are_asked_for(index: CopyIndex, prints: Fingerprints) -> None:
    assert [candidate.photo for candidate in index.candidates(prints.asked, most=1)] == [1]


def test_a_photo_that_does_not_count_leaves_its_place_to_another(index: CopyIndex, prints: Fingerprints) -> None:
    asked: list[int] = []

    def counts(photo: int) -> bool:
        asked.append(photo)
        return photo != 1

    assert len(index.candidates(prints.asked, counts, most=2)) == 2
    assert len(asked) == len(set(asked))
