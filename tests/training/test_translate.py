"""Texts of sheets are put into a release again: everything that was learned and counted stays as it was."""

import json
import tomllib
from pathlib import Path

import pytest

from model.examiner import Examiner
from model.release import load_release
from tests.bundled import BUNDLED, ROOT
from tests.training.fitting import Done, training

CATALOGUE = ROOT / "datasets" / "catalogue"
TITLE = 'title.en = "Gap between the two bars of the emblem"'
PHOTO = ROOT / "datasets" / "images" / "vell-carton-720bf308-front.jpg"


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """The demo catalogue with one more language for one title."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    for path in CATALOGUE.glob("*.toml"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    change(folder, TITLE, f'{TITLE}\ntitle.ko = "막대 사이의 간격"')
    return folder


def change(folder: Path, before: str, after: str) -> None:
    path = folder / "vell-carton.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    tomllib.loads(path.read_text(encoding="utf-8"))


def translated(catalogue: Path, out: Path) -> Done:
    return training("translate", BUNDLED, catalogue, "--out", out)


def test_a_further_language_is_in_the_new_release_and_nothing_else_differs(catalogue: Path, tmp_path: Path) -> None:
    done = translated(catalogue, tmp_path / "releases")
    assert done.returncode == 0, done.stderr
    before, after = load_release(BUNDLED), load_release(Path(done.stdout.strip()))
    assert after.id != before.id
    assert after.description.products["vell-carton"].sheet.points[0].title["ko"] == "막대 사이의 간격"
    assert after.description.files == before.description.files
    documents = [json.loads((folder / "release.json").read_bytes()) for folder in (BUNDLED, Path(done.stdout.strip()))]
    assert documents[1]["training"].pop("translated")[-1] == before.id
    for document in documents:
        document["training"].pop("translated", None)
        for product in document["products"].values():
            product.pop("sheet")
    assert documents[0] == documents[1]
    photo = PHOTO.read_bytes()
    verdicts = [Examiner(release).examine([photo]).as_json() for release in (before, after)]
    for verdict in verdicts:
        del verdict["release"], verdict["took_ms"]
    assert verdicts[0] == verdicts[1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("serial_pattern = ", 'serial_pattern = "KV"  # '),
        ('visibility = "holder"', 'visibility = "public"'),
        ('id = "hologram"', 'id = "star"'),
        ("required = true", "required = false"),
    ],
)
def test_what_verdicts_rest_on_is_not_changed_without_a_fit(
    catalogue: Path, tmp_path: Path, before: str, after: str
) -> None:
    change(catalogue, before, after)
    done = translated(catalogue, tmp_path / "releases")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "vell-carton: more than texts differs from the release's sheet; fit again" in done.stderr
    assert not list(tmp_path.glob("releases/r-*"))


def test_a_sheet_that_is_missing_is_named(catalogue: Path, tmp_path: Path) -> None:
    (catalogue / "inkora-seal.toml").unlink()
    done = translated(catalogue, tmp_path / "releases")
    assert done.returncode == 1
    assert "has no sheet of inkora-seal" in done.stderr
