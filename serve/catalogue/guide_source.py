"""Where the guide takes a product's sheet from: its published version, or the active release; and its pictures."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from model.catalogue import Point, ProductSheet, Region
from model.messages import Wording, message
from serve.catalogue.published import PublishedSheet
from serve.catalogue.service import Catalogue
from serve.platform.errors import NotFoundError
from serve.platform.objects import Objects
from serve.platform.tenancy import SYSTEM

# Translators: from which state of a product sheet a page or a print is made.
OF_VERSION = message("Version {number}, published on {day}")
OF_RELEASE = message("Release {release}")
NO_PRODUCT = message("There is no product sheet of this name.")
NOT_NOW = message(
    "{product}: this product can't be examined now. The active release does not know it, and its right holder has "
    "published no product sheet."
)


class NotExaminedNowError(NotFoundError):
    """An earlier release knew the product, and the reader may learn that."""


@dataclass(frozen=True)
class Source:
    """The sheet of one product with all that it says: show only what a reader may see.

    Attributes:
        published: None if readers see the active release's own sheet.
        is_examinable: whether the active release knows the product.
    """

    catalogue: Catalogue
    objects: Objects
    sheet: ProductSheet
    published: PublishedSheet | None
    is_examinable: bool

    @property
    def version(self) -> Wording:
        """From which state of the sheet this is."""
        if self.published is not None and self.published.published_at is not None:
            return OF_VERSION.of(number=self.published.version, day=self.published.published_at.date())
        return OF_RELEASE.of(release=self.catalogue.releases.active.examiner.release.id)

    @property
    def state(self) -> Mapping[str, str | int]:
        """The same for the audit log."""
        if self.published is not None:
            return {"version": self.published.version}
        return {"release": self.catalogue.releases.active.examiner.release.id}

    def has_picture(self, point: Point) -> bool:
        """Whether there is a genuine picture of a point."""
        return self._is_kept(point.reference) or self._released(point) is not None

    def pictured(self) -> frozenset[str]:
        """The ids of all points of which there is a genuine picture, at once."""
        return pictured([self]).get(self.sheet.id, frozenset())

    def pictured_among(self, kept: Collection[str]) -> frozenset[str]:
        """The same, if these are the sha256 of the published sheet's own pictures."""
        points = self.sheet.points
        return frozenset(each.id for each in points if each.reference in kept or self._released(each) is not None)

    def picture(self, point: Point) -> bytes | None:
        """The bytes of the genuine picture on which a point is marked; None if there is none."""
        if point.reference is not None and self._is_kept(point.reference):
            return self.objects.get(point.reference)
        return self._released(point)

    def _is_kept(self, sha256: str | None) -> bool:
        """Whether it is one of the published sheet's own pictures."""
        if self.published is None or sha256 is None:
            return False
        with self.catalogue.published.work.look(SYSTEM) as work:
            return work.sheets.find_picture(self.published.sheet_id, sha256) is not None

    def _released(self, point: Point) -> bytes | None:
        """The picture of a point in the active release, if that has the same point of the same right holder's product.

        A release has its pictures in an encoding of its own, so a published sheet may name the picture as contributed.
        """
        release = self.catalogue.releases.active.known
        product = release.description.products.get(self.sheet.id)
        if product is None or product.sheet.right_holder != self.sheet.right_holder:
            return None
        same = next((each for each in product.sheet.points if _place(each) == _place(point)), None)
        return release.picture(same.reference) if same and same.reference else None


def _place(point: Point) -> tuple[str, str, Region | None]:
    return point.id, point.view, point.region


def source_of(catalogue: Catalogue, objects: Objects, product: str) -> Source:
    """The source of a product's sheet.

    Raises:
        NotFoundError: there is none.
    """
    found = sources_of(catalogue, objects, [product]).get(product)
    if found is None:
        raise NotFoundError(NO_PRODUCT)
    return found


def sources_of(catalogue: Catalogue, objects: Objects, products: Iterable[str]) -> Mapping[str, Source]:
    """The sources of the sheets of these products, as far as there are any."""
    released = catalogue.releases.active.examiner.release.description.products
    published = catalogue.published.all()
    found: dict[str, Source] = {}
    for product in products:
        own = published.get(product)
        if own is not None or product in released:
            sheet = own.sheet if own else released[product].sheet
            found[product] = Source(catalogue, objects, sheet, own, product in released)
    return found


def pictured(sources: Collection[Source]) -> Mapping[str, frozenset[str]]:
    """The ids of all points of which there is a genuine picture, by product, of all these sheets at once."""
    sheets = {each.published.sheet_id for each in sources if each.published is not None}
    kept: Mapping[str, frozenset[str]] = {}
    if sheets:
        with next(iter(sources)).catalogue.published.work.look(SYSTEM) as work:
            kept = work.sheets.pictures_of(sheets)
    return {
        each.sheet.id: each.pictured_among(kept.get(each.published.sheet_id, ()) if each.published else ())
        for each in sources
    }
