"""Units of organisations as rows."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from model.messages import message
from serve.accounts.domain import AccountError, Unit
from serve.accounts.store import digest_of_row
from serve.accounts.tables import people, units
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible

NO_UNIT = message("There is no such unit.")
UNIT_TAKEN = message("There is a unit named “{name}” already.")


class UnitStore:
    """Reads and writes units on a tenant's behalf: an operator sees all, others their own organisation's."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def add(self, unit: Unit) -> None:
        """Write a new one.

        Raises:
            AccountError: the organisation has one of this name.
        """
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(units).values(**unit.__dict__))
        except IntegrityError:
            raise AccountError(UNIT_TAKEN.of(name=unit.name), "name") from None

    def rename(self, unit: Unit) -> None:
        """Write the name that a unit has now.

        Raises:
            AccountError: the organisation has another one of this name.
        """
        try:
            with self._connection.begin_nested():
                here = (units.c.id == unit.id) & visible(units, self._tenant)
                self._connection.execute(update(units).where(here).values(name=unit.name))
        except IntegrityError:
            raise AccountError(UNIT_TAKEN.of(name=unit.name), "name") from None

    def remove(self, unit_id: str) -> None:
        """Remove a unit in which no one is."""
        self._connection.execute(delete(units).where(units.c.id == unit_id, visible(units, self._tenant)))

    def get(self, unit_id: str, *, for_change: bool = False) -> Unit:
        """One by its id.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = select(units).where(units.c.id == unit_id, visible(units, self._tenant))
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        if row is None:
            raise NotFoundError(NO_UNIT)
        return _unit(row)

    def of(self, organisation_id: str) -> list[Unit]:
        """The units of an organisation, by name."""
        query = select(units).where(units.c.organisation_id == organisation_id, visible(units, self._tenant))
        return [_unit(row) for row in self._connection.execute(query.order_by(units.c.name, units.c.id))]

    def has_people(self, unit_id: str) -> bool:
        """Whether anyone is in a unit, also people who may not sign in."""
        return bool(self._connection.execute(select(exists().where(people.c.unit_id == unit_id))).scalar_one())

    def sizes(self, organisation_id: str) -> dict[str, int]:
        """How many people who may sign in each unit of an organisation has, by its id."""
        active = (people.c.organisation_id == organisation_id) & people.c.disabled_at.is_(None)
        query = select(people.c.unit_id, func.count()).where(active, people.c.unit_id.is_not(None))
        rows = self._connection.execute(query.where(visible(people, self._tenant)).group_by(people.c.unit_id))
        return {row[0]: row[1] for row in rows}

    def digests(self, ids: Collection[str]) -> dict[str, str]:
        """The digests of these units for the audit log."""
        rows = self._connection.execute(select(units).where(units.c.id.in_(ids))).mappings()
        return {row["id"]: digest_of_row(row) for row in rows}


def _unit(row: Row[Any]) -> Unit:
    return Unit(row.id, row.organisation_id, row.name)
