"""Fixtures: the storages of a service (SQLite and a folder, PostgreSQL and a bucket), and one in memory for tests."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from tests.buckets import CREDENTIALS, BucketServer, bucket_server
from tests.postgresql import Cluster, Emptying, cluster, programs

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL, Engine

    from serve.platform.parts import Parts

KINDS = ("sqlite", "postgresql")  # that a service can have
MEMORY = "memory"
STATEMENTS = 5_000  # that a connection of tests may have prepared: those of all subjects
IN_MEMORY = "sqlite:///file:"  # how the address of a database in memory begins

Storage = Callable[..., dict[str, Any]]
Build = Callable[..., "Parts"]
Copied = Callable[[dict[str, Any]], dict[str, Any]]


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
    """Settings of a new storage at every call; none are needed for SQLite and a folder in the data folder.

    A database of PostgreSQL has today's schema and no rows. `bare=True` gives one without a schema: for restoring, for
    earlier versions, and for tests of the migrations themselves.
    """
    return _storage(request)


@pytest.fixture(scope="session", params=KINDS)
def either_database(request: pytest.FixtureRequest) -> Storage:
    """The same with objects in the data folder: for tests that are about rows, not about the place of objects.

    moto takes 20 ms to write an object. A fault that only a bucket beside PostgreSQL shows is found with `storage`.
    """
    if request.param == "sqlite":
        return _storage(request)
    clusters: Cluster = request.getfixturevalue("postgresql")
    migrated: str = request.getfixturevalue("migrated")
    return lambda: {"database_url": clusters.new_database(migrated)}


@pytest.fixture
def copied(request: pytest.FixtureRequest) -> Copied:
    """Settings of a new storage with all that another one has, which no service uses at that time.

    What is in the data folder, SQLite's database and its objects too, is the caller's to copy.
    """

    def copied(given: dict[str, Any]) -> dict[str, Any]:
        if not given:
            return {}
        like = given["database_url"].rpartition("/")[2]
        bucket = request.getfixturevalue("buckets").copied(given["objects_url"])
        return {
            "database_url": request.getfixturevalue("postgresql").new_database(like),
            "objects_url": bucket.url,
            "objects_endpoint": bucket.endpoint,
        }

    return copied


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


@pytest.fixture(scope="session")
def migrated(postgresql: Cluster) -> str:
    """The name of a database of PostgreSQL with today's schema, to be copied: migrations take a tenth of a second."""
    from serve.platform.database import Database

    url = postgresql.new_database()
    database = Database(url)
    database.migrate()
    database.close()
    return url.rpartition("/")[2]


class Databases:
    """Databases of PostgreSQL with today's schema and no rows; one that is given back is emptied and used again.

    What an earlier test left there besides rows would be the next one's, so a test that changes the schema, a role or a
    setting takes a new database. Connections stay open from one user to the next, so that PostgreSQL knows statements
    already: else it would plan each of them for each test.
    """

    def __init__(self, running: Cluster, migrated: str) -> None:
        self._running, self._migrated = running, migrated
        self._free: list[str] = []
        self._engines: dict[str, Engine | None] = {}
        self._emptying: dict[str, Emptying] = {}

    def take(self) -> str:
        """The URL of one."""
        if not self._free:
            self._free.append(self._running.new_database(self._migrated))
            self._engines[self._free[0]] = None
        return self._free.pop()

    def give_back(self, url: str) -> None:
        """Empty one that no one uses."""
        if url not in self._emptying:
            self._emptying[url] = self._running.emptying(url)
        self._emptying[url]()
        self._free.append(url)

    def connected(self, connect: Callable[[URL], Engine], url: URL) -> Engine:
        """What connects to one, the same each time and never closed; for another database what is made for it."""
        name = url.render_as_string(hide_password=False)
        if name not in self._engines:
            return connect(url)
        engine = self._engines[name] or connect(url)
        if self._engines[name] is None:
            vars(engine)["dispose"] = lambda: None
            event.listen(engine, "connect", _prepare_at_once)
            self._engines[name] = engine
        return engine

    def close(self) -> None:
        """Close every connection."""
        for engine in filter(None, self._engines.values()):
            del vars(engine)["dispose"]
            engine.dispose()
        for emptying in self._emptying.values():
            emptying.close()


def _prepare_at_once(connection: Any, _: object) -> None:
    """Have PostgreSQL remember each statement from its first use on; psycopg waits for the sixth, and keeps 100."""
    connection.prepare_threshold, connection.prepared_max = 0, STATEMENTS


@pytest.fixture(scope="session")
def databases(postgresql: Cluster, migrated: str) -> Iterator[Databases]:
    """Databases of PostgreSQL that tests use one after the other."""
    from serve.platform import database

    made = Databases(postgresql, migrated)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_postgresql", partial(made.connected, database._postgresql))
        yield made
        made.close()


@pytest.fixture(scope="session", autouse=True)
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Begin new databases of SQLite, in files and in memory, as copies of one with today's schema, as above."""
    from serve.platform.database import Database
    from serve.platform.parts import Parts

    made = tmp_path_factory.mktemp("schema") / "shingan.db"
    open_records = Parts.open_records

    def opened(parts: Parts) -> None:
        if not made.exists():
            database = Database(f"sqlite:///{made}")
            database.migrate()
            database.close()
            _end_write_ahead_log(made)
        _begin_as(made, parts)
        open_records(parts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Parts, "open_records", opened)
        yield


def _end_write_ahead_log(file: Path) -> None:
    """Have a file without a write-ahead log, which a copy in memory can't have; the service begins one in others."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _begin_as(made: Path, parts: Parts) -> None:
    """Give a new database of SQLite what a file has; leave every other one as it is."""
    url, file = parts.settings.database_url, parts.settings.data_dir / made.name
    if url is None and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_bytes(made.read_bytes())
    elif url is not None and url.startswith(IN_MEMORY) and parts.database.is_empty:
        with (
            closing(sqlite3.connect(made)) as source,
            closing(sqlite3.connect(url.removeprefix("sqlite:///"), uri=True)) as copied,
        ):
            source.backup(copied)


def _storage(request: pytest.FixtureRequest) -> Storage:
    if request.param == "sqlite":
        return lambda *, bare=False: {}  # noqa: ARG005  a new data folder is as bare as one can be
    clusters: Cluster = request.getfixturevalue("postgresql")
    servers: BucketServer = request.getfixturevalue("buckets")
    migrated: str = request.getfixturevalue("migrated")

    def new(*, bare: bool = False) -> dict[str, Any]:
        bucket = servers.new_bucket()
        return {
            "database_url": clusters.new_database() if bare else clusters.new_database(migrated),
            "objects_url": bucket.url,
            "objects_endpoint": bucket.endpoint,
        }

    return new
