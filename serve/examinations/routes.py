"""The JSON API of examinations."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from model.verdict import Outcome, Verdict
from serve.accounts.domain import Actor
from serve.accounts.guard import IdempotencyKey, permitted
from serve.catalogue.service import Catalogue
from serve.examinations import examples
from serve.examinations.domain import Examination
from serve.examinations.explaining import product_in_brief
from serve.examinations.intake import received
from serve.examinations.pairs import framed
from serve.examinations.permissions import ExaminationPermission
from serve.examinations.service import Examinations
from serve.platform.days import ALL_DAYS, Days
from serve.platform.dependencies import provided
from serve.platform.fields import Day
from serve.platform.inference import WorkerPool
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, PageOut
from serve.platform.reader import language_of, languages_of
from serve.platform.settings import Settings
from serve.platform.translations import Language

router = APIRouter(prefix="/v1/examinations", tags=["examinations"])


ExaminationsPart = Annotated[Examinations, Depends(provided(Examinations))]
CataloguePart = Annotated[Catalogue, Depends(provided(Catalogue))]
SettingsPart = Annotated[Settings, Depends(provided(Settings))]
WorkersPart = Annotated[WorkerPool, Depends(provided(WorkerPool))]
Examiner = Annotated[Actor, Depends(permitted(ExaminationPermission.CREATE))]
Reader = Annotated[Actor, Depends(permitted(ExaminationPermission.READ))]
ID_PATTERN = "^e-[0-9a-f]{32}$"
ExaminationId = Annotated[str, Path(pattern=ID_PATTERN, examples=[examples.ID])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]


class PhotoLinks(BaseModel):
    """The addresses of one photo's pictures."""

    view: str | None
    media_type: str = Field(description="Of the original, by its first bytes.")
    picture: str = Field(description="The photo upright, of moderate size, as JPEG.")
    original: str = Field(description="The photo byte for byte as received.")


class PairLinks(BaseModel):
    """A finding on the photo and on a genuine picture, at one scale and orientation if its place was found."""

    photo: str = Field(description="The place on the photo, marked, with its surroundings, JPEG.")
    reference: str | None = Field(description="The same for the genuine picture, JPEG; null if none is named.")


class EvidenceLinks(BaseModel):
    """Pictures of one identification point that the photos show."""

    point: str
    photo: int = Field(description="Index into photos.")
    overlay: str = Field(description="The photo with the region framed, JPEG.")
    close_up: str = Field(description="The region with its surroundings, JPEG.")
    reference: str | None = Field(description="The genuine reference that the verdict names, JPEG.")
    pair: PairLinks


class ExaminationOut(BaseModel):
    """One examination as stored. It never changes."""

    id: str
    created_at: datetime
    follows: str | None = Field(
        description="The examination of which this one is a revision; it is kept as long as this one; "
        "null if this is no revision."
    )
    verdict: Verdict
    photos: list[PhotoLinks]
    evidence: list[EvidenceLinks]


class ProductRef(BaseModel):
    """A product, by id and by name in the reader's language; the id again if the active release has no name."""

    id: str
    name: str


class ExaminationBriefOut(BaseModel):
    """An examination in a list."""

    id: str
    created_at: datetime
    outcome: Outcome
    product: ProductRef | None = Field(description="The product of the verdict; null if it was not recognised.")
    product_said: str = Field(
        description="The product as text: its name, or that it was not recognised, is in doubt, or was given and does "
        "not fit."
    )
    photos: int
    thumbnail: str = Field(description="The first photo, upright and of moderate size, as JPEG.")
    follows: str | None = Field(description="The examination of which this one is a revision.")
    case: str | None = Field(description="The case of the examination.")
    item: str | None = Field(description="Its item of that case.")


class ExaminationsOut(PageOut):
    """One page of the caller's own examinations, the latest first."""

    examinations: list[ExaminationBriefOut]


def brief(examination: Examination, product_names: Mapping[str, str], language: Language) -> ExaminationBriefOut:
    """An examination in a list, with its texts in a language."""
    product = examination.verdict.product.id
    name = product_names.get(product, product) if product else ""
    return ExaminationBriefOut(
        id=examination.id,
        created_at=examination.created_at,
        outcome=examination.verdict.outcome,
        product=ProductRef(id=product, name=name) if product else None,
        product_said=language.say(product_in_brief(examination.verdict, name)),
        photos=len(examination.photos),
        thumbnail=f"{router.prefix}/{examination.id}/photos/0.jpg",
        follows=examination.origin.follows,
        case=examination.origin.case_id,
        item=examination.origin.case_item_id,
    )


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
            pair=_pair(f"{base}/pairs/{index}", has_reference=finding.reference is not None),
        )
        for index, finding in enumerate(examination.verdict.points)
        if finding.photo is not None and framed(finding) is not None
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
        follows=examination.origin.follows,
        verdict=examination.verdict,
        photos=photos,
        evidence=evidence,
    )


def _pair(base: str, *, has_reference: bool) -> PairLinks:
    return PairLinks(photo=f"{base}/photo.jpg", reference=f"{base}/reference.jpg" if has_reference else None)


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
        201: {
            "model": Verdict,
            "description": "The verdict, the same JSON as from `shingan check --json`.",
            **located("the examination"),
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
