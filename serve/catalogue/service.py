"""The product sheets of the active release, in the reader's language, without confidential points."""

from collections.abc import Sequence

from model.catalogue import Point, ProductSheet, View, Visibility
from serve.catalogue.domain import ShownPoint, ShownSheet, ShownView
from serve.platform.languages import spoken
from serve.releases.service import Releases


class Catalogue:
    """Reads the active release's sheets."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases

    def sheets(self, languages: Sequence[str]) -> list[ShownSheet]:
        """Every sheet, in the release's order."""
        products = self._releases.active.examiner.release.description.products
        return [shown(product.sheet, languages) for product in products.values()]


def shown(sheet: ProductSheet, languages: Sequence[str]) -> ShownSheet:
    """One sheet as an officer may see it."""
    return ShownSheet(
        id=sheet.id,
        right_holder=sheet.right_holder,
        name=spoken(sheet.name, languages),
        category=sheet.category,
        gtin=sheet.gtin,
        serial_pattern=sheet.serial_pattern,
        views=tuple(_view(view, languages) for view in sheet.views),
        points=tuple(_point(point, languages) for point in sheet.points if point.visibility is not Visibility.HOLDER),
    )


def _view(view: View, languages: Sequence[str]) -> ShownView:
    return ShownView(view.id, spoken(view.title, languages), view.required)


def _point(point: Point, languages: Sequence[str]) -> ShownPoint:
    return ShownPoint(
        id=point.id,
        view=point.view,
        title=spoken(point.title, languages),
        genuine=spoken(point.genuine, languages),
        counterfeit=spoken(point.counterfeit, languages),
        region=point.region,
        reference=point.reference,
    )
