"""The counts of how often agencies use product sheets, as rows: one for each sheet, agency, month and kind of use."""

from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from serve.catalogue.domain import SheetUse, UseCount
from serve.catalogue.tables import uses
from serve.platform.database import utc
from serve.platform.tenancy import Tenant, visible


class SheetUseStore:
    """Counts uses within one transaction, on a tenant's behalf: an agency adds its own, a right holder reads."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, right_holder_id: str, product: str, use: SheetUse, at: datetime) -> None:
        """Count one use of the tenant's agency."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        first = dialect.insert(uses).values(
            right_holder_id=right_holder_id,
            product_id=product,
            agency_id=self._tenant.organisation_id,
            month=f"{at:%Y-%m}",
            kind=use.value,
            uses=1,
            first_at=at,
        )
        key = list(uses.primary_key.columns)
        self._connection.execute(first.on_conflict_do_update(index_elements=key, set_={"uses": uses.c.uses + 1}))

    def counts(self, since: str = "") -> list[UseCount]:
        """The counts that the tenant may see, the latest months first.

        Args:
            since: only from this month on.
        """
        query = select(uses).where(visible(uses, self._tenant), uses.c.month >= since)
        rows = self._connection.execute(query.order_by(uses.c.month.desc(), uses.c.product_id, uses.c.agency_id))
        return [UseCount(row.product_id, row.agency_id, row.month, SheetUse(row.kind), row.uses) for row in rows]

    def first_at(self) -> datetime | None:
        """When the first use was counted that the tenant may see; None if none was."""
        found = self._connection.execute(select(func.min(uses.c.first_at)).where(visible(uses, self._tenant)))
        at = found.scalar_one_or_none()
        return None if at is None else utc(at)
