"""A fit from end to end on drawn pictures: small, but nothing in it is replaced."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from model.datasets.splits import Split
from model.examiner import Examiner
from model.release import load_release
from tests.training.fitting import Done, fit_call, training
from training.manifest import read_manifest


def test_the_release_loads_and_judges_an_item(drawn: Path, release_folder: Path) -> None:
    examiner = Examiner(load_release(release_folder))
    row = next(row for row in read_manifest(drawn / "manifest.csv").rows if row.split is Split.TEST)
    verdict = examiner.examine([(drawn / row.image).read_bytes()], product="vell-carton")
    assert verdict.release == release_folder.name
    assert verdict.log_odds == pytest.approx(
        sum(point.weight for point in verdict.points) + (verdict.residual or 0), abs=1e-5
    )


def test_the_sheets_reference_pictures_travel_in_the_release(drawn: Path, release_folder: Path) -> None:
    release = load_release(release_folder)
    sheet = release.description.products["vell-carton"].sheet
    named = {(point.view, point.reference) for point in sheet.points}
    assert {(picture.view, picture.sha256) for picture in release.description.references} == named
    row = next(row for row in read_manifest(drawn / "manifest.csv").rows if row.split is Split.TEST)
    verdict = Examiner(release).examine([(drawn / row.image).read_bytes()], product="vell-carton")
    assert [each.reference for each in verdict.photos[0].registrations]
    assert all(point.place for point in verdict.points if point.reference_region and point.photo == 0)
    assert [reader.name for reader in verdict.readers] == ["codes", "registration", "print"]


def test_too_few_calibration_items_give_no_definite_verdict(release_folder: Path) -> None:
    for rule in load_release(release_folder).description.products["vell-carton"].rules:
        assert rule.suspected.log_odds is None
        assert rule.suspected.items_needed >= 59 - rule.suspected.items > 0


def test_a_run_that_is_killed_and_resumed_makes_the_same_release(release_folder: Path, resumed_folder: Path) -> None:
    assert resumed_folder.name == release_folder.name


@pytest.fixture(scope="module")
def evaluated(drawn: Path, release_folder: Path) -> Done:
    return training("evaluate", release_folder, drawn / "manifest.csv", "--json")


def test_evaluate_prints_the_figures_of_the_contract(evaluated: Done) -> None:
    assert evaluated.returncode == 0, evaluated.stderr
    figures = json.loads(evaluated.stdout)
    assert figures["items"] == 6
    for key in ("auroc", "coverage", "genuine_called_suspected", "counterfeit_called_consistent", "pointing"):
        assert set(figures[key]) == {"value", "low", "high", "n"}
        assert set(figures["products"]["vell-carton"][key]) == {"value", "low", "high", "n"}
    assert figures["unknown_detected"] is None
    assert figures["coverage"]["value"] == 0.0


def test_the_report_in_the_release_equals_a_later_evaluation(release_folder: Path, evaluated: Done) -> None:
    kept = json.loads((release_folder / "report" / "metrics.json").read_text())
    later = json.loads(evaluated.stdout)
    later.pop("milliseconds_a_photo")
    assert later == kept


def test_a_frozen_backbone_fits_from_cached_features(frozen_folder: Path) -> None:
    assert load_release(frozen_folder).description.training["configuration"]["freeze_backbone"] is True


def test_two_processes_of_torchrun_fit_together(torchrun_folder: Path) -> None:
    assert len(list(torchrun_folder.glob("r-*"))) == 1


def test_findings_of_severity_error_stop_the_fit_until_accepted(drawn: Path, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(drawn, copy)
    lines = (copy / "manifest.csv").read_text().splitlines()
    (copy / lines[1].split(",")[0]).unlink()
    done = training(*fit_call(copy, tmp_path / "releases"))
    assert done.returncode == 1
    assert "missing-file" in done.stderr.strip().splitlines()[-1]


def test_a_changed_release_is_refused(release_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / release_folder.name
    shutil.copytree(release_folder, copy)
    model = bytearray((copy / "model.onnx").read_bytes())
    model[len(model) // 2] ^= 1
    (copy / "model.onnx").write_bytes(model)
    with pytest.raises(Exception, match=r"model\.onnx: changed"):
        load_release(copy)


def test_gallery_shows_genuine_pictures_only(release_folder: Path) -> None:
    with np.load(release_folder / "gallery.npz") as arrays:
        shown = np.diff(arrays["offset"]) > 0
        for view in ("front", "back"):
            assert 1 <= shown[arrays["view"] == view].sum() <= 2  # as many as asked for, if their photos are good
        assert set(arrays["label"][shown]) == {"genuine"}
