"""Items of cases and conclusions on them as rows."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from model.messages import message
from serve.cases.domain import CaseItem, Conclusion, First, ItemFinding
from serve.cases.tables import conclusions, items
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible


class ItemStore:
    """Reads and writes them within one transaction, on a tenant's behalf: those of its agency."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, item: CaseItem) -> None:
        """Write a new item of a case that `CaseStore.get` returned for a change."""
        self._connection.execute(insert(items).values(item.__dict__))

    def get(self, case_id: str, item_id: str) -> CaseItem:
        """An item of a case.

        Raises:
            NotFoundError: the tenant may see no such case, or it has no such item.
        """
        here = (items.c.case_id == case_id) & (items.c.id == item_id) & visible(items, self._tenant)
        row = self._connection.execute(select(items).where(here)).one_or_none()
        if row is None:
            raise NotFoundError(message("The case has no such item."))
        return _item(row)

    def many(self, item_ids: Collection[str]) -> dict[str, CaseItem]:
        """Those of these items that the tenant may see, by id."""
        query = select(items).where(items.c.id.in_(item_ids), visible(items, self._tenant))
        return {row.id: _item(row) for row in self._connection.execute(query).all()}

    def of_case(self, case_id: str) -> list[CaseItem]:
        """A case's items, in order."""
        query = select(items).where(items.c.case_id == case_id, visible(items, self._tenant)).order_by(items.c.position)
        return [_item(row) for row in self._connection.execute(query)]

    def last_position(self, case_id: str) -> int:
        """The number of the last item of a case; 0 if it has none."""
        here = (items.c.case_id == case_id) & visible(items, self._tenant)
        return self._connection.execute(select(func.max(items.c.position)).where(here)).scalar_one() or 0

    def remove(self, item_id: str) -> None:
        """Remove an item on which nothing rests."""
        self._connection.execute(delete(items).where(items.c.id == item_id, visible(items, self._tenant)))

    def add_conclusion(self, conclusion: Conclusion) -> None:
        """Write a new conclusion."""
        self._connection.execute(
            insert(conclusions).values(
                id=conclusion.id,
                organisation_id=conclusion.organisation_id,
                case_id=conclusion.case_id,
                item_id=conclusion.item_id,
                finding=conclusion.finding.value,
                reason=conclusion.reason,
                concluded_by=conclusion.by,
                concluded_at=conclusion.at,
                first=conclusion.first.value,
                examinations=json.dumps(conclusion.examinations),
            )
        )

    def conclusions(self, case_id: str) -> list[Conclusion]:
        """Conclusions on a case's items, the oldest first."""
        query = select(conclusions).where(conclusions.c.case_id == case_id, visible(conclusions, self._tenant))
        rows = self._connection.execute(query.order_by(conclusions.c.concluded_at, conclusions.c.id))
        return [_conclusion(row) for row in rows]

    def many_conclusions(self, ids: Collection[str]) -> dict[str, Conclusion]:
        """Those of these conclusions that the tenant may see, by id."""
        query = select(conclusions).where(conclusions.c.id.in_(ids), visible(conclusions, self._tenant))
        return {row.id: _conclusion(row) for row in self._connection.execute(query).all()}


def _item(row: Row[Any]) -> CaseItem:
    return CaseItem(
        id=row.id,
        organisation_id=row.organisation_id,
        case_id=row.case_id,
        position=row.position,
        description=row.description,
        product_id=row.product_id,
        added_by=row.added_by,
        added_at=utc(row.added_at),
    )


def _conclusion(row: Row[Any]) -> Conclusion:
    return Conclusion(
        id=row.id,
        organisation_id=row.organisation_id,
        case_id=row.case_id,
        item_id=row.item_id,
        finding=ItemFinding(row.finding),
        reason=row.reason,
        by=row.concluded_by,
        at=utc(row.concluded_at),
        first=First(row.first),
        examinations=tuple(json.loads(row.examinations)),
    )
