"""The database, SQLite or PostgreSQL: one engine, one schema, and transactions that keep what they acknowledge.

SQLite (WAL) has one writer at a time: a writing transaction takes the lock when it begins, so that it can't fail
    half-way. PostgreSQL has many writers; a store locks the rows that it must not read stale.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteError
from typing import Any

import alembic.command
import alembic.config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    collate,
    create_engine,
    event,
    func,
    make_url,
    text,
)
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from model.messages import Message, message
from serve.platform.errors import StorageError, TextRejectedError
from serve.platform.open_connections import ask_where_in_doubt
from serve.platform.tenancy import SYSTEM, Tenant, enter

MIGRATIONS = Path(__file__).parent / "migrations"
OLDEST_REVISION = "0008"  # of a database that can be upgraded in place; revisions sort by age
UPGRADES_OLDER = "0.1.0 of 2026-11-26 (commit b1f03fb)"  # brings every older revision to that one
BUSY_TIMEOUT_MS = 15_000
WAL_RETRY_SECONDS = 0.01
PRIVATE = 0o600  # mode of SQLite's files
CONNECT_SECONDS = 5
POOL_SECONDS = 10  # to wait for a free connection
MIGRATING = 0x5348494E  # key of the advisory lock for processes that start together
NAMES_OBJECT = "names_object"  # in a column's info: it has names of objects, and this is what one is called
NEWEST = "head"  # alembic's word
NAMES_RELEASE = "names_release"  # in a column's info: it has ids of releases, which backups must include
PASSING = "passing"  # in a table's info: its rows are temporary, and backups leave them out
EARLIER_NAME = "earlier_name"  # in a table's info: what it is called in snapshots of earlier versions
NOT_READ = message("The database could not be read.")
NOT_WRITTEN = message("The database could not be written, so nothing was kept or changed.")
READING = "shingan_reading"  # execution option: this transaction writes nothing
POSTGRESQL_SETTINGS = {
    "timezone": "UTC",
    "synchronous_commit": "on",  # an acknowledged commit survives a power failure, independent of the server's default
    "lock_timeout": f"{BUSY_TIMEOUT_MS}ms",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
}

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Database:
    """Hands out transactions: a use case opens one and gives its connection to the stores."""

    def __init__(self, url: str) -> None:
        address = _address(url)
        self.name = address.render_as_string(hide_password=True)
        self.kind = address.get_backend_name()
        self._file = Path(address.database) if self.kind == "sqlite" and address.database else None
        self._engine = _postgresql(address) if self.kind == "postgresql" else _sqlite(address)
        self._reading: dict[str, Any] = {READING: True}
        if self.kind == "postgresql":
            self._reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    @contextmanager
    def writing(self, tenant: Tenant) -> Iterator[Connection]:
        """A transaction that writes, on a tenant's behalf.

        On SQLite it takes the write lock at once, so it can't fail half-way.
        """
        with _storage_faults(self.name, NOT_WRITTEN), self._engine.begin() as connection:
            enter(connection, tenant)
            yield connection

    @contextmanager
    def reading(self, tenant: Tenant) -> Iterator[Connection]:
        """A transaction that reads one state of the database, on a tenant's behalf, and blocks no one.

        It ends as one that writes: after a rollback psycopg has PostgreSQL forget how it planned earlier statements.
        """
        with (
            _storage_faults(self.name, NOT_READ),
            self._engine.connect().execution_options(**self._reading) as connection,
        ):
            enter(connection, tenant)
            yield connection
            connection.commit()

    def migrate(self, revision: str = NEWEST) -> None:
        """Migrate the schema to a revision, by default the newest.

        Raises:
            StorageError: the database can't be opened or changed, or this version does not know the revision.
        """
        _check_not_too_old(revision)
        if self._file is not None:
            _keep_private(self._file)
        with self.writing(SYSTEM) as connection:
            if self.kind == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
            found = self.revision(connection)
            _check_not_too_old(found)
            if (found, revision) == (self.newest_revision, NEWEST):
                return  # alembic would read every migration again to find nothing to do
            try:
                alembic.command.upgrade(migration_config(connection), revision)
            except CommandError as fault:
                raise StorageError(
                    message("the database's schema: {fault}; a newer version of Shingan made it", fault=str(fault))
                ) from fault

    @property
    def is_empty(self) -> bool:
        """Whether it has no schema. A missing file of SQLite is not created."""
        if self._file is not None and _is_blank(self._file):
            return True
        with self.reading(SYSTEM) as connection:
            return not self.revision(connection)

    @property
    def newest_revision(self) -> str:
        """The schema revision of this version's tables."""
        return _newest_revision()

    @property
    def is_current(self) -> bool:
        """Whether the schema is the one whose tables this version knows."""
        with self.reading(SYSTEM) as connection:
            return self.revision(connection) == self.newest_revision

    def revision(self, connection: Connection) -> str:
        """The revision of the schema; empty if there is none yet."""
        return MigrationContext.configure(connection).get_current_revision() or ""

    def check(self) -> None:
        """Raise StorageError unless the database answers."""
        with self.reading(SYSTEM) as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


