"""A data set begun from folders of photos, as people keep them."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from PIL import Image

from model.datasets.folders import as_id
from model.sheet_reading import parse_sheet
from tests.training.fitting import training
from training.errors import CallError, WorkError
from training.init import InitCall, ItemsBy, begin
from training.init.draft_lines import draft_lines
from training.init.sheets import draft_sheet
from training.manifest import read_manifest

ROOT = Path(__file__).parents[2]


def photos(folder: Path, *paths: str) -> Path:
    """The folder with one small photo at each path; no two are alike."""
    for number, path in enumerate(paths):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (folder / path).open("wb") as file:  # the ending is not the format
            Image.new("RGB", (40, 40), (number % 256, number // 256, 9)).save(file, "JPEG")
    return folder


def begun(folder: Path, items: ItemsBy | None = None, product: str | None = None) -> list[dict[str, str]]:
    """The rows of the manifest that is written."""
    begin(InitCall(folder, items, product))
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def told(rows: Iterable[dict[str, str]], *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


def test_folders_tell_labels_and_items_and_file_names_tell_views(tmp_path: Path) -> None:
    folder = photos(tmp_path / "Dive Watch", "Genuine/A-1/Front.JPG", "Genuine/A-1/裏.jpg", "fake/K 17/front.heic")
    rows = begun(folder)
    assert told(rows, "image", "product", "label", "item", "view") == [
        ("Genuine/A-1/Front.JPG", "dive-watch", "genuine", "Genuine/A-1", "front"),
        ("Genuine/A-1/裏.jpg", "dive-watch", "genuine", "Genuine/A-1", "back"),
        ("fake/K 17/front.heic", "dive-watch", "counterfeit", "fake/K 17", "front"),
    ]
    manifest = read_manifest(folder / "manifest.csv")
    assert not manifest.findings
    assert [view.id for view in manifest.catalogue["dive-watch"].views] == ["front", "back"]


def test_products_are_folders_above_or_below_the_labels(tmp_path: Path) -> None:
    above = begun(photos(tmp_path / "a", "watch/genuine/1/x.jpg", "bag/genuine/1/x.jpg", "bag/fake/1/x.jpg"))
    assert told(above, "product", "item") == [
        ("bag", "bag/fake/1"),
        ("bag", "bag/genuine/1"),
        ("watch", "watch/genuine/1"),
    ]
    below = begun(photos(tmp_path / "b", "genuine/watch/1/x.jpg", "genuine/bag/1/x.jpg", "fake/bag/1/x.jpg"))
    assert sorted(told(below, "product", "item")) == [
        ("bag", "fake/bag/1"),
        ("bag", "genuine/bag/1"),
        ("watch", "genuine/watch/1"),
    ]


def test_the_same_folders_below_both_labels_are_products_and_their_photos_items(tmp_path: Path) -> None:
    rows = begun(photos(tmp_path, "genuine/watch/a7.jpg", "genuine/watch/b2.jpg", "fake/watch/c9.jpg"))
    assert told(rows, "product", "item") == [
        ("watch", "fake/watch/c9"),
        ("watch", "genuine/watch/a7"),
        ("watch", "genuine/watch/b2"),
    ]


def test_numbered_folders_below_both_labels_are_items(tmp_path: Path) -> None:
    rows = begun(photos(tmp_path / "watch", "genuine/001/a.jpg", "genuine/001/b.jpg", "fake/001/a.jpg"))
    assert told(rows, "product", "item") == [
        ("watch", "fake/001"),
        ("watch", "genuine/001"),
        ("watch", "genuine/001"),
    ]


def test_years_and_folders_that_only_say_photos_are_no_products(tmp_path: Path) -> None:
    rows = begun(photos(tmp_path / "watch", "Photos/genuine/2025/A1/x.jpg", "Photos/genuine/2026/B2/写真/y.jpg"))
    assert told(rows, "product", "item") == [
        ("watch", "Photos/genuine/2025/A1"),
        ("watch", "Photos/genuine/2026/B2/写真"),
    ]


@pytest.mark.parametrize(
    ("names", "items", "views"),
    [
        (["A-1_front", "A-1_back", "A-2_front"], ["A-1", "A-1", "A-2"], ["front", "back", "front"]),
        (
            ["tag-1-hem", "tag-1-tag", "tag-2-hem", "tag-2-tag"],
            ["tag-1", "tag-1", "tag-2", "tag-2"],
            ["hem", "tag"] * 2,
        ),
        (["A (1)", "A (2)", "B (1)"], ["A", "A", "B (1)"], ["", "", ""]),
        (["x1", "x2", "x3"], ["x1", "x2", "x3"], ["", "", ""]),
        (["IMG_0001", "IMG_0002", "DSC00003"], ["IMG_0001", "IMG_0002", "DSC00003"], ["", "", ""]),
        (["IMG_0001_front", "IMG_0001_dos"], ["IMG_0001", "IMG_0001"], ["front", "back"]),
        (["front A1", "back A1", "front A2"], ["A1", "A1", "A2"], ["front", "back", "front"]),
        (["A1 front 1", "A1 front 2", "A1 label"], ["A1", "A1", "A1"], ["front", "front", "label"]),
        (["20260131_101112", "20260131_101115"], ["20260131_101112", "20260131_101115"], ["", ""]),
    ],
)
def test_file_names_tell_items_and_views(tmp_path: Path, names: list[str], items: list[str], views: list[str]) -> None:
    rows = {row["image"]: row for row in begun(photos(tmp_path, *(f"genuine/{name}.jpg" for name in names)))}
    found = [rows[f"genuine/{name}.jpg"] for name in names]
    assert told(found, "item", "view") == [(f"genuine/{item}", view) for item, view in zip(items, views, strict=True)]


def test_a_folder_with_many_photos_is_a_batch_and_no_object(tmp_path: Path) -> None:
    folder = photos(tmp_path / "watch", *(f"genuine/2026-01/IMG_{number:04}.jpg" for number in range(30)))
    assert len({row["item"] for row in begun(folder)}) == 30
    again = photos(tmp_path / "again", *(f"genuine/2026-01/IMG_{number:04}.jpg" for number in range(30)))
    assert len({row["item"] for row in begun(again, ItemsBy.FOLDER, "watch")}) == 1


def test_what_is_no_photo_is_named_and_what_systems_leave_is_not(tmp_path: Path) -> None:
    folder = photos(
        tmp_path, "genuine/1/a.jpg", "genuine/1/._a.jpg", "new/b.jpg", "genuine or not/c.jpg", ".trash/d.jpg"
    )
    for name, content in {"genuine/1/Thumbs.db": b"x", "genuine/notes.txt": b"x", "genuine/1/empty.jpg": b""}.items():
        (folder / name).write_bytes(content)
    (folder / "genuine" / "1" / "link.jpg").symlink_to(folder / "new" / "b.jpg")
    draft = begin(InitCall(folder))
    assert [photo.placed.path for photo in draft.named.photos] == ["genuine/1/a.jpg"]
    assert {str(each.reason).split(" ")[0]: each.files for each in draft.left_out} == {
        "no": ("genuine/1/empty.jpg", "genuine/notes.txt"),
        "links": ("genuine/1/link.jpg",),
        "in": ("genuine or not/c.jpg", "new/b.jpg"),
    }


def test_nothing_is_overwritten_and_existing_sheets_are_used(tmp_path: Path) -> None:
    folder = photos(tmp_path, "Genuine Goods/Watch!/a/case-back.jpg", "Genuine Goods/Watch!/b/dial.jpg")
    (folder / "catalogue").mkdir()
    sheet = draft_sheet("w-1", "Watch!", "Umi", ["dial", "case-back"])
    (folder / "catalogue" / "mine.toml").write_text(sheet, encoding="utf-8")
    rows = begun(folder)
    assert told(rows, "product", "view") == [("w-1", "case-back"), ("w-1", "dial")]
    assert [path.name for path in (folder / "catalogue").iterdir()] == ["mine.toml"]
    with pytest.raises(CallError, match="is there already"):
        begin(InitCall(folder))
    assert (folder / "catalogue" / "mine.toml").read_text(encoding="utf-8") == sheet


def test_a_dry_run_shows_what_it_understood_and_writes_nothing(tmp_path: Path) -> None:
    folder = photos(tmp_path, "genuine/1/front.jpg", "counterfeit/2/front.jpg")
    done = training("init", folder, "--dry-run")
    assert done.returncode == 0
    for words in ("2 photos of 2 items", "(guessed)", "item genuine/1, view front", "nothing is written"):
        assert words in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["counterfeit", "genuine"]


def test_the_summary_warns_where_each_photo_is_an_object(tmp_path: Path) -> None:
    folder = photos(tmp_path, "genuine/IMG_1.jpg", "genuine/IMG_2.jpg")
    lines = list(draft_lines(begin(InitCall(folder)), folder, dry_run=False))
    assert any("each photo is an object of its own" in line for line in lines)
    assert lines[-1] == f"then type: shingan-train validate {folder / 'manifest.csv'}"


def test_the_result_as_json(tmp_path: Path) -> None:
    done = training("init", photos(tmp_path, "genuine/1/front.jpg"), "--json")
    document = json.loads(done.stdout)
    assert document["groups"][0] | {"product": ""} == {
        "product": "",
        "label": "genuine",
        "items": 1,
        "photos": 1,
        "views": ["front"],
    }
    assert (document["items_by"], document["guessed"]) == ("folder", True)


def test_a_folder_without_labels_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkError, match=r"holds no photos \(JPEG"):
        begin(InitCall(tmp_path))
    with pytest.raises(WorkError, match="none of its 1 photos lies in a folder that says genuine or counterfeit; make"):
        begin(InitCall(photos(tmp_path, "a/b.jpg")))


def test_names_that_a_spreadsheet_would_calculate_stay_text(tmp_path: Path) -> None:
    rows = begun(photos(tmp_path, "=1+1/genuine/-a/x.jpg"))
    assert told(rows, "image", "item") == [("./=1+1/genuine/-a/x.jpg", "./=1+1/genuine/-a")]
    assert rows[0]["product"] == "1-1"
    assert not read_manifest(tmp_path / "manifest.csv").findings


@pytest.mark.parametrize(
    ("name", "product"),
    [("Dive Watch", "dive-watch"), ("時計 №3", "時計-no3"), ("...", "product"), ("\uff21\uff22", "ab")],
)
def test_a_product_s_id_is_made_of_its_name(name: str, product: str) -> None:
    assert as_id(name) == product
    assert parse_sheet(draft_sheet(product, f'{name} "x" \\', "", []), "draft.toml").id == product
