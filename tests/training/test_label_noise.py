"""Labels that the photos contradict are found if the photos can show it; otherwise nothing is reported."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.training.validate.data_set import DataSet, drawn
from tests.training.validated import Validated, public
from training.manifest import Label
from training.validate.noise import check_labels
from training.validate.photo import Photo

OTHER = {Label.GENUINE: Label.COUNTERFEIT, Label.COUNTERFEIT: Label.GENUINE}


def items_of(photos: Sequence[Photo]) -> list[str]:
    return sorted({photo.row.item for photo in photos})


def flipped(photos: Sequence[Photo], seed: int) -> tuple[list[Photo], set[str]]:
    """The photos with the labels of one item in twenty turned over, and those items."""
    items = items_of(photos)
    wrong = set(np.random.default_rng(seed).permutation(items)[: len(items) // 20].tolist())
    turned = [
        replace(photo, row=replace(photo.row, label=OTHER[photo.row.label])) if photo.row.item in wrong else photo
        for photo in photos
    ]
    return turned, wrong


def doubted(photos: Sequence[Photo]) -> set[str]:
    items = {photo.row.number: photo.row.item for photo in photos}
    return {items[number] for finding in check_labels(photos) for number in finding.rows}


def tinted(number: int, *, yellow: bool) -> Image.Image:
    """A picture under yellowish or bluish light."""
    image = drawn(number)
    return Image.blend(image, Image.new("RGB", image.size, (255, 200, 0) if yellow else (0, 90, 255)), 0.4)


def test_two_wrong_labels_among_eighty_are_found_and_named(tmp_path: Path) -> None:
    data = DataSet(tmp_path)
    for number in range(80):
        data.add(f"{number}.jpg", tinted(number, yellow=number % 2 == 1))["label"] = [*Label][number % 2].value
    for number in (20, 31):
        data.rows[number]["label"] = OTHER[Label(data.rows[number]["label"])].value
    finding = data.found("label-noise")
    assert finding.rows == (22, 33)
    assert "20.jpg" in str(finding.message)
    assert "31.jpg" in str(finding.message)
    assert "ask the contributor" in str(finding.message)


def test_right_labels_that_can_be_told_apart_are_not_doubted(tmp_path: Path) -> None:
    data = DataSet(tmp_path)
    for number in range(80):
        data.add(f"{number}.jpg", tinted(number, yellow=number % 2 == 1))["label"] = [*Label][number % 2].value
    assert "label-noise" not in data.codes()


def test_labels_that_the_photos_can_t_tell_apart_are_not_judged(sample_photos: tuple[Photo, ...]) -> None:
    """On the committed sample a counterfeit differs in its points alone, so a wrong label can't show at a glance."""
    assert doubted(sample_photos) == set()
    assert doubted(flipped(sample_photos, seed=1)[0]) == set()


@pytest.fixture(scope="module")
def lookalikes(tmp_path_factory: pytest.TempPathFactory) -> Validated:
    return public(tmp_path_factory, "lookalikes")


@pytest.mark.shared
def test_most_wrong_labels_among_lookalikes_are_found_and_few_right_ones_doubted(lookalikes: Validated) -> None:
    photos, wrong = flipped(lookalikes.photos, seed=1)
    found = doubted(photos)
    assert len(found & wrong) / len(wrong) > 0.5
    assert len(found & wrong) / len(found) > 0.75


@pytest.mark.shared
def test_fewer_than_one_in_a_hundred_lookalikes_is_doubted_without_cause(lookalikes: Validated) -> None:
    items = {photo.row.number: photo.row.item for photo in lookalikes.photos}
    findings = [finding for finding in lookalikes.report["findings"] if finding["code"] == "label-noise"]
    without_cause = {items[number] for finding in findings for number in finding["rows"]}
    assert 0 < len(without_cause) < len(items_of(lookalikes.photos)) / 100


@pytest.mark.shared
def test_boards_are_not_judged(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Artwork and board look the same at a glance, so that wrong labels can't show.

    That right ones are not doubted either is among what tests/training/validate/test_validate.py says of boards.
    """
    assert doubted(flipped(public(tmp_path_factory, "boards").photos, seed=1)[0]) == set()
