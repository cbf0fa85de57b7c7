"""A unit of work with the answers of sittings."""

from serve.platform.work import on_first_use
from serve.results.store import ResultStore
from serve.results.totals_store import TotalsStore
from serve.seminars.work import SeminarWork


class ResultWork(SeminarWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def results(self) -> ResultStore:
        """The answers that the tenant may see."""
        return ResultStore(self.connection, self.tenant)

    @on_first_use
    def totals(self) -> TotalsStore:
        """The totals of removed seminars that the tenant may see."""
        return TotalsStore(self.connection, self.tenant)
