"""A unit of work with uploads."""

from serve.accounts.work import AccountWork
from serve.platform.work import on_first_use
from serve.uploads.store import UploadStore


class UploadWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def uploads(self) -> UploadStore:
        """The person's uploads."""
        return UploadStore(self.connection, self.tenant)
