"""The JSON of what trainers show."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, Field

from model.catalogue import Region
from model.datasets.fields import Label
from serve.accounts.schemas import OrganisationOut, shown
from serve.clearances.domain import PartName
from serve.clearances.holding_domain import HeldItem, HeldPhoto
from serve.platform.languages import spoken
from serve.platform.paging import PageOut
from serve.teaching.domain import ComparedPicture, Comparison, TaughtPoint, TaughtProduct, shows

PRODUCTS = "/v1/teaching/products"
Place = Annotated[
    tuple[float, float, float, float] | None,
    Field(description="Where the point is: x, y, width and height in fractions of the picture. Null if not known."),
]


class TeachingBriefOut(BaseModel):
    """A product of which you may show something, in a list."""

    id: str
    right_holder: OrganisationOut
    name: str
    language: str = Field(description="The tag of the language that the name is in.")
    points: int = Field(description="How many identification points you may show.")
    genuine: int = Field(description="How many photos of genuine items.")
    counterfeit: int = Field(description="How many photos of counterfeit items.")


class TeachingProductsOut(PageOut):
    """One page of the products, by right holder and name of the product."""

    products: list[TeachingBriefOut]


class TeachingViewOut(BaseModel):
    """A shot of the shot list."""

    id: str
    title: str
    required: bool
    picture: str | None = Field(description="The genuine picture of it, as JPEG. Null if it is not cleared.")


class TeachingPhotoOut(BaseModel):
    """A photo of an item."""

    view: str | None = Field(description="Which shot it is. Null if the right holder did not say.")
    picture: str = Field(description="As JPEG without metadata.")


class TeachingItemOut(BaseModel):
    """An item of which you may show photos."""

    entry: str
    label: Label
    photos: list[TeachingPhotoOut]


class TeachingCounterfeitOut(BaseModel):
    """A photo of a counterfeit item that a point is compared with."""

    marked: bool = Field(description="Whether people agreed that this photo shows the point to deviate.")
    picture: str = Field(description="The photo, as JPEG without metadata.")
    comparison: str | None = Field(description="Null if there is no genuine picture of the point.")


class TeachingPointOut(BaseModel):
    """An identification point that you may show."""

    id: str
    view: str
    title: str
    genuine: str
    counterfeit: str
    picture: str | None = Field(description="Its place on a genuine item, as JPEG. Null if there is no picture.")
    counterfeits: list[TeachingCounterfeitOut] = Field(description="Those first on which the point is marked.")


class TeachingProductOut(BaseModel):
    """What you may show of a product."""

    id: str
    right_holder: OrganisationOut
    name: str
    language: str = Field(description="The tag of the language that the name is in.")
    views: list[TeachingViewOut] = Field(description="The shot list, in order.")
    points: list[TeachingPointOut] = Field(description="In the order of the product sheet.")
    items: list[TeachingItemOut]


class TeachingPictureOut(BaseModel):
    """One picture of a comparison."""

    picture: str = Field(description="As JPEG without metadata.")
    width: int = Field(description="In pixels.")
    height: int = Field(description="In pixels.")
    place: Place


class TeachingComparisonOut(BaseModel):
    """A point on a genuine picture and on a photo of a counterfeit item."""

    registered: bool = Field(
        description="Whether the photo was laid over the genuine picture, so that both show the same places. If not, "
        "show the pictures side by side only."
    )
    marked: bool = Field(description="Whether people agreed that this photo shows the point to deviate.")
    whole: bool = Field(
        description="Whether the genuine picture is shown whole; otherwise, the place of the point with its "
        "surroundings."
    )
    genuine: TeachingPictureOut
    counterfeit: TeachingPictureOut


def product_address(product: str) -> str:
    """Of one product."""
    return f"{PRODUCTS}/{quote(product, safe='')}"


def point_picture(product: str, point: str) -> str:
    """Of the place of a point on a genuine item."""
    return f"{product_address(product)}/points/{quote(point, safe='')}.jpg"


def view_picture(product: str, view: str) -> str:
    """Of the genuine picture of a view."""
    return f"{product_address(product)}/views/{quote(view, safe='')}.jpg"


def photo_picture(product: str, name: PartName) -> str:
    """Of a photo of an item."""
    return f"{product_address(product)}/items/{name.name}/photos/{name.photo}.jpg"


def comparison_address(product: str, point: str, name: PartName) -> str:
    """Of a comparison."""
    return f"{product_address(product)}/points/{quote(point, safe='')}/comparisons/{name.name}/{name.photo}"


def brief_out(product: TaughtProduct, languages: Sequence[str]) -> TeachingBriefOut:
    """A product in a list."""
    name = spoken(product.held.sheet.name, languages)
    return TeachingBriefOut(
        id=product.held.product_id,
        right_holder=shown(product.held.right_holder),
        name=name.text or product.held.product_id,
        language=name.language,
        points=len(product.points),
        genuine=len(product.items(Label.GENUINE)),
        counterfeit=len(product.items(Label.COUNTERFEIT)),
    )


def product_out(product: TaughtProduct, languages: Sequence[str]) -> TeachingProductOut:
    """All that may be shown of a product."""
    held = product.held
    name = spoken(held.sheet.name, languages)
    return TeachingProductOut(
        id=held.product_id,
        right_holder=shown(held.right_holder),
        name=name.text or held.product_id,
        language=name.language,
        views=[
            TeachingViewOut(
                id=view.id,
                title=spoken(view.title, languages).text,
                required=view.required,
                picture=view_picture(held.product_id, view.id) if view.id in held.references else None,
            )
            for view in held.sheet.views
        ],
        points=[_point(held.product_id, point, languages) for point in product.points],
        items=[_item(held.product_id, item) for item in held.items.values()],
    )


def _point(product: str, taught: TaughtPoint, languages: Sequence[str]) -> TeachingPointOut:
    point = taught.point
    return TeachingPointOut(
        id=point.id,
        view=point.view,
        title=spoken(point.title, languages).text,
        genuine=spoken(point.genuine, languages).text,
        counterfeit=spoken(point.counterfeit, languages).text,
        picture=point_picture(product, point.id) if taught.is_pictured else None,
        counterfeits=[_counterfeit(product, taught, photo) for photo in taught.counterfeits],
    )


def _counterfeit(product: str, taught: TaughtPoint, photo: HeldPhoto) -> TeachingCounterfeitOut:
    address = comparison_address(product, taught.point.id, photo.name)
    return TeachingCounterfeitOut(
        marked=shows(photo, taught.point),
        picture=photo_picture(product, photo.name),
        comparison=address if taught.is_pictured else None,
    )


def _item(product: str, item: HeldItem) -> TeachingItemOut:
    photos = [TeachingPhotoOut(view=each.view, picture=photo_picture(product, each.name)) for each in item.photos]
    return TeachingItemOut(entry=item.entry_id, label=item.label, photos=photos)


def comparison_out(product: str, point: str, found: Comparison) -> TeachingComparisonOut:
    """A comparison with the addresses of its pictures."""
    address = comparison_address(product, point, found.photo)
    return TeachingComparisonOut(
        registered=found.is_registered,
        marked=found.is_marked,
        whole=found.is_whole,
        genuine=_compared(f"{address}/{Label.GENUINE}.jpg", found.genuine),
        counterfeit=_compared(f"{address}/{Label.COUNTERFEIT}.jpg", found.counterfeit),
    )


def _compared(address: str, drawn: ComparedPicture) -> TeachingPictureOut:
    return TeachingPictureOut(picture=address, width=drawn.width, height=drawn.height, place=_place(drawn.place))


def _place(place: Region | None) -> tuple[float, float, float, float] | None:
    return None if place is None else (place.x, place.y, place.width, place.height)
