"""What keeps something is tested on both kinds of storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from serve.accounts import signing_in
from serve.platform.settings import Settings
from tests.serve import statements_once
from tests.serve.compiled_once import compile_once
from tests.serve.running import Service, run
from tests.serve.seen_once import see_once
from tests.storage import (
    Storage,
    buckets,
    build_on,
    copied,
    databases,
    either_database,
    migrated,
    migrated_once,
    postgresql,
    storage,
)
from tests.unsynced import leave_unsynced

__all__ = [
    "buckets",
    "build_on",
    "copied",
    "databases",
    "either_database",
    "migrated",
    "migrated_once",
    "postgresql",
    "storage",
]


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Hashes of passwords that take a tenth of a millisecond; where their time counts, a test puts real ones back."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    nobodys = quick.hash("of no one")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing_in, "_hasher", lambda: quick)
        patch.setattr(signing_in, "_nobodys_hash", lambda: nobodys)
        yield


@pytest.fixture(scope="session", autouse=True)
def _unsynced() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        leave_unsynced(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _pictures_seen_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        see_once(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        compile_once(patch, tmp_path_factory)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        statements_once.compile_once(patch)
        yield


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    """The service with the tiny release, for tests that only add to it; on either kind of storage."""
    data_dir = tmp_path_factory.mktemp("data")
    yield from run(Settings(data_dir=data_dir, release=tiny_release, workers=2, **storage()))
