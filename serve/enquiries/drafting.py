"""Collects the parts of an enquiry: the right holder of an item, its photos, and what a release said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.catalogue import FALLBACK_LANGUAGE, ProductSheet
from model.messages import NOTHING, Wording, message
from model.released_product import ReleasedProduct
from serve.accounts.domain import Actor, Organisation
from serve.accounts.languages import OrganisationLanguages
from serve.cases.domain import Case, CaseItem
from serve.cases.permissions import CaseAction
from serve.enquiries.domain import (
    ChosenPhoto,
    Enquiry,
    EnquiryOrigin,
    EnquiryRejectedError,
    NoRecipientError,
    chosen,
    latest_with,
    promise_of,
)
from serve.enquiries.more_domain import MorePhotos
from serve.enquiries.permissions import EnquiryPermission
from serve.enquiries.showing import (
    Fit,
    ItemPhoto,
    Selection,
    Sheets,
    check_choices,
    choices_by_default,
    outcome_on,
    photos_for,
    products_of,
)
from serve.enquiries.work import EnquiryWork
from serve.examinations.domain import Examination, StoredPhoto
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.releases.service import Releases


class Askable(NamedTuple):
    """What an enquiry about an item can contain.

    Attributes:
        photos: of the item, each once, in the order and with the numbers of its latest verdict.
        sheet: of the product whose right holder is asked; None if no right holder can be asked.
        problem: why no right holder can be asked; empty if one can.
        language: the tag of the language in which the right holder is written to.
        is_staffed: whether the right holder has a person here who can answer.
        others: sheets of the other products that can be asked about: those that photos show, first of all.
    """

    case: Case
    item: CaseItem
    photos: tuple[ItemPhoto, ...]
    sheet: ProductSheet | None
    problem: Wording
    is_staffed: bool
    others: Sheets
    language: str = FALLBACK_LANGUAGE

    @property
    def shows_product(self) -> bool:
        """Whether at least one photo may show the product that is asked about."""
        return any(photo.fit is Fit.SHOWN for photo in self.photos)

    @property
    def has_any_to_send(self) -> bool:
        """Whether at least one photo may be sent, if only knowingly."""
        return any(photo.fit is not Fit.OF_ANOTHER_HOLDER for photo in self.photos)


class Reach(NamedTuple):
    """How a right holder is reached.

    Attributes:
        is_staffed: whether it has a person here who can answer.
        language: the tag of the language in which it is written to.
    """

    is_staffed: bool
    language: str


UNREACHABLE = Reach(is_staffed=False, language=FALLBACK_LANGUAGE)


class EnquiryDraft(NamedTuple):
    """The question, before its right holder is known.

    Attributes:
        foreign: digests of the photos that don't show the product, which the officer sends knowing that.
    """

    sheet: ProductSheet
    photos: Mapping[ChosenPhoto, StoredPhoto]
    asked: EnquiryOrigin
    foreign: tuple[str, ...]


class _Item(NamedTuple):
    """An item, its examinations, the oldest first, and the sheets of the products that it may be."""

    item: CaseItem
    examinations: Sequence[Examination]
    sheets: Sheets


@dataclass(frozen=True)
class EnquiryDrafting:
    """Reads, and may load an earlier release, before the transaction that writes the enquiry."""

    work: Works[EnquiryWork]
    releases: Releases
    languages: OrganisationLanguages

    def askable(self, actor: Actor, case_id: str, item_id: str, product_id: str | None = None) -> Askable:
        """What an enquiry about an item can contain, for a form; the look at the case is recorded.

        Args:
            product_id: the product to ask about; None for the one that the item is meant to be, or was examined as.

        Raises:
            EnquiryRejectedError: the item can't be asked about as that product.
            NotFoundError: the actor may see no such item.
        """
        with self.work.look(actor) as work:
            case = work.cases.get(case_id)
            item, examinations = _read(work, case_id, item_id)
            work.record(CaseAction.VIEW, case_id, case=case_id, item=item_id)
        one = _Item(item, examinations, self._sheets(item, examinations))
        sheet: ProductSheet | None = None
        problem: Wording = NOTHING
        reach = UNREACHABLE
        try:
            sheet = self._sheet(one, product_id)
            reach = self._reach(sheet)
        except NoRecipientError as refused:
            problem = refused.message
        asked_about = None if problem else sheet
        return Askable(
            case,
            item,
            photos_for(asked_about, examinations, one.sheets) if asked_about else (),
            asked_about,
            problem,
            reach.is_staffed,
            {name: other for name, other in one.sheets.items() if sheet is None or name != sheet.id},
            reach.language,
        )

    def _reach(self, sheet: ProductSheet) -> Reach:
        """How the right holder is reached; an agency doesn't see its people.

        Raises:
            NoRecipientError: the right holder has no account here.
        """
        with self.work.look(SYSTEM) as work:
            holder = right_holder_of(work, sheet)
            roles = work.people.roles_in(holder.id)
        permissions = self.work.roles.permissions
        is_staffed = any(EnquiryPermission.ANSWER in permissions(role, holder.kind) for role in roles)
        return Reach(is_staffed, self.languages.of(holder.id))

    def draft(self, actor: Actor, case_id: str, item_id: str, selection: Selection) -> EnquiryDraft:
        """What is asked about some photos of an item.

        Raises:
            EnquiryRejectedError: the selection can't be asked about.
            NoRecipientError: the product that the item is meant to be is unknown.
            NotFoundError: the actor may see no such item.
        """
        with self.work.look(actor) as work:
            item, examinations = _read(work, case_id, item_id)
        one = _Item(item, examinations, self._sheets(item, examinations))
        sheet = self._sheet(one, selection.product)
        photos = self._photos(one, sheet, selection)
        latest = latest_with(list(photos.values()), examinations)
        asked = EnquiryOrigin(
            case_id=case_id,
            item_id=item_id,
            by=actor.person_id,
            examinations=tuple(choice.examination_id for choice in photos),
            examination_id=latest.id,
            release=latest.verdict.release,
            outcome=outcome_on(sheet.id, latest),
            promise=promise_of(self._released(latest.verdict.release, sheet.id)),
        )
        foreign = tuple(photo.sha256 for choice, photo in photos.items() if choice in selection.foreign)
        return EnquiryDraft(sheet, photos, asked, foreign)

    def more_photos(self, actor: Actor, enquiry: Enquiry) -> MorePhotos:
        """The photos of the item of an enquiry, to send more of them to its right holder.

        Raises:
            EnquiryRejectedError, NoRecipientError: it is not known any more which of them show the product.
        """
        origin = enquiry.own
        with self.work.look(actor) as work:
            case = work.cases.get(origin.case_id)
            item, examinations = _read(work, origin.case_id, origin.item_id)
        one = _Item(item, examinations, self._sheets(item, examinations))
        photos = photos_for(self._sheet(one, enquiry.product_id), examinations, one.sheets)
        return MorePhotos(case, photos, tuple(examinations), frozenset(photo.sha256 for photo in enquiry.photos))

    def _photos(self, one: _Item, sheet: ProductSheet, selection: Selection) -> Mapping[ChosenPhoto, StoredPhoto]:
        photos = photos_for(sheet, one.examinations, one.sheets)
        if selection.choices is None:
            return chosen(choices_by_default(photos), one.examinations)
        named = chosen(selection.choices, one.examinations)
        check_choices({choice: photo.sha256 for choice, photo in named.items()}, photos, selection.foreign)
        return named

    def _sheets(self, item: CaseItem, examinations: Sequence[Examination]) -> Sheets:
        """The sheets of the products that an item may be, as far as a release here knows them."""
        releases = dict.fromkeys(
            (self.releases.active.known.id, *(each.verdict.release for each in examinations[::-1]))
        )
        found = {
            product_id: next(filter(None, (self._released(release, product_id) for release in releases)), None)
            for product_id in products_of(item, examinations)
        }
        return {product_id: product.sheet for product_id, product in found.items() if product is not None}

    def _sheet(self, one: _Item, product_id: str | None) -> ProductSheet:
        """The sheet of the product that is asked about: the one chosen, or otherwise the first that it may be."""
        if not one.examinations:
            raise NoRecipientError(message("This item has no photos yet. Examine it first."))
        meant = one.item.product_id or one.examinations[-1].verdict.product.id
        if product_id is not None and product_id not in products_of(one.item, one.examinations):
            raise EnquiryRejectedError(
                message(
                    "Neither is the item meant to be {product_id}, nor do its photos show it. Examine it as that "
                    "first.",
                    product_id=product_id,
                ),
                "product",
            )
        asked = product_id or meant
        if asked is None:
            raise NoRecipientError(
                message(
                    "It is not known which product this item is meant to be, so there is no right holder to ask. "
                    "Examine it again, and choose the product."
                )
            )
        if asked not in one.sheets:
            raise NoRecipientError(
                message("No release here knows the product {asked}, so it is not known whom to ask.", asked=asked)
            )
        return one.sheets[asked]

    def _released(self, release_id: str, product_id: str) -> ReleasedProduct | None:
        try:
            return self.releases.known(release_id).description.products.get(product_id)
        except NotFoundError:
            return None


def _read(work: EnquiryWork, case_id: str, item_id: str) -> tuple[CaseItem, Sequence[Examination]]:
    return work.items.get(case_id, item_id), work.examinations.of_items([item_id]).get(item_id, [])


def right_holder_of(work: EnquiryWork, sheet: ProductSheet) -> Organisation:
    """The organisation that a product sheet names.

    Raises:
        NoRecipientError: it has no account here.
    """
    organisation = work.organisations.right_holder(sheet.right_holder)
    if organisation is None:
        raise NoRecipientError(
            message(
                "{right_holder} has no account here, so it can't be asked through Shingan. Ask the operator "
                "to add it as a right holder with exactly this name. Until then, contact it by other means.",
                right_holder=sheet.right_holder,
            )
        )
    return organisation
