"""Contributions by right holders' answers, and looks at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import Actor
from serve.contributions.domain import Contribution, digest_of, proposed
from serve.contributions.permissions import ContributionAction
from serve.contributions.store import ContributionStore
from serve.contributions.work import ContributionWork
from serve.enquiries.domain import Enquiry
from serve.examinations.domain import StoredPhoto
from serve.platform.errors import NotFoundError
from serve.platform.work import Work, Works


class ContributionPage(NamedTuple):
    """Some proposed contributions, the latest first.

    Attributes:
        right_holders: names of the organisations that confirmed them, by id.
        after: the id after which the next page begins; None if this is the last.
    """

    contributions: tuple[Contribution, ...]
    right_holders: Mapping[str, str]
    after: str | None


@dataclass(frozen=True)
class Contributions:
    """The use cases. All of them block."""

    work: Works[ContributionWork]

    def page(self, actor: Actor, after: str | None, limit: int) -> ContributionPage:
        """Proposed contributions that the actor may see, the latest first, which is recorded.

        Args:
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no contribution `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found = work.contributions.page(after, limit + 1)
            shown = tuple(found[:limit])
            right_holders = {each.id: each.name for each in work.organisations.all()}
            work.record(ContributionAction.VIEW, actor.organisation_id, contributions=[each.id for each in shown])
        return ContributionPage(shown, right_holders, shown[-1].id if len(found) > limit else None)

    def view(self, actor: Actor, contribution_id: str) -> ContributionPage:
        """One contribution, as a page of its own; the look is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            found = work.contributions.get(contribution_id)
            right_holders = {each.id: each.name for each in work.organisations.all()}
            work.record(ContributionAction.VIEW, contribution_id)
        return ContributionPage((found,), right_holders, None)

    def photo(self, actor: Actor, contribution_id: str, index: int) -> StoredPhoto:
        """A photo of a contribution, for a picture on a page whose look is recorded.

        Raises:
            NotFoundError: the actor may see no such photo.
        """
        with self.work.look(actor) as work:
            photos = work.contributions.get(contribution_id).photos
        if not 0 <= index < len(photos):
            raise NotFoundError(message("This contribution has no such photo."))
        return photos[index]


def propose(work: Work, enquiry: Enquiry) -> Mapping[str, str]:
    """Write what the latest answer to an enquiry contributes; it replaces what earlier ones contributed.

    Args:
        work: the unit of work that writes the answer.

    Returns:
        The digest of each written or changed contribution, by id, for the audit log.
    """
    store = ContributionStore(work.connection, work.tenant)
    changed = store.supersede(enquiry.id)
    new = proposed(enquiry)
    if new is not None:
        store.add(new)
        changed.append(new)
    return {each.id: digest_of(each) for each in changed}
