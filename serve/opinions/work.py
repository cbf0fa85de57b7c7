"""A unit of work with second opinions."""

from functools import cached_property

from serve.cases.work import CaseWork
from serve.opinions.store import OpinionStore


class OpinionWork(CaseWork):
    """See `serve.platform.work.Work`."""

    @cached_property
    def opinions(self) -> OpinionStore:
        """The opinions that the tenant may see."""
        return OpinionStore(self.connection, self.tenant)
