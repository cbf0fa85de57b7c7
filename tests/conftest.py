"""What several test folders share: a tiny release made by hand, and the service on a free port.

The service is imported where a fixture needs it, so that tests of other parts run without it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.serve.running import Service

# Processes that share the cores would wait for one another's threads. Read by libraries that are imported after this.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

# In this order: what a file makes once for another (tests/once.py) is there before the other asks for it.
LONGEST = (
    "test_fit.py",
    "test_bundled.py",
    "test_replay.py",
    "test_authorization.py",
    "test_reliability.py",
    "test_fuzzing.py",
    "test_shortcuts_planted.py",
    "test_confidential_places.py",
    "test_genuine_only.py",
    "test_malformed.py",
    "test_releases.py",
    "test_parity.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first, so that where several processes share the files none is alone at last."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


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
