"""Clearances as rows: each carries the right holder that gave it, and a row for each part and each named agency."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from model.messages import message
from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import allowances, organisations
from serve.clearances.domain import Clearance, ClearanceState, ClearedPart, PartKind, PartName, PartWithdrawal
from serve.clearances.tables import agencies, clearances, parts
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.paging import last_entry
from serve.platform.tenancy import Tenant, visible

NO_CLEARANCE = message("There is no such clearance.")
LATEST_FIRST = (clearances.c.given_at.desc(), clearances.c.id.desc())


class ClearanceStore:
    """Reads and writes clearances within one transaction, on a tenant's behalf.

    A right holder's people see its own, the operator's all. An agency's see those that were given to it by right
    holders that allow it now.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, clearance: Clearance) -> None:
        """Write a new clearance."""
        holder = {"clearance_id": clearance.id, "right_holder_id": clearance.right_holder_id}
        self._connection.execute(insert(clearances).values(_values(clearance)))
        rows = [{**holder, "position": n, **_part_values(part)} for n, part in enumerate(clearance.parts)]
        self._connection.execute(insert(parts), rows)
        if clearance.agencies:
            self._connection.execute(insert(agencies), [{**holder, "agency_id": each} for each in clearance.agencies])

    def change(self, clearance: Clearance) -> None:
        """Write the withdrawals of a clearance that `get` returned for a change."""
        of_it = and_(parts.c.clearance_id == clearance.id, visible(parts, self._tenant))
        for position, part in enumerate(clearance.parts):
            here = and_(of_it, parts.c.position == position, parts.c.withdrawn_at.is_(None))
            if part.withdrawal:
                self._connection.execute(update(parts).where(here).values(_withdrawal_values(part)))

    def get(self, clearance_id: str, *, for_change: bool = False) -> Clearance:
        """A clearance.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = self._seen().where(clearances.c.id == clearance_id)
        found = self._found(query.with_for_update() if for_change else query)
        if not found:
            raise NotFoundError(NO_CLEARANCE)
        return found[0]

    def many(self, ids: Sequence[str]) -> dict[str, Clearance]:
        """Those of these clearances that the tenant may see, by id."""
        return {each.id: each for each in self._found(self._seen().where(clearances.c.id.in_(ids)))}

    def page(
        self, product: str | None, state: ClearanceState | None, today: date, after: str | None, limit: int
    ) -> list[Clearance]:
        """Clearances, the latest first.

        Args:
            product: only of this one; None for all.
            state: only those in it; None for all.
            today: in UTC.
            after: the id of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no clearance `after` that the tenant may see.
        """
        query = self._seen()
        if product is not None:
            query = query.where(clearances.c.product_id == product)
        if state is not None:
            query = query.where(_is_in(state, today))
        if after is not None:
            last = last_entry(self.get, after)
            at, name = clearances.c.given_at, clearances.c.id
            query = query.where(or_(at < last.given_at, and_(at == last.given_at, name < last.id)))
        return self._found(query.order_by(*LATEST_FIRST).limit(limit))

    def valid(self, today: date, product: str | None = None) -> list[Clearance]:
        """Every valid clearance, the latest first.

        Args:
            product: only those of this one; None for all.
        """
        query = self._seen().where(_is_in(ClearanceState.VALID, today))
        if product is not None:
            query = query.where(clearances.c.product_id == product)
        return self._found(query.order_by(*LATEST_FIRST))

    def of_product(self, product: str) -> list[Clearance]:
        """Every clearance of a product, whether it holds or not, the latest first."""
        return self._found(self._seen().where(clearances.c.product_id == product).order_by(*LATEST_FIRST))

    def ids_over_before(self, moment: datetime, limit: int) -> list[str]:
        """Ids of clearances that were withdrawn as a whole, or whose last day was, before a moment."""
        query = select(clearances.c.id).where(visible(clearances, self._tenant), _was_over(moment))
        return list(self._connection.execute(query.order_by(clearances.c.id).limit(limit)).scalars())

    def count_over_before(self, moment: datetime) -> int:
        """The number of those clearances."""
        query = select(func.count()).select_from(clearances).where(visible(clearances, self._tenant), _was_over(moment))
        found: int = self._connection.execute(query).scalar_one()
        return found

    def delete(self, ids: Sequence[str]) -> None:
        """Remove clearances. They name no objects: what they clear is kept elsewhere."""
        for table in (parts, agencies):
            of_these = table.c.clearance_id.in_(ids)
            self._connection.execute(delete(table).where(of_these, visible(table, self._tenant)))
        self._connection.execute(delete(clearances).where(clearances.c.id.in_(ids), visible(clearances, self._tenant)))

    def _seen(self) -> Select[Any]:
        query = select(clearances)
        if self._tenant.kind != OrganisationKind.AGENCY:
            return query.where(visible(clearances, self._tenant))
        named = select(agencies.c.clearance_id).where(visible(agencies, self._tenant))
        is_for_it = or_(clearances.c.to_all.is_(True), clearances.c.id.in_(named))
        return query.where(is_for_it, _is_allowed(self._tenant))

    def _found(self, query: Select[Any]) -> list[Clearance]:
        rows = self._connection.execute(query).all()
        ids = [row.id for row in rows]
        cleared = self._by_clearance(parts, ids, parts.c.position)
        named = self._by_clearance(agencies, ids, agencies.c.agency_id, visible(agencies, self._tenant))
        return [_clearance(row, cleared.get(row.id, ()), named.get(row.id, ())) for row in rows]

    def _by_clearance(
        self, table: Table, ids: Sequence[str], order: ColumnElement[Any], *seen: ColumnElement[bool]
    ) -> Mapping[str, Sequence[Row[Any]]]:
        found: dict[str, list[Row[Any]]] = {}
        query = select(table).where(table.c.clearance_id.in_(ids), *seen).order_by(order)
        for row in self._connection.execute(query):
            found.setdefault(row.clearance_id, []).append(row)
        return found


def _is_allowed(tenant: Tenant) -> ColumnElement[bool]:
    """Whether the right holder of a clearance allows the tenant's agency now."""
    holder = clearances.c.right_holder_id
    allows = exists().where(organisations.c.id == holder, organisations.c.allows_all.is_(True))
    lists = exists().where(allowances.c.right_holder_id == holder, allowances.c.agency_id == tenant.organisation_id)
    return or_(allows, lists)


