"""Checks rows against the product sheets: products, views, identification points and right holders."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from model.catalogue import ProductSheet
from model.datasets.findings import DataFinding, error, warning
from model.datasets.spelling import alike, difference
from model.datasets.vocabulary import Vocabulary
from training.manifest import Label, Manifest, Row
from training.sheets import is_bare


def check_against_sheets(manifest: Manifest) -> Iterator[DataFinding]:
    """What the rows name that the sheets do not, and what the sheets ask for that no row shows."""
    catalogue = _Catalogue(manifest.catalogue)
    for row in manifest.rows:
        sheet = manifest.catalogue.get(row.product)
        if sheet is None:
            yield error("unknown-product", (row.number,), catalogue.no_product(row.product))
            continue
        if row.view and sheet.views and row.view not in catalogue.views(sheet):
            yield error("unknown-view", (row.number,), catalogue.no_view(sheet, row.view))
        if row.points:
            yield from _marks(row, sheet, catalogue)
    yield from _right_holders(manifest)
    yield from _photographed(manifest)


class _Catalogue:
    """Names of the sheets, and what to say of a name that none has; each is made once, as many rows may share it."""

    def __init__(self, sheets: Mapping[str, ProductSheet]) -> None:
        self._products = Vocabulary({product: sheet.name.values() for product, sheet in sheets.items()})
        self._views: dict[str, frozenset[str]] = {}
        self._said: dict[tuple[str, str, str], str] = {}

    def views(self, sheet: ProductSheet) -> frozenset[str]:
        """The ids of a sheet's views."""
        return self._views.setdefault(sheet.id, frozenset(view.id for view in sheet.views))

    def no_product(self, product: str) -> str:
        """No sheet has this id."""
        key = ("", "", product)
        if key not in self._said:
            said = f"no sheet in the catalogue has the id {product!r}"
            proposed = str(self._products.proposed(said, product))
            self._said[key] = f"{said}; write a sheet for it, or correct the product" if proposed == said else proposed
        return self._said[key]

    def no_view(self, sheet: ProductSheet, view: str) -> str:
        """The sheet has no such view."""
        key = (sheet.id, "view", view)
        if key not in self._said:
            known = Vocabulary({each.id: each.title.values() for each in sheet.views})
            listed = ", ".join(sorted(each.id for each in sheet.views))
            self._said[key] = str(known.proposed(f"{sheet.id} has no view {view!r}, only {listed}", view))
        return self._said[key]

    def no_point(self, sheet: ProductSheet, point: str) -> str:
        """The sheet has no such identification point."""
        key = (sheet.id, "point", point)
        if key not in self._said:
            known = Vocabulary({each.id: each.title.values() for each in sheet.points})
            listed = f", only {', '.join(each.id for each in sheet.points)}" if sheet.points else ""
            said = f"{sheet.id} has no identification point {point!r}{listed}"
            is_joined = "," in point
            self._said[key] = (
                f"{said}; separate points with semicolons" if is_joined else str(known.proposed(said, point))
            )
        return self._said[key]


def _marks(row: Row, sheet: ProductSheet, catalogue: _Catalogue) -> Iterator[DataFinding]:
    """The identification points that a row is marked with."""
    if row.label is Label.GENUINE:
        text = "a genuine image is marked as deviating; correct label or points"
        yield error("points-on-genuine", (row.number,), text)
    if is_bare(sheet):  # made up from the rows, it knows no points
        return
    views = {point.id: point.view for point in sheet.points}
    for mark in row.points:
        if mark.id not in views:
            yield error("unknown-point", (row.number,), catalogue.no_point(sheet, mark.id))
        elif row.view and row.view != views[mark.id]:
            text = f"{mark.id!r} is marked on a photo of view {row.view!r}; the sheet says {views[mark.id]!r}"
            yield warning("point-off-view", (row.number,), f"{text}; correct the one that is wrong")


def _right_holders(manifest: Manifest) -> Iterator[DataFinding]:
    """Right holders that rows and sheet of a product name differently."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in manifest.rows:
        sheet = manifest.catalogue.get(row.product)
        if sheet and row.right_holder and row.right_holder != sheet.right_holder and not is_bare(sheet):
            rows[row.product, row.right_holder].append(row.number)
    for (product, named), numbers in rows.items():
        own = manifest.catalogue[product].right_holder
        how = f" (they differ {difference(named, own)})" if alike(named) == alike(own) else ""
        text = f"{product}: the right holder is {named!r} in the rows and {own!r} on the sheet{how}"
        yield warning("right-holder-mismatch", numbers, f"{text}; correct the one that is wrong")


def _photographed(manifest: Manifest) -> Iterator[DataFinding]:
    """Views that officers will be asked for and of which there is no photo, and photos of which no view is known."""
    shown: dict[str, set[str]] = defaultdict(set)
    unstated: dict[str, list[int]] = defaultdict(list)
    for row in manifest.rows:
        if row.view:
            shown[row.product].add(row.view)
        else:
            unstated[row.product].append(row.number)
    for product in sorted({*shown, *unstated} & set(manifest.catalogue)):
        sheet = manifest.catalogue[product]
        if len(sheet.views) > 1 and unstated[product]:
            views = ", ".join(view.id for view in sheet.views)
            text = f"{product}: the view is empty, and the sheet lists {views}; say which one each photo shows"
            yield warning("view-not-given", unstated[product], text)
        missing = [view.id for view in sheet.views if view.required and view.id not in shown[product]]
        if missing and shown[product]:
            text = f"{product}: no photo of {', '.join(missing)}, which the sheet requires of officers"
            yield warning("view-never-photographed", (), f"{text}; add photos, or make it optional in the sheet")
