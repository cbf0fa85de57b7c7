"""The outline of an object on a picture: where the object is, simple, and none where none is clear."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from model.outline import UNITS, Outline, outline_of

Pixels = NDArray[np.uint8]


def ground(width: int = 800, height: int = 600) -> Pixels:
    """A table with a grain."""
    grain = np.random.default_rng(4).integers(-12, 13, (height, 1, 1))
    return np.clip(np.full((height, width, 3), (150, 120, 90)) + grain, 0, 255).astype(np.uint8)


def box(corners: list[tuple[int, int]]) -> Pixels:
    """A pack with print on it."""
    picture = ground()
    cv2.fillPoly(picture, [np.array(corners, np.int32)], (20, 90, 120))
    cv2.putText(picture, "TORNAVIK", (300, 320), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (240, 240, 240), 4)
    return picture


def area_of(outline: Outline) -> float:
    return float(cv2.contourArea(np.array(outline.points, np.int32))) / (outline.width * outline.height)


@pytest.mark.parametrize(
    "corners",
    [[(200, 120), (620, 120), (620, 480), (200, 480)], [(220, 100), (640, 160), (590, 500), (170, 430)]],
    ids=["straight", "turned"],
)
def test_the_outline_follows_the_object(corners: list[tuple[int, int]]) -> None:
    found = outline_of(box(corners))
    assert found is not None
    assert max(found.width, found.height) == UNITS
    expected = cv2.contourArea(np.array(corners, np.int32)) / (800 * 600)
    assert area_of(found) == pytest.approx(expected, rel=0.06)
    for x, y in corners:
        nearest = min(np.hypot(x * UNITS / 800 - px, y * UNITS / 800 - py) for px, py in found.points)
        assert nearest < 0.03 * UNITS
    assert len(found.points) < 16


def test_the_same_picture_gives_the_same_outline() -> None:
    picture = box([(220, 100), (640, 160), (590, 500), (170, 430)])
    assert outline_of(picture) == outline_of(picture.copy())


def test_a_round_object_has_a_round_outline() -> None:
    picture = ground()
    cv2.circle(picture, (400, 300), 200, (200, 30, 30), -1)
    found = outline_of(picture)
    assert found is not None
    assert area_of(found) == pytest.approx(np.pi * 200**2 / (800 * 600), rel=0.06)


@pytest.mark.parametrize(
    "picture",
    [
        np.full((400, 300, 3), 255, np.uint8),
        np.zeros((3, 3, 3), np.uint8),
        np.random.default_rng(1).integers(0, 256, (300, 300, 3)).astype(np.uint8),
    ],
    ids=["blank", "tiny", "noise"],
)
def test_a_picture_without_an_object_has_no_clear_outline(picture: Pixels) -> None:
    found = outline_of(picture)
    assert found is None or area_of(found) > 0.5  # noise may be taken for one object, never for a small one
