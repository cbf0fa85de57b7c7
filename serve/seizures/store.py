"""Interceptions and lines of goods as rows."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from model.messages import message
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible
from serve.seizures.domain import Goods, GoodsLine, Interception, InterceptionRecord
from serve.seizures.tables import goods_lines, interceptions


class SeizureStore:
    """Reads and writes them within one transaction, on a tenant's behalf: those of its agency."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def interception(self, case_id: str) -> InterceptionRecord | None:
        """The interception of a case; None if no one has saved it."""
        return self.interceptions([case_id]).get(case_id)

    def interceptions(self, case_ids: Collection[str]) -> dict[str, InterceptionRecord]:
        """Those of these cases, by the case's id."""
        query = select(interceptions).where(interceptions.c.case_id.in_(case_ids), visible(interceptions, self._tenant))
        return {row.case_id: _interception(row) for row in self._connection.execute(query)}

    def save(self, record: InterceptionRecord) -> None:
        """Write the interception of a case that was read for a change."""
        values = {
            "organisation_id": record.organisation_id,
            **record.said.__dict__,
            "changed_by": record.by,
            "changed_at": record.at,
        }
        here = (interceptions.c.case_id == record.case_id) & visible(interceptions, self._tenant)
        if not self._connection.execute(update(interceptions).where(here).values(values)).rowcount:
            self._connection.execute(insert(interceptions).values(case_id=record.case_id, **values))

    def goods(self, case_id: str) -> list[GoodsLine]:
        """The lines of goods of a case, in order."""
        query = select(goods_lines).where(goods_lines.c.case_id == case_id, visible(goods_lines, self._tenant))
        return [_line(row) for row in self._connection.execute(query.order_by(goods_lines.c.position))]

    def line(self, case_id: str, line_id: str) -> GoodsLine:
        """A line of goods of a case.

        Raises:
            NotFoundError: the case has none that the tenant may see.
        """
        line = self.lines([line_id]).get(line_id)
        if line is None or line.case_id != case_id:
            raise NotFoundError(message("The case has no such line of goods."))
        return line

    def lines(self, ids: Collection[str]) -> dict[str, GoodsLine]:
        """Those of these lines that the tenant may see, by id."""
        query = select(goods_lines).where(goods_lines.c.id.in_(ids), visible(goods_lines, self._tenant))
        return {row.id: _line(row) for row in self._connection.execute(query)}

    def last_position(self, case_id: str) -> int:
        """The position of the last line of a case; 0 if it has none."""
        here = (goods_lines.c.case_id == case_id) & visible(goods_lines, self._tenant)
        return self._connection.execute(select(func.max(goods_lines.c.position)).where(here)).scalar_one() or 0

    def add(self, line: GoodsLine) -> None:
        """Write a new line."""
        self._connection.execute(insert(goods_lines).values(_values(line)))

    def change(self, line: GoodsLine) -> None:
        """Write the changes of a line."""
        here = (goods_lines.c.id == line.id) & visible(goods_lines, self._tenant)
        self._connection.execute(update(goods_lines).where(here).values(_values(line)))

    def remove(self, line_id: str) -> None:
        """Remove a line."""
        here = (goods_lines.c.id == line_id) & visible(goods_lines, self._tenant)
        self._connection.execute(delete(goods_lines).where(here))

    def delete_of_case(self, case_id: str) -> list[str]:
        """Remove what a case has, and return the ids of it."""
        ids = [line.id for line in self.goods(case_id)]
        if interception := self.interception(case_id):
            ids.append(interception.id)
        for table in (goods_lines, interceptions):
            self._connection.execute(delete(table).where(table.c.case_id == case_id, visible(table, self._tenant)))
        return ids


def _interception(row: Row[Any]) -> InterceptionRecord:
    said = Interception(**{each.name: getattr(row, each.name) for each in fields(Interception)})
    return InterceptionRecord(row.case_id, row.organisation_id, said, row.changed_by, utc(row.changed_at))


def _line(row: Row[Any]) -> GoodsLine:
    said = Goods(**{each.name: getattr(row, each.name) for each in fields(Goods)})
    at = utc(row.changed_at)
    return GoodsLine(row.id, row.organisation_id, row.case_id, row.position, said, row.changed_by, at)


def _values(line: GoodsLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "organisation_id": line.organisation_id,
        "case_id": line.case_id,
        "position": line.position,
        **line.said.__dict__,
        "changed_by": line.by,
        "changed_at": line.at,
    }
