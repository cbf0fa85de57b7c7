"""A unit of work with enquiries."""

from functools import cached_property

from serve.cases.work import CaseWork
from serve.enquiries.store import EnquiryStore


class EnquiryWork(CaseWork):
    """See `serve.platform.work.Work`."""

    @cached_property
    def enquiries(self) -> EnquiryStore:
        """The enquiries that the tenant may see."""
        return EnquiryStore(self.connection, self.tenant)
