"""Fixtures: both kinds of storage that the service keeps things in, SQLite and a folder, PostgreSQL and a bucket."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.buckets import CREDENTIALS, BucketServer, bucket_server
from tests.postgresql import Cluster, cluster, programs

KINDS = ("sqlite", "postgresql")

Storage = Callable[[], dict[str, Any]]


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
