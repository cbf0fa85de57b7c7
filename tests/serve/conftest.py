"""What keeps something is tested on both kinds of storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from serve.platform.settings import Settings
from tests.serve.running import Service, run
from tests.storage import Storage, buckets, build_on, postgresql, storage

__all__ = ["buckets", "build_on", "postgresql", "storage"]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    """The service with the tiny release, for tests that only add to it; on either kind of storage."""
    data_dir = tmp_path_factory.mktemp("data")
    yield from run(Settings(data_dir=data_dir, release=tiny_release, workers=2, **storage()))
