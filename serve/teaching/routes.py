"""The JSON API of what trainers show: products, their points, and genuine against counterfeit."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from model.datasets.fields import Label
from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.catalogue.guide_routes import LONGEST_ID, Languages, PointId, Product
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding import NOT_HELD
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.platform.dependencies import provided
from serve.platform.errors import NotFoundError
from serve.platform.openapi import problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of
from serve.review.schemas import ID_PATTERN as ENTRY_PATTERN
from serve.teaching.domain import photo_name
from serve.teaching.examples import ENTRY
from serve.teaching.permissions import TeachingPermission
from serve.teaching.schemas import (
    PRODUCTS,
    TeachingComparisonOut,
    TeachingProductOut,
    TeachingProductsOut,
    brief_out,
    comparison_out,
    product_out,
)
from serve.teaching.service import Teaching, point_of

router = APIRouter(prefix=PRODUCTS, tags=["teaching"])

TeachingPart = Annotated[Teaching, Depends(provided(Teaching))]
PoolPart = Annotated[DrawingPool, Depends(provided(DrawingPool))]
Trainer = Annotated[Actor, Depends(permitted(TeachingPermission.READ))]
ViewId = Annotated[str, Path(max_length=LONGEST_ID, description="The id of a view of the product.")]
ShownEntry = Annotated[str, Path(pattern=ENTRY_PATTERN, description="The `entry` of an item.", examples=[ENTRY])]


@router.get(
    "",
    operation_id="listTeachingProducts",
    summary="Products that you may show in seminars",
    description="Those of which right holders have cleared something that your agency may show now.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_products(
    actor: Trainer,
    teaching: TeachingPart,
    wanted: Languages,
    after: Annotated[str | None, Query(max_length=LONGEST_ID, description=AFTER)] = None,
    limit: Limit = PAGE,
) -> TeachingProductsOut:
    """One page of the products."""
    page = page_of(teaching.products(actor), after, limit, lambda each: each.held.product_id)
    return TeachingProductsOut(products=[brief_out(each, wanted) for each in page.entries], after=page.after)


@router.get(
    "/{product}",
    operation_id="getTeachingProduct",
    summary="What you may show of a product",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_product(actor: Trainer, teaching: TeachingPart, product: Product, wanted: Languages) -> TeachingProductOut:
    """One product."""
    return product_out(teaching.product(actor, product), wanted)


@router.get(
    "/{product}/points/{point}.jpg",
    operation_id="getTeachingPoint",
    summary="A point on a genuine item",
    **PICTURE,
)
async def get_point(
    actor: Trainer, teaching: TeachingPart, product: Product, point: PointId, pool: PoolPart
) -> Response:
    """The place of a point on a genuine item, framed. Browsers don't cache it: it may be withdrawn."""
    drawn = await pool.run(lambda: teaching.picture(actor, product, PartName(PartKind.POINT, point)))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/{product}/views/{view}.jpg",
    operation_id="getTeachingView",
    summary="The genuine picture of a view",
    **PICTURE,
)
async def get_view(actor: Trainer, teaching: TeachingPart, product: Product, view: ViewId, pool: PoolPart) -> Response:
    """One genuine picture."""
    drawn = await pool.run(lambda: teaching.picture(actor, product, PartName(PartKind.REFERENCE, view)))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/{product}/items/{shown_id}/photos/{index}.jpg",
    operation_id="getTeachingPhoto",
    summary="A photo of an item",
    **PICTURE,
)
async def get_photo(
    actor: Trainer, teaching: TeachingPart, product: Product, shown_id: ShownEntry, index: Index, pool: PoolPart
) -> Response:
    """One photo, upright and of moderate size, without metadata."""
    drawn = await pool.run(lambda: teaching.picture(actor, product, photo_name(shown_id, index)))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/{product}/points/{point}/comparisons/{shown_id}/{index}",
    operation_id="getTeachingComparison",
    summary="A point on a genuine picture and on a photo of a counterfeit item",
    description="The photo is laid over the genuine picture where that is possible.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
async def get_comparison(
    actor: Trainer,
    teaching: TeachingPart,
    product: Product,
    point: PointId,
    shown_id: ShownEntry,
    index: Index,
    pool: PoolPart,
) -> TeachingComparisonOut:
    """One comparison."""

    def compare() -> TeachingComparisonOut:
        shown = teaching.product(actor, product)
        found = teaching.comparison(actor, shown, point_of(shown, point), photo_name(shown_id, index))
        if found is None:
            raise NotFoundError(NOT_HELD)
        return comparison_out(product, point, found)

    return await pool.run(compare)


@router.get(
    "/{product}/points/{point}/comparisons/{shown_id}/{index}/{compared_side}.jpg",
    operation_id="getTeachingComparisonPicture",
    summary="One picture of a comparison",
    **PICTURE,
)
async def get_compared_picture(
    actor: Trainer,
    teaching: TeachingPart,
    product: Product,
    point: PointId,
    shown_id: ShownEntry,
    index: Index,
    compared_side: Label,
    pool: PoolPart,
) -> Response:
    """The genuine picture, or the photo laid over it."""
    name = photo_name(shown_id, index)
    drawn = await pool.run(lambda: teaching.compared_picture(actor, product, point, name, compared_side))
    return Response(drawn, media_type="image/jpeg")
