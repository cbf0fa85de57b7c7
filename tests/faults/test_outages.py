"""A part of the storage is gone and comes back: a clear 503, nothing lost, and the service recovers automatically."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from serve.platform.settings import Settings
from tests.buckets import BucketServer
from tests.postgresql import Cluster, cluster
from tests.serve.running import Service, run
from tests.serve.tiny_release import GENUINE


@pytest.fixture
def own_cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A cluster for this test only, if PostgreSQL is installed."""
    request.getfixturevalue("postgresql")
    with cluster() as running:
        yield running


def refusal(answer: httpx.Response) -> str:
    """The type of a 503 whose words name no path, host or SQL."""
    assert answer.status_code == 503
    document = answer.json()
    assert not {"127.0.0.1", "psycopg", "SELECT", "unfinished"} & set(document["detail"].split())
    return str(document["type"])


def faulty(service: Service) -> list[str]:
    """The parts that /readyz names."""
    checks = service.client.get("/readyz").json().get("checks", {})
    return [name for name, fault in checks.items() if fault]


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_database_that_is_restarted(own_cluster: Cluster, tmp_path: Path, tiny_release: Path, mode: str) -> None:
    settings = Settings(data_dir=tmp_path, release=tiny_release, workers=2, database_url=own_cluster.new_database())
    for service in run(settings):
        before = service.examine(GENUINE)
        own_cluster.stop(mode)
        assert refusal(service.examine(GENUINE)) == "/problems/storage-failed"
        assert refusal(service.client.get(before.headers["location"])) == "/problems/storage-failed"
        assert faulty(service) == ["database"]
        assert service.client.get("/healthz").status_code == 200
        own_cluster.start()
        assert service.client.get("/readyz").status_code == 200
        assert service.client.get(before.headers["location"]).json()["verdict"] == before.json()
        assert service.examine(GENUINE).status_code == 201


def test_a_bucket_that_is_gone_and_back(buckets: BucketServer, tmp_path: Path, tiny_release: Path) -> None:
    bucket = buckets.new_bucket()
    settings = Settings(
        data_dir=tmp_path, release=tiny_release, workers=2, objects_url=bucket.url, objects_endpoint=bucket.endpoint
    )
    for service in run(settings):
        before = service.examine(GENUINE)
        original = f"{before.headers['location']}/photos/0/original"
        buckets.stop()
        assert refusal(service.examine(GENUINE)) == "/problems/storage-failed"
        assert refusal(service.client.get(original)) == "/problems/storage-failed"
        assert faulty(service) == ["objects"]
        buckets.start_again()
        assert service.client.get("/readyz").status_code == 200
        assert service.client.get(original).content == GENUINE
        assert service.examine(GENUINE).status_code == 201
