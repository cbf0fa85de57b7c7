"""A unit of work with cases and their contents."""

from serve.cases.item_store import ItemStore
from serve.cases.opinion_store import OpinionsOfCases
from serve.cases.store import CaseStore
from serve.examinations.work import ExaminationWork
from serve.platform.work import on_first_use


class CaseWork(ExaminationWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def cases(self) -> CaseStore:
        """The cases that the tenant may see."""
        return CaseStore(self.connection, self.tenant)

    @on_first_use
    def items(self) -> ItemStore:
        """The contents of those cases: items, and conclusions on them."""
        return ItemStore(self.connection, self.tenant)

    @on_first_use
    def case_opinions(self) -> OpinionsOfCases:
        """Second opinions on their items."""
        return self.store(OpinionsOfCases)
