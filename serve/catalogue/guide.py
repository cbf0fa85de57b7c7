"""The product guide: what officers find, read and print of product sheets before they photograph an item."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from model.catalogue import Point, ProductSheet
from model.errors import PhotoRejectedError
from model.evidence import overlay
from model.formats import IntakeLimits
from model.intake import read_picture
from model.messages import Localized, Wording, message
from model.sheet_trade import TradeDetails
from serve.accounts.domain import Actor, Sight
from serve.catalogue.domain import SheetUse, ShownSheet
from serve.catalogue.guide_codes import FoundByCode, codes_on, found_by, typed
from serve.catalogue.guide_search import GuideChoices, GuideQuery, choices, found
from serve.catalogue.guide_source import NO_PRODUCT, NOT_NOW, NotExaminedNowError, Source, source_of
from serve.catalogue.service import Catalogue, shown
from serve.catalogue.usage import count_use
from serve.catalogue.work import SheetWork
from serve.platform.drawing import Target, cut
from serve.platform.errors import ClockError, NotFoundError, RefusedPhoto, StorageError, UploadRejectedError
from serve.platform.languages import spoken
from serve.platform.objects import Objects
from serve.platform.work import Works

log = structlog.get_logger(__name__)

CLOSE_UP_SIDE, WHOLE_SIDE = 800, 1600  # pixels of the longest side of a picture
DETAIL = 4  # a close-up is cropped from a picture this many times as large
NO_PICTURE = message("There is no genuine picture of this point.")


@dataclass(frozen=True)
class GuideView:
    """One shot of the shot list."""

    id: str
    title: Localized
    required: bool


@dataclass(frozen=True)
class GuidePoint:
    """One identification point.

    Attributes:
        view: the title of the view that shows it.
        has_picture: whether there is a genuine picture on which it is marked.
    """

    id: str
    view: Localized
    title: Localized
    genuine: Localized
    counterfeit: Localized
    has_picture: bool


@dataclass(frozen=True)
class GuideSheet:
    """A product sheet as a reader may see it, each text with its language.

    Attributes:
        serial_pattern: None if there is none, and for readers who may not see it.
        views: in the order in which to take them.
        version: from which state of the sheet this is.
        is_examinable: whether photos of the product can be examined.
        trade: rights, makers, contacts and so on; None for readers who may not see them.
    """

    id: str
    right_holder: str
    name: Localized
    category: str
    gtin: tuple[str, ...]
    serial_pattern: str | None
    views: tuple[GuideView, ...]
    points: tuple[GuidePoint, ...]
    version: Wording
    is_examinable: bool
    trade: TradeDetails | None


@dataclass(frozen=True)
class Guide:
    """The use cases. All of them block; reading a photo and drawing take a while."""

    catalogue: Catalogue
    objects: Objects
    limits: IntakeLimits
    work: Works[SheetWork]

    def search(self, query: GuideQuery) -> list[ProductSheet]:
        """The sheets that are wanted, the best first, with all that they say: show only what a reader may see."""
        return found(self.catalogue.whole(), query)

    def choices(self) -> GuideChoices:
        """What sheets can be browsed by."""
        return choices(self.catalogue.whole().values())

    def by_number(self, text: str) -> list[FoundByCode]:
        """What a typed number leads to; nothing if none is typed."""
        return found_by([typed(text)] if text.strip() else [], self.catalogue.whole())

    def by_photo(self, content: bytes, file_name: str = "") -> list[FoundByCode]:
        """What the codes on a photo lead to; the photo is not kept.

        Raises:
            UploadRejectedError: it is no photo that can be read.
        """
        try:
            codes = codes_on(content, self.limits)
        except PhotoRejectedError as reason:
            raise UploadRejectedError([RefusedPhoto(reason, 0, file_name)]) from reason
        return found_by(codes, self.catalogue.whole())

    def shown(self, actor: Actor, sheets: Sequence[ProductSheet], languages: Sequence[str]) -> list[ShownSheet]:
        """Sheets as the actor may see them, each text in the best of these languages."""
        sight = self.catalogue.accounts.sight(actor)
        known = self.catalogue.releases.active.examiner.release.description.products
        return [shown(sheet, sight, languages, known) for sheet in sheets]

    def of_products(self, actor: Actor, products: Sequence[str], languages: Sequence[str]) -> list[ShownSheet]:
        """The same for products by their ids, each once.

        Raises:
            NotFoundError: there is no sheet of one.
        """
        return self.shown(actor, [self.source(each).sheet for each in dict.fromkeys(products)], languages)

    def source(self, product: str) -> Source:
        """One sheet with all that it says: show only what a reader may see.

        Raises:
            NotFoundError: there is none.
        """
        return source_of(self.catalogue, self.objects, product)

    def sheet(self, actor: Actor, product: str, languages: Sequence[str]) -> GuideSheet:
        """One sheet as the actor may see it.

        Raises:
            NotExaminedNowError: the active release no longer knows the product, and the actor was allowed its sheet.
            NotFoundError: there is none.
        """
        sight = self.catalogue.accounts.sight(actor)
        try:
            source = self.source(product)
        except NotFoundError:
            raise self._absent(product, sight, languages) from None
        return read(source, sight, languages)

    def _absent(self, product: str, sight: Sight, languages: Sequence[str]) -> NotFoundError:
        sheet = self.catalogue.releases.earlier_sheets().get(product)
        if sheet is None or not sight.is_allowed(sheet.right_holder):
            return NotFoundError(NO_PRODUCT)
        return NotExaminedNowError(NOT_NOW.of(product=spoken(sheet.name, languages)))

    def count_look(self, actor: Actor, sheet: GuideSheet | ShownSheet) -> None:
        """Count for the right holder that an agency's person opened a sheet. An officer reads it even if this fails."""
        try:
            with self.work.begin(actor) as work:
                count_use(work, sheet.right_holder, sheet.id, SheetUse.OPENED)
        except (ClockError, StorageError) as fault:
            log.warning("sheet_use_not_counted", product=sheet.id, error=str(fault))

    def picture(self, actor: Actor, product: str, point_id: str, *, whole: bool) -> bytes:
        """The genuine picture of a point with its place framed, as JPEG.

        Args:
            whole: all of the picture; otherwise the place with its surroundings.

        Raises:
            NotFoundError: there is no such point that the actor may see, or no picture of it.
        """
        source, sight = self.source(product), self.catalogue.accounts.sight(actor)
        point = next((each for each in seen_points(source.sheet, sight) if each.id == point_id), None)
        content = source.picture(point) if point else None
        if point is None or content is None:
            raise NotFoundError(NO_PICTURE)
        longest = WHOLE_SIDE if whole else CLOSE_UP_SIDE
        return drawn(content, point, self.limits, longest, whole=whole)


