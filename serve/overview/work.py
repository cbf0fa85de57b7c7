"""A unit of work with what a right holder has in several subjects."""

from serve.catalogue.usage import SheetUseStore
from serve.catalogue.work import SheetWork
from serve.platform.work import on_first_use


class OverviewWork(SheetWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def uses(self) -> SheetUseStore:
        """How often agencies used the tenant's sheets."""
        return SheetUseStore(self.connection, self.tenant)
