"""A unit of work with the review queue."""

from serve.accounts.work import AccountWork
from serve.platform.work import on_first_use
from serve.review.neighbour_store import NeighbourStore
from serve.review.queue_store import QueueStore
from serve.review.store import EntryStore
from serve.review.withdrawn_store import WithdrawnItems


class ReviewWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def entries(self) -> EntryStore:
        """The entries that the tenant may see."""
        return EntryStore(self.connection, self.tenant)

    @on_first_use
    def queue(self) -> QueueStore:
        """The operator's view of them."""
        return QueueStore(self.connection, self.tenant)

    @on_first_use
    def neighbours(self) -> NeighbourStore:
        """What is counted among other entries."""
        return NeighbourStore(self.connection, self.tenant)

    @on_first_use
    def withdrawn(self) -> WithdrawnItems:
        """What right holders have withdrawn."""
        return WithdrawnItems(self.connection, self.tenant)
