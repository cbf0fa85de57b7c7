"""Stand-ins for counterfeits: small changes, told where they are, and the picture itself left as it was."""

import numpy as np
import pytest

from training.stand_ins import KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(8))
def test_little_of_a_picture_is_changed_and_never_the_picture_itself(kind: str, seed: int) -> None:
    picture = np.random.default_rng(3).integers(0, 256, (200, 150, 3), np.uint8)
    before = picture.copy()
    altered = KINDS[kind](picture, np.random.default_rng(seed))
    changed = (altered.picture != picture).any(2)
    assert 0 < changed.mean() < 0.1
    assert altered.places
    strongly = np.abs(altered.picture.astype(int) - picture).max(2) > 100
    for left, top, width, height in altered.places:
        rows = slice(max(0, round(top * 200) - 1), round((top + height) * 200) + 1)
        columns = slice(max(0, round(left * 150) - 1), round((left + width) * 150) + 1)
        strongly[rows, columns] = False
    assert not strongly.any()
    assert (picture == before).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_changes_the_same(kind: str) -> None:
    picture = np.random.default_rng(5).integers(0, 256, (90, 120, 3), np.uint8)
    one, other = (KINDS[kind](picture, np.random.default_rng(6)).picture for _ in range(2))
    assert (one == other).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(3, 2), (1, 1), (400, 5)])
def test_a_tiny_picture_is_no_trouble(kind: str, size: tuple[int, int]) -> None:
    altered = KINDS[kind](np.full((*size, 3), 128, np.uint8), np.random.default_rng(4))
    assert altered.picture.shape == (*size, 3)
    for left, top, width, height in altered.places:
        assert 0 <= left <= left + width <= 1 + 1e-9
        assert 0 <= top <= top + height <= 1 + 1e-9
