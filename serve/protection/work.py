"""A unit of work in which the service reads what it keeps of one person."""

from serve.accounts.work import AccountWork
from serve.platform.work import on_first_use
from serve.protection.store import OwnRowStore


class OwnDataWork(AccountWork):
    """See `serve.platform.work.Work`. The service itself acts, for the person whose rows are read."""

    @on_first_use
    def own_rows(self) -> OwnRowStore:
        """The rows that name the person for whom the service acts."""
        return OwnRowStore(self.connection, self.tenant.person_id)
