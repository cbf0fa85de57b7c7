"""Releases as rows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, text, union, update

from model.messages import message
from serve.platform.database import NAMES_RELEASE, metadata, utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible
from serve.releases.domain import ReleaseFile, ReleaseRecord, ReleaseState, RollBack, StateChange
from serve.releases.tables import files, releases


class ReleaseStore:
    """Reads and writes releases within one transaction, on a tenant's behalf: the operator's, or the service's."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def lock(self) -> None:
        """Make other transactions that change releases wait until this one ends; on SQLite every writing one waits."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("LOCK TABLE releases IN SHARE ROW EXCLUSIVE MODE"))

    def all(self) -> list[ReleaseRecord]:
        """Every release, the first staged first."""
        rows = self._connection.execute(self._visible().order_by(releases.c.staged_at, releases.c.id)).all()
        of = self._files()
        return [_record(row, of.get(row.id, ())) for row in rows]

    def find(self, release_id: str) -> ReleaseRecord | None:
        """A release by its id; None if there is none."""
        row = self._connection.execute(self._visible().where(releases.c.id == release_id)).one_or_none()
        return None if row is None else _record(row, self._files(release_id).get(release_id, ()))

    def get(self, release_id: str) -> ReleaseRecord:
        """A release by its id.

        Raises:
            NotFoundError: there is none.
        """
        found = self.find(release_id)
        if found is None:
            raise NotFoundError(message("The release {release_id} is not known here.", release_id=release_id))
        return found

    def active(self) -> ReleaseRecord:
        """The active release.

        Raises:
            NotFoundError: there is none.
        """
        turn = self.turn()
        if turn is None:
            raise NotFoundError(message("No release is active."))
        return self.get(turn[0])

    def turn(self) -> tuple[str, int] | None:
        """The id of the active release, and the number of its activation; None if there is none."""
        query = select(releases.c.id, releases.c.activation).where(releases.c.state == ReleaseState.ACTIVE.value)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else (row.id, row.activation)

    def add(self, record: ReleaseRecord) -> None:
        """Write a new release."""
        self._connection.execute(insert(releases).values(id=record.id, **_values(record)))
        rows = [{"release_id": record.id, **file._asdict()} for file in record.files]
        self._connection.execute(insert(files), rows)

    def change(self, record: ReleaseRecord) -> None:
        """Write the state that a release is in."""
        self._connection.execute(update(releases).where(releases.c.id == record.id).values(_values(record)))

    def rested_on(self) -> list[str]:
        """The ids of all releases that any row of any table names."""
        columns = [
            column for table in metadata.sorted_tables for column in table.columns if column.info.get(NAMES_RELEASE)
        ]
        named = union(*(select(column).where(column.is_not(None)) for column in columns))
        return sorted(self._connection.execute(named).scalars())

    def _visible(self) -> Select[Any]:
        return select(releases).where(visible(releases, self._tenant))

    def _files(self, release_id: str | None = None) -> Mapping[str, tuple[ReleaseFile, ...]]:
        query = select(files).where(visible(files, self._tenant)).order_by(files.c.release_id, files.c.name)
        if release_id is not None:
            query = query.where(files.c.release_id == release_id)
        found: dict[str, tuple[ReleaseFile, ...]] = {}
        for row in self._connection.execute(query):
            file = ReleaseFile(row.name, row.sha256, row.size)
            found[row.release_id] = (*found.get(row.release_id, ()), file)
        return found


def _values(record: ReleaseRecord) -> dict[str, Any]:
    back = record.rolled_back
    return {
        "sha256": record.sha256,
        "key_sha256": record.key_sha256,
        "state": record.state.value,
        "staged_by": record.staged.by,
        "staged_at": record.staged.at,
        "changed_by": record.changed.by,
        "changed_at": record.changed.at,
        "activation": record.activation,
        "rolled_back_by": back and back.by,
        "rolled_back_at": back and back.at,
        "rolled_back_because": back and back.reason,
    }


def _record(row: Row[Any], of_it: tuple[ReleaseFile, ...]) -> ReleaseRecord:
    return ReleaseRecord(
        id=row.id,
        sha256=row.sha256,
        key_sha256=row.key_sha256,
        files=tuple(sorted(of_it)),  # databases differ in how they order texts
        state=ReleaseState(row.state),
        staged=StateChange(row.staged_by, utc(row.staged_at)),
        changed=StateChange(row.changed_by, utc(row.changed_at)),
        activation=row.activation,
        rolled_back=_rolled_back(row),
    )


def _rolled_back(row: Row[Any]) -> RollBack | None:
    parts = (row.rolled_back_by, row.rolled_back_at, row.rolled_back_because)
    return None if parts == (None, None, None) else RollBack(parts[0], utc(parts[1]), parts[2])
