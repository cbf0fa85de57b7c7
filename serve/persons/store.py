"""Persons of cases as rows."""

from collections.abc import Collection
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from model.messages import message
from serve.cases.tables import cases
from serve.persons.domain import CasePerson
from serve.persons.tables import case_persons
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible

NO_SUCH_PERSON = message("The case has no such person.")
_COLUMNS = tuple(case_persons.c[each.name] for each in fields(CasePerson))


class CasePersonStore:
    """Reads and writes them within one transaction, on a tenant's behalf: those of its agency."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def of_case(self, case_id: str) -> list[CasePerson]:
        """The persons of a case, in the order in which they were recorded."""
        query = select(*_COLUMNS).where(case_persons.c.case_id == case_id, visible(case_persons, self._tenant))
        ordered = query.order_by(case_persons.c.added_at, case_persons.c.id)
        return [_person(row) for row in self._connection.execute(ordered)]

    def get(self, case_id: str, person_id: str) -> CasePerson:
        """A person of a case.

        Raises:
            NotFoundError: the case has none that the tenant may see.
        """
        person = self.some([person_id]).get(person_id)
        if person is None or person.case_id != case_id:
            raise NotFoundError(NO_SUCH_PERSON)
        return person

    def some(self, ids: Collection[str]) -> dict[str, CasePerson]:
        """Those of these persons that the tenant may see, by id."""
        query = select(*_COLUMNS).where(case_persons.c.id.in_(ids), visible(case_persons, self._tenant))
        return {row.id: _person(row) for row in self._connection.execute(query)}

    def ids(self) -> set[str]:
        """Every person that the tenant may see."""
        query = select(case_persons.c.id).where(visible(case_persons, self._tenant))
        return set(self._connection.execute(query).scalars())

    def add(self, person: CasePerson) -> None:
        """Write a new person."""
        self._connection.execute(insert(case_persons).values(asdict(person)))

    def change(self, person: CasePerson) -> None:
        """Write the changes of a person."""
        here = (case_persons.c.id == person.id) & visible(case_persons, self._tenant)
        self._connection.execute(update(case_persons).where(here).values(asdict(person)))

    def remove(self, person_id: str) -> None:
        """Remove a person."""
        here = (case_persons.c.id == person_id) & visible(case_persons, self._tenant)
        self._connection.execute(delete(case_persons).where(here))

    def delete_of_case(self, case_id: str) -> list[str]:
        """Remove the persons of a case, and return their ids."""
        ids = [person.id for person in self.of_case(case_id)]
        here = (case_persons.c.case_id == case_id) & visible(case_persons, self._tenant)
        self._connection.execute(delete(case_persons).where(here))
        return ids

    def cases_closed_before(self, moment: datetime, limit: int) -> list[str]:
        """Cases with persons that were closed before a time and that no one holds."""
        due = select(case_persons.c.case_id).distinct().where(*_due(moment)).limit(limit)
        return list(self._connection.execute(due.join(cases, cases.c.id == case_persons.c.case_id)).scalars())

    def count_of_closed_before(self, moment: datetime) -> int:
        """The number of persons in such cases."""
        due = select(func.count()).select_from(case_persons).where(*_due(moment))
        return self._connection.execute(due.join(cases, cases.c.id == case_persons.c.case_id)).scalar_one()


def _due(moment: datetime) -> tuple[Any, ...]:
    return cases.c.closed_at < moment, cases.c.hold_since.is_(None)


def _person(row: Row[Any]) -> CasePerson:
    values = row._asdict()
    return CasePerson(**{**values, "added_at": utc(row.added_at), "changed_at": utc(row.changed_at)})
