"""A unit of work with what a right holder has in several subjects."""

from serve.contributions.work import ContributionWork
from serve.overview.store import FrozenStore, OwnEntries
from serve.platform.tenancy import Tenant
from serve.platform.work import on_first_use


class OverviewWork(ContributionWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def frozen(self) -> FrozenStore:
        """When data sets were frozen."""
        return FrozenStore(self.connection, self.tenant)

    def counts_for(self, right_holder: Tenant) -> OwnEntries:
        """The counts of a right holder's entries, in a unit of the service itself, which sees the decisions on them."""
        return OwnEntries(self.connection, right_holder)
