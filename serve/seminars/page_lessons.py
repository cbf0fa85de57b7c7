"""What a slot shows, as its pages show it: texts in the reader's language, and the addresses of pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from model.catalogue import Point, ProductSheet
from model.datasets.fields import Label
from model.messages import NOTHING, Localized, Wording, listed
from serve.clearances.domain import PartName
from serve.clearances.holding_domain import HeldProduct
from serve.platform.languages import spoken
from serve.platform.translations import offered
from serve.seminars.domain import Purpose
from serve.seminars.messages import OLDER
from serve.seminars.shown_domain import ShownLesson, ShownPoint, ShownQuestion, ShownSlot


class ViewOnPage(NamedTuple):
    """One shot of the shot list."""

    title: Localized
    is_required: bool


class PointOnPage(NamedTuple):
    """An identification point; a picture is its address, empty if there is none.

    Attributes:
        counterfeit_whole: all of the photo, of which `counterfeit_picture` shows a place.
        older: in which languages of the sheet a text of it is to be renewed; empty if in none.
    """

    title: Localized
    genuine: Localized
    counterfeit: Localized
    genuine_picture: str
    counterfeit_picture: str
    counterfeit_whole: str
    older: Wording


class QuestionOnPage(NamedTuple):
    """An item that officers decide on, with the addresses of its photos."""

    position: int
    label: Label
    photos: tuple[str, ...]


class QuestionsOnPage(NamedTuple):
    """The questions of a lesson for one purpose."""

    purpose: Purpose
    is_assisted: bool
    questions: tuple[QuestionOnPage, ...]


class LessonOnPage(NamedTuple):
    """What is shown of a product.

    Attributes:
        views: none if the shot list is not shown.
    """

    number: int
    name: Localized
    views: tuple[ViewOnPage, ...]
    points: tuple[PointOnPage, ...]
    has_demo: bool
    questions: tuple[QuestionsOnPage, ...]


class Addresses(NamedTuple):
    """Where the pictures of a product are.

    Attributes:
        of: the seminar or the slot, within the API.
    """

    of: str
    product_id: str

    @property
    def _product(self) -> str:
        return f"/v1/{self.of}/products/{quote(self.product_id, safe='')}"

    def point(self, point_id: str) -> str:
        """The genuine picture of a point."""
        return f"{self._product}/points/{quote(point_id, safe='')}.jpg"

    def counterfeit(self, point_id: str, name: PartName) -> str:
        """The place of a point on a photo of a counterfeit item."""
        return f"{self._product}/points/{quote(point_id, safe='')}/counterfeits/{name.name}/{name.photo}.jpg"

    def photo(self, name: PartName) -> str:
        """A whole photo."""
        return f"{self._product}/photos/{name.name}/{name.photo}.jpg"


def lessons_on_page(shown: ShownSlot, of: str, languages: Sequence[str]) -> list[LessonOnPage]:
    """The lessons of a slot, as far as they may be shown.

    Args:
        of: whose pictures they are, see `Addresses`.
    """
    return [_lesson(each, each.product, of, languages) for each in shown.lessons if each.product is not None]


def _lesson(shown: ShownLesson, product: HeldProduct, of: str, languages: Sequence[str]) -> LessonOnPage:
    addresses = Addresses(of, product.product_id)
    views = product.sheet.views if shown.lesson.shows_shots else ()
    return LessonOnPage(
        number=shown.number,
        name=product_name(product, languages),
        views=tuple(ViewOnPage(spoken(view.title, languages), view.required) for view in views),
        points=tuple(_point(each, product.sheet, addresses, languages) for each in shown.points),
        has_demo=shown.lesson.has_demo,
        questions=tuple(_questions(shown, addresses)),
    )


def product_name(product: HeldProduct, languages: Sequence[str]) -> Localized:
    """What a product is called."""
    name = spoken(product.sheet.name, languages)
    return name if name.text else Localized(product.product_id, "")


def point_title(point: Point, languages: Sequence[str]) -> Localized:
    """What a point is called."""
    title = spoken(point.title, languages)
    return title if title.text else Localized(point.id, "")


def _older(point: Point, sheet: ProductSheet) -> Wording:
    """In which languages of a sheet a text of a point is not shown, as its translation is to be renewed."""
    texts = [each for each in (point.title, point.genuine, point.counterfeit) if each]
    found = [tag for tag in sheet.name if any(tag not in each for each in texts)]
    names = {each.tag: each.name for each in offered()}
    return OLDER.of(languages=listed([Localized(names.get(tag, tag), tag) for tag in found])) if found else NOTHING


def _point(shown: ShownPoint, sheet: ProductSheet, addresses: Addresses, languages: Sequence[str]) -> PointOnPage:
    point, photo = shown.point, shown.counterfeit
    return PointOnPage(
        title=point_title(point, languages),
        genuine=spoken(point.genuine, languages),
        counterfeit=spoken(point.counterfeit, languages),
        genuine_picture=addresses.point(point.id) if shown.is_pictured else "",
        counterfeit_picture=addresses.counterfeit(point.id, photo.name) if photo else "",
        counterfeit_whole=addresses.photo(photo.name) if photo else "",
        older=_older(point, sheet),
    )


def _questions(shown: ShownLesson, addresses: Addresses) -> Iterator[QuestionsOnPage]:
    for purpose in Purpose:
        found = shown.of_purpose(purpose)
        if found:
            is_assisted = any(each.question.is_assisted for each in found)
            yield QuestionsOnPage(purpose, is_assisted, tuple(_question(each, addresses) for each in found))


def _question(shown: ShownQuestion, addresses: Addresses) -> QuestionOnPage:
    photos = tuple(addresses.photo(photo.name) for photo in shown.photos)
    return QuestionOnPage(shown.question.position, shown.question.label, photos)


def names_of_products(
    shown: Iterable[ShownSlot], languages: Sequence[str], called: Mapping[str, Localized]
) -> Mapping[str, Localized]:
    """What the products of slots are called.

    Args:
        called: what published sheets call their products: of some, nothing may be shown any more.
    """
    products = (lesson.product for slot in shown for lesson in slot.lessons if lesson.product is not None)
    return {**called, **{each.product_id: product_name(each, languages) for each in products}}
