"""A unit of work with frozen data sets and the gold set."""

from serve.datasets.candidate_store import CandidateStore
from serve.datasets.store import GoldStore, SetStore
from serve.datasets.withdrawn_store import WithdrawnStore
from serve.platform.work import on_first_use
from serve.review.work import ReviewWork


class DataSetWork(ReviewWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def sets(self) -> SetStore:
        """The frozen data sets that the tenant may see."""
        return SetStore(self.connection, self.tenant)

    @on_first_use
    def candidates(self) -> CandidateStore:
        """The accepted items that may become gold items."""
        return CandidateStore(self.connection, self.tenant)

    @on_first_use
    def gold(self) -> GoldStore:
        """The gold set."""
        return GoldStore(self.connection, self.tenant)

    @on_first_use
    def withdrawn_items(self) -> WithdrawnStore:
        """What was withdrawn of what data sets have, or may have had."""
        return WithdrawnStore(self.connection, self.tenant)
