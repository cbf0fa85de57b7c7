"""A unit of work with procedures and their deadlines."""

from serve.cases.work import CaseWork
from serve.platform.work import on_first_use
from serve.procedures.deadline_store import DeadlineStore
from serve.procedures.store import ProcedureStore


class ProcedureWork(CaseWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def procedures(self) -> ProcedureStore:
        """The procedures that the tenant may see."""
        return ProcedureStore(self.connection, self.tenant)

    @on_first_use
    def deadlines(self) -> DeadlineStore:
        """The open clocks that the tenant may see."""
        return DeadlineStore(self.connection, self.tenant)
