"""The JSON API of second opinions: for the colleague who is asked, and as the case has them."""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.cases.domain import Opinion
from serve.cases.dossier import ItemFile
from serve.cases.item_routes import one_of
from serve.cases.response_schemas import shown_asked, shown_item
from serve.cases.routes import CaseId, CasesPart, Changer, ItemId, Reader
from serve.cases.schemas import CaseOpinionOut, ConclusionIn, ItemOut
from serve.examinations.picture_routes import PICTURE, GalleryPart, Index
from serve.opinions.permissions import OpinionPermission
from serve.opinions.schemas import CaseOpinionsOut, OpinionIn, OpinionOut, OpinionsOut, shown_opinion, shown_opinions
from serve.opinions.service import Opinions
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, Page, page_of

router = APIRouter(prefix="/v1/opinions", tags=["cases"])
of_item = APIRouter(prefix="/v1/cases/{case_id}/items/{item_id}/opinions", tags=["cases"])

OpinionsPart = Annotated[Opinions, Depends(provided(Opinions))]
Giver = Annotated[Actor, Depends(permitted(OpinionPermission.GIVE))]
ID_PATTERN = "^p-[0-9a-f]{32}$"
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
OpinionId = Annotated[str, Path(pattern=ID_PATTERN, examples=["p-5b8e2c1d7f3a4e6b9c0d1e2f3a4b5c6d"])]


@router.get(
    "",
    operation_id="listOpinions",
    summary="Opinions that you are asked for",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_opinions(
    actor: Giver,
    opinions: OpinionsPart,
    *,
    after: After = None,
    limit: Limit = PAGE,
    with_given: Annotated[bool, Query(alias="all", description="Also those that you have given.")] = False,
) -> OpinionsOut:
    """Opinions that the actor is asked for."""
    return shown_opinions(opinions.asked(actor, with_answered=with_given), after, limit)


@router.get(
    "/{opinion_id}",
    operation_id="getOpinion",
    summary="One opinion that you are asked for",
    description="Only photos and question until it is given; afterwards also verdicts and conclusions.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_opinion(actor: Giver, opinions: OpinionsPart, opinion_id: OpinionId) -> OpinionOut:
    """One opinion that the actor is asked for."""
    return shown_opinion(opinions.view(actor, opinion_id))


@router.post(
    "/{opinion_id}/answer",
    operation_id="giveOpinion",
    summary="Give an opinion",
    description="Once; it stays as it is given.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_answer(
    actor: Giver, opinions: OpinionsPart, opinion_id: OpinionId, given: ConclusionIn, call: CallPart
) -> OpinionOut:
    """Give the opinion that the actor is asked for."""
    return shown_opinion(opinions.answer(actor, opinion_id, given.finding, given.reason, call))


@router.get("/{opinion_id}/photos/{index}.jpg", operation_id="getOpinionPhoto", summary="A photo to look at", **PICTURE)
async def get_photo(
    actor: Giver, opinions: OpinionsPart, gallery: GalleryPart, opinion_id: OpinionId, index: Index
) -> Response:
    """One of the photos that the actor is asked about; its address discloses nothing about the examination."""
    where = await anyio.to_thread.run_sync(opinions.photo, actor, opinion_id, index)
    return await gallery.draw(actor, where.examination_id, lambda seen: gallery.pictures.photo(seen, where.place))


@of_item.get(
    "",
    operation_id="listOpinionsOnItem",
    summary="The second opinions on an item",
    description="The oldest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_opinions_on_item(
    actor: Reader, cases: CasesPart, case_id: CaseId, item_id: ItemId, after: After = None, limit: Limit = PAGE
) -> CaseOpinionsOut:
    """One page of the second opinions on an item."""

    def find(file: ItemFile) -> Page[Opinion]:
        return page_of(file.opinions, after, limit, lambda opinion: opinion.id)

    page, names = cases.view_records(actor, case_id, item_id, find)
    return CaseOpinionsOut(opinions=[shown_asked(each, names) for each in page.entries], after=page.after)


@of_item.get(
    "/{opinion_id}",
    operation_id="getOpinionOnItem",
    summary="One second opinion of a case",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_opinion_on_item(
    actor: Reader, cases: CasesPart, case_id: CaseId, item_id: ItemId, opinion_id: OpinionId
) -> CaseOpinionOut:
    """One second opinion on an item."""
    found = cases.view_records(actor, case_id, item_id, lambda file: one_of(file.opinions, opinion_id))
    return shown_asked(found.page.entries[0], found.names)


@of_item.post(
    "",
    operation_id="askForOpinion",
    status_code=201,
    summary="Ask a colleague for a second opinion",
    description="The colleague sees only the item's photos and the question until they have given their opinion.",
    responses={201: located("the opinion"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_opinion(
    actor: Changer,
    opinions: OpinionsPart,
    case_id: CaseId,
    item_id: ItemId,
    given: OpinionIn,
    call: CallPart,
    response: Response,
) -> ItemOut:
    """Ask a colleague for a second opinion, and answer with the item."""
    file, opinion_id = opinions.ask(actor, case_id, item_id, given.asked_of, given.question, call)
    response.headers["Location"] = f"/v1/cases/{case_id}/items/{item_id}/opinions/{opinion_id}"
    return shown_item(file)
