"""A unit of work with sittings."""

from serve.accounts.work import AccountWork
from serve.platform.work import on_first_use
from serve.sittings.seat_store import SeatStore
from serve.sittings.store import SittingStore


class SittingWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def sittings(self) -> SittingStore:
        """The sittings that the tenant may see."""
        return SittingStore(self.connection, self.tenant)

    @on_first_use
    def seats(self) -> SeatStore:
        """Their seats and answers."""
        return SeatStore(self.connection, self.tenant)
