"""Compares seminars and slots with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from serve.audit.comparing import differing, digests_in, gone, last_digests, misfiled
from serve.audit.domain import AuditFault, Event
from serve.platform.tenancy import SYSTEM
from serve.seminars.permissions import SeminarAction, SlotAction
from serve.seminars.slot_store import SlotStore
from serve.seminars.store import SeminarStore
from serve.seminars.tables import agencies, lessons, points, questions, seminars, slots

REMOVALS = frozenset({SeminarAction.DELETE, SlotAction.REMOVE})
CHANGES = frozenset({*SeminarAction, *SlotAction}) - REMOVALS
OWNERS = ("organisation_id", "right_holder_id")


class SeminarVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Seminars and slots that are missing, changed or never recorded, with all that belongs to them."""
        recorded = last_digests(events, CHANGES, REMOVALS)
        yield from differing(digests_in(connection, seminars, SeminarStore(connection, SYSTEM).many), recorded)
        yield from differing(digests_in(connection, slots, SlotStore(connection, SYSTEM).many), recorded)
        for table in (agencies, slots):
            yield from misfiled(connection, table, seminars, "seminar_id", OWNERS[:1])
        for table in (lessons, points, questions):
            yield from misfiled(connection, table, slots, "slot_id", OWNERS)
        yield from gone(recorded)
