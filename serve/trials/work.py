"""A unit of work with trials, and with the gold items that a subject may have registered."""

from serve.examinations.work import ExaminationWork
from serve.platform.work import on_first_use
from serve.releases.gold import GoldItems
from serve.releases.work import ReleaseWork
from serve.trials.store import ShadowStore, TrialStore


class TrialWork(ReleaseWork, ExaminationWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def trials(self) -> TrialStore:
        """The trials that the tenant may see."""
        return TrialStore(self.connection, self.tenant)

    @on_first_use
    def shadows(self) -> ShadowStore:
        """The shadows that the tenant may see."""
        return ShadowStore(self.connection, self.tenant)

    @on_first_use
    def gold(self) -> GoldItems:
        """The gold items; none if no subject keeps any."""
        is_kept = GoldItems in self.registered.stores
        return self.store(GoldItems) if is_kept else NoGoldItems()


class NoGoldItems(GoldItems):
    """A service without gold items."""

    def version(self) -> str:
        """None."""
        return ""

    def items(self) -> tuple[()]:
        """None."""
        return ()
