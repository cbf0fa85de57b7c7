"""A unit of work with links for new passwords."""

from serve.notices.work import NoticeWork
from serve.platform.work import on_first_use
from serve.resets.store import ResetStore


class ResetWork(NoticeWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def resets(self) -> ResetStore:
        """The links that were sent."""
        return ResetStore(self.connection)
