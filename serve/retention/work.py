"""A unit of work with the objects whose rows are gone, and with all whose rows may go."""

from functools import cached_property

from serve.enquiries.work import EnquiryWork
from serve.retention.store import LeavingStore


class RetentionWork(EnquiryWork):
    """See `serve.platform.work.Work`."""

    @cached_property
    def leaving(self) -> LeavingStore:
        """Names of objects that rows named which are gone."""
        return LeavingStore(self.connection)
