"""What several pages of courses show."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request

from model.messages import Localized
from serve.clearances.holding_domain import HeldPhoto
from serve.courses.content_domain import CourseContent
from serve.courses.domain import written_code
from serve.courses.schemas import photo_at, point_at
from serve.platform.languages import spoken
from serve.platform.reader import languages_of
from serve.seminars.shown_domain import ShownQuestion

Said = Callable[[Mapping[str, str]], Localized]


def speaker(request: Request) -> Said:
    """Chooses texts of product sheets for the reader."""
    languages = languages_of(request)
    return lambda texts: spoken(texts, languages)


def names_of(request: Request, course_id: str, content: CourseContent) -> dict[str, Any]:
    """What every page of a course is given: names of products, and the addresses of pictures."""
    say = speaker(request)
    products = {each.lesson.product_id: each.product for each in content.lessons}
    return {
        "spoken": say,
        "products": {name: say(product.sheet.name) for name, product in products.items() if product},
        "photo_at": lambda product_id, name: photo_at(course_id, product_id, name),
        "point_at": lambda product_id, point_id: point_at(course_id, product_id, point_id),
        "places_of": places_of,
        "written": written_code,
    }


def places_of(photo: HeldPhoto, point_id: str | None = None) -> list[tuple[float, ...]]:
    """Left, top, width and height of the places of a photo's tells, in percent.

    Args:
        point_id: only of this point; None for all.
    """
    marks = (each for each in photo.marks if each.box and point_id in {None, each.id})
    return [tuple(100 * each for each in mark.box or ()) for mark in marks]


def photos_of(course_id: str, shown: ShownQuestion | None) -> list[str]:
    """The addresses of the photos of a question."""
    product_id = shown.question.product_id if shown else ""
    return [photo_at(course_id, product_id, each.name.text) for each in shown.photos] if shown else []
