"""A unit of work with what a shift is made of."""

from serve.cases.work import CaseWork
from serve.platform.work import on_first_use
from serve.shifts.store import ShiftCounts, ShiftNoteStore


class ShiftWork(CaseWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def notes(self) -> ShiftNoteStore:
        """The notes that the tenant may see."""
        return ShiftNoteStore(self.connection, self.tenant)

    @on_first_use
    def counts(self) -> ShiftCounts:
        """What is counted of the tenant's agency."""
        return ShiftCounts(self.connection, self.tenant)
