"""A unit of work with clearances."""

from serve.clearances.loss_store import ClearanceLossStore
from serve.clearances.store import ClearanceStore
from serve.platform.work import on_first_use
from serve.review.work import ReviewWork


class ClearanceWork(ReviewWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def clearances(self) -> ClearanceStore:
        """The clearances that the tenant may see."""
        return ClearanceStore(self.connection, self.tenant)

    @on_first_use
    def clearance_losses(self) -> ClearanceLossStore:
        """Which of them would lose photos."""
        return ClearanceLossStore(self.connection, self.tenant)
