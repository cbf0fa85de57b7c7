"""A unit of work with cases and their contents."""

from serve.cases.domain import Opinion
from serve.cases.item_store import ItemStore
from serve.cases.store import CaseStore
from serve.examinations.work import ExaminationWork
from serve.platform.work import on_first_use


class OpinionsOfCases:
    """What cases need of second opinions. Those are a later subject, whose store derives from this."""

    def of_case(self, case_id: str) -> list[Opinion]:
        """Opinions on a case's items, the oldest first."""
        raise NotImplementedError

    def waiting_cases(self, person_id: str) -> set[str]:
        """The cases in which a person is asked for an opinion that they have not given."""
        raise NotImplementedError

    def waiting_items(self, person_id: str) -> set[str]:
        """The items on which a person is asked for an opinion that they have not given."""
        raise NotImplementedError


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
