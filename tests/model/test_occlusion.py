"""What lies over the goods hides the places under it; what the goods themselves show otherwise hides nothing."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from model.catalogue import Region
from model.faces import Face, face_of
from model.occlusion import Occlusions, occlusion
from model.posture import MOST_COVERED
from model.verdict import Registration

SIZE = (640, 480)
UPRIGHT = Registration("a" * 64, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), 100, 100)
PLACES = {"name": Region(0.08, 0.1, 0.3, 0.12), "seal": Region(0.7, 0.68, 0.2, 0.2)}
SKIN, TAPE, NAVY = (214, 164, 124), (176, 128, 74), (30, 30, 90)
Pixels = NDArray[np.uint8]


def pack_front() -> Pixels:
    """A white pack with lines of print, a name, and a coloured seal."""
    picture = np.full((SIZE[1], SIZE[0], 3), 228, np.uint8)
    for row in range(130, 460, 34):
        written(picture, "20 film-coated tablets 50 mg LOT", (40, row), 0.8)
    written(picture, "MIRAKEL", (56, 92), 1.6)
    cv2.circle(picture, (510, 370), 56, (30, 140, 90), -1)
    cv2.circle(picture, (510, 370), 30, (240, 220, 60), -1)
    return picture


def written(picture: Pixels, text: str, place: tuple[int, int], size: float) -> None:
    cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, NAVY, 2, cv2.LINE_AA)


@pytest.fixture(scope="module")
def face() -> Face:
    return face_of(pack_front(), PLACES)


def photographed(picture: Pixels) -> Pixels:
    """In dim and warm light that falls off to one side, with noise."""
    light = np.linspace(0.6, 0.95, SIZE[0])[:, np.newaxis] * np.array([1.0, 0.93, 0.84])
    noise = np.random.default_rng(3).normal(0, 3, picture.shape)
    return np.asarray(np.clip(picture * light + noise, 0, 255), np.uint8)


def test_a_photo_with_nothing_over_the_goods_hides_nothing_in_any_light(face: Face) -> None:
    found = occlusion(photographed(pack_front()), UPRIGHT, face)
    assert (found.share, found.points) == (0.0, frozenset())


@pytest.mark.parametrize("colour", [SKIN, (82, 54, 40), (58, 112, 190), (38, 38, 42)])
def test_a_hand_hides_the_place_under_it_and_no_other(face: Face, colour: tuple[int, int, int]) -> None:
    picture = pack_front()
    cv2.ellipse(picture, (180, 90), (170, 120), 20, 0, 360, colour, -1)
    found = occlusion(photographed(picture), UPRIGHT, face)
    assert found.points == {"name"}
    assert 0.2 < found.share < 0.5


def test_a_strap_across_the_goods_hides_what_it_crosses(face: Face) -> None:
    picture = pack_front()
    cv2.line(picture, (640, 250), (400, 480), TAPE, 60)
    assert occlusion(photographed(picture), UPRIGHT, face).points == {"seal"}


def test_other_print_is_no_occlusion(face: Face) -> None:
    picture = pack_front()
    picture[100:470, 20:420] = 228
    for row in range(150, 460, 40):
        written(picture, "Apply twice daily. No 44-172", (30, row), 0.75)
    assert occlusion(photographed(picture), UPRIGHT, face).points == frozenset()
    assert occlusion(photographed(picture), UPRIGHT, face).share < 0.06


def test_print_that_is_missing_is_no_occlusion(face: Face) -> None:
    picture = pack_front()
    picture[240:420, 20:440] = 228
    assert occlusion(photographed(picture), UPRIGHT, face).share == 0.0


def test_a_difference_that_ends_with_a_place_is_for_the_point_to_say(face: Face) -> None:
    picture = pack_front()
    cv2.circle(picture, (510, 370), 56, (200, 40, 120), -1)
    assert occlusion(photographed(picture), UPRIGHT, face).points == frozenset()


def test_what_spans_two_places_hides_both_though_it_reaches_little_beyond() -> None:
    above, below = Region(0.04, 0.2, 0.45, 0.3), Region(0.04, 0.52, 0.45, 0.3)
    picture = pack_front()
    cv2.ellipse(picture, (170, 245), (120, 110), 0, 0, 360, SKIN, -1)
    found = occlusion(photographed(picture), UPRIGHT, face_of(pack_front(), {"above": above, "below": below}))
    assert found.points == {"above", "below"}
    assert found.plain > 0.5
    alone = occlusion(photographed(picture), UPRIGHT, face_of(pack_front(), {"above": Region(0.04, 0.2, 0.45, 0.62)}))
    assert alone.points == frozenset()


def test_of_a_photo_that_is_laid_over_wrongly_a_little_that_is_unlike_says_nothing(face: Face) -> None:
    picture = np.ascontiguousarray(np.roll(pack_front(), 24, axis=0))
    cv2.ellipse(picture, (180, 90), (90, 60), 0, 0, 360, SKIN, -1)
    assert occlusion(photographed(picture), UPRIGHT, face).points == frozenset()


def test_goods_of_another_colour_all_over_are_not_covered(face: Face) -> None:
    other = np.clip(pack_front().astype(np.int16) + np.array((60, -70, -70)), 0, 255).astype(np.uint8)
    found = occlusion(photographed(other), UPRIGHT, face)
    assert found.points == frozenset()
    assert found.share < MOST_COVERED


def test_a_photo_that_ends_before_the_places_hides_nothing(face: Face) -> None:
    beside = replace(UPRIGHT, homography=(1.0, 0.0, 2.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    assert occlusion(photographed(pack_front()), beside, face).share == 0.0


def test_without_pictures_nothing_is_said_to_lie_over_the_goods() -> None:
    assert Occlusions(None, None).of("carton", "front", [UPRIGHT]).share == 0.0
