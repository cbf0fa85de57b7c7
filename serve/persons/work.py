"""A unit of work with the persons of cases."""

from serve.cases.work import CaseWork
from serve.persons.store import CasePersonStore
from serve.platform.work import on_first_use


class CasePersonWork(CaseWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def persons(self) -> CasePersonStore:
        """The persons of cases that the tenant may see, encrypted."""
        return CasePersonStore(self.connection, self.tenant)