def _has_left(since: datetime | None = None) -> ColumnElement[bool]:
    """Whether a part of a clearance is not withdrawn, or was not before a moment."""
    of_it = parts.c.clearance_id == clearances.c.id
    is_left: ColumnElement[bool] = parts.c.withdrawn_at.is_(None)
    return exists().where(of_it, is_left if since is None else or_(is_left, parts.c.withdrawn_at >= since))


def _was_over(moment: datetime) -> ColumnElement[bool]:
    return or_(~_has_left(moment), clearances.c.valid_until < moment.date())


def _is_in(state: ClearanceState, today: date) -> ColumnElement[bool]:
    if state is ClearanceState.WITHDRAWN:
        return ~_has_left()
    is_over = clearances.c.valid_until < today
    return and_(_has_left(), is_over if state is ClearanceState.EXPIRED else ~is_over)


def _values(clearance: Clearance) -> dict[str, Any]:
    return {
        "id": clearance.id,
        "right_holder_id": clearance.right_holder_id,
        "product_id": clearance.product_id,
        "to_all": clearance.agencies is None,
        "valid_until": clearance.valid_until,
        "given_by": clearance.given_by,
        "given_at": clearance.given_at,
    }


def _part_values(part: ClearedPart) -> dict[str, Any]:
    return {"kind": part.name.kind.value, "name": part.name.name, "photo": part.name.photo, **_withdrawal_values(part)}


def _withdrawal_values(part: ClearedPart) -> dict[str, Any]:
    by, at, reason = part.withdrawal or (None, None, None)
    return {"withdrawn_by": by, "withdrawn_at": at, "reason": reason}


def _clearance(row: Row[Any], cleared: Sequence[Row[Any]], named: Sequence[Row[Any]]) -> Clearance:
    if row.to_all and named:
        raise ValueError(f"{row.id} holds for every agency, and names some")  # which this store never writes
    return Clearance(
        id=row.id,
        right_holder_id=row.right_holder_id,
        product_id=row.product_id,
        parts=tuple(map(_part, cleared)),
        agencies=None if row.to_all else tuple(each.agency_id for each in named),
        valid_until=row.valid_until,
        given_by=row.given_by,
        given_at=utc(row.given_at),
    )


def _part(row: Row[Any]) -> ClearedPart:
    given = (row.withdrawn_by, row.withdrawn_at, row.reason)
    withdrawal = None if given == (None, None, None) else PartWithdrawal(given[0], utc(given[1]), given[2])
    return ClearedPart(PartName(PartKind(row.kind), row.name, row.photo), withdrawal)
