"""A unit of work with releases."""

from serve.accounts.work import AccountWork
from serve.platform.work import on_first_use
from serve.releases.store import ReleaseStore


class ReleaseWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def releases(self) -> ReleaseStore:
        """The releases that the tenant may see."""
        return ReleaseStore(self.connection, self.tenant)
