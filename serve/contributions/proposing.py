"""What the active release would mark on a contributed image, for the person who decides."""

from dataclasses import dataclass
from typing import NamedTuple

from model.catalogue import Region
from model.datasets.fields import PointMark
from model.errors import ExaminationRejectedError, PhotoRejectedError
from model.verdict import Finding, PointFinding
from serve.accounts.domain import Actor
from serve.contributions.domain import ContributionStateError
from serve.contributions.image_domain import ContributedImage
from serve.contributions.refusals import NO_PICTURE, NOT_RELEASED
from serve.contributions.work import ContributionWork
from serve.platform.errors import NotFoundError
from serve.platform.objects import Objects
from serve.platform.work import Works
from serve.releases.service import Releases


class MarkProposal(NamedTuple):
    """What a release would mark: points that it finds to deviate."""

    release: str
    marks: tuple[PointMark, ...]


@dataclass(frozen=True)
class Proposals:
    """The use case. It blocks, for as long as an examination."""

    work: Works[ContributionWork]
    objects: Objects
    releases: Releases

    def propose(self, actor: Actor, contribution_id: str, number: int) -> MarkProposal:
        """What the active release would mark on an image of a product of the actor's organisation. Nothing is kept.

        Raises:
            ContributionStateError: the release does not know the product as one of the organisation.
            NotFoundError: there is no such image that the actor may see, or it has no picture.
        """
        with self.work.look(actor) as work:
            work.contributions.get(contribution_id)
            image = work.images.get(contribution_id, number)
        if image.sha256 is None:
            raise NotFoundError(NO_PICTURE)
        return self._examined(actor, image, self.objects.get(image.sha256))

    def _examined(self, actor: Actor, image: ContributedImage, content: bytes) -> MarkProposal:
        examiner = self.releases.active.examiner
        product = examiner.release.description.products.get(image.said.product or "")
        if product is None or product.sheet.right_holder != actor.organisation.name:
            raise ContributionStateError(NOT_RELEASED)
        views = {view.id for view in product.sheet.views}
        view = image.said.view if image.said.view in views else None
        try:
            verdict = examiner.examine([content], product=product.sheet.id, views=[view])
        except PhotoRejectedError as fault:
            raise NotFoundError(NO_PICTURE) from fault
        except ExaminationRejectedError as fault:
            raise ContributionStateError(NOT_RELEASED) from fault
        deviating = [point for point in verdict.points if point.finding is Finding.DEVIATES]
        return MarkProposal(examiner.release.id, tuple(_mark(each) for each in deviating))


def _mark(point: PointFinding) -> PointMark:
    place = point.place or point.region
    return PointMark(point.id, None if place is None else Region(*place))
