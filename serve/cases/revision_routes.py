"""The JSON API after an examination: revise it, put it into a case."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from model.verdict import Verdict
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, IdempotencyKey
from serve.cases.filing import Destination, Filings
from serve.cases.response_schemas import shown_item
from serve.cases.revisions import Revisions
from serve.cases.routes import Changer
from serve.cases.schemas import FiledOut, FilingIn
from serve.examinations import examples
from serve.examinations.domain import Examination
from serve.examinations.intake import received_revision
from serve.examinations.routes import ExaminationId, Examiner, SettingsPart, WorkersPart
from serve.platform.dependencies import provided
from serve.platform.inference import WorkerPool
from serve.platform.openapi import located, problem_responses
from serve.platform.settings import Settings

PREFIX = "/v1/examinations"

router = APIRouter(prefix=f"{PREFIX}/{{examination_id}}", tags=["examinations"])
RevisionsPart = Annotated[Revisions, Depends(provided(Revisions))]
FilingsPart = Annotated[Filings, Depends(provided(Filings))]


async def revise(
    request: Request, actor: Actor, settings: Settings, workers: WorkerPool, revisions: Revisions, examination_id: str
) -> Examination:
    """Receive a form, judge the photos in a worker, store the result."""
    async with received_revision(request, settings.max_photos) as (revision, once):
        return await workers.run(partial(revisions.revise, actor, examination_id, revision, once))


@router.post(
    "/revisions",
    operation_id="reviseExamination",
    status_code=201,
    summary="Examine the same photos again, with a change",
    description="Photos of an examination are judged again without being sent again: with some added, dropped or "
    "replaced, as another product, or as other views. What is left out stays as it was. It makes a new examination, "
    "which names this one in `follows`; both stay on record. In a case, it is a further visit of the same item.",
    response_class=Response,
    responses={
        201: {
            "model": Verdict,
            "description": "The verdict of the new examination.",
            **located("the new examination"),
        },
        **problem_responses(400, 401, 403, 404, 409, 413, 422, 503),
    },
    openapi_extra={"requestBody": examples.REVISION_BODY},
)
async def post_revision(
    request: Request,
    actor: Examiner,
    settings: SettingsPart,
    workers: WorkersPart,
    revisions: RevisionsPart,
    examination_id: ExaminationId,
    _: IdempotencyKey = None,
) -> Response:
    """Revise an examination."""
    made = await revise(request, actor, settings, workers, revisions, examination_id)
    return Response(made.verdict_json, 201, {"Location": f"{PREFIX}/{made.id}"}, "application/json")


@router.post(
    "/case",
    operation_id="fileExamination",
    status_code=201,
    summary="Put an examination into a case",
    description="It becomes the first visit of a new item, of an open case or of a new one. Its verdict, photos and "
    "moment stay as they are; who put it there, and when, is recorded. It can't be taken out again.",
    responses={
        201: located("the case"),
        **problem_responses(400, 401, 403, 404, 409, 422, 503),
    },
)
def post_case(
    actor: Changer,
    filings: FilingsPart,
    examination_id: ExaminationId,
    call: CallPart,
    response: Response,
    given: FilingIn | None = None,
) -> FiledOut:
    """Put an examination into a case."""
    said = given or FilingIn()
    filed = filings.file(actor, examination_id, Destination(said.case, description=said.description), call)
    response.headers["Location"] = f"/v1/cases/{filed.case.id}"
    return FiledOut(case=filed.case.id, number=filed.case.number, item=shown_item(filed.file))
