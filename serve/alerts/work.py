"""A unit of work with alerts."""

from serve.accounts.work import AccountWork
from serve.alerts.store import AlertStore
from serve.platform.work import on_first_use


class AlertWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def alerts(self) -> AlertStore:
        """The alerts that the tenant may see."""
        return AlertStore(self.connection, self.tenant)
