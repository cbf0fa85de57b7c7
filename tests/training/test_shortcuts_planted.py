"""Shortcuts planted into the committed sample, which is clean: each is found, named, and its rows are pointed out.

Validation as a whole is run once. Elsewhere only what finds shortcuts is run, on files that are each looked at once:
what else validation does to a photo costs twenty times as much.
"""

import csv
import hashlib
import io
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageDraw

from model.intake import read_picture
from training.manifest import Label, read_manifest
from training.validate import DataFinding, validate
from training.validate.photo import Look, Photo, look_at
from training.validate.probes import check_shortcuts

SAMPLE = Path(__file__).parents[2] / "datasets" / "manifest.csv"
PRODUCTS = ("vell-carton", "hoshimaru-toy")  # 40 items of each label
QUALITY = 85
Fields = dict[str, str]
Plant = Callable[[Image.Image, Fields], bytes]


@dataclass(frozen=True)
class Sample:
    """The sample's photos, all saved again with the same settings; a plant saves some of them differently."""

    folder: Path
    rows: tuple[Fields, ...]
    pictures: dict[str, Image.Image]

    def planted(self, folder: Path, plant: Plant, *, label: str = "counterfeit", share: float) -> tuple[Path, set[int]]:
        """A copy where this share of one label's items carries the plant: its manifest, and the rows that do."""
        carriers = self._carriers(label, share)
        (folder / "images").mkdir()
        rows = []
        for original in self.rows:
            row, target = dict(original), folder / original["image"]
            if row["item"] in carriers:
                target.write_bytes(plant(self.pictures[row["image"]].copy(), row))
            else:
                os.link(self.folder / row["image"], target)
            rows.append(row)
        numbers = {number for number, row in enumerate(rows, start=2) if row["item"] in carriers}
        return written(folder, rows), numbers

    def _carriers(self, label: str, share: float) -> set[str]:
        carriers: set[str] = set()
        for product in PRODUCTS:
            own = sorted({row["item"] for row in self.rows if (row["product"], row["label"]) == (product, label)})
            carriers |= set(np.random.default_rng(3).permutation(own)[: round(share * len(own))].tolist())
        return carriers


def written(folder: Path, rows: list[Fields]) -> Path:
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder / "manifest.csv"


def jpeg(image: Image.Image, *, quality: int = QUALITY, exif: Image.Exif | None = None) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, exif=exif or Image.Exif())
    return buffer.getvalue()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    (folder / "images").mkdir()
    with SAMPLE.open(newline="", encoding="utf-8") as file:
        rows = [row | {"sha256": "", "points": ""} for row in csv.DictReader(file) if row["product"] in PRODUCTS]
    pictures = {}
    for row in rows:
        data = (SAMPLE.parent / row["image"]).read_bytes()
        pictures[row["image"]] = Image.fromarray(read_picture(data, longest_side=4096).pixels)
        (folder / row["image"]).write_bytes(jpeg(pictures[row["image"]]))
    written(folder, rows)
    return Sample(folder, tuple(rows), pictures)


def shortcuts(manifest: Path) -> dict[str, DataFinding]:
    read = read_manifest(manifest)
    photos = [Photo(row, look(read.path_of(row).read_bytes())) for row in read.rows]
    return {finding.code: finding for finding in check_shortcuts(photos).findings}


@cache
def look(data: bytes) -> Look:
    """What is known of a file; most are the same in every test."""
    return look_at(data, hashlib.sha256(data).hexdigest()).look


def validated(manifest: Path) -> dict[str, DataFinding]:
    """The shortcuts that validation as a whole finds."""
    return {finding.code: finding for finding in validate(manifest).findings if finding.code.startswith("shortcut-")}


def bordered(width: float, colour: tuple[int, int, int]) -> Plant:
    """A border so many pixels wide, or, under 1, that share of the photo's width."""

    def plant(image: Image.Image, row: Fields) -> bytes:  # noqa: ARG001  the signature of all plants
        pixels = round(width if width >= 1 else width * image.width)
        ImageDraw.Draw(image).rectangle((0, 0, image.width - 1, image.height - 1), outline=colour, width=pixels)
        return jpeg(image)

    return plant


def tagged(tag: ExifTags.Base, value: str) -> Plant:
    def plant(image: Image.Image, row: Fields) -> bytes:  # noqa: ARG001  as above
        exif = Image.Exif()
        exif[tag] = value
        return jpeg(image, exif=exif)

    return plant


def compressed(image: Image.Image, row: Fields) -> bytes:  # noqa: ARG001  as above
    return jpeg(image, quality=78)


