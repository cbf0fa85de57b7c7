"""What product sheets lack or contradict, told before anything is learned from them."""

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from model.datasets.findings import DataFinding, Severity
from tests.training.validate.data_set import SHEET
from training.manifest import Manifest, read_manifest
from training.validate.against_sheets import check_against_sheets
from training.validate.marks import check_sheets
from training.validate.sheet_files import check_sheet_files
from training.validate.structure import check_structure
from training.validate.unlisted import check_unlisted

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 27)
HEADER = "image,product,label,item,view,right_holder,contributed_on,sha256"
FRONT = "images/a.jpg,watch,genuine,a,front,maker,2026-01-31,"
BACK = "images/b.jpg,watch,genuine,b,back,maker,,"


def manifest_of(folder: Path, *rows: str, sheet: str = SHEET.format(id="watch")) -> Manifest:
    (folder / "catalogue").mkdir()
    (folder / "catalogue" / "watch.toml").write_text(sheet, encoding="utf-8")
    (folder / "images").mkdir()
    for name in ("a.jpg", "b.jpg"):
        (folder / "images" / name).write_bytes(name.encode())
    path = folder / "manifest.csv"
    path.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return read_manifest(path)


def only(findings: Iterable[DataFinding], code: str) -> DataFinding:
    (finding,) = (each for each in findings if each.code == code)
    assert finding.severity is Severity.WARNING
    return finding


def codes(findings: Iterable[DataFinding]) -> set[str]:
    return {finding.code for finding in findings}


def test_sound_rows_and_sheets_are_not_doubted(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path, FRONT, BACK)
    assert not manifest.findings
    assert codes(check_against_sheets(manifest)) == set()
    assert codes(check_structure(manifest, TODAY)) == set()
    assert codes(check_unlisted(manifest)) == set()
    assert codes(check_sheet_files(tmp_path)) == set()
    assert codes(check_sheets(manifest)) == {"no-reference-picture", "point-without-region"}


def test_the_committed_sample_is_not_doubted() -> None:
    manifest = read_manifest(ROOT / "datasets" / "manifest.csv")
    checked = (check_against_sheets(manifest), check_structure(manifest, TODAY), check_sheets(manifest))
    rest = (check_sheet_files(manifest.folder), check_unlisted(manifest), manifest.findings)
    assert [finding for findings in (*checked, *rest) for finding in findings] == []


def test_a_required_view_without_a_photo_is_told(tmp_path: Path) -> None:
    found = check_against_sheets(manifest_of(tmp_path, BACK))
    assert "watch: no photo of front, which the sheet requires" in str(only(found, "view-never-photographed").message)


def test_an_optional_view_may_have_no_photo(tmp_path: Path) -> None:
    assert codes(check_against_sheets(manifest_of(tmp_path, FRONT))) == set()


def test_an_empty_view_is_told_where_the_sheet_has_several(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path, FRONT, BACK.replace("back", ""))
    finding = only(check_against_sheets(manifest), "view-not-given")
    assert finding.rows == (3,)
    assert "lists front, back; say which" in str(finding.message)


def test_a_view_may_be_empty_where_there_is_one(tmp_path: Path) -> None:
    one = SHEET.format(id="watch").replace(
        """,
         { id = "back", title = { en = "Back" }, required = false }""",
        "",
    )
    assert codes(check_against_sheets(manifest_of(tmp_path, FRONT.replace("front", ""), sheet=one))) == set()


@pytest.mark.parametrize(("holder", "said"), [("rival", "'rival' in the rows and 'maker'"), ("Maker", "letter case")])
def test_another_right_holder_than_the_sheet_s_is_told(tmp_path: Path, holder: str, said: str) -> None:
    manifest = manifest_of(tmp_path, FRONT, BACK.replace("maker", holder))
    finding = only(check_against_sheets(manifest), "right-holder-mismatch")
    assert finding.rows == (3,)
    assert said in str(finding.message)


@pytest.mark.parametrize(
    ("given", "said"), [("Front", "letter case"), ("bak", "did you mean 'back'?"), ("Back", "did you mean 'back'")]
)
def test_a_view_s_title_or_a_typing_error_comes_with_its_id(tmp_path: Path, given: str, said: str) -> None:
    found = check_against_sheets(manifest_of(tmp_path, FRONT, BACK.replace("back", given)))
    assert any(said in str(finding.message) for finding in found if finding.code == "unknown-view")


def test_a_day_to_come_is_told_but_not_tomorrow(tmp_path: Path) -> None:
    rows = (FRONT.replace("2026-01-31", "2026-11-28"), BACK.replace("maker,", "maker,2062-01-31"))
    found = only(check_structure(manifest_of(tmp_path, *rows), TODAY), "future-date")
    assert found.rows == (3,)
    assert "2026-11-27" in str(found.message)


