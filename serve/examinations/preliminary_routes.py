"""The JSON API of preliminary examinations, from reduced copies of photos."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from model.verdict import Verdict
from serve.accounts.guard import IdempotencyKey
from serve.examinations import examples
from serve.examinations.domain import Examination
from serve.examinations.intake import received
from serve.examinations.preliminary import AGREEMENT, HEADLINES, NOTICE, PreliminaryExaminations
from serve.examinations.routes import ExaminationId, Examiner, SettingsPart, WorkersPart
from serve.examinations.schemas import EXAMINATIONS, HIDDEN_IN_BRIEF
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.reader import language_of
from serve.platform.translations import Language

PRELIMINARY = f"{EXAMINATIONS}/preliminary"
EXAMPLE: dict[str, Any] = {
    "id": examples.ID,
    "created_at": "2026-11-28T09:12:44Z",
    "preliminary": True,
    "headline": "Preliminary: suspected counterfeit",
    "notice": "Preliminary, from small copies. The final verdict needs the originals.",
    "agreement": AGREEMENT._asdict(),
    "verdict": examples.VERDICT,
}

router = APIRouter(prefix=PRELIMINARY, tags=["examinations"])
PreliminaryPart = Annotated[PreliminaryExaminations, Depends(provided(PreliminaryExaminations))]


class AgreementOut(BaseModel):
    """How often the outcome from reduced copies was that from the originals."""

    value: float = Field(description="Share of items.")
    low: float = Field(description="Of the 95 % confidence interval (Clopper-Pearson).")
    high: float
    n: int = Field(description="Items on which it was counted.")


class PreliminaryOut(BaseModel):
    """A verdict on reduced copies. It is not the verdict on the item."""

    id: str
    created_at: datetime
    preliminary: Literal[True]
    headline: str = Field(description="The outcome in the reader's language, worded as preliminary.")
    notice: str = Field(description="To be shown with it, in the reader's language.")
    agreement: AgreementOut
    verdict: Verdict | None = Field(
        description="On the reduced copies; the final one may differ. Null until the caller has decided, where their "
        "organisation asks for that first (`decide`)."
    )


@router.post(
    "",
    operation_id="examinePreliminarily",
    status_code=201,
    summary="Examine reduced copies, until the originals have arrived",
    description="As `examine`, with copies of about 512 pixels on the long side. The answer is preliminary: it is no "
    "part of a case, of lists or of counts, only the caller sees it, and it is removed after a day. "
    "`examineUploads` names it when the originals have arrived.",
    responses={201: located("the preliminary examination"), **problem_responses(400, 401, 403, 404, 413, 422, 503)},
    openapi_extra={"requestBody": examples.REQUEST_BODY},
)
async def post_preliminary(
    request: Request,
    actor: Examiner,
    settings: SettingsPart,
    workers: WorkersPart,
    preliminary: PreliminaryPart,
    response: Response,
    _: IdempotencyKey = None,
) -> PreliminaryOut:
    """Examine reduced copies."""
    async with received(request, settings.max_photos) as (item, once, _extra):
        made = await workers.run(partial(preliminary.examine, actor, item, once))
    response.headers["Location"] = f"{PRELIMINARY}/{made.id}"
    return shown_preliminary(made, language_of(request))


@router.get(
    "/{examination_id}",
    operation_id="getPreliminary",
    summary="One preliminary examination",
    description="The caller's own; each is kept for a day.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_preliminary(
    request: Request, actor: Examiner, preliminary: PreliminaryPart, examination_id: ExaminationId
) -> PreliminaryOut:
    """One preliminary examination of the caller's."""
    return shown_preliminary(preliminary.view(actor, examination_id), language_of(request))


def shown_preliminary(examination: Examination, language: Language) -> PreliminaryOut:
    """A preliminary examination, with its texts in a language."""
    is_hidden = examination.has_hidden_verdict
    return PreliminaryOut(
        id=examination.id,
        created_at=examination.created_at,
        preliminary=True,
        headline=language.say(HIDDEN_IN_BRIEF if is_hidden else HEADLINES[examination.verdict.outcome]),
        notice=language.say(NOTICE),
        agreement=AgreementOut(**AGREEMENT._asdict()),
        verdict=None if is_hidden else examination.verdict,
    )
