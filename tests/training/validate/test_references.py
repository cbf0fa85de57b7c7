"""The pictures that photos are registered to: only genuine ones that a sheet names, small and without metadata."""

import hashlib
import io

import pytest
from PIL import Image

from model.datasets.findings import Severity
from tests.training.validate.data_set import DataSet, drawn
from training.manifest import read_manifest
from training.references import SIDE, reference_pictures, without_picture

REFERENCE = '\nreference = "{digest}"\nregion = [0.1, 0.1, 0.3, 0.3]\n'


@pytest.fixture
def named(four: DataSet) -> DataSet:
    """Four photos; the sheet's point is shown on the first, which is genuine and a large photo of a phone's."""
    large = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a maker of phones"
    drawn(1).resize((1700, 2000)).save(large, "JPEG", exif=exif)
    (four.folder / four.rows[0]["image"]).write_bytes(large.getvalue())
    return named_as(four, hashlib.sha256(large.getvalue()).hexdigest())


def named_as(data: DataSet, digest: str) -> DataSet:
    data.report()  # writes the manifest
    sheet = data.folder / "catalogue" / "watch.toml"
    sheet.write_text(sheet.read_text() + REFERENCE.format(digest=digest))
    return data


def test_the_picture_is_carried_small_and_without_metadata(named: DataSet) -> None:
    manifest = read_manifest(named.folder / "manifest.csv")
    found = reference_pictures(manifest, [manifest.catalogue["watch"]])
    (picture,) = found.pictures
    content = found.files()[f"references/{picture.sha256}.jpg"]
    with Image.open(io.BytesIO(content)) as image:
        assert max(image.size) == SIDE
        assert not image.getexif()
    assert list(without_picture(manifest, manifest.catalogue["watch"])) == []


def test_a_counterfeits_photo_is_no_reference_picture(four: DataSet) -> None:
    counterfeit = next(row for row in four.rows if row["label"] == "counterfeit")
    content = (four.folder / counterfeit["image"]).read_bytes()
    named_as(four, hashlib.sha256(content).hexdigest())
    manifest = read_manifest(four.folder / "manifest.csv")
    assert reference_pictures(manifest, [manifest.catalogue["watch"]]).pictures == ()


def test_a_picture_beside_the_data_set_is_no_item_and_is_carried(four: DataSet) -> None:
    content = io.BytesIO()
    drawn(9).save(content, "JPEG")
    named_as(four, hashlib.sha256(content.getvalue()).hexdigest())
    assert four.found("unknown-reference")
    for product in ("other", "watch"):
        place = four.folder / "references" / product
        place.mkdir(parents=True)
        manifest = read_manifest(four.folder / "manifest.csv")
        assert reference_pictures(manifest, [manifest.catalogue["watch"]]).pictures == ()
        (place / "front.jpg").write_bytes(content.getvalue())
    manifest = read_manifest(four.folder / "manifest.csv")
    assert len(reference_pictures(manifest, [manifest.catalogue["watch"]]).pictures) == 1
    assert {"unknown-reference", "unlisted-image"}.isdisjoint(four.codes())


def test_validate_warns_of_a_point_without_a_reference_picture(four: DataSet) -> None:
    finding = four.found("no-reference-picture")
    assert finding.severity is Severity.WARNING
    assert "no reference picture of logo" in str(finding.message)


def test_a_row_whose_path_leads_elsewhere_is_left_to_validation(named: DataSet) -> None:
    named.rows[1]["image"] = "../outside.jpg"
    assert named.found("path-outside-folder")
