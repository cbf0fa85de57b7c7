"""A unit of work with jobs."""

from serve.accounts.work import AccountWork
from serve.jobs.store import JobStore
from serve.platform.work import on_first_use


class JobWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def jobs(self) -> JobStore:
        """The jobs that the tenant may see."""
        return JobStore(self.connection, self.tenant)
