"""The JSON API of examinations."""

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import BaseModel, Field

from model.verdict import Verdict
from serve.accounts.domain import Actor
from serve.accounts.guard import IdempotencyKey, permitted
from serve.accounts.permissions import Permission
from serve.examinations import examples
from serve.examinations.domain import Examination
from serve.examinations.intake import received
from serve.examinations.service import Examinations
from serve.platform.inference import WorkerPool
from serve.platform.openapi import problem_responses
from serve.platform.settings import Settings
from serve.platform.wiring import provided

router = APIRouter(prefix="/v1/examinations", tags=["examinations"])


ExaminationsPart = Annotated[Examinations, Depends(provided(Examinations))]
SettingsPart = Annotated[Settings, Depends(provided(Settings))]
WorkersPart = Annotated[WorkerPool, Depends(provided(WorkerPool))]
Examiner = Annotated[Actor, Depends(permitted(Permission.EXAMINATION_CREATE))]
Reader = Annotated[Actor, Depends(permitted(Permission.EXAMINATION_READ))]
ExaminationId = Annotated[str, Path(pattern="^e-[0-9a-f]{32}$", examples=[examples.ID])]


class PhotoLinks(BaseModel):
    """Where one photo's pictures are."""

    view: str | None
    media_type: str = Field(description="Of the original, by its first bytes.")
    picture: str = Field(description="The photo upright, of moderate size, as JPEG.")
    original: str = Field(description="The photo byte for byte as it arrived.")


class EvidenceLinks(BaseModel):
    """Pictures of one identification point that the photos show."""

    point: str
    photo: int = Field(description="Index into photos.")
    overlay: str = Field(description="The photo with the region framed, JPEG.")
    close_up: str = Field(description="The region with its surroundings, JPEG.")
    reference: str | None = Field(description="The genuine reference that the verdict names, JPEG.")


class ExaminationOut(BaseModel):
    """One examination as it is kept. Nothing in it ever changes."""

    id: str
    created_at: datetime
    verdict: Verdict
    photos: list[PhotoLinks]
    evidence: list[EvidenceLinks]


def shown(examination: Examination) -> ExaminationOut:
    """An examination with the addresses of its pictures."""
    base = f"{router.prefix}/{examination.id}"
    evidence = [
        EvidenceLinks(
            point=finding.id,
            photo=finding.photo,
            overlay=f"{base}/evidence/{index}.jpg",
            close_up=f"{base}/close-ups/{index}.jpg",
            reference=f"{base}/references/{finding.reference}.jpg" if finding.reference else None,
        )
        for index, finding in enumerate(examination.verdict.points)
        if finding.photo is not None and finding.region is not None
    ]
    photos = [
        PhotoLinks(
            view=seen.view,
            media_type=photo.media_type,
            picture=f"{base}/photos/{index}.jpg",
            original=f"{base}/photos/{index}/original",
        )
        for index, (photo, seen) in enumerate(zip(examination.photos, examination.verdict.photos, strict=True))
    ]
    return ExaminationOut(
        id=examination.id,
        created_at=examination.created_at,
        verdict=examination.verdict,
        photos=photos,
        evidence=evidence,
    )


async def examine(
    request: Request, actor: Actor, settings: Settings, workers: WorkerPool, examinations: Examinations
) -> Examination:
    """Receive a form, examine it in a worker, keep it."""
    async with received(request, settings.max_photos) as (item, once, _):
        return await workers.run(partial(examinations.examine, actor, item, once))


@router.post(
    "",
    operation_id="examine",
    status_code=201,
    summary="Examine one item",
    description="1 to 8 photos of one item in, a verdict out. The photos and the verdict are kept before the "
    "answer is sent. A photo that can't be read rejects the whole call and is named in the problem.",
    response_class=Response,
    responses={
        201: {
            "model": Verdict,
            "description": "The verdict, the same JSON as `shingan check --json` prints.",
            "headers": {"Location": {"description": "The examination.", "schema": {"type": "string"}}},
        },
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
    examination = await examine(request, actor, settings, workers, examinations)
    location = {"Location": f"{router.prefix}/{examination.id}"}
    return Response(examination.verdict_json, 201, location, "application/json")


@router.get(
    "/{examination_id}",
    operation_id="getExamination",
    summary="One examination",
    description="The verdict as it was given, and where its pictures are.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_examination(actor: Reader, examination_id: ExaminationId, examinations: ExaminationsPart) -> ExaminationOut:
    """One examination."""
    return shown(examinations.view(actor, examination_id))
