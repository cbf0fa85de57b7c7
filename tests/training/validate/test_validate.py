"""Validation as a whole: clean data sets yield no finding, the public ones no error."""

import json
from pathlib import Path

import pytest

from tests.training.validate.data_set import SHORTCUTS, DataSet
from tests.training.validated import public
from training.errors import ManifestError
from training.validate import validate


def test_a_sound_data_set_has_no_error(four: DataSet) -> None:
    report = four.report()
    assert report.errors == ()
    assert {finding.code for finding in report.findings} == {
        "no-reference-picture",
        "point-without-region",
        "too-few-calibration-items",
        "too-few-training-items",
    }


def test_the_json_has_the_contract_s_shape(four: DataSet) -> None:
    four.rows[0]["image"] = "images/gone.jpg"
    document = json.loads(json.dumps(four.report().as_json()))
    assert set(document) == {"rows", "findings"}
    assert document["rows"] == 4
    first = document["findings"][0]
    assert set(first) == {"code", "severity", "rows", "message"}
    assert (first["code"], first["severity"], first["rows"]) == ("missing-file", "error", [2])


def test_progress_is_told_photo_by_photo(four: DataSet) -> None:
    four.report()
    steps: list[tuple[int, int]] = []
    validate(four.folder / "manifest.csv", progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_absent_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError):
        validate(tmp_path / "manifest.csv")


def test_a_manifest_without_rows_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("image,product,label,item\n", encoding="utf-8")
    errors = validate(tmp_path / "manifest.csv").errors
    assert [finding.code for finding in errors] == ["empty-manifest"]


@pytest.mark.shared
def test_boards_have_one_true_shortcut_and_nothing_else(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Artwork and boards were saved with different JPEG tables: the headers give the label away."""
    report = public(tmp_path_factory, "boards").report
    first, *others = report["findings"]
    assert report["rows"] == 548
    assert (first["severity"], {finding["severity"] for finding in others}) == ("error", {"warning"})
    true = {"shortcut-metadata", "no-reference-picture", "point-without-region"}  # its sheet has neither
    assert {finding["code"] for finding in report["findings"]} == true
    assert "JPEG quantisation" in first["message"]


@pytest.mark.shared
def test_lookalikes_are_told_apart_by_colour(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Look-alike packs are other goods, so that their colours differ is true, and said."""
    report = public(tmp_path_factory, "lookalikes").report
    assert report["rows"] == 1125
    errors = {finding["code"] for finding in report["findings"] if finding["severity"] == "error"}
    assert errors == {"label-noise", *SHORTCUTS} - {"shortcut-source"}
    codes = [finding["code"] for finding in report["findings"]]
    assert codes.count("too-few-calibration-items") == 8
    said = {"too-few-calibration-items", "label-noise", "no-reference-picture", "point-without-region"}
    assert set(codes) - said == SHORTCUTS - {"shortcut-source"}
