"""A unit of work with cases and their contents."""

from functools import cached_property

from serve.cases.item_store import ItemStore
from serve.cases.store import CaseStore
from serve.examinations.work import ExaminationWork


class CaseWork(ExaminationWork):
    """See `serve.platform.work.Work`."""

    @cached_property
    def cases(self) -> CaseStore:
        """The cases that the tenant may see."""
        return CaseStore(self.connection, self.tenant)

    @cached_property
    def items(self) -> ItemStore:
        """The contents of those cases: items, conclusions and opinions."""
        return ItemStore(self.connection, self.tenant)
