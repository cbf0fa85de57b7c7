"""Places of points on counterfeit items, and the handout of a seminar, as the API hands them out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from serve.catalogue.guide_routes import PDF
from serve.clearances.domain import PartKind, PartName
from serve.examinations.picture_routes import PICTURE, Index
from serve.platform.dependencies import provided
from serve.platform.languages import LONGEST_TAG
from serve.platform.openapi import problem_responses
from serve.seminars.handouts import Handouts
from serve.seminars.lesson_pictures import LessonPictures
from serve.seminars.routes import EntryName, PointName, PoolPart, Preparer, ProductName, Reader, SeminarId
from serve.seminars.slot_routes import Reader as SlotReader
from serve.seminars.slot_routes import SlotId

router = APIRouter(prefix="/v1", tags=["seminars"])
PicturesPart = Annotated[LessonPictures, Depends(provided(LessonPictures))]
HANDOUT: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"description": "A PDF.", "content": {PDF: {"schema": {"type": "string", "format": "binary"}}}},
        **problem_responses(401, 403, 404, 409, 422, 503),
    },
}


@router.get(
    "/seminars/{seminar_id}/products/{product_id}/points/{point_id}/counterfeits/{accepted_id}/{index}.jpg",
    operation_id="getSeminarCounterfeit",
    summary="The place of a point on a photo that may be shown in a seminar",
    **PICTURE,
)
async def get_of_seminar(
    actor: Preparer,
    pictures: PicturesPart,
    seminar_id: SeminarId,
    product_id: ProductName,
    point_id: PointName,
    accepted_id: EntryName,
    index: Index,
    pool: PoolPart,
) -> Response:
    """One picture, without metadata. Browsers don't cache it: it may not be shown any more."""
    name = PartName(PartKind.PHOTO, accepted_id, index)
    drawn = await pool.run(lambda: pictures.of_seminar(actor, seminar_id, product_id, point_id, name))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/seminar-slots/{slot_id}/products/{product_id}/points/{point_id}/counterfeits/{accepted_id}/{index}.jpg",
    operation_id="getSlotCounterfeit",
    summary="The place of a point on the photo that a slot shows beside it",
    **PICTURE,
)
async def get_of_slot(
    actor: SlotReader,
    pictures: PicturesPart,
    slot_id: SlotId,
    product_id: ProductName,
    point_id: PointName,
    accepted_id: EntryName,
    index: Index,
    pool: PoolPart,
) -> Response:
    """One picture, without metadata. Browsers don't cache it: it may not be shown any more."""
    name = PartName(PartKind.PHOTO, accepted_id, index)
    drawn = await pool.run(lambda: pictures.of_slot(actor, slot_id, product_id, point_id, name))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/seminars/{seminar_id}/handout.pdf",
    operation_id="printHandout",
    summary="The handout of a seminar",
    description="What released slots show of products, for the officers who take part: shot lists, and points with "
    "their pictures and texts. It has no items of exercises and tests. That it was made is recorded in the audit log.",
    **HANDOUT,
)
async def get_handout(
    actor: Reader,
    handouts: Annotated[Handouts, Depends(provided(Handouts))],
    pool: PoolPart,
    seminar_id: SeminarId,
    language: Annotated[
        str, Query(max_length=LONGEST_TAG, description="One of the seminar's languages; by default, the first.")
    ] = "",
) -> Response:
    """The handout in a language of the seminar."""
    made = await pool.run(lambda: handouts.make(actor, seminar_id, language))
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return Response(made.pdf, headers=headers, media_type=PDF)
