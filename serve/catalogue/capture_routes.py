"""The JSON API for devices that guide a person who takes photos: the shot list, with a sample and an outline each."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from model.messages import Localized
from serve.catalogue.capturing import CaptureSheet, CaptureView, Capturing, KeptGuide
from serve.catalogue.guide import GuidePoint
from serve.catalogue.guide_routes import JPEG, LONGEST_ID, PRIVATE, Languages, PoolPart, Product, Reader
from serve.catalogue.serial_messages import said_serial
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.reader import language_of
from serve.platform.translations import Language

SVG = "image/svg+xml"
KEPT = {"Cache-Control": "private, max-age=86400, immutable", "Vary": "Authorization, Cookie"}
PRODUCTS = "/v1/catalogue/products"
MOST_STATES = 100  # in one call
EXAMPLE: dict[str, Any] = {
    "id": "tornavik-6204",
    "state": "0b5cf2f1a9d34e77",
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
    "guide": None,
}

router = APIRouter(prefix=f"{PRODUCTS}/{{product}}", tags=["catalogue"])
state_router = APIRouter(prefix="/v1/catalogue", tags=["catalogue"])
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

SomeProducts = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_ID)]],
    Query(
        max_length=MOST_STATES,
        default_factory=list,
        description="The ids of products.",
        examples=[["tornavik-6204"]],
    ),
]
WithGuide = Annotated[
    bool,
    Query(
        description="With what the product guide says, for a device on which the caller has opened the sheet. That it "
        "asks again does not count as another look at the sheet.",
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


class SheetTextOut(BaseModel):
    """A text of a product sheet."""

    text: str
    language: str


class KeptPointOut(BaseModel):
    """One identification point that the caller may see."""

    id: str
    view: SheetTextOut = Field(description="The title of the view that shows it.")
    title: SheetTextOut
    genuine: SheetTextOut
    counterfeit: SheetTextOut
    picture: str | None = Field(
        description="Names its genuine picture: while it is the same, so are the pictures. Null where there is none."
    )
    close_up: str | None = Field(description="The address of the place of the point on that picture, JPEG.")
    whole: str | None = Field(description="The address of the whole picture with the place marked, JPEG.")


class KeptGuideOut(BaseModel):
    """What the product guide says of the product."""

    right_holder: str
    category: str
    gtin: list[str]
    serial_pattern: str | None
    serial: list[str] = Field(
        description="The parts of a serial number in words, in the caller's language, one after the other; empty where "
        "the pattern can't be said in words."
    )
    version: str = Field(description="The state of the sheet, in the caller's language.")
    points: list[KeptPointOut]


class CaptureSheetOut(BaseModel):
    """What guides a person who takes photos of a product."""

    id: str
    state: str = Field(description="Names the sheet's state for the caller; `getSheetStates` says when it changed.")
    name: str
    language: str = Field(description="Of the name.")
    views: list[CaptureViewOut] = Field(description="In the order in which to take them.")
    examinable: bool = Field(description="Whether photos of the product can be examined.")
    good_until: datetime = Field(description="Until when a device may keep this and what it leads to.")
    guide: KeptGuideOut | None = Field(description="Null if it was not asked for.")


class SheetStatesOut(BaseModel):
    """In which states product sheets are."""

    states: dict[str, str] = Field(
        description="By product, as `state` of `getCaptureSheet`; products without a sheet are not among them.",
        examples=[{"tornavik-6204": "0b5cf2f1a9d34e77"}],
    )


@state_router.get(
    "/states",
    operation_id="getSheetStates",
    summary="Whether product sheets have changed",
    description="For a device that keeps sheets: one that has another state is to be asked for again, and one that is "
    "not there any more is to be dropped.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_states(actor: Reader, capturing: CapturingPart, product: SomeProducts) -> SheetStatesOut:
    """The states of some sheets."""
    return SheetStatesOut(states=dict(capturing.states(actor, product)))


@router.get(
    "/capture",
    operation_id="getCaptureSheet",
    summary="What to photograph of a product",
    description="The shot list with a sample picture and an outline for each view, for a device that may keep it until "
    "`good_until`. A device that can ask again earlier does, and drops its copy at 404.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
async def get_capture(
    request: Request,
    actor: Reader,
    capturing: CapturingPart,
    pool: PoolPart,
    product: Product,
    wanted: Languages,
    *,
    guide: WithGuide = False,
) -> CaptureSheetOut:
    """What to photograph."""
    found = shown(await pool.run(lambda: capturing.sheet(actor, product, wanted)))
    if not guide:
        return found
    kept = await pool.run(lambda: capturing.kept_guide(actor, product, wanted))
    return found.model_copy(update={"guide": _guide(kept, language_of(request))})


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
        state=sheet.state,
        name=str(sheet.name),
        language=sheet.name.language,
        views=[_view(base, view) for view in sheet.views],
        examinable=sheet.is_examinable,
        good_until=sheet.good_until,
        guide=None,
    )


def _guide(kept: KeptGuide, language: Language) -> KeptGuideOut:
    sheet = kept.sheet
    base = f"{PRODUCTS}/{quote(sheet.id, safe='')}/points"
    return KeptGuideOut(
        right_holder=sheet.right_holder,
        category=sheet.category,
        gtin=list(sheet.gtin),
        serial_pattern=sheet.serial_pattern,
        serial=said_serial(sheet.serial_pattern or "", language),
        version=language.say(sheet.version),
        points=[_point(base, point, kept.pictures.get(point.id)) for point in sheet.points],
    )


def _point(base: str, point: GuidePoint, picture: str | None) -> KeptPointOut:
    address = f"{base}/{quote(point.id, safe='')}"
    return KeptPointOut(
        id=point.id,
        view=_text(point.view),
        title=_text(point.title),
        genuine=_text(point.genuine),
        counterfeit=_text(point.counterfeit),
        picture=picture,
        close_up=f"{address}.jpg" if picture else None,
        whole=f"{address}/whole.jpg" if picture else None,
    )


def _text(text: Localized) -> SheetTextOut:
    return SheetTextOut(text=str(text), language=text.language)


def _view(base: str, view: CaptureView) -> CaptureViewOut:
    of_view = f"{base}/{quote(view.id, safe='')}"
    return CaptureViewOut(
        id=view.id,
        title=str(view.title),
        required=view.required,
        outline=f"{of_view}/outline.svg?v={view.picture}" if view.picture else None,
        sample=f"{of_view}/sample.jpg?v={view.picture}" if view.picture else None,
    )
