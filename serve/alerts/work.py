"""A unit of work with alerts."""

from serve.alerts.loss_store import LossStore
from serve.alerts.store import AlertStore
from serve.platform.work import on_first_use
from serve.review.work import ReviewWork


class AlertWork(ReviewWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def alerts(self) -> AlertStore:
        """The alerts that the tenant may see."""
        return AlertStore(self.connection, self.tenant)

    @on_first_use
    def losses(self) -> LossStore:
        """Which of them would lose a picture."""
        return LossStore(self.connection, self.tenant)
