"""Which photos of an item show the product that is asked about. Imports only the standard library and `model`.

A right holder must not see the goods of another one by mistake. The latest verdict on a photo says what it shows. A
photo that does not show the product is left out, unless the officer names it: the assistant may be wrong, and the
officer decides. There is one exception. A photo that is known to show the product of another right holder is not sent
at all: what a right holder has seen can't be taken back, it can say nothing of that product, and the one whose product
it is can be asked instead.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.messages import message
from model.verdict import Outcome
from serve.cases.domain import CaseItem
from serve.cases.dossier import NumberedPhoto, numbered_photos
from serve.enquiries.domain import MOST_PHOTOS, ChosenPhoto, EnquiryRejectedError
from serve.examinations.domain import Examination

Sheets = Mapping[str, ProductSheet]  # of products, by id


class Fit(StrEnum):
    """Whether a photo is for the right holder that is asked."""

    SHOWN = "shown"  # unless the officer leaves it out
    FOREIGN = "foreign"  # only if the officer names it
    OF_ANOTHER_HOLDER = "of_another_holder"  # never


class ItemPhoto(NamedTuple):
    """One photo of an item, and whether it is for the right holder that is asked.

    Attributes:
        shows: the id of the product that it shows instead of the one asked about; None if that is not known.
    """

    photo: NumberedPhoto
    fit: Fit
    shows: str | None

    @property
    def choice(self) -> ChosenPhoto:
        """Its place, as an enquiry names it."""
        return ChosenPhoto(self.photo.place.examination_id, self.photo.place.place)


@dataclass(frozen=True)
class Selection:
    """What an officer chooses for an enquiry.

    Attributes:
        product: the product to ask about; None for the one that the item is meant to be, or was examined as.
        choices: the photos; None for those that show the product, as many as an enquiry may have.
        foreign: those of them that the officer chooses knowing that they show something else.
    """

    product: str | None = None
    choices: tuple[ChosenPhoto, ...] | None = None
    foreign: frozenset[ChosenPhoto] = frozenset()


BY_DEFAULT = Selection()


def photos_for(product: ProductSheet, examinations: Sequence[Examination], sheets: Sheets) -> tuple[ItemPhoto, ...]:
    """Every photo of an item once.

    Args:
        examinations: of the item, the oldest first.
        sheets: of all products that they name, as far as they are known.
    """
    by_id = {examination.id: examination for examination in examinations}
    return tuple(
        _photo_for(product, each, by_id[each.place.examination_id], sheets) for each in numbered_photos(examinations)
    )


def _photo_for(product: ProductSheet, photo: NumberedPhoto, examination: Examination, sheets: Sheets) -> ItemPhoto:
    finding = examination.verdict.photos[photo.place.place]
    shows = product_on(examination, photo.place.place)
    if shows == product.id or (shows is None and finding.belongs is not False):
        return ItemPhoto(photo, Fit.SHOWN, None)
    other = sheets.get(shows or "")
    is_certain = finding.belongs is not None and other is not None
    is_anothers = is_certain and other is not None and other.right_holder != product.right_holder
    return ItemPhoto(photo, Fit.OF_ANOTHER_HOLDER if is_anothers else Fit.FOREIGN, shows)


def product_on(examination: Examination, place: int) -> str | None:
    """The id of the product that a photo shows, according to the verdict; None if that is not known."""
    verdict, finding = examination.verdict, examination.verdict.photos[place]
    return finding.product or (verdict.product.id if finding.belongs else None)


def products_of(item: CaseItem, examinations: Sequence[Examination]) -> tuple[str, ...]:
    """Ids of the products that an enquiry about an item may be about, the one asked about by default first.

    These are what it is meant to be, what it was last examined as, and what its photos show.
    """
    by_id = {examination.id: examination for examination in examinations}
    shown = (product_on(by_id[each.place.examination_id], each.place.place) for each in numbered_photos(examinations))
    latest = [examinations[-1].verdict.product.id] if examinations else []
    return tuple(dict.fromkeys(each for each in (item.product_id, *latest, *shown) if each is not None))


def outcome_on(product_id: str, examination: Examination) -> Outcome:
    """What a verdict says of a product: a verdict on another product leaves it open."""
    verdict = examination.verdict
    return verdict.outcome if verdict.product.id == product_id else Outcome.INCONCLUSIVE


def choices_by_default(photos: Iterable[ItemPhoto]) -> tuple[ChosenPhoto, ...]:
    """The photos that show the product, as many as an enquiry may have.

    Raises:
        EnquiryRejectedError: none does.
    """
    fit = tuple(each.choice for each in photos if each.fit is Fit.SHOWN)
    if not fit:
        raise EnquiryRejectedError(
            message(
                "According to the latest verdicts, no photo of this item shows this product. Ask about the product "
                "that they show, or choose photos knowing that the right holder will see other goods."
            ),
            "photos",
        )
    return fit[:MOST_PHOTOS]


def check_choices(
    digests: Mapping[ChosenPhoto, str], photos: Iterable[ItemPhoto], foreign: Collection[ChosenPhoto]
) -> None:
    """Check that chosen photos are for the right holder that is asked.

    Args:
        digests: of the chosen photos; one of an earlier examination is the same photo.
        photos: of the item.
        foreign: those that the officer chooses knowing that they show something else.

    Raises:
        EnquiryRejectedError: one shows the product of another right holder, or does not show the product that is asked
            about and is not among `foreign`.
    """
    by_digest = {each.photo.place.digest: each for each in photos}
    for choice, digest in digests.items():
        _check(by_digest[digest], choice, is_known=choice in foreign)


def _check(photo: ItemPhoto, choice: ChosenPhoto, *, is_known: bool) -> None:
    named = message("Photo {place} of {examination}", place=choice.place, examination=choice.examination_id)
    if photo.fit is Fit.OF_ANOTHER_HOLDER:
        raise EnquiryRejectedError(
            message(
                "{named} shows {shows}, a product of another right holder, so it is not sent. Leave it out, "
                "or ask about {shows}.",
                named=named,
                shows=photo.shows or "",
            ),
            "photos",
        )
    if photo.fit is Fit.FOREIGN and not is_known:
        raise EnquiryRejectedError(
            message(
                "{named} does not show this product, according to the latest verdict on it. Leave it out, or mark it "
                "as foreign if the right holder is still to see it.",
                named=named,
            ),
            "photos",
        )
