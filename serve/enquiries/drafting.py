"""Collects the parts of an enquiry: the right holder of an item, its photos, and what a release said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.released_product import ReleasedProduct
from serve.accounts.domain import Actor, Organisation
from serve.cases.domain import Case, CaseItem
from serve.cases.dossier import places_of
from serve.cases.permissions import CaseAction
from serve.enquiries.domain import Choice, EnquiryOrigin, NoRecipientError, chosen, latest_with, promise_of
from serve.enquiries.permissions import EnquiryPermission
from serve.enquiries.work import EnquiryWork
from serve.examinations.domain import Examination, StoredPhoto
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.releases.service import Releases


class Askable(NamedTuple):
    """What an enquiry about an item can contain.

    Attributes:
        photos: of the item, each once.
        sheet: of the product whose right holder is asked; None if no right holder can be asked.
        problem: why no right holder can be asked; empty if one can.
        is_staffed: whether the right holder has a person here who can answer.
    """

    case: Case
    item: CaseItem
    photos: tuple[Choice, ...]
    sheet: ProductSheet | None
    problem: str
    is_staffed: bool


class Draft(NamedTuple):
    """The question, before its right holder is known."""

    sheet: ProductSheet
    photos: Mapping[Choice, StoredPhoto]
    asked: EnquiryOrigin


@dataclass(frozen=True)
class Drafting:
    """Reads, and may load an earlier release, before the transaction that writes the enquiry."""

    work: Works[EnquiryWork]
    releases: Releases

    def askable(self, actor: Actor, case_id: str, item_id: str) -> Askable:
        """What an enquiry about an item can contain, for a form; the look at the case is recorded.

        Raises:
            NotFoundError: the actor may see no such item.
        """
        case, item, examinations = self._look(actor, case_id, item_id)
        try:
            sheet, problem = self._whom(actor, item, examinations), ""
        except NoRecipientError as refused:
            sheet, problem = None, str(refused)
        photos = tuple(Choice(place.examination_id, place.place) for place in places_of(examinations))
        return Askable(case, item, photos, sheet, problem, is_staffed=sheet is not None and self._is_staffed(sheet))

    def _is_staffed(self, sheet: ProductSheet) -> bool:
        """Whether the right holder has a person who may answer; an agency doesn't see who."""
        with self.work.look(SYSTEM) as work:
            holder = right_holder_of(work, sheet)
            roles = work.people.roles_in(holder.id)
        return any(EnquiryPermission.ANSWER in self.work.roles.permissions(role, holder.kind) for role in roles)

    def _look(self, actor: Actor, case_id: str, item_id: str) -> tuple[Case, CaseItem, Sequence[Examination]]:
        with self.work.look(actor) as work:
            case = work.cases.get(case_id)
            item = work.items.get(case_id, item_id)
            examinations = work.examinations.of_items([item_id]).get(item_id, [])
            work.record(CaseAction.VIEW, case_id, case=case_id, item=item_id)
        return case, item, examinations

    def _whom(self, actor: Actor, item: CaseItem, examinations: Sequence[Examination]) -> ProductSheet:
        """The sheet of the product whose right holder can be asked."""
        if not examinations:
            raise NoRecipientError("This item has no photos yet. Examine it first.")
        sheet = self._sheet(item, examinations[-1])
        with self.work.look(actor) as work:
            right_holder_of(work, sheet)
        return sheet

    def draft(self, actor: Actor, case_id: str, item_id: str, choices: Sequence[Choice]) -> Draft:
        """What is asked about some photos of an item.

        Raises:
            EnquiryRejectedError: the choice can't be asked about.
            NoRecipientError: the product that the item is meant to be is unknown.
            NotFoundError: the actor may see no such item.
        """
        with self.work.look(actor) as work:
            item = work.items.get(case_id, item_id)
            examinations = work.examinations.of_items([item_id]).get(item_id, [])
        photos = chosen(choices, examinations)
        latest = latest_with(list(photos.values()), examinations)
        sheet = self._sheet(item, latest)
        asked = EnquiryOrigin(
            case_id=case_id,
            item_id=item_id,
            by=actor.person_id,
            examinations=tuple(choice.examination_id for choice in photos),
            examination_id=latest.id,
            release=latest.verdict.release,
            outcome=latest.verdict.outcome,
            promise=promise_of(self._released(latest.verdict.release, sheet.id)),
        )
        return Draft(sheet, photos, asked)

    def _sheet(self, item: CaseItem, examination: Examination) -> ProductSheet:
        """The sheet of the product that the item is meant to be, or otherwise was examined as."""
        product_id = item.product_id or examination.verdict.product.id
        if product_id is None:
            raise NoRecipientError(
                "It is not known which product this item is meant to be, so there is no right holder to ask. "
                "Examine it again, and choose the product."
            )
        product = self._released(self.releases.active.known.id, product_id)
        product = product or self._released(examination.verdict.release, product_id)
        if product is None:
            raise NoRecipientError(f"No release here knows the product {product_id}, so it is not known whom to ask.")
        return product.sheet

    def _released(self, release_id: str, product_id: str) -> ReleasedProduct | None:
        try:
            return self.releases.known(release_id).description.products.get(product_id)
        except NotFoundError:
            return None


def right_holder_of(work: EnquiryWork, sheet: ProductSheet) -> Organisation:
    """The organisation that a product sheet names.

    Raises:
        NoRecipientError: it has no account here.
    """
    organisation = work.organisations.right_holder(sheet.right_holder)
    if organisation is None:
        raise NoRecipientError(
            f"{sheet.right_holder} has no account here, so it can't be asked through Shingan. Ask the operator to add "
            "it as a right holder with exactly this name. Until then, contact it by other means."
        )
    return organisation
