"""Everything that keeps something is tested on both kinds of storage: SQLite and a folder, PostgreSQL and a bucket."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from serve.platform.settings import Settings
from tests.serve.buckets import CREDENTIALS, BucketServer, bucket_server
from tests.serve.postgresql import Cluster, cluster, programs
from tests.serve.running import Service, run

KINDS = ("sqlite", "postgresql")

Storage = Callable[[], dict[str, Any]]


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A running PostgreSQL, where it is installed."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql-15")
    base = tmp_path_factory.mktemp("postgresql")
    for folder in (base, base.parent, base.parent.parent):
        folder.chmod(0o755)  # its server runs as another user than root
    with cluster(base / "cluster") as running:
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


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    """The service with the tiny release, for tests that only add to it; on either kind of storage."""
    data_dir = tmp_path_factory.mktemp("data")
    yield from run(Settings(data_dir=data_dir, release=tiny_release, workers=2, **storage()))