def drawn(content: bytes, point: Point, limits: IntakeLimits, longest: int, *, whole: bool) -> bytes:
    """A point on its genuine picture, as JPEG: the place framed, with its surroundings or in all of the picture.

    Args:
        content: of the picture.
        longest: pixels of the longest side.
    """
    is_whole = whole or point.region is None
    pixels = read_picture(content, longest_side=longest * (1 if is_whole else DETAIL), limits=limits).pixels
    if is_whole or point.region is None:
        return overlay(pixels, point.region)
    return cut(pixels, Target.at(point.region), longest)


def read(source: Source, sight: Sight, languages: Sequence[str]) -> GuideSheet:
    """A sheet as a reader may see it."""
    sheet, is_allowed = source.sheet, sight.is_allowed(source.sheet.right_holder)
    titles = {view.id: spoken(view.title, languages) for view in sheet.views}
    return GuideSheet(
        id=sheet.id,
        right_holder=sheet.right_holder,
        name=spoken(sheet.name, languages),
        category=sheet.category,
        gtin=sheet.gtin,
        serial_pattern=sheet.serial_pattern if is_allowed else None,
        views=tuple(GuideView(view.id, titles[view.id], view.required) for view in sheet.views),
        points=tuple(_point(point, source, titles[point.view], languages) for point in seen_points(sheet, sight)),
        version=source.version,
        is_examinable=source.is_examinable,
        trade=sheet.trade if is_allowed else None,
    )


def seen_points(sheet: ProductSheet, sight: Sight) -> list[Point]:
    """The points of a sheet that a reader may see."""
    return [point for point in sheet.points if sight.sees(point.visibility, sheet.right_holder)]


def _point(point: Point, source: Source, view: Localized, languages: Sequence[str]) -> GuidePoint:
    title, genuine, counterfeit = (spoken(each, languages) for each in (point.title, point.genuine, point.counterfeit))
    return GuidePoint(point.id, view, title, genuine, counterfeit, source.has_picture(point))
