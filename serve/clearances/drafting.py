"""What a right holder can clear, and what a draft would become; nothing is given here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.datasets.fields import Label
from model.messages import message
from serve.accounts.domain import Actor, Organisation
from serve.clearances.domain import (
    Clearance,
    ClearanceRejectedError,
    Ground,
    PartName,
    PartWithdrawal,
)
from serve.clearances.draft_domain import checked_agencies, checked_last_day, checked_parts, withdrawn_parts
from serve.clearances.grounds import Grounds, can_be_cleared
from serve.clearances.work import ClearanceWork
from serve.examinations.domain import StoredPhoto
from serve.platform.errors import NotFoundError
from serve.platform.paging import Page, cut
from serve.platform.work import Works
from serve.review.domain import Entry

LISTED = 24  # items of each label that a form offers at first, and with each call for more
NO_PRODUCT = message("Choose a product of your organisation that has a product sheet.")
NO_ITEM_PHOTO = message("There is no such photo of an accepted item that you contributed.")


@dataclass(frozen=True)
class ClearanceDraft:
    """What a person chooses.

    Attributes:
        agencies: ids; None for every agency that the right holder allows.
        valid_until: the last day; None for the one by default.
    """

    product: str
    parts: tuple[PartName, ...]
    agencies: frozenset[str] | None = None
    valid_until: date | None = None


class ClearancePreview(NamedTuple):
    """What a draft would become.

    Attributes:
        agencies: those that could use it now.
    """

    clearance: Clearance
    ground: Ground
    agencies: Sequence[Organisation]


@dataclass(frozen=True)
class ClearanceDrafting:
    """The use cases. All of them block."""

    work: Works[ClearanceWork]
    grounds: Grounds

    def sheets(self, actor: Actor) -> Mapping[str, ProductSheet]:
        """The sheets of the actor's organisation that officers see, by product."""
        holder = actor.organisation.name
        return {each.id: each for each in self.grounds.catalogue.whole().values() if each.right_holder == holder}

    def ground(self, actor: Actor, product: str, names: Sequence[PartName] = ()) -> Ground:
        """What a clearance of one of their products can have.

        Args:
            names: of the parts that are asked about.

        Raises:
            ClearanceRejectedError: there is no such product.
        """
        if product not in self.sheets(actor):
            raise ClearanceRejectedError(NO_PRODUCT, "product")
        return self.grounds.of(actor.organisation, product, names)

    def agencies(self, actor: Actor) -> list[Organisation]:
        """Every agency that the actor's organisation allows now, by name."""
        with self.work.look(actor) as work:
            return work.organisations.allowing(actor.organisation_id)

    def items(
        self, actor: Actor, product: str | None, label: Label | None, limit: int = LISTED, after: str | None = None
    ) -> Page[Entry]:
        """Some of the accepted items that the actor's organisation contributed, the latest first.

        Args:
            product: only of this one; None for all.
            label: only with this one; None for both.
            after: the entry with which the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no entry `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found = work.entries.contributed(actor.organisation_id, product, label, limit + 1, after)
        return cut(found, limit, lambda entry: entry.id)

    def withdrawn(self, actor: Actor, product: str) -> Mapping[PartName, PartWithdrawal]:
        """The parts of a product that were withdrawn and not cleared again: groups leave them out."""
        with self.work.look(actor) as work:
            return withdrawn_parts(work.clearances.of_product(product))

    def item_photo(self, actor: Actor, entry_id: str, index: int) -> StoredPhoto:
        """A photo of such an item, of any product.

        Raises:
            NotFoundError: there is none that the actor may clear.
        """
        with self.work.look(actor) as work:
            entry = work.entries.many([entry_id]).get(entry_id)
        if entry is None or not can_be_cleared(entry) or not 0 <= index < len(entry.photos):
            raise NotFoundError(NO_ITEM_PHOTO)
        return entry.photos[index].stored

    def preview(self, actor: Actor, draft: ClearanceDraft) -> ClearancePreview:
        """What would be cleared, and who could use it.

        Raises:
            ClearanceRejectedError: it can't be given like this.
        """
        ground = self.ground(actor, draft.product, draft.parts)
        with self.work.look(actor) as work:
            clearance = clearance_of(work, draft, ground, "")
            allowed = work.organisations.allowing(actor.organisation_id)
        named = clearance.agencies
        return ClearancePreview(clearance, ground, [each for each in allowed if named is None or each.id in named])


def clearance_of(work: ClearanceWork, draft: ClearanceDraft, ground: Ground, clearance_id: str) -> Clearance:
    """The clearance that a draft becomes now.

    Raises:
        ClearanceRejectedError: it can't be given like this.
    """
    holder = work.actor.organisation_id
    return Clearance(
        id=clearance_id,
        right_holder_id=holder,
        product_id=draft.product,
        parts=checked_parts(draft.parts, ground),
        agencies=checked_agencies(draft.agencies, work.organisations.allowing(holder)),
        valid_until=checked_last_day(draft.valid_until, work.now),
        given_by=work.actor.person_id,
        given_at=work.now,
    )
