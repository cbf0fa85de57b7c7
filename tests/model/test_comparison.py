"""A place on a photo compared with genuine items: a changed letter is detected, light and framing are not."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from model.catalogue import Region
from model.comparison import (
    STEPS,
    PlaceComparisons,
    Template,
    Templates,
    Weighing,
    compare,
    cut_out,
    frame_of,
    pack_templates,
    unpack_templates,
)
from model.errors import ReleaseRefusedError
from model.registration import find_keypoints, register
from model.verdict import Registration

SIZE = (640, 480)
REGION = Region(0.3, 0.4, 0.4, 0.12)
WEIGHING = Weighing(slope=4.0, intercept=2.0, share=0.3)
UPRIGHT = Registration("a" * 64, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), 100, 100)
Pixels = NDArray[np.uint8]


def pack_front(word: str) -> Pixels:
    """A pack with shapes to register by, and a word where the sheet marks one."""
    random = np.random.default_rng(4)
    picture = np.full((SIZE[1], SIZE[0], 3), (225, 228, 220), np.uint8)
    for _ in range(70):
        x, y = int(random.integers(20, 600)), int(random.integers(20, 440))
        if 180 < x < 460 and 170 < y < 280:
            continue
        colour = tuple(int(level) for level in random.integers(30, 200, 3))
        cv2.rectangle(picture, (x, y), (x + int(random.integers(8, 40)), y + int(random.integers(8, 40))), colour, -1)
    cv2.putText(picture, word, (205, 236), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (20, 20, 60), 2, cv2.LINE_AA)
    return picture


def photographed(picture: Pixels) -> Pixels:
    """The pack from another angle, in dimmer and warmer light."""
    corners = np.array([[0, 0], [640, 0], [640, 480], [0, 480]], np.float32)
    moved = np.array([[30, 22], [600, 40], [618, 455], [18, 440]], np.float32)
    warped = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, moved), SIZE)
    return np.asarray(np.clip(warped * np.array([0.85, 0.78, 0.7]) + 6, 0, 255), np.uint8)


@pytest.fixture(scope="module")
def template() -> Template:
    frame = frame_of(*SIZE)
    cut = cut_out(pack_front("MIRAKEL"), UPRIGHT, REGION, frame)
    assert cut is not None
    pixels = np.rint(cut * STEPS).clip(-127, 127).astype(np.int8)
    return Template("carton", "word", "front", "a" * 64, REGION, frame, pixels, WEIGHING)


def laid_over(photo: Pixels) -> Registration:
    found = register(find_keypoints(pack_front("MIRAKEL")), find_keypoints(photo), "a" * 64)
    assert found is not None
    return found


def test_a_misspelt_word_differs_more_than_another_angle_and_light(template: Template) -> None:
    right, wrong = photographed(pack_front("MIRAKEL")), photographed(pack_front("MIRABEL"))
    same, other = (compare(photo, laid_over(photo), template) for photo in (right, wrong))
    assert same is not None
    assert other is not None
    assert other.size > 2 * same.size


def test_the_difference_lies_on_the_changed_letter(template: Template) -> None:
    photo = pack_front("MIRABEL")
    found = compare(photo, UPRIGHT, template)
    assert found is not None
    assert found.region is not None
    x, y, width, height = found.region
    letter = cv2.getTextSize("MIRA", cv2.FONT_HERSHEY_SIMPLEX, 1.1, 2)[0][0] + 205
    assert x * SIZE[0] - 12 < letter + 10 < (x + width) * SIZE[0] + 12
    assert REGION.y - 0.05 < y < y + height < REGION.y + REGION.height + 0.05


def test_a_place_that_the_photo_cuts_off_is_not_compared(template: Template) -> None:
    moved = replace(UPRIGHT, homography=(1.0, 0.0, -0.35, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    assert compare(pack_front("MIRAKEL"), moved, template) is None


def test_what_a_place_adds_grows_with_the_difference_and_stays_within_its_bounds() -> None:
    adds = [WEIGHING.adds(difference) for difference in (0.0, 0.2, 0.6, 1.0, 3.0, 1e6)]
    assert adds == sorted(adds)
    assert np.log(0.7) < adds[0] < 0  # counterfeits deviate elsewhere in 7 of 10 cases
    assert adds[-1] < np.log(0.7 + 0.3 * np.exp(5.0)) + 1e-9


def test_templates_come_back_as_they_were_packed(template: Template) -> None:
    (again,) = unpack_templates(pack_templates([template]))
    assert np.array_equal(again.pixels, template.pixels)
    for name in ("product", "point", "view", "reference", "region", "frame", "weighing"):
        assert getattr(again, name) == getattr(template, name)
    assert unpack_templates(b"") == ()
    with pytest.raises(ReleaseRefusedError, match="templates"):
        unpack_templates(b"something else")


def test_a_photo_is_compared_once_a_view_and_keeps_no_picture_after_that(template: Template) -> None:
    comparisons = PlaceComparisons(pack_front("MIRAKEL"), Templates([template]))
    found = comparisons.of("carton", "front", [UPRIGHT])
    assert set(found) == {"word"}
    assert comparisons.made().of("carton", "front", []) == found
    assert comparisons.made().of("carton", "back", [UPRIGHT]) == {}
    assert PlaceComparisons(pack_front("MIRAKEL"), Templates([template])).of("carton", "front", []) == {}
