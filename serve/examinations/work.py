"""A unit of work with examinations."""

from serve.catalogue.work import SheetUseWork
from serve.examinations.store import ExaminationStore
from serve.platform.work import on_first_use


class ExaminationWork(SheetUseWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def examinations(self) -> ExaminationStore:
        """The examinations that the tenant may see."""
        return ExaminationStore(self.connection, self.tenant)
