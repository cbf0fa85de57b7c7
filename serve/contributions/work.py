"""A unit of work with proposed contributions."""

from serve.contributions.store import ContributionStore
from serve.enquiries.work import EnquiryWork
from serve.platform.work import on_first_use


class ContributionWork(EnquiryWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def contributions(self) -> ContributionStore:
        """The contributions that the tenant may see."""
        return ContributionStore(self.connection, self.tenant)
