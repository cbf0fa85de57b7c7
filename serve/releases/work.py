"""A unit of work with releases."""

from functools import cached_property

from serve.platform.work import Work
from serve.releases.store import ReleaseStore


class ReleaseWork(Work):
    """See `serve.platform.work.Work`."""

    @cached_property
    def releases(self) -> ReleaseStore:
        """The releases that the tenant may see."""
        return ReleaseStore(self.connection, self.tenant)
