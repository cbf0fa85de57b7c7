"""Photos that are one and the same, or nearly: what is a contradiction and what is as it should be."""

import numpy as np
import pytest
from PIL import ExifTags, Image

from tests.training.validate.data_set import DataSet, drawn
from training.manifest import read_manifest
from training.validate import Severity
from training.validate.duplicates import MOST_TOLD
from training.validate.files import open_photos


def test_one_picture_with_both_labels_is_a_conflict(four: DataSet) -> None:
    four.add("copy.jpg", drawn(0))["label"] = "counterfeit"
    finding = four.found("label-conflict")
    assert (finding.severity, finding.rows) == (Severity.ERROR, (2, 6))


def test_one_picture_in_two_splits_is_an_error(four: DataSet) -> None:
    four.add("copy.jpg", drawn(0))["split"] = "test"
    finding = four.found("duplicate-across-splits")
    assert (finding.severity, finding.rows) == (Severity.ERROR, (2, 6))


def test_one_picture_under_two_items_is_a_warning(four: DataSet) -> None:
    four.add("copy.jpg", drawn(0))
    finding = four.found("duplicate-across-items")
    assert (finding.severity, finding.rows) == (Severity.WARNING, (2, 6))


def test_one_picture_in_two_files_is_one_picture(data: DataSet) -> None:
    """Stripping metadata changes a file's digest and no pixel."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "ACME"
    data.add("a.jpg", drawn(0), exif=exif)
    data.add("b.jpg", drawn(0))["label"] = "counterfeit"
    assert data.found("label-conflict").rows == (2, 3)


def test_a_counterfeit_that_differs_in_one_pixel_is_no_conflict(data: DataSet) -> None:
    """So slight a difference vanishes in a thumbnail; the pictures are compared whole."""
    fake = drawn(0, (640, 640))
    red, green, blue = np.asarray(fake)[300, 300].tolist()
    fake.putpixel((300, 300), (red, green, blue ^ 1))
    data.add("g.png", drawn(0, (640, 640)))
    data.add("c.png", fake)["label"] = "counterfeit"
    assert not {code for code in data.codes() if "duplicate" in code or "conflict" in code}


def recompressed(image: Image.Image) -> Image.Image:
    return image.resize((180, 153)).point(lambda level: min(255, level + 6))


@pytest.mark.parametrize(
    ("split", "code", "severity"),
    [("test", "across-splits", Severity.ERROR), ("train", "across-items", Severity.WARNING)],
)
def test_nearly_the_same_picture_is_found(four: DataSet, split: str, code: str, severity: Severity) -> None:
    """Smaller, brighter and compressed harder, it still shows what row 2 shows."""
    four.add("again.jpg", recompressed(drawn(0)), quality=60)["split"] = split
    finding = four.found(f"near-duplicate-{code}")
    assert (finding.severity, finding.rows) == (severity, (2, 6))


def test_near_identical_photos_of_one_item_are_as_it_should_be(four: DataSet) -> None:
    four.add("again.jpg", recompressed(drawn(0)))["item"] = "0.jpg"
    assert not {code for code in four.codes() if "duplicate" in code}


def test_blank_pictures_are_not_called_near_duplicates(data: DataSet) -> None:
    for number in range(3):
        data.add(f"{number}.png", Image.new("RGB", (200, 200), (200, 200, 200 + number)))
    assert not {code for code in data.codes() if "duplicate" in code}


def test_many_near_copies_of_one_picture_are_one_finding_that_counts_them(data: DataSet) -> None:
    for number in range(8):
        again = drawn(0).point(lambda level, less=number: max(0, level - 4 * less))
        data.add(f"{number}.jpg", again)["split"] = "test" if number == 7 else "train"
    data.add("other.jpg", drawn(1))
    finding = data.found("near-duplicate-across-splits")
    assert finding.rows == tuple(range(2, 10))
    assert str(finding.message).startswith("rows 2, 3, 4 and 5 more: nearly the same picture in two splits")
    assert "near-duplicate-across-items" not in data.codes()


def test_near_copies_are_compared_along_a_chain_and_not_each_with_all_others(data: DataSet) -> None:
    for number in range(12):
        data.add(f"{number}.jpg", drawn(0).point(lambda level, less=number: max(0, level - 2 * less)))
    data.report()
    copies = open_photos(read_manifest(data.folder / "manifest.csv")).copies
    assert len(copies.alike) == 11
    assert copies.groups(copies.alike) == [list(range(12))]


def test_two_groups_of_near_copies_are_two_findings(data: DataSet) -> None:
    for number in range(4):
        data.add(f"{number}.jpg", drawn(number % 2), quality=90 - number)
    found = [finding.rows for finding in data.report().findings if finding.code == "near-duplicate-across-items"]
    assert found == [(2, 4), (3, 5)]


def test_of_very_many_groups_those_beyond_the_largest_are_one_finding(data: DataSet) -> None:
    for number in range(MOST_TOLD + 2):
        row = data.add(f"{number}.png", drawn(number, (160, 160)))
        data.rows.append(row | {"split": "test", "item": f"{number} again"})
    data.rows.append(data.rows[-1] | {"item": "a third time"})
    found = [finding for finding in data.report().findings if finding.code == "duplicate-across-splits"]
    last = 2 * (MOST_TOLD + 2)
    assert len(found) == MOST_TOLD + 1
    assert {number for finding in found for number in finding.rows} == set(range(2, last + 3))
    assert (last, last + 1, last + 2) in [finding.rows for finding in found]  # the largest is named on its own
    others = next(finding for finding in found if len(finding.rows) == 4)
    assert str(others.message).startswith("2 more groups of rows with one picture in two splits: rows ")
