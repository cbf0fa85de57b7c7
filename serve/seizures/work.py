"""A unit of work with seizures."""

from serve.enquiries.work import EnquiryWork
from serve.platform.work import on_first_use
from serve.seizures.store import SeizureStore


class SeizureWork(EnquiryWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def seizures(self) -> SeizureStore:
        """The interceptions and lines of goods that the tenant may see."""
        return SeizureStore(self.connection, self.tenant)
