"""The database: the migrations make its schema, writers wait for one another, failures leave nothing."""

import inspect
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, String, Text, cast, column, literal, select, table, text
from sqlalchemy.types import TypeEngine

import serve.app  # noqa: F401  # every subject's tables join the metadata
from serve.platform import database as database_module
from serve.platform.database import NAMES_OBJECT, Database, _keep_private, metadata
from serve.platform.errors import StorageError
from serve.platform.json_text import JsonText
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from tests.storage import Build, Storage

WRITERS, EACH = 8, 20
OTHER_DIGESTS = {
    "api_tokens.sha256",  # of a secret
    "examinations.key_sha256",  # of a key that `releases` names
    "examinations.release_sha256",
    "notice_addresses.token_sha256",  # of a secret
    "password_resets.sha256",  # of a secret
    "seats.token_sha256",  # of a secret
    "leaving_objects.sha256",  # of objects that are on their way out
    "uploads.announced_sha256",  # of what has not arrived yet
}


@pytest.fixture
def database(tmp_path: Path, build_on: Build) -> Iterator[Database]:
    made = build_on(data_dir=tmp_path).database
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def lasting(tmp_path: Path, storage: Storage) -> Iterator[Database]:
    """A database that is not in memory."""
    made = Database(Settings(data_dir=tmp_path, **storage(bare=True)).database)
    made.migrate()
    yield made
    made.close()


def types_differ(
    context: MigrationContext, _: Column[Any], __: Column[Any], found: TypeEngine[Any], wanted: TypeEngine[Any]
) -> bool | None:
    """None for alembic to decide. SQLite heeds no length, so no migration lengthens a column there."""
    both_text = isinstance(found, String) and isinstance(wanted, String)
    return False if both_text and context.dialect.name == "sqlite" else None


def test_the_migrations_make_the_schema_that_the_stores_expect(database: Database) -> None:
    with database.reading(SYSTEM) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": types_differ})
        assert compare_metadata(context, metadata) == []


def test_every_column_that_names_objects_says_so_as_backups_rely_on_it() -> None:
    digests = {
        f"{table.name}.{column.name}": column.info.get(NAMES_OBJECT, False)
        for table in metadata.sorted_tables
        for column in table.columns
        if "sha256" in column.name
    }
    assert digests["examination_photos.sha256"]
    assert {name for name, names_object in digests.items() if not names_object} == OTHER_DIGESTS


def test_migrating_twice_does_no_harm(database: Database) -> None:
    database.migrate()
    database.check()


def test_a_text_within_json_is_found_on_both_databases(database: Database) -> None:
    kept = {"stated": '{"product": "box"}', "null": '{"product": null}', "other": "{}", "nothing": None}
    with database.reading(SYSTEM) as connection:
        found = {
            name: connection.execute(select(JsonText(cast(literal(given), Text), "product"))).scalar()
            for name, given in kept.items()
        }
    assert found == {"stated": "box", "null": None, "other": None, "nothing": None}


@pytest.fixture
def _synced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set connections up as the service does, not as tests/unsynced.py."""
    monkeypatch.setattr(database_module, "_set_up_sqlite", inspect.unwrap(database_module._set_up_sqlite))


@pytest.mark.usefixtures("_synced")
def test_a_commit_survives_a_power_cut(lasting: Database) -> None:
    with lasting.reading(SYSTEM) as connection:
        if lasting.kind == "postgresql":
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
            return
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_readers_see_one_state_and_do_not_wait(lasting: Database) -> None:
    with lasting.writing(SYSTEM) as connection:
        connection.execute(text("CREATE TABLE seen (x INTEGER)"))
    with lasting.reading(SYSTEM) as connection:
        assert connection.execute(text("SELECT count(*) FROM seen")).scalar() == 0
        with lasting.writing(SYSTEM) as other:
            other.execute(text("INSERT INTO seen VALUES (1)"))
        assert connection.execute(text("SELECT count(*) FROM seen")).scalar() == 0
    with lasting.reading(SYSTEM) as connection:
        assert connection.execute(text("SELECT count(*) FROM seen")).scalar() == 1


def test_processes_that_start_together_migrate_once(tmp_path: Path, storage: Storage) -> None:
    url = Settings(data_dir=tmp_path, **storage(bare=True)).database
    databases = [Database(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Database.migrate, databases))
    for each in databases:
        each.check()
        each.close()


def test_processes_that_open_a_new_database_together_wait_for_one_another(tmp_path: Path) -> None:
    for number in range(100):
        databases = [Database(f"sqlite:///{tmp_path / str(number)}") for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(Database.check, databases))
        for each in databases:
            each.close()


def test_many_writers_wait_for_one_another(database: Database) -> None:
    with database.writing(SYSTEM) as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    counter = table("counter", column("n"))
    failures: list[Exception] = []

    def count() -> None:
        try:
            for _ in range(EACH):
                with database.writing(SYSTEM) as connection:
                    n = connection.execute(select(counter.c.n).with_for_update()).scalar_one()
                    connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})
        except StorageError as error:
            failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.reading(SYSTEM) as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar_one() == WRITERS * EACH


def test_a_use_case_that_fails_leaves_nothing(database: Database) -> None:
    with database.writing(SYSTEM) as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))

    def fail() -> None:
        with database.writing(SYSTEM) as connection:
            connection.execute(text("INSERT INTO t VALUES (1)"))
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        fail()
    with database.reading(SYSTEM) as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0


def test_a_database_that_cannot_be_opened_is_a_storage_error(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'no' / 'folder' / 'test.db'}")
    with pytest.raises(StorageError):
        database.migrate()


def test_making_sqlites_file_private_gives_up_no_lock_of_this_process(tmp_path: Path) -> None:
    """Otherwise another process takes itself for the last one, and removes the log of writes that this one reads."""
    file = tmp_path / "shingan.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    with database.reading(SYSTEM) as connection:
        database.revision(connection)
        _keep_private(file)
        other = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version'); c.close()"
        subprocess.run([sys.executable, "-c", other, str(file)], check=True)
        assert file.with_name("shingan.db-wal").exists()
    database.close()
