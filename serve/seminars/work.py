"""A unit of work with seminars."""

from serve.clearances.work import ClearanceWork
from serve.platform.work import on_first_use
from serve.seminars.blocked_store import BlockedStore
from serve.seminars.slot_store import SlotStore
from serve.seminars.store import SeminarStore


class SeminarWork(ClearanceWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def seminars(self) -> SeminarStore:
        """The seminars that the tenant may see."""
        return SeminarStore(self.connection, self.tenant)

    @on_first_use
    def slots(self) -> SlotStore:
        """The slots that the tenant may see."""
        return SlotStore(self.connection, self.tenant)

    @on_first_use
    def blocked_slots(self) -> BlockedStore:
        """Which of them can't be shown although they are released."""
        return BlockedStore(self.connection, self.tenant)
