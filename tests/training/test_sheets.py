"""The catalogue beside a manifest: system files in it are skipped, and one with a wrong name is reported."""

from pathlib import Path

import pytest

from model.datasets.findings import Severity
from tests.training.validate.data_set import SHEET
from training.sheets import is_bare, read_sheets

APPLE_DOUBLE = bytes.fromhex("0005160700020000") + b"Mac OS X        " + b"\xa3\xff\xb0"


def folder_of(root: Path, name: str, sheet: str = "watch.toml") -> Path:
    folder = root / name
    folder.mkdir()
    (folder / sheet).write_text(SHEET.format(id="watch"), encoding="utf-8")
    return folder


def test_what_systems_and_editors_leave_beside_the_sheets_is_skipped(tmp_path: Path) -> None:
    catalogue = folder_of(tmp_path, "catalogue")
    for name in ("._watch.toml", ".#watch.toml", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (catalogue / name).write_bytes(APPLE_DOUBLE)
    sheets = read_sheets(tmp_path, {"watch": "maker"})
    assert sheets.findings == ()
    assert [view.id for view in sheets.by_product["watch"].views] == ["front", "back"]


def test_a_sheet_whose_ending_is_in_capitals_is_read(tmp_path: Path) -> None:
    folder_of(tmp_path, "catalogue", "WATCH.TOML")
    assert read_sheets(tmp_path, {}).by_product["watch"].views


@pytest.mark.parametrize("name", ["Catalogue", "CATALOGUE", "catalogue ", "catalog", "Catalogs", "catalogue\u200b"])
def test_a_folder_of_sheets_that_is_not_read_is_named(tmp_path: Path, name: str) -> None:
    folder_of(tmp_path, name)
    (finding,) = read_sheets(tmp_path, {"watch": "maker"}).findings
    assert (finding.code, finding.severity) == ("misnamed-catalogue", Severity.ERROR)
    assert repr(name) in str(finding.message)
    assert "'catalogue'" in str(finding.message)


def test_a_folder_of_that_name_without_sheets_and_one_beside_the_catalogue_are_told_apart(tmp_path: Path) -> None:
    folder_of(tmp_path, "catalogue")
    (tmp_path / "Catalog").mkdir()
    assert read_sheets(tmp_path, {}).findings == ()
    folder_of(tmp_path, "CATALOGUE")
    assert [finding.code for finding in read_sheets(tmp_path, {}).findings] == ["misnamed-catalogue"]


def test_all_faults_of_all_sheets_are_told_at_once_and_the_other_sheets_are_read(tmp_path: Path) -> None:
    catalogue = folder_of(tmp_path, "catalogue")
    (catalogue / "bag.toml").write_text(
        'id = "bag"\nGTINs = "1"\n[[points]]\nid = "zip"\nregoin = []\n', encoding="utf-8"
    )
    (catalogue / "hat.toml").write_text("id = ", encoding="utf-8")
    (catalogue / "tie.toml").write_bytes('id = "tié"'.encode("cp1252"))
    (catalogue / "watch2.toml").write_text(SHEET.format(id="watch"), encoding="utf-8")
    sheets = read_sheets(tmp_path, {"bag": "maker"})
    said = [str(finding.message) for finding in sheets.findings]
    assert {finding.code for finding in sheets.findings} == {"bad-product-sheet"}
    for start in (
        "catalogue/bag.toml: right_holder: is missing",
        "catalogue/bag.toml: points[1].view: is missing",
        "catalogue/bag.toml: unknown key 'GTINs'; did you mean 'gtin'?",
        "catalogue/bag.toml: points[1]: unknown key 'regoin'; did you mean 'region'?",
        "catalogue/hat.toml: not TOML",
        "catalogue/tie.toml: not UTF-8; save it as UTF-8 text",
        "catalogue/watch2.toml: id: watch.toml has 'watch' already",
    ):
        assert any(message.startswith(start) for message in said), said
    assert [view.id for view in sheets.by_product["watch"].views] == ["front", "back"]
    assert is_bare(sheets.by_product["bag"])
