"""A unit of work with proposed contributions."""

from functools import cached_property

from serve.contributions.store import ContributionStore
from serve.enquiries.work import EnquiryWork


class ContributionWork(EnquiryWork):
    """See `serve.platform.work.Work`."""

    @cached_property
    def contributions(self) -> ContributionStore:
        """The contributions that the tenant may see."""
        return ContributionStore(self.connection, self.tenant)
