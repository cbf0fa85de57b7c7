"""Uploads as rows: a person sees their own, the service itself sees all."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from model.messages import message
from serve.accounts.tables import people
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import ITSELF, Tenant, visible
from serve.uploads.domain import RECORDED, WAITING, Upload, UploadPart, UploadState
from serve.uploads.tables import parts, uploads

NO_UPLOAD = message("There is no such upload.")


class Waiting(NamedTuple):
    """The uploads of a person that are not taken yet: how many, and their announced bytes together."""

    uploads: int
    bytes: int


class UploadStore:
    """Reads and writes uploads within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, upload: Upload) -> None:
        """Write a new upload."""
        self._connection.execute(insert(uploads).values(_values(upload)))

    def change(self, upload: Upload) -> None:
        """Write what has changed of an upload."""
        self._connection.execute(update(uploads).where(uploads.c.id == upload.id).values(_values(upload)))

    def get(self, upload_id: str, now: datetime | None = None, *, for_change: bool = False) -> Upload:
        """An upload of the person.

        Args:
            now: one that has expired by then does not count; None if the time does not matter.
            for_change: whether others who change it wait until this transaction ends.

        Raises:
            NotFoundError: there is none.
        """
        if for_change:  # its bytes are counted afterwards, as others may add some while this waits
            self._connection.execute(select(uploads.c.id).where(uploads.c.id == upload_id).with_for_update())
        found = self.many([upload_id])
        if upload_id not in found or (now is not None and found[upload_id].expires_at <= now):
            raise NotFoundError(NO_UPLOAD)
        return found[upload_id]

    def many(self, ids: Collection[str]) -> dict[str, Upload]:
        """Those of these uploads that are the person's and not removed, by id."""
        found = self._found(_with_offset().where(uploads.c.id.in_(ids), self._own))
        return {upload.id: upload for upload in found}

    def page(self, after: str | None, limit: int, now: datetime) -> list[Upload]:
        """The person's uploads that wait to be finished or taken, the latest first.

        Args:
            after: the id of the last one on the previous page; None for the first.
            now: those that have expired by then are left out.

        Raises:
            NotFoundError: the person has no upload `after`.
        """
        query = _with_offset().where(self._own, uploads.c.state.in_(WAITING), uploads.c.expires_at > now)
        if after is not None:
            last = last_entry(self.get, after)
            at, name = uploads.c.created_at, uploads.c.id
            query = query.where(or_(at < last.created_at, and_(at == last.created_at, name < last.id)))
        return self._found(query.order_by(uploads.c.created_at.desc(), uploads.c.id.desc()).limit(limit))

    def waiting(self) -> Waiting:
        """What the person has waiting. Other calls of theirs that ask wait until this transaction ends."""
        own = people.c.id == self._tenant.person_id
        self._connection.execute(select(people.c.id).where(own).with_for_update(key_share=True))
        query = select(func.count(), func.coalesce(func.sum(uploads.c.length), 0))
        row = self._connection.execute(query.where(self._own, uploads.c.state.in_(WAITING))).one()
        return Waiting(int(row[0]), int(row[1]))

    def add_part(self, upload: Upload, part: UploadPart) -> None:
        """Write that bytes of an upload have arrived."""
        row = {"upload_id": upload.id, "organisation_id": upload.organisation_id, **part._asdict()}
        self._connection.execute(insert(parts).values(row))

    def parts_of(self, upload_id: str) -> list[UploadPart]:
        """What has arrived of an upload, in order."""
        query = select(parts.c.start, parts.c.size, parts.c.sha256).where(
            parts.c.upload_id == upload_id, visible(parts, self._tenant)
        )
        return [UploadPart(*row) for row in self._connection.execute(query.order_by(parts.c.start))]

    def recorded(self, ids: Collection[str]) -> dict[str, Upload]:
        """Those of these uploads of which the audit log has a digest, by id."""
        return {name: upload for name, upload in self.many(ids).items() if upload.is_recorded}

    def due(self, now: datetime, limit: int) -> list[Upload]:
        """Uploads that are removed or have expired, of everyone."""
        is_due = or_(uploads.c.state == UploadState.REMOVED.value, uploads.c.expires_at <= now)
        return self._found(_with_offset().where(is_due).order_by(uploads.c.expires_at, uploads.c.id).limit(limit))

    def count_due(self, now: datetime) -> int:
        """How many have expired."""
        query = select(func.count()).select_from(uploads).where(uploads.c.expires_at <= now)
        return int(self._connection.execute(query).scalar_one())

    def delete(self, gone: Sequence[Upload]) -> set[str]:
        """Delete uploads with their parts, and return the names of the objects that they named."""
        names = self._delete_parts([upload.id for upload in gone])
        self._connection.execute(delete(uploads).where(uploads.c.id.in_([upload.id for upload in gone])))
        return names | {upload.sha256 for upload in gone if upload.sha256}

    def delete_spent_parts(self, limit: int) -> set[str]:
        """Delete the parts of uploads that are whole objects by now, and return the names of their objects."""
        query = select(parts.c.upload_id).join(uploads).where(uploads.c.state.in_(RECORDED)).distinct().limit(limit)
        return self._delete_parts(list(self._connection.execute(query).scalars()))

    def _delete_parts(self, ids: Sequence[str]) -> set[str]:
        of_these = parts.c.upload_id.in_(ids)
        names = set(self._connection.execute(select(parts.c.sha256).where(of_these)).scalars())
        self._connection.execute(delete(parts).where(of_these))
        return names

    @property
    def _own(self) -> ColumnElement[bool]:
        is_persons = true() if self._tenant.kind == ITSELF else uploads.c.person_id == self._tenant.person_id
        return and_(visible(uploads, self._tenant), is_persons, uploads.c.state != UploadState.REMOVED.value)

    def _found(self, query: Select[Any]) -> list[Upload]:
        return [_upload(row) for row in self._connection.execute(query)]


def _with_offset() -> Select[Any]:
    arrived = select(func.coalesce(func.sum(parts.c.size), 0)).where(parts.c.upload_id == uploads.c.id)
    return select(uploads, arrived.scalar_subquery().label("arrived"))


def _values(upload: Upload) -> dict[str, Any]:
    values = asdict(upload) | {"state": upload.state.value}
    del values["offset"]
    return values


def _upload(row: Row[Any]) -> Upload:
    state = UploadState(row.state)
    return Upload(
        id=row.id,
        organisation_id=row.organisation_id,
        person_id=row.person_id,
        purpose=row.purpose,
        name=row.name,
        length=row.length,
        announced_sha256=row.announced_sha256,
        created_at=utc(row.created_at),
        expires_at=utc(row.expires_at),
        state=state,
        sha256=row.sha256,
        taken_by=row.taken_by,
        offset=row.length if state in RECORDED else int(row.arrived),
    )
