"""A unit of work with second opinions."""

from serve.cases.work import CaseWork
from serve.opinions.store import OpinionStore
from serve.platform.work import on_first_use


class OpinionWork(CaseWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def opinions(self) -> OpinionStore:
        """The opinions that the tenant may see."""
        return OpinionStore(self.connection, self.tenant)
