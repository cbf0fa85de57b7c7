"""Where the guide takes a product's sheet from: its published version, or the active release; and its pictures."""

from dataclasses import dataclass

from model.catalogue import ProductSheet
from model.messages import Wording, message
from serve.catalogue.published import PublishedSheet
from serve.catalogue.service import Catalogue
from serve.platform.errors import NotFoundError
from serve.platform.objects import Objects
from serve.platform.tenancy import SYSTEM

# Translators: from which state of a product sheet a page or a print is made.
OF_VERSION = message("Version {number}")
OF_RELEASE = message("Release {release}")
NO_PRODUCT = message("There is no product sheet of this name.")


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
        if self.published is not None:
            return OF_VERSION.of(number=self.published.version)
        return OF_RELEASE.of(release=self.catalogue.releases.active.examiner.release.id)

    def has_picture(self, sha256: str | None) -> bool:
        """Whether there is a picture that a point names."""
        return sha256 is not None and (self._is_kept(sha256) or self._released(sha256) is not None)

    def picture(self, sha256: str | None) -> bytes | None:
        """The bytes of a genuine picture that a point names; None if there is none."""
        if sha256 is None:
            return None
        return self.objects.get(sha256) if self._is_kept(sha256) else self._released(sha256)

    def _is_kept(self, sha256: str) -> bool:
        """Whether it is one of the published sheet's own pictures."""
        if self.published is None:
            return False
        with self.catalogue.published.work.look(SYSTEM) as work:
            return work.sheets.find_picture(self.published.sheet_id, sha256) is not None

    def _released(self, sha256: str) -> bytes | None:
        """A picture of the active release, if its own sheet of this product names it: no other product's."""
        release = self.catalogue.releases.active.known
        product = release.description.products.get(self.sheet.id)
        if product is None or product.sheet.right_holder != self.sheet.right_holder:
            return None
        return release.picture(sha256) if sha256 in {point.reference for point in product.sheet.points} else None


def source_of(catalogue: Catalogue, objects: Objects, product: str) -> Source:
    """The source of a product's sheet.

    Raises:
        NotFoundError: there is none.
    """
    released = catalogue.releases.active.examiner.release.description.products
    published = catalogue.published.all().get(product)
    if published is None and product not in released:
        raise NotFoundError(NO_PRODUCT)
    sheet = published.sheet if published else released[product].sheet
    return Source(catalogue, objects, sheet, published, product in released)
