"""A unit of work with the audit events that the tenant may read."""

from serve.accounts.work import AccountWork
from serve.events.store import EventStore
from serve.platform.work import on_first_use


class EventWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def readable_events(self) -> EventStore:
        """The events that the tenant may read."""
        return EventStore(self.connection, self.tenant)
