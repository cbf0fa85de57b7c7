"""A connection that the database has closed is replaced before it is used, and one just used is not asked after."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from serve.platform import open_connections
from serve.platform.database import Database
from serve.platform.tenancy import SYSTEM
from tests.postgresql import Cluster

PROCESS = text("SELECT pg_backend_pid()")


@pytest.fixture
def database(postgresql: Cluster) -> Iterator[Database]:
    opened = Database(postgresql.new_database())
    yield opened
    opened.close()


@pytest.fixture
def asked(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The connections that are asked after."""
    asked: list[object] = []
    dialect = database._engine.dialect
    ask = dialect.do_ping

    def counted(connection: Any) -> bool:
        asked.append(connection)
        return bool(ask(connection))

    monkeypatch.setattr(dialect, "do_ping", counted)
    return asked


def used(database: Database) -> int:
    """The process of the server that answers."""
    with database.reading(SYSTEM) as connection:
        return int(connection.execute(PROCESS).scalar_one())


def test_one_that_was_just_used_is_used_again_unasked(database: Database, asked: list[object]) -> None:
    assert used(database) == used(database)
    assert asked == []


def test_one_that_the_server_ended_is_replaced_however_lately_it_was_used(
    database: Database, asked: list[object], postgresql: Cluster
) -> None:
    first = used(database)
    ended_by = f"postgresql://shingan@127.0.0.1:{postgresql.port}/postgres"
    with psycopg.connect(ended_by) as connection:
        assert connection.execute("SELECT pg_terminate_backend(%s, 10000)", [first]).fetchone() == (True,)
    assert used(database) != first
    assert len(asked) == 1


def test_one_that_was_not_used_for_a_while_is_asked_after(
    database: Database, asked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = used(database)
    monkeypatch.setattr(open_connections, "SURE_SECONDS", 0.0)
    assert used(database) == first
    assert len(asked) == 1
