"""Confirmations by right holders' answers, and looks at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import Actor
from serve.confirmations.domain import Confirmation, confirmed, digest_of, entry_of
from serve.confirmations.permissions import ConfirmationAction
from serve.confirmations.work import ConfirmationWork
from serve.enquiries.domain import Enquiry
from serve.examinations.domain import StoredPhoto
from serve.platform.errors import NotFoundError
from serve.platform.work import Work, Works
from serve.review import service as review

SUPERSEDED = "A later answer to the enquiry says something else."


class ConfirmationPage(NamedTuple):
    """Some confirmations that count, the latest first.

    Attributes:
        right_holders: names of the organisations that confirmed them, by id.
        after: the id after which the next page begins; None if this is the last.
    """

    confirmations: tuple[Confirmation, ...]
    right_holders: Mapping[str, str]
    after: str | None


@dataclass(frozen=True)
class Confirmations:
    """The use cases. All of them block."""

    work: Works[ConfirmationWork]

    def page(self, actor: Actor, after: str | None, limit: int) -> ConfirmationPage:
        """Confirmations that the actor may see, the latest first, which is recorded.

        Args:
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no confirmation `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found = work.confirmations.page(after, limit + 1)
            shown = tuple(found[:limit])
            right_holders = {each.id: each.name for each in work.organisations.all()}
            work.record(ConfirmationAction.VIEW, actor.organisation_id, confirmations=[each.id for each in shown])
        return ConfirmationPage(shown, right_holders, shown[-1].id if len(found) > limit else None)

    def view(self, actor: Actor, confirmation_id: str) -> ConfirmationPage:
        """One confirmation, as a page of its own; the look is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            found = work.confirmations.get(confirmation_id)
            right_holders = {each.id: each.name for each in work.organisations.all()}
            work.record(ConfirmationAction.VIEW, confirmation_id)
        return ConfirmationPage((found,), right_holders, None)

    def photo(self, actor: Actor, confirmation_id: str, index: int) -> StoredPhoto:
        """A photo of a confirmation, for a picture on a page whose look is recorded.

        Raises:
            NotFoundError: the actor may see no such photo.
        """
        with self.work.look(actor) as work:
            photos = work.confirmations.get(confirmation_id).photos
        if not 0 <= index < len(photos):
            raise NotFoundError(message("This confirmed item has no such photo."))
        return photos[index]


def confirm(work: Work, enquiry: Enquiry) -> Mapping[str, str]:
    """Write what the latest answer to an enquiry confirms, and hand it in for review.

    It replaces what earlier answers confirmed: their entries of the review queue are withdrawn.

    Args:
        work: the unit of work that writes the answer.

    Returns:
        The digest of each written or changed confirmation, by id, for the audit log.
    """
    store = work.of(ConfirmationWork).confirmations
    changed = store.supersede(enquiry.id)
    review.withdraw(work, _entries_of(work, changed), SUPERSEDED)
    new = confirmed(enquiry)
    if new is not None:
        store.add(new)
        changed.append(new)
        review.submit(work, [entry_of(new, work.tenant.person_id, work.now)])
    return {each.id: digest_of(each) for each in changed}


def _entries_of(work: Work, confirmations: Sequence[Confirmation]) -> list[str]:
    """The ids of the entries with which confirmations were handed in; earlier versions handed none in."""
    store = work.of(ConfirmationWork).entries
    return [entry.id for each in confirmations for entry in store.of_source(each.id)]
