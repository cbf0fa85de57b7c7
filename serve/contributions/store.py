"""Contributions as rows: every one carries its right holder."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from model.messages import message
from serve.audit.domain import canonical
from serve.contributions import packed
from serve.contributions.domain import ContributedFile, Contribution, ContributionState, FileKind, Terms, summary_values
from serve.contributions.image_store import rows_digest
from serve.contributions.tables import contributions, discards, files
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible

BATCH = 500  # rows of one statement
NO_CONTRIBUTION = message("There is no such contribution.")
NO_FILE = message("This contribution has no such file.")
NO_IMAGE = message("This contribution has no such image.")


class FileTotals(NamedTuple):
    """How many files a contribution has.

    Attributes:
        bytes: of all of them.
        tables: how many of them are tables.
        unread: how many of them were not read yet.
    """

    files: int = 0
    bytes: int = 0
    tables: int = 0
    unread: int = 0


class ContributionStore:
    """Reads and writes contributions within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, contribution: Contribution) -> None:
        """Write a new contribution."""
        self._connection.execute(insert(contributions).values(_values(contribution)))

    def change(self, contribution: Contribution) -> None:
        """Write the changes of a contribution that `get` returned for a change."""
        here = and_(contributions.c.id == contribution.id, visible(contributions, self._tenant))
        self._connection.execute(update(contributions).where(here).values(_values(contribution)))

    def get(self, contribution_id: str, *, for_change: bool = False) -> Contribution:
        """A contribution that was not removed.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = self._seen().where(contributions.c.id == contribution_id)
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        if row is None:
            raise NotFoundError(NO_CONTRIBUTION)
        return _contribution(row)

    def page(self, after: str | None, limit: int) -> list[Contribution]:
        """The contributions that the tenant may see and that were not removed, the latest first.

        Args:
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no contribution `after` that the tenant may see.
        """
        query, at, name = self._seen(), contributions.c.created_at, contributions.c.id
        if after is not None:
            last = last_entry(self.get, after)
            query = query.where(or_(at < last.created_at, and_(at == last.created_at, name < last.id)))
        rows = self._connection.execute(query.order_by(at.desc(), name.desc()).limit(limit))
        return [_contribution(row) for row in rows]

    def correction_of(self, entry_id: str) -> Contribution | None:
        """The contribution that corrects an item that was sent back, and that was not withdrawn; None without one."""
        counts = contributions.c.state != ContributionState.WITHDRAWN.value
        query = self._seen().where(contributions.c.corrects == entry_id, counts)
        row = self._connection.execute(query.order_by(contributions.c.created_at.desc()).limit(1)).one_or_none()
        return None if row is None else _contribution(row)

    def add_files(self, added: Sequence[ContributedFile]) -> None:
        """Write new files."""
        if added:
            self._connection.execute(insert(files), [_file_values(file) for file in added])

    def change_files(self, changed: Sequence[ContributedFile]) -> None:
        """Write what was found in files."""
        here = and_(files.c.contribution_id == bindparam("in_"), files.c.number == bindparam("at"))
        rows = [_file_values(file) | {"in_": file.contribution_id, "at": file.number} for file in changed]
        if rows:
            self._connection.execute(update(files).where(here, visible(files, self._tenant)), rows)

    def remove_files(self, contribution_id: str, numbers: Sequence[int]) -> set[str]:
        """Delete files, and return the names of the objects that they named."""
        here = and_(files.c.contribution_id == contribution_id, files.c.number.in_(numbers))
        return self._delete_files(and_(here, visible(files, self._tenant)))

    def _delete_files(self, here: ColumnElement[bool]) -> set[str]:
        rows = self._connection.execute(select(files.c.sha256, files.c.table_sha256).where(here))
        names = {name for row in rows for name in row if name}
        self._connection.execute(delete(files).where(here))
        return names

    def discard(self, contribution: Contribution, names: Collection[str]) -> None:
        """Keep which objects are no longer named here, until retention removes them."""
        rows = [
            {"contribution_id": contribution.id, "object": name, "right_holder_id": contribution.right_holder_id}
            for name in names
        ]
        known = select(discards.c.object).where(discards.c.contribution_id == contribution.id)
        there = set(self._connection.execute(known.where(visible(discards, self._tenant))).scalars())
        new = [row for row in rows if row["object"] not in there]
        if new:
            self._connection.execute(insert(discards), new)

    def discarded(self, limit: int) -> set[str]:
        """Take out some objects that are no longer named, of everyone, and return their names."""
        query = select(discards.c.object).where(visible(discards, self._tenant)).limit(limit)
        names = set(self._connection.execute(query).scalars())
        self._connection.execute(delete(discards).where(discards.c.object.in_(names)))
        return names

    def file(self, contribution_id: str, number: int) -> ContributedFile:
        """One file of a contribution.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        row = self._connection.execute(self._files(contribution_id).where(files.c.number == number)).one_or_none()
        if row is None:
            raise NotFoundError(NO_FILE)
        return _file(row)

    def files(
        self, contribution_id: str, after: int = 0, limit: int | None = None, *, unread: bool = False
    ) -> list[ContributedFile]:
        """The files of a contribution, in the order of their arrival.

        Args:
            after: only those with a higher number.
            unread: only those whose rows don't exist yet.
        """
        query = self._files(contribution_id).where(files.c.number > after)
        if unread:
            query = query.where(files.c.is_read.is_(False))
        return [_file(row) for row in self._connection.execute(query.order_by(files.c.number).limit(limit))]

    def unread(self, contribution_id: str) -> set[int]:
        """The numbers of the files whose rows don't exist yet."""
        here = and_(files.c.contribution_id == contribution_id, files.c.is_read.is_(False))
        return set(self._connection.execute(select(files.c.number).where(here, visible(files, self._tenant))).scalars())

    def archives(self, contribution_id: str) -> set[int]:
        """The numbers of the files that are ZIPs."""
        of_kind = and_(files.c.contribution_id == contribution_id, files.c.kind == FileKind.ARCHIVE.value)
        return set(
            self._connection.execute(select(files.c.number).where(of_kind, visible(files, self._tenant))).scalars()
        )

    def tables(self, contribution_id: str) -> list[ContributedFile]:
        """The files that are tables, or have one."""
        query = self._files(contribution_id).where(files.c.table_sha256.is_not(None))
        return [_file(row) for row in self._connection.execute(query.order_by(files.c.number))]

    def files_with_findings(self, contribution_id: str, limit: int | None) -> list[ContributedFile]:
        """The first ones about which there is something to say as a whole."""
        query = self._files(contribution_id).where(files.c.findings != packed.NO_FINDINGS)
        return [_file(row) for row in self._connection.execute(query.order_by(files.c.number).limit(limit))]

    def file_names(self, contribution_id: str) -> dict[str, tuple[int, str]]:
        """The number and the sha256 of each file by its name, to know one that is sent again."""
        query = select(files.c.name, files.c.number, files.c.sha256).where(
            files.c.contribution_id == contribution_id, visible(files, self._tenant)
        )
        return {row.name: (row.number, row.sha256) for row in self._connection.execute(query)}

    def file_totals(self, ids: Sequence[str]) -> dict[str, FileTotals]:
        """How many files contributions have, by id."""
        is_table = case((files.c.kind == FileKind.TABLE.value, 1), else_=0)
        is_unread = case((files.c.is_read.is_(False), 1), else_=0)
        query = select(
            files.c.contribution_id, func.count(), func.sum(files.c.size), func.sum(is_table), func.sum(is_unread)
        )
        query = query.where(files.c.contribution_id.in_(ids), visible(files, self._tenant))
        rows = self._connection.execute(query.group_by(files.c.contribution_id))
        return {name: FileTotals(*map(int, totals)) for name, *totals in rows}

    def due(self, limit: int) -> list[str]:
        """The ids of removed contributions whose rows are still there."""
        gone = contributions.c.state == ContributionState.REMOVED.value
        query = select(contributions.c.id).where(gone, visible(contributions, self._tenant))
        return list(self._connection.execute(query.order_by(contributions.c.id).limit(limit)).scalars())

    def count_due(self) -> int:
        """How many there are."""
        gone = contributions.c.state == ContributionState.REMOVED.value
        query = select(func.count()).select_from(contributions).where(gone, visible(contributions, self._tenant))
        return int(self._connection.execute(query).scalar_one())

    def delete(self, contribution_id: str) -> set[str]:
        """Delete a removed contribution with its files, and return the names of the objects that it named."""
        names = self._delete_files(files.c.contribution_id == contribution_id)
        query = select(discards.c.object).where(discards.c.contribution_id == contribution_id)
        names.update(self._connection.execute(query).scalars())
        self._connection.execute(delete(discards).where(discards.c.contribution_id == contribution_id))
        self._connection.execute(delete(contributions).where(contributions.c.id == contribution_id))
        return names

    def digests(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The digests of these contributions, removed ones too, by id."""
        query = select(contributions).where(contributions.c.id.in_(ids), visible(contributions, self._tenant))
        return {row.id: _contribution(row).digest for row in self._connection.execute(query)}

    def files_digest(self, contribution_id: str) -> str:
        """One sha256 over all files of a contribution, in every column, which the audit log keeps."""
        query = self._files(contribution_id).order_by(files.c.number)
        return rows_digest(self._connection.execute(query).mappings())

    def _seen(self) -> Select[Any]:
        there = contributions.c.state != ContributionState.REMOVED.value
        return select(contributions).where(there, visible(contributions, self._tenant))

    def _files(self, contribution_id: str) -> Select[Any]:
        return select(files).where(files.c.contribution_id == contribution_id, visible(files, self._tenant))


def _values(contribution: Contribution) -> dict[str, Any]:
    values = {**vars(contribution), **contribution.terms._asdict(), "state": contribution.state.value}
    del values["terms"]
    values["reading"] = canonical(packed.reading_values(contribution.reading))
    values["summary"] = canonical(summary_values(contribution.summary))
    return values


def _contribution(row: Row[Any]) -> Contribution:
    return Contribution(
        id=row.id,
        right_holder_id=row.right_holder_id,
        created_by=row.created_by,
        created_at=utc(row.created_at),
        terms=Terms(row.licence, row.consent_by, utc(row.consent_at), row.statement),
        reading=packed.reading_of(row.reading),
        note=row.note,
        state=ContributionState(row.state),
        turn=row.turn,
        next_file=row.next_file,
        next_image=row.next_image,
        summary=packed.summary_of(row.summary),
        job_id=row.job_id,
        submitted_at=None if row.submitted_at is None else utc(row.submitted_at),
        reason=row.reason,
        corrects=row.corrects,
    )


def _file_values(file: ContributedFile) -> dict[str, Any]:
    return {**vars(file), "kind": file.kind.value, "findings": packed.findings_text(file.findings)}


def _file(row: Row[Any]) -> ContributedFile:
    return ContributedFile(
        contribution_id=row.contribution_id,
        number=row.number,
        right_holder_id=row.right_holder_id,
        name=row.name,
        sha256=row.sha256,
        size=row.size,
        kind=FileKind(row.kind),
        is_read=row.is_read,
        table_sha256=row.table_sha256,
        table_folder=row.table_folder,
        findings=packed.findings_of(row.findings),
    )
