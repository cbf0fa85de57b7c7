"""The product sheets of the active release, in the reader's language, without what the reader may not see."""

from collections.abc import Sequence

from model.catalogue import Point, ProductSheet, View
from serve.accounts.domain import Actor, Sight
from serve.accounts.service import Accounts
from serve.catalogue.domain import ShownPoint, ShownSheet, ShownView
from serve.platform.languages import spoken
from serve.releases.service import Releases


class Catalogue:
    """Reads the active release's sheets."""

    def __init__(self, releases: Releases, accounts: Accounts) -> None:
        self._releases = releases
        self._accounts = accounts

    def sheets(self, actor: Actor, languages: Sequence[str]) -> list[ShownSheet]:
        """Every sheet, in the release's order."""
        sight = self._accounts.sight(actor)
        products = self._releases.active.examiner.release.description.products
        return [shown(product.sheet, sight, languages) for product in products.values()]


def shown(sheet: ProductSheet, sight: Sight, languages: Sequence[str]) -> ShownSheet:
    """One sheet as an actor may see it. Its pattern of serial numbers is as confidential as a point."""
    name = spoken(sheet.name, languages)
    points = (point for point in sheet.points if sight.sees(point.visibility, sheet.right_holder))
    return ShownSheet(
        id=sheet.id,
        right_holder=sheet.right_holder,
        name=name.text,
        language=name.language,
        category=sheet.category,
        gtin=sheet.gtin,
        serial_pattern=sheet.serial_pattern if sight.is_allowed(sheet.right_holder) else None,
        views=tuple(_view(view, languages) for view in sheet.views),
        points=tuple(_point(point, languages) for point in points),
    )


def _view(view: View, languages: Sequence[str]) -> ShownView:
    return ShownView(view.id, spoken(view.title, languages).text, view.required)


def _point(point: Point, languages: Sequence[str]) -> ShownPoint:
    return ShownPoint(
        id=point.id,
        view=point.view,
        title=spoken(point.title, languages).text,
        genuine=spoken(point.genuine, languages).text,
        counterfeit=spoken(point.counterfeit, languages).text,
        region=point.region,
        reference=point.reference,
    )
