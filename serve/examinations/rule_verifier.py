"""Compares rules for examinations with the audit log."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from serve.audit.comparing import differing, gone, last_digests, readable
from serve.audit.domain import AuditFault, Event
from serve.examinations.permissions import ExaminationAction
from serve.examinations.rule_store import RuleStore
from serve.examinations.tables import rules
from serve.platform.tenancy import SYSTEM


class RuleVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Rules that are missing, changed or never recorded."""
        recorded = last_digests(events, {ExaminationAction.RULE_CHANGE.value}, ())
        names = list(connection.execute(select(rules.c.organisation_id).order_by(rules.c.organisation_id)).scalars())
        store = RuleStore(connection, SYSTEM)
        digests = readable(lambda ids: {name: rule.digest for name, rule in store.many(ids).items()}, names)
        yield from differing(digests, recorded)
        yield from gone(recorded)
