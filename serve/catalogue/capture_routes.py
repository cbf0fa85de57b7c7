"""The JSON API for devices that guide a person who takes photos: the shot list, with a sample and an outline each."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field

from serve.catalogue.capturing import CaptureSheet, CaptureView, Capturing
from serve.catalogue.guide_routes import JPEG, LONGEST_ID, PRIVATE, Languages, PoolPart, Product, Reader
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses

SVG = "image/svg+xml"
KEPT = {"Cache-Control": "private, max-age=86400, immutable", "Vary": "Authorization, Cookie"}
PRODUCTS = "/v1/catalogue/products"
EXAMPLE: dict[str, Any] = {
    "id": "tornavik-6204",
    "name": "Tornavik 6204 ball bearing",
    "language": "en",
    "views": [
        {
            "id": "front",
            "title": "The front of the carton, straight on",
            "required": True,
            "outline": f"{PRODUCTS}/tornavik-6204/views/front/outline.svg?v=5c1e0d6f0b3d6b1d",
            "sample": f"{PRODUCTS}/tornavik-6204/views/front/sample.jpg?v=5c1e0d6f0b3d6b1d",
        }
    ],
    "examinable": True,
    "good_until": "2026-11-29T09:50:00Z",
}

router = APIRouter(prefix=f"{PRODUCTS}/{{product}}", tags=["catalogue"])
CapturingPart = Annotated[Capturing, Depends(provided(Capturing))]
ViewId = Annotated[str, Path(max_length=LONGEST_ID, description="The id of a view of it.")]
OfPicture = Annotated[
    str | None,
    Query(
        max_length=64,
        description="Of which picture, as `getCaptureSheet` named it: then the answer may be kept for a day.",
        examples=["5c1e0d6f0b3d6b1d"],
    ),
]


class CaptureViewOut(BaseModel):
    """One shot of the shot list."""

    id: str
    title: str
    required: bool
    outline: str | None = Field(
        description="The address of the outline of the item on the sample, SVG; 404 if it shows none that is clear. "
        "Null where there is no sample."
    )
    sample: str | None = Field(
        description="The address of a genuine picture of this view, JPEG; null where there is none for the caller."
    )


class CaptureSheetOut(BaseModel):
    """What guides a person who takes photos of a product."""

    id: str
    name: str
    language: str = Field(description="Of the name.")
    views: list[CaptureViewOut] = Field(description="In the order in which to take them.")
    examinable: bool = Field(description="Whether photos of the product can be examined.")
    good_until: datetime = Field(description="Until when a device may keep this and what it leads to.")


@router.get(
    "/capture",
    operation_id="getCaptureSheet",
    summary="What to photograph of a product",
    description="The shot list with a sample picture and an outline for each view, for a device that may keep it until "
    "`good_until`. A device that can ask again earlier does, and drops its copy at 404.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
async def get_capture(
    actor: Reader, capturing: CapturingPart, pool: PoolPart, product: Product, wanted: Languages
) -> CaptureSheetOut:
    """What to photograph."""
    return shown(await pool.run(lambda: capturing.sheet(actor, product, wanted)))


@router.get("/views/{view}/sample.jpg", operation_id="getSample", summary="A genuine picture of a view", **JPEG)
async def get_sample(
    actor: Reader, capturing: CapturingPart, pool: PoolPart, product: Product, view: ViewId, v: OfPicture = None
) -> Response:
    """The genuine picture of a view, small, with nothing marked."""
    drawn = await pool.run(lambda: capturing.sample(actor, product, view))
    return Response(drawn, headers=KEPT if v else PRIVATE, media_type="image/jpeg")


@router.get(
    "/views/{view}/outline.svg",
    operation_id="getOutline",
    summary="The outline of an item in a view",
    response_class=Response,
    responses={
        200: {"description": "An SVG of at most 4 kB.", "content": {SVG: {"schema": {"type": "string"}}}},
        **problem_responses(401, 403, 404, 422, 503),
    },
)
async def get_outline(
    actor: Reader, capturing: CapturingPart, pool: PoolPart, product: Product, view: ViewId, v: OfPicture = None
) -> Response:
    """The outline of the object on the genuine picture of a view."""
    drawn = await pool.run(lambda: capturing.outline(actor, product, view))
    return Response(drawn, headers=KEPT if v else PRIVATE, media_type=SVG)


def shown(sheet: CaptureSheet) -> CaptureSheetOut:
    """A sheet with the addresses of its pictures."""
    base = f"{PRODUCTS}/{quote(sheet.id, safe='')}/views"
    return CaptureSheetOut(
        id=sheet.id,
        name=str(sheet.name),
        language=sheet.name.language,
        views=[_view(base, view) for view in sheet.views],
        examinable=sheet.is_examinable,
        good_until=sheet.good_until,
    )


def _view(base: str, view: CaptureView) -> CaptureViewOut:
    of_view = f"{base}/{quote(view.id, safe='')}"
    return CaptureViewOut(
        id=view.id,
        title=str(view.title),
        required=view.required,
        outline=f"{of_view}/outline.svg?v={view.picture}" if view.picture else None,
        sample=f"{of_view}/sample.jpg?v={view.picture}" if view.picture else None,
    )