def test_a_reference_that_no_genuine_photo_has_is_told_apart_from_none(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"a.jpg").hexdigest()
    for place, (reference, code) in enumerate(((digest, None), ("ab" * 32, "unknown-reference"))):
        sheet = SHEET.format(id="watch") + f'region = [0.1, 0.1, 0.2, 0.2]\nreference = "{reference}"\n'
        folder = tmp_path / str(place)
        folder.mkdir()
        assert codes(check_sheets(manifest_of(folder, FRONT, sheet=sheet))) == ({code} if code else set())


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("jp", "'jp' is no language; did you mean 'ja' (JP is a country)?"),
        ("zh-hans", "'zh-hans' is written 'zh-Hans'"),
        ("eng", "did you mean 'en'?"),
        ("en-UK", "has no country 'UK'"),
    ],
)
def test_a_language_tag_that_no_reader_has_is_told(tmp_path: Path, tag: str, said: str) -> None:
    sheet = SHEET.format(id="watch").replace('name = { en = "watch" }', f'name = {{ en = "W", {tag} = "W" }}')
    finding = only(check_sheets(manifest_of(tmp_path, FRONT, sheet=sheet)), "unknown-language-tag")
    assert said in str(finding.message)
    assert "(in name)" in str(finding.message)


def test_a_sheet_without_views_is_told(tmp_path: Path) -> None:
    sheet = 'id = "watch"\nright_holder = "maker"\nname = { en = "Watch" }\ncategory = "test"\n'
    assert codes(check_sheets(manifest_of(tmp_path, FRONT, sheet=sheet))) == {"sheet-without-views"}


def test_pictures_in_no_row_are_counted_and_named(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path, FRONT)
    forgotten = tmp_path / "images" / "second batch"
    forgotten.mkdir()
    (forgotten / "c.HEIC").write_bytes(b"")
    finding = only(check_unlisted(manifest), "unlisted-image")
    assert "no row lists (2): images/b.jpg, images/second batch/c.HEIC" in str(finding.message)


def test_system_files_and_pictures_of_other_tables_are_not_missed(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path, FRONT)
    for name in ("._a.jpg", "@eaDir/a.jpg/thumb.jpg", ".hidden/x.jpg", "notes.txt"):
        (tmp_path / "images" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "images" / name).write_bytes(b"")
    (tmp_path / "unknown.csv").write_text("image,sha256,kind\nimages/b.jpg,,other\n", encoding="utf-8")
    assert codes(check_unlisted(manifest)) == set()


def test_a_picture_that_a_row_means_is_not_told_again(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path, FRONT, BACK.replace("images/b.jpg", "D:\\data\\images\\B.jpeg"))
    assert codes(check_unlisted(manifest)) == set()


def test_a_picture_of_a_row_that_is_refused_is_listed(tmp_path: Path) -> None:
    manifest = manifest_of(tmp_path, FRONT, BACK.replace("genuine", "fake"))
    assert len(manifest.rows) == 1
    assert codes(check_unlisted(manifest)) == set()


@pytest.mark.parametrize("place", [".", "sheets", "data/catalogue", "catalogue/old"])
def test_sheets_at_another_place_are_named(tmp_path: Path, place: str) -> None:
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    (tmp_path / place / "watch.toml").write_text(SHEET.format(id="watch"), encoding="utf-8")
    (finding,) = check_sheet_files(tmp_path)
    assert (finding.code, finding.severity) == ("misplaced-catalogue", Severity.ERROR)


def test_a_catalogue_above_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    manifest_of(tmp_path)
    (finding,) = check_sheet_files(tmp_path / "data")
    assert finding.code == "misplaced-catalogue"
    assert "'../catalogue'" in str(finding.message)


def test_no_catalogue_is_a_warning_and_other_settings_are_no_sheets(tmp_path: Path) -> None:
    (tmp_path / "fit.toml").write_text("seed = 3\n", encoding="utf-8")
    finding = only(check_sheet_files(tmp_path), "no-catalogue")
    assert "there is no folder 'catalogue'" in str(finding.message)
    (tmp_path / "catalogue").mkdir()
    assert "holds no product sheets" in str(only(check_sheet_files(tmp_path), "no-catalogue").message)


def test_a_sheet_with_a_second_ending_is_named(tmp_path: Path) -> None:
    manifest_of(tmp_path)
    (tmp_path / "catalogue" / "bag.toml.txt").write_text("", encoding="utf-8")
    assert "name it bag.toml" in str(only(check_sheet_files(tmp_path), "unread-sheet").message)
