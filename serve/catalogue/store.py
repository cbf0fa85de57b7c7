"""Product sheets as rows: every one carries its right holder."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, text, tuple_, update
from sqlalchemy.exc import IntegrityError

from model.messages import message
from serve.catalogue.domain import SheetPicture, SheetRecord, SheetRejectedError, SheetVersion, canonical_document
from serve.catalogue.tables import pictures, sheets, versions
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible

BATCH = 500  # rows that one query names
TAKEN = message("There is a sheet of “{product}” already; open that one, or choose another id.")
NO_SHEET = message("There is no such product sheet.")
NO_VERSION = message("This product sheet has no such version.")
NO_PICTURE = message("This product sheet has no such picture.")


class SheetStore:
    """Reads and writes product sheets within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def lock(self) -> None:
        """Make other transactions that write sheets wait until this one ends; on SQLite every writing one waits."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("LOCK TABLE product_sheets IN SHARE ROW EXCLUSIVE MODE"))

    def add(self, record: SheetRecord) -> None:
        """Write a new sheet.

        Raises:
            SheetRejectedError: its right holder has one of this product.
        """
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(sheets).values(vars(record)))
        except IntegrityError:
            raise SheetRejectedError(TAKEN.of(product=record.product_id), "id") from None

    def change(self, record: SheetRecord) -> None:
        """Write the changes of a sheet that `get` returned for a change.

        Raises:
            SheetRejectedError: another right holder has published a sheet of this product.
        """
        here = and_(sheets.c.id == record.id, visible(sheets, self._tenant))
        try:
            with self._connection.begin_nested():
                self._connection.execute(update(sheets).where(here).values(vars(record)))
        except IntegrityError:
            raise SheetRejectedError(TAKEN.of(product=record.product_id), "id") from None

    def get(self, sheet_id: str, *, for_change: bool = False) -> SheetRecord:
        """A sheet.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = self._seen().where(sheets.c.id == sheet_id)
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        if row is None:
            raise NotFoundError(NO_SHEET)
        return _record(row)

    def of_products(self, right_holder_id: str, products: Iterable[str]) -> dict[str, SheetRecord]:
        """The sheets of these products that a right holder has, by product."""
        of_them = and_(sheets.c.right_holder_id == right_holder_id, sheets.c.product_id.in_(list(products)))
        rows = self._connection.execute(self._seen().where(of_them))
        return {row.product_id: _record(row) for row in rows}

    def has_any(self, right_holder_id: str) -> bool:
        """Whether a right holder has any sheet, also one that was never published."""
        own = select(sheets.c.id).where(sheets.c.right_holder_id == right_holder_id, visible(sheets, self._tenant))
        return self._connection.execute(own.limit(1)).first() is not None

    def page(self, after: str | None, limit: int) -> list[SheetRecord]:
        """The sheets that the tenant may see, by product.

        Args:
            after: the id of the last sheet on the previous page; None for the first.

        Raises:
            NotFoundError: there is no sheet `after` that the tenant may see.
        """
        query, product = self._seen(), sheets.c.product_id
        if after is not None:
            last = last_entry(self.get, after)
            beyond = and_(product == last.product_id, sheets.c.id > last.id)
            query = query.where(or_(product > last.product_id, beyond))
        return [_record(row) for row in self._connection.execute(query.order_by(product, sheets.c.id).limit(limit))]

    def changed_since(self, turn: int) -> list[SheetRecord]:
        """The sheets that were published or withdrawn after this turn, of all right holders that the tenant sees."""
        rows = self._connection.execute(self._seen().where(sheets.c.turn > turn).order_by(sheets.c.turn))
        return [_record(row) for row in rows]

    def turn(self) -> int:
        """The number of the latest publication or withdrawal; 0 before the first."""
        query = select(func.max(sheets.c.turn)).where(visible(sheets, self._tenant))
        return self._connection.execute(query).scalar_one() or 0

    def add_version(self, version: SheetVersion) -> None:
        """Write a new version."""
        self._connection.execute(insert(versions).values(_version_values(version)))

    def change_version(self, version: SheetVersion) -> None:
        """Write who published a version, and when."""
        here = and_(
            versions.c.sheet_id == version.sheet_id,
            versions.c.number == version.number,
            visible(versions, self._tenant),
        )
        published = {"published_by": version.published_by, "published_at": version.published_at}
        self._connection.execute(update(versions).where(here).values(published))

    def version(self, sheet_id: str, number: int) -> SheetVersion:
        """One version of a sheet.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        found = self.some_versions([(sheet_id, number)])
        if not found:
            raise NotFoundError(NO_VERSION)
        return found[sheet_id]

    def some_versions(self, wanted: Sequence[tuple[str, int]]) -> dict[str, SheetVersion]:
        """One version of each of several sheets, by the sheet's id.

        Args:
            wanted: pairs of a sheet's id and the number of a version.
        """
        found = {}
        for start in range(0, len(wanted), BATCH):
            some = tuple_(versions.c.sheet_id, versions.c.number).in_(wanted[start : start + BATCH])
            rows = self._connection.execute(self._versions().where(some))
            found.update({row.sheet_id: _version(row) for row in rows})
        return found

    def versions(self, sheet_id: str, before: int | None = None, limit: int | None = None) -> list[SheetVersion]:
        """The versions of a sheet, the newest first.

        Args:
            before: only those with a lower number.
        """
        query = self._versions().where(versions.c.sheet_id == sheet_id)
        if before is not None:
            query = query.where(versions.c.number < before)
        return [
            _version(row) for row in self._connection.execute(query.order_by(versions.c.number.desc()).limit(limit))
        ]

    def up_to(self, wanted: Mapping[str, int]) -> dict[str, list[SheetVersion]]:
        """The versions of some sheets from the first, by the sheet's id.

        Args:
            wanted: the number of the last one of each.
        """
        found: dict[str, list[SheetVersion]] = {}
        ids = sorted(wanted)
        for start in range(0, len(ids), BATCH):
            of_these = versions.c.sheet_id.in_(ids[start : start + BATCH])
            rows = self._connection.execute(self._versions().where(of_these).order_by(versions.c.number))
            for row in rows:
                if row.number <= wanted[row.sheet_id]:
                    found.setdefault(row.sheet_id, []).append(_version(row))
        return found

    def add_picture(self, picture: SheetPicture) -> None:
        """Write a picture, unless the sheet has it."""
        if self.find_picture(picture.sheet_id, picture.sha256) is None:
            self._connection.execute(insert(pictures).values(vars(picture)))

    def pictures(self, sheet_id: str) -> list[SheetPicture]:
        """The pictures of a sheet, the first added first."""
        query = select(pictures).where(pictures.c.sheet_id == sheet_id, visible(pictures, self._tenant))
        rows = self._connection.execute(query.order_by(pictures.c.added_at, pictures.c.sha256))
        return [_picture(row) for row in rows]

    def pictures_of(self, sheet_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
        """The sha256 of all pictures of these sheets, by the id of the sheet; sheets without any are left out."""
        found: dict[str, set[str]] = {}
        here = and_(pictures.c.sheet_id.in_(sorted(sheet_ids)), visible(pictures, self._tenant))
        for sheet_id, sha256 in self._connection.execute(select(pictures.c.sheet_id, pictures.c.sha256).where(here)):
            found.setdefault(sheet_id, set()).add(sha256)
        return {sheet_id: frozenset(digests) for sheet_id, digests in found.items()}

    def find_picture(self, sheet_id: str, sha256: str) -> SheetPicture | None:
        """A picture of a sheet; None if it has none of this digest."""
        here = and_(pictures.c.sheet_id == sheet_id, pictures.c.sha256 == sha256)
        row = self._connection.execute(select(pictures).where(here, visible(pictures, self._tenant))).one_or_none()
        return None if row is None else _picture(row)

    def picture(self, sheet_id: str, sha256: str) -> SheetPicture:
        """The same.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        found = self.find_picture(sheet_id, sha256)
        if found is None:
            raise NotFoundError(NO_PICTURE)
        return found

    def digests(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The digests of these sheets, by id."""
        rows = self._connection.execute(self._seen().where(sheets.c.id.in_(ids)))
        return {row.id: _record(row).digest for row in rows}

    def version_digests(self, names: Sequence[str]) -> Mapping[str, str]:
        """The digests of these versions, each named ``SHEET/NUMBER``."""
        wanted = [(name.partition("/")[0], int(name.partition("/")[2])) for name in names]
        query = self._versions().where(tuple_(versions.c.sheet_id, versions.c.number).in_(wanted))
        return {f"{row.sheet_id}/{row.number}": _version(row).digest for row in self._connection.execute(query)}

    def picture_digests(self, names: Sequence[str]) -> Mapping[str, str]:
        """The digests of these pictures, each named ``SHEET/SHA256``."""
        wanted = [tuple(name.split("/")) for name in names]
        here = tuple_(pictures.c.sheet_id, pictures.c.sha256).in_(wanted)
        rows = self._connection.execute(select(pictures).where(here, visible(pictures, self._tenant)))
        return {f"{row.sheet_id}/{row.sha256}": _picture(row).digest for row in rows}

    def _seen(self) -> Select[Any]:
        return select(sheets).where(visible(sheets, self._tenant))

    def _versions(self) -> Select[Any]:
        return select(versions).where(visible(versions, self._tenant))


def _record(row: Row[Any]) -> SheetRecord:
    return SheetRecord(
        id=row.id,
        right_holder_id=row.right_holder_id,
        product_id=row.product_id,
        created_at=utc(row.created_at),
        latest=row.latest,
        published=row.published,
        turn=row.turn,
    )


def _version_values(version: SheetVersion) -> dict[str, Any]:
    confirmed = json.dumps(version.confirmed) if version.confirmed else None
    return {**vars(version), "document": canonical_document(version.document), "confirmed": confirmed}


def _version(row: Row[Any]) -> SheetVersion:
    return SheetVersion(
        sheet_id=row.sheet_id,
        number=row.number,
        right_holder_id=row.right_holder_id,
        document=json.loads(row.document),
        note=row.note,
        saved_by=row.saved_by,
        saved_at=utc(row.saved_at),
        published_by=row.published_by,
        published_at=None if row.published_at is None else utc(row.published_at),
        confirmed=tuple(json.loads(row.confirmed or "[]")),
    )


def _picture(row: Row[Any]) -> SheetPicture:
    return SheetPicture(
        sheet_id=row.sheet_id,
        sha256=row.sha256,
        right_holder_id=row.right_holder_id,
        view=row.view,
        media_type=row.media_type,
        size=row.size,
        added_by=row.added_by,
        added_at=utc(row.added_at),
    )
