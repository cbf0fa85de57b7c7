"""A PostgreSQL of the tests' own: a cluster in a temporary folder, on a free port of the loopback address."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
OWNER = "postgres"  # whom the server runs as where the tests run as root, which it refuses
START_SECONDS = "60"
# These guard against a machine that loses its power, and tidy up after hours: tests end servers, and no machine, within
# minutes. What a server wrote outlives its crash without them.
PLANNED_ONCE = "plan_cache_mode=force_generic_plan"  # a prepared statement; else it is planned for its first five uses
LEFT_OUT = ("fsync", "full_page_writes", "autovacuum")
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
VACUUMED = 20  # so many times a database is emptied until the room of what was deleted is used again


def programs() -> Path | None:
    """The folder of initdb and pg_ctl; None where PostgreSQL is not installed."""
    if DEBIAN:
        return DEBIAN[0]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class Cluster:
    """A running cluster."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._data = programs, folder / "data"
        self._log = folder / "log"
        self.port = free_port()

    def create(self) -> None:
        """Make the cluster; it keeps what it acknowledges when it crashes, as a real one does."""
        self._call("initdb", "--no-sync", "--auth=trust", "--username=shingan", "--encoding=UTF8", "--no-locale")

    def start(self, *, with_wait: bool = True) -> None:
        """Start the server; returns when it takes connections."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=60"
        options += "".join(f" -c {name}=off" for name in LEFT_OUT)
        options += f" -c {PLANNED_ONCE}"
        wait = ["-w", "-t", START_SECONDS] if with_wait else []
        self._call("pg_ctl", "start", *wait, "-l", str(self._log), "-o", options)

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: "fast", or "immediate", which is as a crash is."""
        self._call("pg_ctl", "stop", "-m", mode)

    def new_database(self, like: str = "template1") -> str:
        """The URL of a new database, owned by one who is no superuser, as row-level security needs.

        Args:
            like: the name of a database that it is a copy of; by default an empty one.
        """
        name = f"t{uuid4().hex}"
        with psycopg.connect(f"{self._base}/postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'service'").fetchone():
                connection.execute("CREATE ROLE service LOGIN")
            connection.execute(f"CREATE DATABASE {name} OWNER service TEMPLATE {like}".encode())
        return f"postgresql://service@127.0.0.1:{self.port}/{name}"

    def emptying(self, url: str) -> "Emptying":
        """What empties a database."""
        name = url.rpartition("/")[2]
        return Emptying(f"{self._base}/{name}")

    @property
    def _base(self) -> str:
        return f"postgresql://shingan@127.0.0.1:{self.port}"

    def _call(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", OWNER, "--", *command]
        done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode()}")


class Emptying:
    """Deletes every row of a database that no one uses, but not the revision of its schema; close it.

    As a superuser in the role of a replica: no policy hides a row, and no row holds another one back.
    """

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address, options="-c session_replication_role=replica", autocommit=True)
        tables = [name for (name,) in self._connection.execute(TABLES)]
        self._deletes = {name: SQL("DELETE FROM {}").format(Identifier(name)) for name in tables}
        each = (SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(name, Identifier(name)) for name in tables)
        self._with_rows = SQL(" UNION ALL ").join(each)
        self._times = 0

    def __call__(self) -> None:
        """Empty it."""
        for (name,) in self._connection.execute(self._with_rows, prepare=True).fetchall():
            self._connection.execute(self._deletes[name])
        self._times += 1
        if self._times % VACUUMED == 0:
            self._connection.execute("VACUUM")

    def close(self) -> None:
        """Close its connection."""
        self._connection.close()


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running cluster, stopped and removed at the end.

    Its folder lies outside pytest's own, which every session closes to other users, the server's among them.

    Raises:
        RuntimeError: PostgreSQL is not installed, or doesn't start.
    """
    found = programs()
    if found is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="shingan-postgresql-") as folder:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(OWNER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        made = Cluster(found, Path(folder))
        made.create()
        made.start()
        try:
            yield made
        finally:
            made.stop()


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
