"""The same bytes and release give the same verdict, bit for bit: by command, by API, and in a fresh process."""

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from serve.cli import cli
from serve.platform.settings import Settings
from tests.replay.photos import PHOTOS, forty, items
from tests.serve.running import Service, run

ROOT = Path(__file__).parents[2]
EVERY = 2  # of the items, by API; a fresh process judges all of them
BUNDLED = next((ROOT / "releases").glob("r-*"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photos on disk, a folder an item."""
    folder = tmp_path_factory.mktemp("items")
    for number, photos in enumerate(items(forty())):
        (folder / f"{number:03d}").mkdir()
        for photo in photos:
            (folder / f"{number:03d}" / photo.name).write_bytes(photo.content)
    return folder


@pytest.fixture(scope="module")
def replayed(folder: Path) -> dict[str, dict[str, Any]]:
    """The verdicts of a fresh process that judges the items in another order."""
    command = [sys.executable, "-m", "tests.replay.examine", str(BUNDLED), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name: timeless(verdict) for name, verdict in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def bundled_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    yield from run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=BUNDLED, workers=2))


def timeless(verdict: dict[str, Any]) -> dict[str, Any]:
    """A verdict without the one field that may differ."""
    return {name: value for name, value in verdict.items() if name != "took_ms"}


def test_forty_photos_were_replayed_and_mean_something(replayed: dict[str, dict[str, Any]]) -> None:
    assert sum(len(verdict["photos"]) for verdict in replayed.values()) == PHOTOS
    assert len({verdict["log_odds"] for verdict in replayed.values()}) > len(replayed) / 2


def test_the_service_gives_the_same_verdicts_while_it_judges_several_at_once(
    folder: Path, replayed: dict[str, dict[str, Any]], bundled_service: Service
) -> None:
    whole = bundled_service.as_("administrator")  # nothing is withheld from the operator

    def ask(item: Path) -> tuple[str, dict[str, Any]]:
        photos = [photo.read_bytes() for photo in sorted(item.iterdir())]
        return item.name, timeless(bundled_service.examine(*photos, by=whole).raise_for_status().json())

    with ThreadPoolExecutor(3) as pool:
        given = dict(pool.map(ask, sorted(folder.iterdir())[::EVERY]))
    assert given == {name: replayed[name] for name in given}


def test_the_command_gives_the_same_verdicts(folder: Path, replayed: dict[str, dict[str, Any]]) -> None:
    for item in sorted(folder.iterdir())[::5]:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), pytest.raises(SystemExit):
            cli(["check", *map(str, sorted(item.iterdir())), "--release", str(BUNDLED), "--json"])
        assert timeless(json.loads(printed.getvalue())) == replayed[item.name]
