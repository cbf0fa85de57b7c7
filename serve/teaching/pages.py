"""The pages of a trainer: what may be shown, and each point compared, genuine against counterfeit."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from model.datasets.fields import Label
from model.messages import Localized
from serve.catalogue.guide_routes import LONGEST_ID, PointId, Product
from serve.clearances.domain import PartName
from serve.clearances.holding_domain import HeldPhoto
from serve.clearances.routes import ClearancesPart
from serve.platform.languages import spoken
from serve.platform.pages import PagesPart, rendered
from serve.platform.paging import PAGE, page_of
from serve.platform.reader import languages_of
from serve.review.schemas import ID_PATTERN
from serve.teaching.domain import Comparison, TaughtPoint, TaughtProduct, chosen, photo_name, shows
from serve.teaching.routes import PoolPart, TeachingPart, Trainer
from serve.teaching.schemas import (
    TeachingComparisonOut,
    comparison_out,
    photo_picture,
    point_picture,
    product_address,
    view_picture,
)
from serve.teaching.service import point_of

TEMPLATES = Path(__file__).parent / "templates"
PHOTO_PATTERN = f"{ID_PATTERN.rstrip('$')}/[0-9]{{1,4}}$"

router = APIRouter(prefix="/teaching", include_in_schema=False, default_response_class=HTMLResponse)
Photo = Annotated[str | None, Query(pattern=PHOTO_PATTERN)]
Projector = Annotated[str | None, Query(max_length=20)]


@dataclass(frozen=True)
class ShownTexts:
    """What a point is called and shows, in the reader's language."""

    title: Localized
    genuine: Localized
    counterfeit: Localized


@dataclass(frozen=True)
class OfferedPhoto:
    """A photo of a counterfeit item that a point can be compared with.

    Attributes:
        number: among those of the point, from 1.
        address: of the page that compares them.
        is_chosen: whether this page does.
    """

    number: int
    picture: str
    address: str
    is_marked: bool
    is_chosen: bool


@router.get("")
def get_products(
    request: Request,
    actor: Trainer,
    pages: PagesPart,
    teaching: TeachingPart,
    clearances: ClearancesPart,
    after: Annotated[str | None, Query(max_length=LONGEST_ID)] = None,
) -> str:
    """The products of which something may be shown, and until when."""
    page = page_of(teaching.products(actor), after, PAGE, lambda each: each.held.product_id)
    languages = languages_of(request)
    names = {each.held.product_id: _name(each, languages) for each in page.entries}
    counts = {each.held.product_id: {label: len(each.items(label)) for label in Label} for each in page.entries}
    ends = {each.product_id: each.next_end for each in clearances.products(actor)}
    said = {"page": page, "names": names, "counts": counts, "ends": ends, "is_first": after is None, "label": Label}
    return rendered(request, pages, "teaching.html", **said)


@router.get("/{product}")
def get_product(request: Request, actor: Trainer, pages: PagesPart, teaching: TeachingPart, product: Product) -> str:
    """What may be shown of a product."""
    found, languages = teaching.product(actor, product), languages_of(request)
    views = [
        (spoken(view.title, languages), view.required, view_picture(product, view.id))
        if view.id in found.held.references
        else (spoken(view.title, languages), view.required, "")
        for view in found.held.sheet.views
    ]
    points = [
        (
            _texts(each, languages),
            point_picture(product, each.point.id) if each.is_pictured else "",
            _page(product, each),
            each,
        )
        for each in found.points
    ]
    names = {
        "product": found,
        "name": _name(found, languages),
        "views": views,
        "points": points,
        "genuine": _pictures(found, Label.GENUINE),
        "counterfeit": _pictures(found, Label.COUNTERFEIT),
    }
    return rendered(request, pages, "teaching_product.html", **names)


def _pictures(product: TaughtProduct, label: Label) -> list[str]:
    return [photo_picture(product.held.product_id, photo.name) for photo in product.items(label)]


