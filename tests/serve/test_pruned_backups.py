"""Older snapshots are removed with what only they name; what a snapshot that stays names is never touched."""

import fcntl
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from serve.app import build
from serve.backups.domain import BackupError, Keep
from serve.backups.pruning import kept, prune
from serve.backups.snapshots import LOCK_FILE, alone
from serve.backups.store import DumpedRow, write_rows
from serve.cli import cli
from serve.platform.settings import Settings

NEWEST = "9999"  # revision
NAMES = [
    "20260831T010000Z",
    "20260930T010000Z",
    "20261030T010000Z",
    "20261101T010000Z",
    "20261102T010000Z",
    "20261102T130000Z",
]


def test_the_last_one_of_each_day_and_month_stays() -> None:
    assert kept(NAMES, Keep(days=2, months=0)) == {"20261102T130000Z", "20261101T010000Z"}
    assert kept(NAMES, Keep(days=1, months=3)) == {"20261102T130000Z", "20261030T010000Z", "20260930T010000Z"}


def test_the_newest_one_always_stays() -> None:
    assert kept(NAMES, Keep(days=0, months=0)) == {"20261102T130000Z"}
    assert kept([], Keep(days=3, months=3)) == set()


def test_days_without_a_snapshot_do_not_count() -> None:
    """Otherwise a service whose backups failed for a month would lose its last ones with the next."""
    assert kept(NAMES, Keep(days=4, months=0)) == {*NAMES[1:4], NAMES[5]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three snapshots of three days: what all name, what each names alone, and what none names."""
    snapshot(tmp_path, "20261101T010000Z", b"shared", b"first")
    snapshot(tmp_path, "20261102T010000Z", b"shared", b"second")
    snapshot(tmp_path, "20261103T010000Z", b"shared", b"third")
    stored(tmp_path, b"of an attempt that was interrupted")
    return tmp_path


def stored(folder: Path, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    path = folder / "objects" / sha256[:2] / sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return sha256


def snapshot(folder: Path, name: str, *contents: bytes) -> Path:
    made = folder / "snapshots" / name
    made.mkdir(parents=True)
    rows = made / "rows.jsonl.gz"
    write_rows(rows, [DumpedRow("examination_photos", {"sha256": stored(folder, each)}) for each in contents])
    said = {
        "created_at": "2026-11-01T01:00:00Z",
        "revision": "0053",
        "rows": {"examination_photos": len(contents)},
        "rows_sha256": hashlib.sha256(rows.read_bytes()).hexdigest(),
        "objects": len(contents),
        "releases": [],
    }
    (made / "snapshot.json").write_text(json.dumps(said))
    return made


def migrated(data: Path) -> Path:
    """A data folder with an empty database."""
    parts = build(Settings(data_dir=data))
    data.mkdir()
    parts.database.migrate()
    parts.close()
    return data


def objects_in(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in (folder / "objects").glob("*/*")}


def snapshots_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "snapshots").iterdir())


def test_what_only_removed_snapshots_name_goes_with_them(folder: Path) -> None:
    removed = prune(folder, Keep(days=2, months=0), NEWEST)
    assert removed == (["20261101T010000Z"], 2)
    assert snapshots_in(folder) == ["20261102T010000Z", "20261103T010000Z"]
    assert objects_in(folder) == {b"shared", b"second", b"third"}
    assert prune(folder, Keep(days=2, months=0), NEWEST) == ([], 0)


@pytest.mark.parametrize("file", ["rows.jsonl.gz", "snapshot.json"])
@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"{}")])
def test_nothing_is_removed_while_a_snapshot_that_stays_is_damaged(
    folder: Path, file: str, spoil: Callable[[Path], object]
) -> None:
    spoil(folder / "snapshots" / "20261102T010000Z" / file)
    before = objects_in(folder)
    with pytest.raises((BackupError, OSError), match="20261102T010000Z"):
        prune(folder, Keep(days=2, months=0), NEWEST)
    assert (len(snapshots_in(folder)), objects_in(folder)) == (3, before)


def test_an_older_version_removes_nothing_beside_a_snapshot_of_a_newer_one(folder: Path) -> None:
    """Otherwise it doesn't know what that one names, and takes its objects away."""
    before = objects_in(folder)
    with pytest.raises(BackupError, match="20261102T010000Z: a newer version"):
        prune(folder, Keep(days=2, months=0), "0000")
    assert (len(snapshots_in(folder)), objects_in(folder)) == (3, before)


@pytest.mark.parametrize("options", [(), ("--objects-only",)])
def test_nothing_is_removed_while_a_snapshot_is_restored(tmp_path: Path, options: Sequence[str]) -> None:
    snapshot(tmp_path, "20261101T010000Z", b"old")
    call = ["restore", str(tmp_path), "--data", str(migrated(tmp_path / "data")), *options]
    with alone(tmp_path):
        refused = CliRunner().invoke(cli, call)
    assert (refused.exit_code, "wait until it has ended" in refused.stderr) == (1, True)


def test_a_damaged_snapshot_that_goes_is_in_no_ones_way(folder: Path) -> None:
    (folder / "snapshots" / "20261101T010000Z" / "snapshot.json").unlink()
    assert prune(folder, Keep(days=2, months=0), NEWEST).snapshots == ["20261101T010000Z"]


def test_what_an_interrupted_removal_left_goes_the_next_time(folder: Path) -> None:
    place = folder / "snapshots"
    (place / "20261101T010000Z").rename(place / "removed-20261101T010000Z")
    prune(folder, Keep(days=2, months=0), NEWEST)
    assert snapshots_in(folder) == ["20261102T010000Z", "20261103T010000Z"]


def test_two_commands_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(BackupError, match="another backup is being written"), alone(tmp_path):
        pass
    with alone(tmp_path):  # and the lock ends
        pass


def test_the_command_removes_what_is_older_and_says_so(tmp_path: Path) -> None:
    data, backup = migrated(tmp_path / "data"), tmp_path / "backup"
    snapshot(backup, "20261101T010000Z", b"old")
    call = ["backup", str(backup), "--data", str(data)]
    wrong = CliRunner().invoke(cli, [*call, "--keep-months", "2"])
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    done = CliRunner().invoke(cli, [*call, "--keep-days", "1"])
    assert (done.exit_code, done.stderr) == (0, "")
    made, said = done.stdout.splitlines()
    assert said == "removed: older snapshots 1, objects that only they named 1"
    assert snapshots_in(backup) == [Path(made).name]
    with (backup / LOCK_FILE).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        busy = CliRunner().invoke(cli, call)
    assert (busy.exit_code, "another backup is being written" in busy.stderr) == (1, True)
