"""A photo laid over a reference picture: the same place on both, at any scale and turn, or nothing at all."""

import csv
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from datasets.draw.geometry import project_box
from datasets.draw.products import product_by_id
from datasets.draw.sample import draw_photo, plan_items
from model.intake import read_picture
from model.registration import Keypoints, find_keypoints, place_of, reference_region_of, register
from model.verdict import Registration

DATA = Path(__file__).resolve().parents[2] / "datasets"
PRODUCT, VIEW = "vell-carton", "front"
Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def sheet() -> Mapping[str, Any]:
    return tomllib.loads((DATA / "catalogue" / f"{PRODUCT}.toml").read_text("utf-8"))


def picture(name: str) -> Pixels:
    return read_picture((DATA / "images" / name).read_bytes(), longest_side=1280).pixels


@pytest.fixture(scope="module")
def reference(sheet: Mapping[str, Any]) -> Keypoints:
    digest = next(point["reference"] for point in sheet["points"] if point["view"] == VIEW)
    with (DATA / "manifest.csv").open(newline="") as file:
        image = next(row["image"] for row in csv.DictReader(file) if row["sha256"] == digest)
    return find_keypoints(picture(Path(image).name))


def laid_over(reference: Keypoints, photo: Pixels) -> Registration | None:
    return register(reference, find_keypoints(photo), "a" * 64)


def another_photo() -> tuple[Pixels, Mapping[str, tuple[float, float]]]:
    """A photo of another item, and where each point's centre truly lies on it."""
    product = product_by_id(PRODUCT)
    item = next(each for each in plan_items(31, [product], 1, 1, {}) if each.counterfeit)
    place = [view.id for view in product.views].index(VIEW)
    view, scene = product.views[place], item.scenes[place]
    boxes = {point: project_box(zone, scene.homography(view), scene.size) for point, zone in view.zones.items()}
    data = draw_photo(item, view, scene).data
    return read_picture(data, longest_side=1280).pixels, {
        point: (box.x + box.w / 2, box.y + box.h / 2) for point, box in boxes.items()
    }


def test_every_point_is_found_where_it_was_drawn(sheet: Mapping[str, Any], reference: Keypoints) -> None:
    photo, centres = another_photo()
    found = laid_over(reference, photo)
    assert found is not None
    for point in (each for each in sheet["points"] if each["view"] == VIEW):
        place = place_of(found, point["region"])
        assert place is not None
        centre = (place.x + place.width / 2, place.y + place.height / 2)
        assert centre == pytest.approx(centres[point["id"]], abs=0.03)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_photo_is_laid_over_as_an_upright_one(reference: Keypoints, turns: int) -> None:
    photo, _ = another_photo()
    assert laid_over(reference, np.ascontiguousarray(np.rot90(photo, turns))) is not None


def test_a_close_up_is_laid_over_and_what_it_leaves_out_has_no_place(
    sheet: Mapping[str, Any], reference: Keypoints
) -> None:
    photo, centres = another_photo()
    height, width = photo.shape[:2]
    left, top = (int(side * max(0.0, at - 0.25)) for side, at in zip((width, height), centres["hologram"], strict=True))
    close_up = np.ascontiguousarray(photo[top : top + height // 2, left : left + width // 2])
    found = laid_over(reference, close_up)
    assert found is not None
    regions = {point["id"]: point["region"] for point in sheet["points"]}
    assert place_of(found, regions["hologram"]) is not None
    assert place_of(found, regions["logo-gap"]) is None


def test_a_photo_of_something_else_is_not_laid_over(reference: Keypoints) -> None:
    for name in ("tornavik-bearing-08dea90b-front.jpg", "asterun-label-028dcf3e-tag.jpg"):
        assert laid_over(reference, picture(name)) is None


def test_a_mirrored_photo_is_not_laid_over(reference: Keypoints) -> None:
    photo, _ = another_photo()
    assert laid_over(reference, np.ascontiguousarray(photo[:, ::-1])) is None


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_photo_has_no_keypoints_and_is_not_laid_over(reference: Keypoints, level: int) -> None:
    blank = np.full((480, 640, 3), level, np.uint8)
    assert len(find_keypoints(blank).places) == 0
    assert laid_over(reference, blank) is None


def test_the_same_photo_gives_the_same_homography_each_time(reference: Keypoints) -> None:
    photo, _ = another_photo()
    assert len({laid_over(reference, photo) for _ in range(3)}) == 1


def test_a_region_carried_onto_the_reference_picture_and_back_stays_where_it_was() -> None:
    moved = Registration("a" * 64, (0.9, 0.0, 0.05, 0.0, 0.8, 0.1, 0.0, 0.0, 1.0), 40, 30)
    there = reference_region_of(moved, (0.3, 0.4, 0.2, 0.1))
    assert there is not None
    assert place_of(moved, there) == pytest.approx((0.3, 0.4, 0.2, 0.1))
    assert place_of(moved, (1.2, 0.0, 0.2, 0.2)) is None
