"""A unit of work with the audit events that the tenant may read."""

from functools import cached_property

from serve.accounts.work import AccountWork
from serve.events.store import EventStore


class EventWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @cached_property
    def readable_events(self) -> EventStore:
        """The events that the tenant may read."""
        return EventStore(self.connection, self.tenant)
