"""Objects in a folder: what is acknowledged is synced, in the right order; what was half written is removed."""

import errno
import os
from pathlib import Path

import pytest

from serve.platform.errors import PhotoMissingError, StorageError
from serve.platform.local_objects import LocalObjects
from tests.serve.test_objects import CONTENT, DIGEST, put


@pytest.fixture
def objects(tmp_path: Path) -> LocalObjects:
    store = LocalObjects(tmp_path / "objects")
    store.open()
    return store


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def full(descriptor: int) -> None:
    raise OSError(errno.ENOSPC, f"No space left on device: {descriptor}")


def test_a_failed_write_leaves_nothing(objects: LocalObjects, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError):
        put(objects, CONTENT)
    with objects.staging() as staging:
        staging.add(CONTENT)
        with pytest.raises(StorageError):
            staging.add(CONTENT)
    with pytest.raises(PhotoMissingError):
        objects.get(DIGEST)
    assert files(tmp_path) == []


def test_what_an_earlier_process_left_is_removed_but_not_what_is_being_written(tmp_path: Path) -> None:
    aside = tmp_path / "objects" / "unfinished"
    aside.mkdir(parents=True)
    for name, age in (("old", 7200), ("new", 1)):
        (aside / name).write_bytes(b"half")
        moment = (aside / name).stat().st_mtime - age
        os.utime(aside / name, (moment, moment))
    LocalObjects(tmp_path / "objects").open()
    assert [path.name for path in aside.iterdir()] == ["new"]


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What is synced from now on, in order."""
    paths: list[Path] = []
    sync = os.fsync

    def note(descriptor: int) -> None:
        paths.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    return paths


def test_folders_are_synced_before_there_is_anything_in_them(tmp_path: Path, synced: list[Path]) -> None:
    root = tmp_path / "objects"
    LocalObjects(root).open()
    assert synced == [root, tmp_path]  # the names of the folders in it, and its own
    assert (root / DIGEST[:2]).is_dir()


def test_file_and_folder_are_synced_before_it_is_acknowledged(
    objects: LocalObjects, tmp_path: Path, synced: list[Path]
) -> None:
    put(objects, CONTENT)
    root = tmp_path / "objects"
    assert synced[0].parent == root / "unfinished"  # the bytes, while still aside
    assert synced[1:] == [root / DIGEST[:2]]  # the object's name, after the rename


def test_a_folder_that_cannot_be_written_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("not a folder")
    store = LocalObjects(tmp_path / "objects")
    with pytest.raises(StorageError):
        store.open()
    with pytest.raises(StorageError):
        store.check()