@router.get("/{product}/points/{point}")
async def get_point(
    request: Request,
    actor: Trainer,
    pages: PagesPart,
    teaching: TeachingPart,
    pool: PoolPart,
    product: Product,
    point: PointId,
    photo: Photo = None,
    projector: Projector = None,
) -> str:
    """One point compared; with `projector`, for a screen that a hall looks at."""
    return await pool.run(lambda: _compared(request, actor, pages, teaching, product, point, photo, projector))


def _compared(  # what the route is given
    request: Request,
    actor: Trainer,
    pages: PagesPart,
    teaching: TeachingPart,
    product: str,
    point: str,
    photo: str | None,
    projector: str | None,
) -> str:
    found, name = teaching.product(actor, product), _named(photo)
    taught, is_projected = point_of(found, point), projector is not None
    comparison = teaching.comparison(actor, found, taught, name)
    before, after = found.beside(taught)
    names = {
        "product": found,
        "name": _name(found, languages_of(request)),
        "taught": taught,
        "texts": _texts(taught, languages_of(request)),
        "compared": _out(product, point, comparison),
        "alone": _alone(product, taught, name),
        "before": _page(product, before, is_projected=is_projected) if before else "",
        "after": _page(product, after, is_projected=is_projected) if after else "",
        "offered": _offered(product, taught, comparison, name, is_projected=is_projected),
        "is_projected": is_projected,
        "plain": _page(product, taught, name, is_projected=False),
        "projected": _page(product, taught, name, is_projected=True),
        "address": product_address(product),
    }
    return rendered(request, pages, "teaching_point.html", **names)


def _named(photo: str | None) -> PartName | None:
    if photo is None:
        return None
    entry, _, index = photo.partition("/")
    return photo_name(entry, int(index))


def _out(product: str, point: str, comparison: Comparison | None) -> TeachingComparisonOut | None:
    return comparison_out(product, point, comparison) if comparison else None


def _alone(product: str, taught: TaughtPoint, name: PartName | None) -> tuple[str, str]:
    """The addresses of a genuine and of a counterfeit picture where they can't be compared; empty without one."""
    photo = chosen(taught.counterfeits, name)
    genuine = point_picture(product, taught.point.id) if taught.is_pictured else ""
    return genuine, photo_picture(product, photo.name) if photo else ""


def _offered(
    product: str,
    taught: TaughtPoint,
    comparison: Comparison | None,
    name: PartName | None,
    *,
    is_projected: bool,
) -> list[OfferedPhoto]:
    shown = comparison.photo if comparison else name
    return [
        OfferedPhoto(
            number=number,
            picture=photo_picture(product, photo.name),
            address=_page(product, taught, photo.name, is_projected=is_projected),
            is_marked=shows(photo, taught.point),
            is_chosen=_is_shown(photo, shown, number),
        )
        for number, photo in enumerate(taught.counterfeits, 1)
    ]


def _is_shown(photo: HeldPhoto, shown: PartName | None, number: int) -> bool:
    return number == 1 if shown is None else photo.name == shown


def _page(product: str, taught: TaughtPoint, name: PartName | None = None, *, is_projected: bool = False) -> str:
    """The address of the page of a point."""
    asked = [*([f"photo={name.text}"] if name else []), *(["projector"] if is_projected else [])]
    address = f"/teaching/{quote(product, safe='')}/points/{quote(taught.point.id, safe='')}"
    return f"{address}?{'&'.join(asked)}" if asked else address


def _name(product: TaughtProduct, languages: Sequence[str]) -> Localized:
    name = spoken(product.held.sheet.name, languages)
    return name if name.text else Localized(product.held.product_id, "")


def _texts(taught: TaughtPoint, languages: Sequence[str]) -> ShownTexts:
    point = taught.point
    title = spoken(point.title, languages)
    return ShownTexts(
        title if title.text else Localized(point.id, ""),
        spoken(point.genuine, languages),
        spoken(point.counterfeit, languages),
    )
