"""A unit of work with second factors."""

from serve.accounts.work import AccountWork
from serve.factors.permissions import FactorAction
from serve.factors.store import FactorStore
from serve.platform.work import on_first_use


class FactorWork(AccountWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def factors(self) -> FactorStore:
        """What people have, and what organisations require."""
        return FactorStore(self.connection)

    def record_written(self, action: FactorAction, subject: str, row_id: str, **details: object) -> None:
        """Record that a row was written, with its digest."""
        self.record(action, subject, row=row_id, sha256=self.factors.digest_of(row_id), **details)
