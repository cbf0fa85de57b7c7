"""The JSON API of practice."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, IdempotencyKey, permitted
from serve.examinations import examples
from serve.examinations.domain import Examination
from serve.examinations.intake import received
from serve.examinations.routes import After, ExaminationId, SettingsPart, WorkersPart
from serve.platform.dependencies import provided
from serve.platform.inference import WorkerPool
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import PAGE, Limit
from serve.platform.settings import Settings
from serve.practice.permissions import PracticePermission
from serve.practice.schemas import PRACTICE, PracticeOut, PracticesOut, RevealIn, in_brief, shown_practice
from serve.practice.service import Practices

router = APIRouter(prefix=PRACTICE, tags=["practice"])

PracticesPart = Annotated[Practices, Depends(provided(Practices))]
Trainee = Annotated[Actor, Depends(permitted(PracticePermission.RUN))]


async def practise(
    request: Request, actor: Actor, settings: Settings, workers: WorkerPool, practices: Practices
) -> Examination:
    """Receive a form, examine it in a worker, store it with its verdict hidden."""
    async with received(request, settings.max_photos) as (item, once, _):
        return await workers.run(partial(practices.examine, actor, item, once))


def page_of_practice(actor: Actor, practices: Practices, after: str | None, limit: int = PAGE) -> PracticesOut:
    """One page of the actor's practice."""
    page = practices.page(actor, after, limit)
    return PracticesOut(practice=[in_brief(each) for each in page.entries], after=page.after)


@router.post(
    "",
    operation_id="practise",
    status_code=201,
    summary="Examine one item for practice",
    description="As `examine`, but the verdict stays hidden until `revealPractice`. Practice is no part of a case, is "
    "not counted as a use of a product sheet, and is examined by no release in the shadow.",
    responses={201: located("the practice"), **problem_responses(400, 401, 403, 413, 422, 503)},
    openapi_extra={"requestBody": examples.REQUEST_BODY},
)
async def post_practice(
    request: Request,
    actor: Trainee,
    settings: SettingsPart,
    workers: WorkersPart,
    practices: PracticesPart,
    response: Response,
    _: IdempotencyKey = None,
) -> PracticeOut:
    """Examine one item for practice."""
    made = await practise(request, actor, settings, workers, practices)
    response.headers["Location"] = f"{PRACTICE}/{made.id}"
    return shown_practice(made)


@router.get(
    "",
    operation_id="listPractice",
    summary="Your own practice",
    description="The latest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_all(actor: Trainee, practices: PracticesPart, after: After = None, limit: Limit = PAGE) -> PracticesOut:
    """One page of the caller's practice."""
    return page_of_practice(actor, practices, after, limit)


@router.get(
    "/{examination_id}",
    operation_id="getPractice",
    summary="One item examined for practice",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_practice(actor: Trainee, practices: PracticesPart, examination_id: ExaminationId) -> PracticeOut:
    """One item that the caller examined for practice."""
    return shown_practice(practices.view(actor, examination_id))


@router.post(
    "/{examination_id}/reveal",
    operation_id="revealPractice",
    summary="Answer, and reveal the verdict",
    description="Once; the answer stays as it is given.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_reveal(
    actor: Trainee, practices: PracticesPart, examination_id: ExaminationId, given: RevealIn, call: CallPart
) -> PracticeOut:
    """Keep the answer, and reveal the verdict."""
    return shown_practice(practices.reveal(actor, examination_id, given.answer, call))
