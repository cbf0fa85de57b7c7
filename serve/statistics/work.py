"""A unit of work with the counts of confirmed items."""

from serve.platform.work import Work, on_first_use
from serve.statistics.store import StatisticsStore


class StatisticsWork(Work):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def counts(self) -> StatisticsStore:
        """The counts of what the tenant may see."""
        return StatisticsStore(self.connection, self.tenant)
