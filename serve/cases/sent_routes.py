"""The JSON API of photos that arrived as uploads: of an item of a case, and added to an examination."""

from functools import partial

from fastapi import APIRouter, Response

from model.verdict import Verdict
from serve.accounts.guard import CallPart
from serve.cases.response_schemas import shown_visit
from serve.cases.revision_routes import RevisionsPart
from serve.cases.routes import CaseId, Changer, ItemId, VisitsPart
from serve.cases.schemas import RevisionFromUploadsIn, VisitFromUploadsIn, VisitOut
from serve.cases.visits import VisitPlan
from serve.examinations.intake import KEEP_OR_DROP
from serve.examinations.revising import SAME, Revision
from serve.examinations.routes import ExaminationId, Examiner, WorkersPart
from serve.examinations.schemas import EXAMINATIONS
from serve.examinations.sent import SentItem, SentPhoto
from serve.platform.errors import CallRejectedError
from serve.platform.openapi import located, problem_responses

router = APIRouter(prefix="/v1")


@router.post(
    "/cases/{case_id}/items/{item_id}/examinations/from-uploads",
    operation_id="examineItemUploads",
    status_code=201,
    tags=["cases"],
    summary="Examine an item whose photos arrived as uploads",
    description="The photos are uploads of the caller with the purpose `examination`, of which all bytes are here. "
    "The verdict is that of the same photos in a form (`examineItem`), and the uploads count for this examination from "
    "then on. If anything is refused, none of them counts, and the call can be sent again.",
    responses={201: located("the examination"), **problem_responses(400, 401, 403, 404, 409, 413, 422, 503)},
)
async def post_examination(
    actor: Changer,
    workers: WorkersPart,
    visits: VisitsPart,
    case_id: CaseId,
    item_id: ItemId,
    given: VisitFromUploadsIn,
    call: CallPart,
    response: Response,
) -> VisitOut:
    """Examine an item of a case."""
    photos = tuple(SentPhoto(photo.upload, photo.view or None) for photo in given.photos)
    item = SentItem(photos, given.product or None, given.prior, given.preliminary, given.note)
    plan = VisitPlan(case_id, item_id, given.with_earlier, given.decision)
    made = await workers.run(partial(visits.examine_uploads, actor, plan, item, call))
    response.headers["Location"] = f"{EXAMINATIONS}/{made.examination.id}"
    return shown_visit(made, {actor.person_id: actor.name})


@router.post(
    "/examinations/{examination_id}/revisions/from-uploads",
    operation_id="reviseWithUploads",
    status_code=201,
    tags=["examinations"],
    summary="Add photos that arrived as uploads, and examine again",
    description="As `reviseExamination`, with new photos that are uploads of the caller with the purpose "
    "`examination`. What is left out of the body stays as it was. If anything is refused, none of the uploads counts.",
    response_class=Response,
    responses={
        201: {
            "model": Verdict,
            "description": "The verdict of the new examination.",
            **located("the new examination"),
        },
        **problem_responses(400, 401, 403, 404, 409, 413, 422, 503),
    },
)
async def post_revision(
    actor: Examiner,
    workers: WorkersPart,
    revisions: RevisionsPart,
    examination_id: ExaminationId,
    given: RevisionFromUploadsIn,
    call: CallPart,
) -> Response:
    """Revise an examination with more photos."""
    added = tuple(SentPhoto(photo.upload, photo.view or None) for photo in given.photos)
    work = partial(revisions.revise_uploads, actor, examination_id, revision_of(given), added, call)
    made = await workers.run(work)
    return Response(made.verdict_json, 201, {"Location": f"{EXAMINATIONS}/{made.id}"}, "application/json")


def revision_of(given: RevisionFromUploadsIn) -> Revision:
    """The changes that a body states, without the new photos; what it leaves out stays the same.

    Raises:
        CallRejectedError: it says which photos to keep, and which to drop.
    """
    if given.keep is not None and given.drop:
        raise CallRejectedError(KEEP_OR_DROP)
    stated = given.model_fields_set
    return Revision(
        keep=None if given.keep is None else tuple(given.keep),
        drop=frozenset(given.drop),
        kept_views=None if given.kept_views is None else tuple(view or None for view in given.kept_views),
        product=given.product or None if "product" in stated else SAME,
        prior=given.prior if "prior" in stated else SAME,
    )
