"""The JSON API of seminars: those who prepare them plan, change and end them. Slots have routes of their own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.versions import ETAG, ReadVersionPart, etag
from serve.review.domain import LONGEST_NAME, LONGEST_PRODUCT
from serve.review.schemas import ID_PATTERN as ENTRY_PATTERN
from serve.seminars.domain import SeminarState
from serve.seminars.examples import ENTRY, ID
from serve.seminars.permissions import SeminarPermission
from serve.seminars.preparing import SlotPreparing
from serve.seminars.schemas import (
    AgendaOut,
    SeminarChange,
    SeminarIn,
    SeminarOut,
    SeminarProductsOut,
    SeminarsOut,
    listed_out,
    product_out,
    seminar_out,
    step_out,
)
from serve.seminars.service import Seminars, ShownSeminar

router = APIRouter(prefix="/v1/seminars", tags=["seminars"])

SeminarsPart = Annotated[Seminars, Depends(provided(Seminars))]
PreparingPart = Annotated[SlotPreparing, Depends(provided(SlotPreparing))]
PoolPart = Annotated[DrawingPool, Depends(provided(DrawingPool))]
Reader = Annotated[Actor, Depends(permitted(SeminarPermission.READ))]
Preparer = Annotated[Actor, Depends(permitted(SeminarPermission.PREPARE))]
ID_PATTERN = "^y-[0-9a-f]{32}$"
SeminarId = Annotated[str, Path(pattern=ID_PATTERN, examples=[ID])]
ProductName = Annotated[str, Path(max_length=LONGEST_PRODUCT)]
PointName = Annotated[str, Path(max_length=LONGEST_NAME)]
EntryName = Annotated[str, Path(pattern=ENTRY_PATTERN, examples=[ENTRY])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]


@router.post(
    "",
    operation_id="prepareSeminar",
    status_code=201,
    summary="Prepare a seminar",
    description="It has no slots yet: add one for each right holder.",
    responses={201: located("the seminar"), **problem_responses(400, 401, 403, 409, 422, 503)},
)
def post_seminar(
    actor: Preparer, seminars: SeminarsPart, given: SeminarIn, call: CallPart, response: Response
) -> SeminarOut:
    """Prepare a seminar."""
    made = seminars.prepare(actor, given.draft, call)
    response.headers["Location"] = f"{router.prefix}/{made.seminar.id}"
    return seminar_out(made)


@router.get(
    "",
    operation_id="listSeminars",
    summary="Seminars",
    description="An agency's people see those that their agency prepares, the operator's see all. The latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_seminars(
    actor: Reader, seminars: SeminarsPart, state: SeminarState | None = None, after: After = None, limit: Limit = PAGE
) -> SeminarsOut:
    """One page of the seminars."""
    page = seminars.page(actor, state, after, limit)
    return SeminarsOut(seminars=[listed_out(each) for each in page.entries], after=page.after)


@router.get(
    "/{seminar_id}",
    operation_id="getSeminar",
    summary="One seminar",
    description="With its slots, as they may be shown now.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_seminar(actor: Reader, seminars: SeminarsPart, seminar_id: SeminarId, response: Response) -> SeminarOut:
    """One seminar."""
    return _with_version(seminars.get(actor, seminar_id), response)


@router.patch(
    "/{seminar_id}",
    operation_id="changeSeminar",
    summary="Change a seminar",
    description="With other agencies or another share, items are drawn again. With other agencies, another country or "
    "another day, what right holders have released is a draft again.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 409, 412, 422, 503)},
)
def patch_seminar(
    actor: Preparer,
    seminars: SeminarsPart,
    seminar_id: SeminarId,
    given: SeminarChange,
    read: ReadVersionPart,
    response: Response,
) -> SeminarOut:
    """Change a seminar."""
    return _with_version(seminars.change(actor, seminar_id, given.values, read), response)


@router.post(
    "/{seminar_id}/cancel",
    operation_id="cancelSeminar",
    summary="Cancel a seminar",
    description="Nothing of it changes any more, and it is not held.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_cancel(actor: Preparer, seminars: SeminarsPart, seminar_id: SeminarId, call: CallPart) -> SeminarOut:
    """Cancel a seminar."""
    return seminar_out(seminars.cancel(actor, seminar_id, call))


@router.post(
    "/{seminar_id}/close",
    operation_id="closeSeminar",
    summary="Close a seminar that is over",
    description="Nothing of it changes any more.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_close(actor: Preparer, seminars: SeminarsPart, seminar_id: SeminarId, call: CallPart) -> SeminarOut:
    """Close a seminar."""
    return seminar_out(seminars.close(actor, seminar_id, call))


@router.get(
    "/{seminar_id}/agenda",
    operation_id="getAgenda",
    summary="The steps of a seminar",
    description="Of slots that are released and not blocked.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_agenda(
    actor: Reader,
    seminars: SeminarsPart,
    seminar_id: SeminarId,
    *,
    rehearsal: Annotated[
        bool, Query(description="Also of other slots, as far as they may be shown: for a rehearsal.")
    ] = False,
) -> AgendaOut:
    """The steps."""
    steps = seminars.agenda(actor, seminar_id, is_rehearsal=rehearsal)
    return AgendaOut(steps=[step_out(each) for each in steps])


@router.get(
    "/{seminar_id}/products",
    operation_id="getSeminarProducts",
    summary="What may be shown in a seminar",
    description="The products of which right holders have cleared something for all agencies of the seminar.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_products(actor: Preparer, seminars: SeminarsPart, seminar_id: SeminarId) -> SeminarProductsOut:
    """The products."""
    found = seminars.products(actor, seminar_id)
    return SeminarProductsOut(products=[product_out(seminar_id, each) for each in found])


@router.get(
    "/{seminar_id}/products/{product_id}/points/{point_id}.jpg",
    operation_id="getSeminarPoint",
    summary="The genuine picture of a point that may be shown in a seminar",
    **PICTURE,
)
async def get_point(
    actor: Preparer,
    preparing: PreparingPart,
    seminar_id: SeminarId,
    product_id: ProductName,
    point_id: PointName,
    pool: PoolPart,
) -> Response:
    """One picture, without metadata. Browsers don't cache it: it may not be shown any more."""
    drawn = await pool.run(lambda: preparing.point_picture(actor, seminar_id, product_id, point_id))
    return Response(drawn, media_type="image/jpeg")


@router.get(
    "/{seminar_id}/products/{product_id}/photos/{accepted_id}/{index}.jpg",
    operation_id="getSeminarPhoto",
    summary="A photo of an item that may be shown in a seminar",
    **PICTURE,
)
async def get_photo(
    actor: Preparer,
    preparing: PreparingPart,
    seminar_id: SeminarId,
    product_id: ProductName,
    accepted_id: EntryName,
    index: Index,
    pool: PoolPart,
) -> Response:
    """One picture, without metadata. Browsers don't cache it: it may not be shown any more."""
    drawn = await pool.run(lambda: preparing.photo(actor, seminar_id, product_id, accepted_id, index))
    return Response(drawn, media_type="image/jpeg")


def _with_version(read: ShownSeminar, response: Response) -> SeminarOut:
    response.headers["ETag"] = etag(read.seminar.digest)
    return seminar_out(read)
