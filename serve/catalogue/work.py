"""Units of work with product sheets."""

from serve.accounts.work import AccountWork
from serve.catalogue.store import SheetStore
from serve.catalogue.use_store import SheetUseStore
from serve.platform.work import on_first_use


class SheetUseWork(AccountWork):
    """See `serve.platform.work.Work`. Later subjects that count uses of sheets derive from it."""

    @on_first_use
    def uses(self) -> SheetUseStore:
        """How often agencies use sheets: an agency adds its own, a right holder reads those of its sheets."""
        return SheetUseStore(self.connection, self.tenant)


class SheetWork(SheetUseWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def sheets(self) -> SheetStore:
        """The sheets that the tenant may see."""
        return SheetStore(self.connection, self.tenant)
