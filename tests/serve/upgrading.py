"""A service as an earlier version left it, brought back from `earlier_data/` on either kind of storage.

The folder was made by commit b1f03fb, of schema revision 0008: its database as SQL, once for SQLite and once for
PostgreSQL, its data folder without the signing key, and the rows of a snapshot. It has a case with an answered enquiry
and a conclusion, and an examination of no case. Never change it: it shows that what such a service has kept stays
readable.
"""

import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from serve.app import build
from serve.platform.clock import Clock
from serve.platform.settings import Settings
from tests.storage import Storage

EARLIER_DATA = Path(__file__).parent / "earlier_data"
RELEASE = next((EARLIER_DATA / "folder" / "releases").iterdir())
RESUMED = datetime(2026, 11, 27, tzinfo=UTC)


def clock() -> Clock:
    """The day after the folder was last used, whenever the tests run."""
    begun = time.monotonic()
    return Clock(wall=lambda: RESUMED + timedelta(seconds=time.monotonic() - begun))


def earlier_service(data: Path, storage: Storage) -> Settings:
    """Bring it back into a new data folder and an empty storage, and give its settings."""
    shutil.copytree(EARLIER_DATA / "folder", data)
    settings = Settings(data_dir=data, workers=2, **storage(bare=True))
    execute(settings.database, "postgresql.sql" if "postgresql" in settings.database else "sqlite.sql")
    if settings.objects_url is not None:
        _move_objects(settings, data / "objects")
    return settings


def earlier_backup(folder: Path) -> None:
    """A snapshot that the earlier version made of the same service, in a new backup folder."""
    shutil.copytree(EARLIER_DATA / "snapshots", folder / "snapshots")
    for name in ("objects", "releases"):
        shutil.copytree(EARLIER_DATA / "folder" / name, folder / name)


def execute(database: str, script: str) -> None:
    """Carry out one of the folder's SQL scripts in an empty database."""
    statements = (EARLIER_DATA / script).read_text("utf-8")
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
            connection.executescript(statements)
        return
    with psycopg.connect(database) as connection:
        connection.execute(statements.encode())


def _move_objects(settings: Settings, folder: Path) -> None:
    parts = build(settings)
    parts.objects.open()
    names = sorted(path for path in folder.rglob("*") if path.is_file())
    with parts.objects.staging() as staging:
        for path in names:
            staging.add(path.read_bytes())
        staging.keep([path.name for path in names])
    parts.close()
    shutil.rmtree(folder)
