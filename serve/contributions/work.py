"""A unit of work with contributions."""

from serve.catalogue.work import SheetWork
from serve.contributions.image_store import ImageStore
from serve.contributions.store import ContributionStore
from serve.platform.work import on_first_use


class ContributionWork(SheetWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def contributions(self) -> ContributionStore:
        """The contributions of the tenant's organisation."""
        return ContributionStore(self.connection, self.tenant)

    @on_first_use
    def images(self) -> ImageStore:
        """Their rows."""
        return ImageStore(self.connection, self.tenant)
