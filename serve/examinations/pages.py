"""The pages: photograph an item, read its verdict, learn what the assistant can't do."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.guard import open_to_all
from serve.accounts.permissions import Permission
from serve.accounts.routes import Self
from serve.examinations import words
from serve.examinations.domain import Examination
from serve.examinations.forms import form_names, revision_names
from serve.examinations.picture_routes import DrawingPool
from serve.examinations.pictures import framed, reference_of, sheet_of
from serve.examinations.reading import ReadPoint, read
from serve.examinations.routes import (
    After,
    CataloguePart,
    ExaminationId,
    ExaminationsPart,
    Examiner,
    Reader,
    SettingsPart,
    WorkersPart,
    examine,
    languages_of,
    recent,
    shown,
)
from serve.examinations.service import PAGE
from serve.platform.errors import NotFoundError
from serve.platform.pages import PagesPart, rendered
from serve.platform.problems import all_kinds
from serve.platform.wiring import provided
from serve.releases.domain import KnownRelease
from serve.releases.service import Releases

TEMPLATES = Path(__file__).parent / "templates"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Open = Depends(open_to_all)
DrawingPart = Annotated[DrawingPool, Depends(provided(DrawingPool))]
ReleasesPart = Annotated[Releases, Depends(provided(Releases))]


@router.get("/")
def new_examination(
    request: Request, actor: Self, pages: PagesPart, catalogue: CataloguePart, settings: SettingsPart
) -> Response:
    """The form: photos of one item, and the product where the officer knows it; others are led to their own start."""
    if not actor.may(Permission.EXAMINATION_CREATE):
        return RedirectResponse(
            "/enquiries" if actor.may(Permission.ENQUIRY_READ) else "/account", HTTPStatus.SEE_OTHER
        )
    names = form_names(catalogue.sheets(actor, languages_of(request)), settings)
    return HTMLResponse(rendered(request, pages, "new.html", **names))


@router.get("/examinations")
def get_list(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    examinations: ExaminationsPart,
    catalogue: CataloguePart,
    after: After = None,
) -> str:
    """What one has examined, the latest first."""
    page = recent(request, actor, examinations, catalogue, after, PAGE)
    outcomes = {outcome: text.headline for outcome, text in words.OUTCOMES.items()}
    return rendered(request, pages, "examinations.html", page=page, outcomes=outcomes, is_first=after is None)


@router.post("/examinations")
async def post_form(
    request: Request, actor: Examiner, settings: SettingsPart, workers: WorkersPart, examinations: ExaminationsPart
) -> RedirectResponse:
    """Examine what the form holds, then lead to the verdict."""
    examination = await examine(request, actor, settings, workers, examinations)
    return RedirectResponse(f"/examinations/{examination.id}", HTTPStatus.SEE_OTHER)


@router.get("/examinations/{examination_id}")
async def get_page(
    request: Request,
    actor: Reader,
    examination_id: ExaminationId,
    examinations: ExaminationsPart,
    releases: ReleasesPart,
    catalogue: CataloguePart,
    settings: SettingsPart,
    pages: PagesPart,
    drawing: DrawingPart,
) -> str:
    """The verdict, for an officer to read."""
    languages = languages_of(request)

    def work() -> str:
        examination = examinations.view(actor, examination_id)
        names = {
            **_verdict_names(examination, releases, languages),
            **revision_names(examination, catalogue.sheets(actor, languages), settings),
            "followers": examinations.followers(actor, examination_id),
        }
        return rendered(request, pages, "verdict.html", **names)

    return await drawing.run(work)


def _verdict_names(examination: Examination, releases: Releases, languages: tuple[str, ...]) -> Mapping[str, Any]:
    release = _known(releases, examination.verdict.release)
    sheet = sheet_of(examination, release) if release else None
    reading = read(examination.verdict, sheet, languages)
    shown_points = [point for point in (*reading.deviating, *reading.matching) if point.photo is not None]
    pairs = {point.index: _pair(examination, point, release) for point in shown_points}
    return {
        "reading": reading,
        "pairs": pairs,
        "photos": shown(examination).photos,
        "examination": examination,
        "supports": words.SUPPORTS,
        "release_gone": "" if release else words.RELEASE_GONE,
    }


def _known(releases: Releases, release_id: str) -> KnownRelease | None:
    try:
        return releases.known(release_id)
    except NotFoundError:
        return None


def _pair(examination: Examination, point: ReadPoint, release: KnownRelease | None) -> dict[str, str]:
    """Addresses of the photo and the genuine reference, close up and whole; empty where there is none."""
    base = f"/v1/examinations/{examination.id}"
    finding = examination.verdict.points[point.index]
    pair = {
        "photo": f"{base}/close-ups/{point.index}.jpg",
        "photo_whole": f"{base}/evidence/{point.index}.jpg",
        "reference": "",
        "reference_whole": "",
    }
    if framed(finding) is None:  # no place is known, or none that the reader may see: show the photo, point nowhere
        pair["photo"] = pair["photo_whole"] = f"{base}/photos/{finding.photo}.jpg"
    reference = reference_of(examination, point.index, release) if release else None
    if reference:
        pair["reference_whole"] = f"{base}/references/{reference.sha256}.jpg"
        close_up = f"{base}/reference-close-ups/{point.index}.jpg"
        pair["reference"] = close_up if reference.region else pair["reference_whole"]
    return pair


@router.get("/about", dependencies=[Open])
def about(request: Request, pages: PagesPart) -> str:
    """How it works, and what it can't do."""
    outcomes = [{"outcome": outcome.value, **text._asdict()} for outcome, text in words.OUTCOMES.items()]
    return rendered(request, pages, "about.html", outcomes=outcomes, limits=words.LIMITS, supports=words.SUPPORTS)


@router.get("/problems/{slug}", dependencies=[Open])
def explain_problem(request: Request, slug: str, pages: PagesPart) -> str:
    """What one kind of problem means."""
    kind = all_kinds().get(slug)
    if kind is None:
        raise NotFoundError("There is no problem of this name.")
    return rendered(request, pages, "explained.html", kind=kind)
