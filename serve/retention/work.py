"""A unit of work with the objects whose rows were removed, and with everything that may be removed."""

from functools import cached_property

from serve.enquiries.work import EnquiryWork
from serve.opinions.work import OpinionWork
from serve.retention.store import LeavingStore


class RetentionWork(EnquiryWork, OpinionWork):
    """See `serve.platform.work.Work`."""

    @cached_property
    def leaving(self) -> LeavingStore:
        """Names of objects whose rows were removed."""
        return LeavingStore(self.connection)
