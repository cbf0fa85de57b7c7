"""A unit of work with examinations."""

from functools import cached_property

from serve.accounts.work import AccountWork
from serve.examinations.store import ExaminationStore


class ExaminationWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @cached_property
    def examinations(self) -> ExaminationStore:
        """The examinations that the tenant may see."""
        return ExaminationStore(self.connection, self.tenant)
