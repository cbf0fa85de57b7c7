"""Rules of organisations for examinations, as rows."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from serve.examinations.decision_domain import ExaminingRule
from serve.examinations.tables import rules
from serve.platform.database import utc
from serve.platform.tenancy import Tenant, visible


class RuleStore:
    """Reads and writes rules within one transaction, on a tenant's behalf: those of its organisation."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def of(self, organisation_id: str) -> ExaminingRule | None:
        """The rule of an organisation; None if it never set one."""
        return self.many([organisation_id]).get(organisation_id)

    def many(self, organisations: Collection[str]) -> dict[str, ExaminingRule]:
        """The rules of these organisations, as far as they set one."""
        query = select(rules).where(rules.c.organisation_id.in_(organisations), visible(rules, self._tenant))
        return {row.organisation_id: _rule(row) for row in self._connection.execute(query)}

    def set(self, rule: ExaminingRule) -> None:
        """Write a rule in place of the one before."""
        self._connection.execute(delete(rules).where(rules.c.organisation_id == rule.organisation_id))
        self._connection.execute(insert(rules).values(rule._asdict()))


def _rule(row: Row[Any]) -> ExaminingRule:
    return ExaminingRule(row.organisation_id, row.decides_first, row.changed_by, utc(row.changed_at))
