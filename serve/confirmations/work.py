"""A unit of work with confirmations."""

from serve.confirmations.store import ConfirmationStore
from serve.enquiries.work import EnquiryWork
from serve.platform.work import on_first_use
from serve.review.work import ReviewWork


class ConfirmationWork(EnquiryWork, ReviewWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def confirmations(self) -> ConfirmationStore:
        """The confirmations that the tenant may see."""
        return ConfirmationStore(self.connection, self.tenant)
