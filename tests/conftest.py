"""What several test folders share: a tiny release made by hand, and the service on a free port.

The service is imported where a fixture needs it, so that tests of other parts run without it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.serve.running import Service

# Processes that share the cores would wait for one another's threads. Read by libraries that are imported after this.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

TRAINING = Path(__file__).parent / "training"


def group_of(item: pytest.Item) -> str:
    """The tests that one process runs, as they share what is costly: fits, or else what their file sets up."""
    return "fits" if "fits" in getattr(item, "fixturenames", ()) else str(item.path)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group the tests for pytest-xdist, the longest groups first, so that no process is alone at the end."""
    items.sort(key=lambda item: (group_of(item) != "fits", not item.path.is_relative_to(TRAINING)))
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))


@pytest.fixture(scope="session")
def tiny_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that was made by hand."""
    from tests.serve.tiny_release import make_release

    return make_release(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    """The service with the tiny release, for tests that only add to it."""
    from serve.platform.settings import Settings
    from tests.serve.running import run

    yield from run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, workers=2))


@pytest.fixture
def start_service(tmp_path: Path, tiny_release: Path) -> Iterator[Callable[..., Service]]:
    """Start a service of one's own, with any settings; it stops after the test."""
    from serve.platform.settings import Settings
    from tests.serve.running import run

    running: list[Iterator[Service]] = []

    def start(**settings: Any) -> Service:
        given = {"data_dir": tmp_path / "data", "release": tiny_release, "workers": 2, **settings}
        running.append(run(Settings(**given)))
        return next(running[-1])

    yield start
    for each in running:
        for _ in each:
            pass
