"""The database: one engine, one schema, and transactions that can't deadlock on SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

import alembic.command
import alembic.config
from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from serve.platform.errors import StorageError

BUSY_TIMEOUT_MS = 15_000
READING = "shingan_reading"  # execution option: this transaction writes nothing

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
        self._engine = _engine(url)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes. On SQLite it takes the write lock at once, so it can't fail half-way."""
        with _storage_faults(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads one state of the database and holds up nobody."""
        with _storage_faults(), self._engine.connect().execution_options(**{READING: True}) as connection:
            yield connection

    def migrate(self) -> None:
        """Bring the schema up to date.

        Raises:
            StorageError: the database can't be opened or changed.
        """
        with self.writing() as connection:
            alembic.command.upgrade(migration_config(connection), "head")

    def check(self) -> None:
        """Raise StorageError unless the database answers."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def migration_config(connection: Connection) -> alembic.config.Config:
    """Alembic's configuration, without a file, for the migrations that lie beside this module."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _storage_faults() -> Iterator[None]:
    try:
        yield
    except OperationalError as fault:
        raise StorageError(f"the database does not answer ({fault.orig})") from fault


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own; `_begin_sqlite` does
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a commit that was acknowledged survives a power cut
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
