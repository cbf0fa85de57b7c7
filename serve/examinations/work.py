"""A unit of work with examinations."""

from serve.accounts.work import AccountWork
from serve.examinations.store import ExaminationStore
from serve.platform.work import on_first_use


class ExaminationWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def examinations(self) -> ExaminationStore:
        """The examinations that the tenant may see."""
        return ExaminationStore(self.connection, self.tenant)
