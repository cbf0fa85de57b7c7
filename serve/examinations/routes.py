"""The JSON API of examinations."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, IdempotencyKey, permitted
from serve.catalogue.service import Catalogue
from serve.examinations import examples
from serve.examinations.domain import Examination
from serve.examinations.intake import received
from serve.examinations.permissions import ExaminationPermission
from serve.examinations.schemas import (
    EXAMINATIONS,
    ExaminationOut,
    ExaminationsOut,
    ExaminedOut,
    FromUploadsIn,
    brief,
    hidden,
    shown,
)
from serve.examinations.sent import SentExaminations, SentItem, SentPhoto
from serve.examinations.service import Examinations
from serve.platform.days import ALL_DAYS, Days
from serve.platform.dependencies import provided
from serve.platform.fields import Day
from serve.platform.inference import WorkerPool
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit
from serve.platform.reader import language_of, languages_of
from serve.platform.settings import Settings

router = APIRouter(prefix=EXAMINATIONS, tags=["examinations"])


ExaminationsPart = Annotated[Examinations, Depends(provided(Examinations))]
CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]
SettingsPart = Annotated[Settings, Depends(provided(Settings))]
WorkersPart = Annotated[WorkerPool, Depends(provided(WorkerPool))]
Examiner = Annotated[Actor, Depends(permitted(ExaminationPermission.CREATE))]
Reader = Annotated[Actor, Depends(permitted(ExaminationPermission.READ))]
ID_PATTERN = "^e-[0-9a-f]{32}$"
ExaminationId = Annotated[str, Path(pattern=ID_PATTERN, examples=[examples.ID])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
VERDICT_GIVEN: dict[str, Any] = {
    "model": ExaminedOut,
    "description": "The verdict, the same JSON as from `shingan check --json`. Where the caller's organisation decides "
    "first, the verdict is hidden, and the answer says where to decide.",
    **located("the examination"),
}


def recent(
    request: Request,
    actor: Actor,
    examinations: Examinations,
    catalogue: Catalogue,
    after: str | None,
    limit: int = PAGE,
    days: Days = ALL_DAYS,
) -> ExaminationsOut:
    """One page of the actor's examinations, with products by name."""
    page = examinations.recent(actor, after, limit, days)
    names = {sheet.id: sheet.name for sheet in catalogue.sheets(actor, languages_of(request))}
    return ExaminationsOut(
        examinations=[brief(each, names, language_of(request)) for each in page.entries], after=page.after
    )


async def examine(
    request: Request, actor: Actor, settings: Settings, workers: WorkerPool, examinations: Examinations
) -> Examination:
    """Receive a form, examine it in a worker, store it."""
    async with received(request, settings.max_photos) as (item, once, _):
        return await workers.run(partial(examinations.examine, actor, item, once))


@router.post(
    "",
    operation_id="examine",
    status_code=201,
    summary="Examine one item",
    description="1 to 8 photos of one item in, a verdict out. The photos and the verdict are stored before the "
    "answer is sent. A photo that can't be read rejects the whole call and is named in the problem.",
    response_class=Response,
    responses={
        201: VERDICT_GIVEN,
        **problem_responses(400, 401, 403, 413, 422, 503),
    },
    openapi_extra={"requestBody": examples.REQUEST_BODY},
)
async def post_examination(
    request: Request,
    actor: Examiner,
    settings: SettingsPart,
    workers: WorkersPart,
    examinations: ExaminationsPart,
    _: IdempotencyKey = None,
) -> Response:
    """Examine one item."""
    return _answer(await examine(request, actor, settings, workers, examinations))


def _answer(examination: Examination) -> Response:
    """The verdict, or where to decide first."""
    location = {"Location": f"{EXAMINATIONS}/{examination.id}"}
    if examination.has_hidden_verdict:
        return Response(hidden(examination).model_dump_json(), 201, location, "application/json")
    return Response(examination.verdict_json, 201, location, "application/json")


@router.post(
    "/from-uploads",
    operation_id="examineUploads",
    status_code=201,
    summary="Examine one item whose photos arrived as uploads",
    description="The photos are uploads of the caller with the purpose `examination`, of which all bytes are here. "
    "The verdict is that of the same photos in a form (`examine`), and the uploads count for this examination from "
    "then on. If anything is refused, none of them counts, and the call can be sent again.",
    response_class=Response,
    responses={201: VERDICT_GIVEN, **problem_responses(400, 401, 403, 404, 409, 413, 422, 503)},
)
async def post_uploads(
    actor: Examiner,
    workers: WorkersPart,
    sent: Annotated[SentExaminations, Depends(provided(SentExaminations))],
    given: FromUploadsIn,
    call: CallPart,
) -> Response:
    """Examine one item whose photos arrived before."""
    photos = tuple(SentPhoto(photo.upload, photo.view or None) for photo in given.photos)
    item = SentItem(photos, given.product or None, given.prior, given.preliminary, given.note)
    return _answer(await workers.run(partial(sent.examine, actor, item, call)))


@router.get(
    "",
    operation_id="listExaminations",
    summary="Your own examinations",
    description="The examinations of the caller, the latest first, in a case or not. No one can list what "
    "others have examined: a colleague's examination is found in its case, or by its number.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_examinations(
    request: Request,
    actor: Reader,
    examinations: ExaminationsPart,
    catalogue: CataloguePart,
    since: Annotated[Day | None, Query(alias="from", description="A day in UTC.")] = None,
    until: Annotated[Day | None, Query(description="A day in UTC; included.")] = None,
    after: After = None,
    limit: Limit = PAGE,
) -> ExaminationsOut:
    """One page of the caller's own examinations."""
    return recent(request, actor, examinations, catalogue, after, limit, Days(since, until))


@router.get(
    "/{examination_id}",
    operation_id="getExamination",
    summary="One examination",
    description="The verdict as given, and the addresses of its pictures.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_examination(actor: Reader, examination_id: ExaminationId, examinations: ExaminationsPart) -> ExaminationOut:
    """One examination."""
    return shown(examinations.view(actor, examination_id))
