"""A release is refused after any change."""

import hashlib
import json
from pathlib import Path

import pytest

from model.errors import ReleaseRefusedError
from model.examiner import Examiner
from model.release import load_release, release_id, release_of

PHOTO = (Path(__file__).parents[2] / "datasets" / "images" / "vell-carton-720bf308-front.jpg").read_bytes()
BUNDLED = next((Path(__file__).parents[2] / "releases").glob("r-*"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / BUNDLED.name
    for path in BUNDLED.rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(BUNDLED)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return folder


def test_the_bundled_release_is_sound_and_its_name_is_its_content(copy: Path) -> None:
    release = load_release(copy)
    assert release.id == copy.name == release_id((copy / "release.json").read_bytes())
    assert sum(path.stat().st_size for path in copy.rglob("*")) < 15e6


@pytest.mark.parametrize("name", ["model.onnx", "gallery.npz", "MODEL_CARD.md", "report/metrics.json"])
def test_a_flipped_bit_is_found_and_named(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(ReleaseRefusedError, match=name.replace(".", r"\.")):
        load_release(copy)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "gallery.npz").unlink()
    with pytest.raises(ReleaseRefusedError, match=r"gallery\.npz"):
        load_release(copy)


def test_a_reference_picture_that_is_not_listed_is_named(copy: Path) -> None:
    document = json.loads((copy / "release.json").read_text())
    document["format"] = 4
    document["references"] = [{"product": "vell-carton", "view": "front", "sha256": "a" * 64}]
    (copy / "release.json").write_text(json.dumps(document))
    with pytest.raises(ReleaseRefusedError, match=f"lists no references/{'a' * 64}"):
        load_release(copy.rename(copy.with_name("demo")))


def test_a_release_of_format_3_is_read_without_pictures_and_limits() -> None:
    folder = next((Path(__file__).parents[1] / "serve" / "earlier").glob("r-*"))
    assert json.loads((folder / "release.json").read_bytes())["format"] == 3
    release = load_release(folder)
    assert (release.references, release.description.belonging) == ({}, None)
    assert Examiner(release).examine([PHOTO]).photos[0].belongs is None


def test_an_unlisted_file_is_named(copy: Path) -> None:
    (copy / "notes.txt").write_text("hello")
    with pytest.raises(ReleaseRefusedError, match=r"notes\.txt is not part of the release"):
        load_release(copy)


def test_a_changed_description_no_longer_fits_the_folders_name(copy: Path) -> None:
    document = json.loads((copy / "release.json").read_text())
    document["familiarity"] = 0.0
    (copy / "release.json").write_text(json.dumps(document))
    with pytest.raises(ReleaseRefusedError, match="name is not the id"):
        load_release(copy)


def test_a_path_out_of_the_folder_is_refused(copy: Path) -> None:
    outside = copy.parent / "outside"
    outside.write_bytes(b"x")
    document = json.loads((copy / "release.json").read_text())
    document["files"]["../outside"] = hashlib.sha256(b"x").hexdigest()
    (copy / "release.json").write_text(json.dumps(document))
    with pytest.raises(ReleaseRefusedError, match="lies outside"):
        load_release(copy)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": 99}', b'{"format": 1, "extra": 2}', b"\xff"])
def test_a_description_that_is_not_understood_is_refused(copy: Path, content: bytes) -> None:
    (copy / "release.json").write_bytes(content)
    with pytest.raises(ReleaseRefusedError, match=r"release\.json"):
        load_release(copy)


def test_equal_photos_give_equal_verdicts_beside_other_calls() -> None:
    examiner = Examiner(load_release(BUNDLED))
    photos = [path.read_bytes() for path in sorted((BUNDLED.parents[1] / "datasets" / "images").glob("*.jpg"))[:3]]
    alone = [examiner.see(photo).scores.log_odds.tobytes() for photo in photos]
    again = [Examiner(load_release(BUNDLED)).see(photo).scores.log_odds.tobytes() for photo in reversed(photos)]
    assert alone == again[::-1]


def test_the_staged_release_of_the_demo_is_whole_with_the_bundled_ones_files() -> None:
    (staged,) = (BUNDLED.parent / "staged").glob("r-*")
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for folder in (BUNDLED, staged)
        for path in folder.rglob("*")
        if path.is_file()
    }
    release = release_of(files)
    assert release.id == staged.name
    assert release.description.training["recalibrated"][-1]["from"] == BUNDLED.name
    assert sum(path.stat().st_size for path in BUNDLED.parent.rglob("*") if path.is_file()) < 15 * 2**20
