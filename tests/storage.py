"""Fixtures: the storages of a service (SQLite and a folder, PostgreSQL and a bucket), and one in memory for tests."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.buckets import CREDENTIALS, BucketServer, bucket_server
from tests.postgresql import Cluster, cluster, programs

if TYPE_CHECKING:
    from serve.platform.parts import Parts

KINDS = ("sqlite", "postgresql")  # that a service can have
MEMORY = "memory"

Storage = Callable[[], dict[str, Any]]
Build = Callable[..., "Parts"]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A running PostgreSQL, where it is installed."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def buckets() -> Iterator[BucketServer]:
    """A running S3."""
    with pytest.MonkeyPatch.context() as environment, bucket_server() as running:
        for name, value in CREDENTIALS.items():
            environment.setenv(name, value)
        yield running


@pytest.fixture(scope="session", params=KINDS)
def storage(request: pytest.FixtureRequest) -> Storage:
    """Settings of an empty storage at every call; none are needed for SQLite and a folder in the data folder."""
    return _storage(request)


@pytest.fixture(scope="session", params=(MEMORY, *KINDS))
def build_on(request: pytest.FixtureRequest) -> Build:
    """Builds the parts of a service on an empty storage, from settings and a clock."""
    return building(request)


def building(request: pytest.FixtureRequest) -> Build:
    """The same for the kind of storage that is a fixture's parameter."""
    from serve.app import build
    from serve.platform.settings import Settings
    from tests.serve.memory import in_memory

    if request.param == MEMORY:
        return in_memory
    empty = _storage(request)
    return lambda clock=None, **settings: build(Settings(**settings, **empty()), clock)


def _storage(request: pytest.FixtureRequest) -> Storage:
    if request.param == "sqlite":
        return dict
    clusters: Cluster = request.getfixturevalue("postgresql")
    servers: BucketServer = request.getfixturevalue("buckets")

    def empty() -> dict[str, Any]:
        bucket = servers.new_bucket()
        return {
            "database_url": clusters.new_database(),
            "objects_url": bucket.url,
            "objects_endpoint": bucket.endpoint,
        }

    return empty