@cache
def _newest_revision() -> str:
    """The revision that no other follows; every file of a migration is read to find it, so once a process."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def _is_blank(file: Path) -> bool:
    """Whether opening SQLite's file would write the first bytes of it."""
    return not file.stat().st_size if file.is_file() else file.parent.is_dir()


def _keep_private(file: Path) -> None:
    """Create SQLite's file for its owner alone, or close an existing one to others.

    SQLite gives the files beside it the same mode; those of a killed process remain. An existing file is never opened
    here: closing it would give up this process's locks on it (https://sqlite.org/howtocorrupt.html, 2.2).
    """
    with suppress(OSError):  # it is there; or opening the database reports what is wrong
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE))
    with suppress(OSError):
        for path in (file, *file.parent.glob(f"{file.name}-*")):
            path.chmod(PRIVATE)


def _check_not_too_old(revision: str) -> None:
    """Raise StorageError for a revision whose migrations this version no longer has."""
    if "" < revision < OLDEST_REVISION:
        raise StorageError(
            message(
                "the schema is of revision {revision}, older than this version can upgrade; start version {version} "
                "once with the same data first",
                revision=revision,
                version=UPGRADES_OLDER,
            )
        )


def migration_config(connection: Connection) -> alembic.config.Config:
    """Alembic's configuration, without a file, for the migrations beside this module."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def utc(moment: datetime) -> datetime:
    """A time from a row, with its time zone: all are UTC, and SQLite stores no zone."""
    return moment.replace(tzinfo=UTC)


def lowered(connection: Connection, column: ColumnElement[str]) -> ColumnElement[str]:
    """A text in lower case, like `str.lower`: in every script and with every locale of the database."""
    if connection.dialect.name == "postgresql":
        column = collate(column, "und-x-icu")
    lower: ColumnElement[str] = func.lower(column)
    return lower


@contextmanager
def _storage_faults(name: str, told: Message) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, InternalError) as fault:
        raise StorageError(
            message("the database {name} does not answer ({orig})", name=name, orig=str(fault.orig)), told
        ) from fault
    except DataError as fault:
        raise TextRejectedError(
            message("A text has a character that is not allowed, such as NUL; remove it.")
        ) from fault
    except DatabaseError as fault:
        if type(fault) is not DatabaseError:  # a bug, such as a row that refers to a missing row
            raise
        raise StorageError(
            message("the database {name} can't be read ({orig})", name=name, orig=str(fault.orig)), told
        ) from fault
    except PoolTimeoutError as fault:
        raise StorageError(
            message("the database {name} does not answer (every connection is in use)", name=name), told
        ) from fault


@contextmanager
def needing(package: str, extra: str) -> Iterator[None]:
    """Wraps the import of a package that only an extra installs.

    Raises:
        StorageError: it is not installed; the message says how to.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        raise StorageError(
            message("{package} is not installed; run: pip install 'shingan[{extra}]'", package=package, extra=extra)
        ) from missing


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as fault:  # the URL may contain a password: it is not repeated
        raise StorageError(
            message("the database's URL can't be read; it looks like postgresql://USER@HOST/NAME")
        ) from fault


def _postgresql(url: URL) -> Engine:
    options = " ".join(f"-c {name}={value}" for name, value in POSTGRESQL_SETTINGS.items())
    with needing("psycopg", "postgresql"):
        from psycopg import ProgrammingError, conninfo  # noqa: PLC0415  # the extra `postgresql`
    try:
        conninfo.conninfo_to_dict(url.set(drivername="postgresql").render_as_string(hide_password=False))
    except ProgrammingError as fault:  # an unknown option
        raise StorageError(message("the database's URL is invalid ({fault})", fault=str(fault))) from fault
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": CONNECT_SECONDS, "options": options},
        hide_parameters=True,  # from errors, which are logged: they may name people
        isolation_level="READ COMMITTED",
        pool_timeout=POOL_SECONDS,
    )
    ask_where_in_doubt(engine)
    return engine


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True)  # from errors, which are logged: they may name people
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows A to Z alone
    connection.isolation_level = None  # the driver begins no transactions of its own; `_begin_sqlite` does
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")  # an acknowledged commit survives a power failure
    connection.execute("PRAGMA foreign_keys = ON")


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _write_ahead(connection: SqliteConnection) -> None:
    """Switch to WAL. SQLite does not wait automatically here if others open a new database at the same time."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1e3
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except SqliteError:
            if time.monotonic() > deadline:
                raise
            time.sleep(WAL_RETRY_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(READING, False):
        connection.connection.execute("BEGIN")  # takes no lock, so it can't fail; each page begins several
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
