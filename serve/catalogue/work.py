"""A unit of work with product sheets."""

from serve.accounts.work import AccountWork
from serve.catalogue.store import SheetStore
from serve.platform.work import on_first_use


class SheetWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def sheets(self) -> SheetStore:
        """The sheets that the tenant may see."""
        return SheetStore(self.connection, self.tenant)
