"""Fills in a handout for its readers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from model.catalogue import Point
from model.messages import Localized, Wording
from serve.clearances.domain import PartName
from serve.clearances.holding_domain import HeldProduct
from serve.platform.documents.typesetting import Document
from serve.platform.languages import spoken
from serve.platform.tags import best
from serve.platform.translations import Language
from serve.seminars.printing.domain import (
    Handout,
    HandoutLesson,
    HandoutPlan,
    HandoutPoint,
    HandoutProduct,
    HandoutView,
    PointPictures,
)
from serve.seminars.printing.messages import DISCLAIMER, HELD, LABELS, SHOWN_UNTIL, TITLED

TEMPLATE = Path(__file__).parent / "templates" / "handout.typ"
# The pictures of a product's point; the counterfeit item is the one whose photo is named.
Draw = Callable[[HeldProduct, Point, PartName | None], PointPictures]


def handout(plan: HandoutPlan, at: datetime, language: Language, draw: Draw) -> Document:
    """A handout.

    Args:
        at: when it is made.
        draw: see `Draw`.
    """
    content = Handout(plan.title, tuple(_product(each, language, draw) for each in plan.taught))
    sentences = {
        "held": HELD.of(day=plan.day, country=language.country(plan.country)),
        "until": SHOWN_UNTIL.of(day=plan.until),
        "disclaimer": DISCLAIMER,
    }
    return Document(TEMPLATE, content, LABELS, sentences, TITLED.of(seminar=plan.title), language, at)


def _product(taught: HandoutLesson, language: Language, draw: Draw) -> HandoutProduct:
    product, wishes = taught.product, [language.tag]
    views = {view.id: spoken(view.title, wishes) for view in product.sheet.views}
    required = {view.id: view.required for view in product.sheet.views}
    return HandoutProduct(
        name=spoken(product.sheet.name, wishes),
        right_holder=product.right_holder.name,
        views=tuple(HandoutView(views[each], required[each]) for each in views) if taught.has_shot_list else (),
        points=tuple(_points(taught, views, language, draw)),
    )


def _points(
    taught: HandoutLesson, views: Mapping[str, Localized], language: Language, draw: Draw
) -> list[HandoutPoint]:
    product, wishes = taught.product, [language.tag]
    chosen = ((product.point(point_id), counterfeit) for point_id, counterfeit in taught.points)
    return [
        _point(point, views[point.view], draw(product, point, counterfeit), wishes)
        for point, counterfeit in chosen
        if point is not None
    ]


def _point(point: Point, view: Wording, pictures: PointPictures, wishes: Sequence[str]) -> HandoutPoint:
    title, genuine, counterfeit = (spoken(each, wishes) for each in (point.title, point.genuine, point.counterfeit))
    return HandoutPoint(
        title=title,
        view=view,
        genuine=genuine,
        counterfeit=counterfeit,
        genuine_picture=pictures.genuine,
        counterfeit_picture=pictures.counterfeit,
        is_elsewhere=any(_is_elsewhere(each, wishes) for each in (title, genuine, counterfeit)),
    )


def _is_elsewhere(said: Localized, wishes: Sequence[str]) -> bool:
    return bool(said.text) and all(best(wish, (said.language,)) is None for wish in wishes)
