"""A unit of work with notices."""

from serve.accounts.work import AccountWork
from serve.notices.store import AddressStore, NoticeStore
from serve.platform.work import on_first_use


class NoticeWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def addresses(self) -> AddressStore:
        """The addresses of the tenant's people."""
        return AddressStore(self.connection, self.tenant)

    @on_first_use
    def notices(self) -> NoticeStore:
        """Messages to them that are to be sent."""
        return NoticeStore(self.connection, self.tenant)