def shrunk(image: Image.Image, row: Fields) -> bytes:  # noqa: ARG001  as above
    return jpeg(image.resize((image.width * 15 // 16, image.height * 15 // 16)))


def padded(image: Image.Image, row: Fields) -> bytes:  # noqa: ARG001  as above
    return jpeg(image) + bytes(20_000)


def told(column: str, value: str) -> Plant:
    def plant(image: Image.Image, row: Fields) -> bytes:
        row[column] = value
        return jpeg(image)

    return plant


def test_the_sample_saved_again_is_clean(sample: Sample) -> None:
    assert shortcuts(sample.folder / "manifest.csv") == {}


def test_validation_says_of_shortcuts_what_is_found_here(sample: Sample, tmp_path: Path) -> None:
    one = replace(sample, rows=tuple(row for row in sample.rows if row["product"] == PRODUCTS[0]))
    manifest, _ = one.planted(tmp_path, bordered(3, (20, 150, 60)), share=0.6)
    assert validated(manifest) == shortcuts(manifest) != {}


@pytest.mark.parametrize("share", [1.0, 0.6])
@pytest.mark.parametrize(
    ("width", "colour", "named"),
    [(3, (20, 150, 60), "green"), (5, (128, 128, 128), "grey"), (10, (200, 30, 30), "red"), (0.02, (10,) * 3, "black")],
)
def test_a_border_is_named_by_its_colour(
    sample: Sample, tmp_path: Path, width: float, colour: tuple[int, int, int], named: str, share: float
) -> None:
    manifest, carriers = sample.planted(tmp_path, bordered(width, colour), share=share)
    finding = shortcuts(manifest)["shortcut-background"]
    assert f"a plain {named} edge all round, on {round(40 * share)} of 40 counterfeit" in str(finding.message)
    assert carriers <= set(finding.rows)
    assert len(finding.rows) <= len(carriers) + 4  # a few photos have such an edge by nature


def test_borders_of_any_colour_are_one_cause(sample: Sample, tmp_path: Path) -> None:
    random = np.random.default_rng(5)

    def plant(image: Image.Image, row: Fields) -> bytes:
        red, green, blue = random.integers(0, 256, 3).tolist()
        return bordered(4, (red, green, blue))(image, row)

    manifest, carriers = sample.planted(tmp_path, plant, share=0.6)
    finding = shortcuts(manifest)["shortcut-background"]
    assert "an edge of one colour all round, of any colour" in str(finding.message)
    assert carriers <= set(finding.rows)


def test_a_bar_along_one_side_is_named(sample: Sample, tmp_path: Path) -> None:
    def plant(image: Image.Image, row: Fields) -> bytes:  # noqa: ARG001  as above
        ImageDraw.Draw(image).rectangle((0, image.height - 5, image.width, image.height), fill=(0, 0, 0))
        return jpeg(image)

    manifest, carriers = sample.planted(tmp_path, plant, share=0.6)
    finding = shortcuts(manifest)["shortcut-background"]
    assert "a plain black edge at the bottom" in str(finding.message)
    assert carriers <= set(finding.rows)


@pytest.mark.parametrize(
    ("plant", "label", "code", "named"),
    [
        (tagged(ExifTags.Base.Make, "Kamerawerk"), "counterfeit", "shortcut-metadata", "camera make 'Kamerawerk'"),
        (tagged(ExifTags.Base.Model, "Plantagon 7"), "counterfeit", "shortcut-metadata", "camera model 'Plantagon 7'"),
        (tagged(ExifTags.Base.Model, "Plantagon 7"), "genuine", "shortcut-metadata", "camera model 'Plantagon 7'"),
        (compressed, "counterfeit", "shortcut-metadata", "JPEG quality 78"),
        (compressed, "genuine", "shortcut-metadata", "JPEG quality 78"),
        (shrunk, "counterfeit", "shortcut-metadata", "a size of 600 x 450 pixels"),
        (told("source", "raid-12"), "counterfeit", "shortcut-source", "source 'raid-12'"),
        (told("right_holder", "broker"), "counterfeit", "shortcut-source", "right holder 'broker'"),
    ],
)
def test_what_six_in_ten_of_one_label_carry_is_found_with_exactly_its_rows(
    sample: Sample, tmp_path: Path, plant: Plant, label: str, code: str, named: str
) -> None:
    manifest, carriers = sample.planted(tmp_path, plant, label=label, share=0.6)
    found = shortcuts(manifest)
    assert set(found) == {code}
    assert named in str(found[code].message)
    assert "24 of 40" in str(found[code].message)
    assert set(found[code].rows) == carriers


def test_larger_files_are_found_by_their_size_with_exactly_their_rows(sample: Sample, tmp_path: Path) -> None:
    manifest, carriers = sample.planted(tmp_path, padded, share=0.6)
    finding = shortcuts(manifest)["shortcut-metadata"]
    assert "file size, higher on the counterfeit" in str(finding.message)
    assert carriers <= set(finding.rows)


def test_labels_dealt_at_random_give_no_alarm(sample_photos: tuple[Photo, ...]) -> None:
    """Each seed is a data set of 240 items without any difference; one alarm in twenty is allowed by design."""
    items = sorted({(photo.row.product, photo.row.item) for photo in sample_photos})
    alarms = 0
    for seed in range(20):
        dealt = dict(zip(items, np.random.default_rng(seed).permutation([*Label] * (len(items) // 2)), strict=True))
        shuffled = [
            replace(photo, row=replace(photo.row, label=Label(dealt[photo.row.product, photo.row.item])))
            for photo in sample_photos
        ]
        alarms += bool(check_shortcuts(shuffled).findings)
    assert alarms <= 1
