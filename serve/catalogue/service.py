"""The product sheets that readers see, in the reader's language, without what the reader may not see.

A published sheet comes before the active release's own sheet of the same product. Verdicts go by the release's own.
"""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace

from model.catalogue import Point, ProductSheet, View
from model.messages import Localized, Wording, message
from model.sheet_trade import TradeDetails
from serve.accounts.domain import Actor, Sight
from serve.accounts.service import Accounts
from serve.catalogue.domain import HolderProduct, SheetPicture, ShownPoint, ShownSheet, ShownView, TextLanguages
from serve.catalogue.published import PublishedSheets
from serve.platform.errors import NotFoundError
from serve.platform.languages import spoken
from serve.platform.tenancy import SYSTEM
from serve.releases.service import Releases


@dataclass(frozen=True)
class Catalogue:
    """Reads the sheets."""

    releases: Releases
    accounts: Accounts
    published: PublishedSheets

    def sheets(self, actor: Actor, languages: Sequence[str]) -> list[ShownSheet]:
        """Every sheet: those of the active release's products in its order, then further published ones by id."""
        sight = self.accounts.sight(actor)
        known = self._released()
        return [shown(sheet, sight, languages, known) for sheet in self.whole().values()]

    def examinable(self, actor: Actor, languages: Sequence[str]) -> list[ShownSheet]:
        """The active release's own sheets: the products and views that an examination can name."""
        sight = self.accounts.sight(actor)
        return [shown(sheet, sight, languages) for sheet in self._released().values()]

    def examinable_ids(self) -> Collection[str]:
        """The ids of the products that an examination can name."""
        return self._released().keys()

    def not_examinable(self, actor: Actor, languages: Sequence[str]) -> list[Wording]:
        """What the products are called that could be examined before, and can't be now; those that the actor may see.

        Raises:
            StorageError: the database does not answer.
        """
        earlier = self.releases.earlier_sheets().values()
        sight = self.accounts.sight(actor) if earlier else None
        return [spoken(sheet.name, languages) for sheet in earlier if sight and sight.is_allowed(sheet.right_holder)]

    def names(self, languages: Sequence[str]) -> Mapping[str, Localized]:
        """What every product is called that a sheet describes, or that one of the last active releases knew, by its id.

        For readers who have learned of the product already.

        Raises:
            StorageError: the database does not answer.
        """
        described = {**self.releases.earlier_sheets(), **self.whole()}
        return {product: _called(sheet, languages) for product, sheet in described.items()}

    def names_with(self, of: Collection[HolderProduct], languages: Sequence[str]) -> Mapping[str, Localized]:
        """The same, with these products: what their draft says where no sheet is published, else their ids.

        For the operator's people, to whom these products were handed in.

        Raises:
            StorageError: the database does not answer.
        """
        named = self.names(languages)
        others = [each for each in of if each.product_id not in named]
        drafts = self.published.newest(others) if others else {}
        called = {product: _called(sheet, languages) for product, sheet in drafts.items()}
        return {**named, **{each.product_id: Localized(each.product_id, "") for each in others}, **called}

    def whole(self) -> Mapping[str, ProductSheet]:
        """Every sheet that there is to see, with all that it says, by product. Show only `shown` of it to a reader."""
        published = {product: each.sheet for product, each in self.published.all().items()}
        return {product: published.pop(product, sheet) for product, sheet in self._released().items()} | published

    def picture(self, actor: Actor, product: str, sha256: str) -> SheetPicture:
        """A reference picture of a published sheet, if a point that the reader sees is marked on it.

        A reader whom the right holder allows sees all of them.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        sight, found = self.accounts.sight(actor), self.published.all().get(product)
        if found is None or not _shows(found.sheet, sight, sha256):
            raise NotFoundError(message("This product sheet has no such picture."))
        with self.published.work.look(SYSTEM) as work:
            return work.sheets.picture(found.sheet_id, sha256)

    def _released(self) -> Mapping[str, ProductSheet]:
        products = self.releases.active.examiner.release.description.products
        return {name: product.sheet for name, product in products.items()}


def _called(sheet: ProductSheet, languages: Sequence[str]) -> Localized:
    name = spoken(sheet.name, languages)
    return name if name.text else Localized(sheet.id, "")


def _shows(sheet: ProductSheet, sight: Sight, sha256: str) -> bool:
    if sight.is_allowed(sheet.right_holder):
        return True
    return any(point.reference == sha256 and sight.sees(point.visibility, sheet.right_holder) for point in sheet.points)


def shown(
    sheet: ProductSheet, sight: Sight, languages: Sequence[str], examinable: Container[str] | None = None
) -> ShownSheet:
    """One sheet as a reader may see it. Its pattern of serial numbers and its trade are as confidential as a point.

    Args:
        examinable: the products that the active release knows; None if this is one of them.
    """
    name = spoken(sheet.name, languages)
    points = (point for point in sheet.points if sight.sees(point.visibility, sheet.right_holder))
    is_allowed = sight.is_allowed(sheet.right_holder)
    return ShownSheet(
        id=sheet.id,
        right_holder=sheet.right_holder,
        name=name.text,
        language=name.language,
        category=sheet.category,
        gtin=sheet.gtin,
        serial_pattern=sheet.serial_pattern if is_allowed else None,
        views=tuple(_view(view, languages) for view in sheet.views),
        points=tuple(_point(point, languages) for point in points),
        trade=_trade(sheet.trade, languages) if is_allowed and not sheet.trade.is_empty else None,
        examinable=examinable is None or sheet.id in examinable,
    )


def _view(view: View, languages: Sequence[str]) -> ShownView:
    return ShownView(view.id, spoken(view.title, languages).text, view.required)


def _point(point: Point, languages: Sequence[str]) -> ShownPoint:
    title, genuine = spoken(point.title, languages), spoken(point.genuine, languages)
    counterfeit = spoken(point.counterfeit, languages)
    return ShownPoint(
        id=point.id,
        view=point.view,
        title=title.text,
        genuine=genuine.text,
        counterfeit=counterfeit.text,
        region=point.region,
        reference=point.reference,
        languages=TextLanguages(title.language, genuine.language, counterfeit.language),
    )


def _trade(trade: TradeDetails, languages: Sequence[str]) -> TradeDetails:
    packaging = spoken(trade.packaging, languages)
    return replace(trade, packaging={packaging.language: packaging.text} if packaging else {})
