"""A unit of work with contributions."""

from serve.catalogue.work import SheetWork
from serve.contributions.image_store import ImageStore
from serve.contributions.store import ContributionStore
from serve.jobs.store import JobStore
from serve.platform.tenancy import the_service
from serve.platform.work import on_first_use
from serve.review.work import ReviewWork


class ContributionWork(SheetWork, ReviewWork):
    """See `serve.platform.work.Work`."""

    @on_first_use
    def contributions(self) -> ContributionStore:
        """The contributions of the tenant's organisation."""
        return ContributionStore(self.connection, self.tenant)

    @on_first_use
    def images(self) -> ImageStore:
        """Their rows."""
        return ImageStore(self.connection, self.tenant)

    @on_first_use
    def jobs_of_all(self) -> JobStore:
        """The jobs of everyone, as a colleague may have begun a check."""
        return JobStore(self.connection, the_service(self.tenant.person_id))
