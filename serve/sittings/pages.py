"""The pages of hosts: sittings, one that is led, and the projector."""

import secrets
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlsplit

import anyio.to_thread
from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from model.datasets.fields import Label
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart
from serve.examinations.routes import CataloguePart
from serve.platform.dependencies import part_of, provided
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.paging import PAGE
from serve.platform.qr_codes import qr_code
from serve.platform.reader import language_of, languages_of
from serve.platform.settings import Settings
from serve.practice.permissions import PracticePermission
from serve.practice.routes import PracticesPart
from serve.practice.schemas import in_brief
from serve.seminars.domain import SeminarState
from serve.seminars.service import Seminars
from serve.sittings.compared import ScreenComparing
from serve.sittings.demonstrating import DemoPhotos
from serve.sittings.domain import SittingState, SittingStateError
from serve.sittings.joining_domain import written_code
from serve.sittings.page_steps import steps_on_page
from serve.sittings.routes import After, DemonstratingPart, Host, SittingId, SittingsPart
from serve.sittings.seat_pages import ScreensPart, speaker
from serve.sittings.service import HostView, Sittings
from serve.sittings.showing import Screens, in_thread

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})  # where no phone finds this computer
MOST_SEMINARS = 100

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

ComparingPart = Annotated[ScreenComparing, Depends(provided(ScreenComparing))]
DemoPhotosPart = Annotated[DemoPhotos, Depends(provided(DemoPhotos))]
SeminarsPart = Annotated[Seminars, Depends(provided(Seminars))]
Number = Annotated[int, Path(ge=1, le=999)]


@router.get("/sittings")
def get_list(
    request: Request,
    actor: Host,
    pages: PagesPart,
    sittings: SittingsPart,
    seminars: SeminarsPart,
    seminar: Annotated[str | None, Query(pattern="^y-[0-9a-f]{32}$")] = None,
    after: After = None,
) -> str:
    """Sittings, the latest first, and the form that opens one."""
    return _list_page(request, actor, pages, sittings, seminars, seminar, after)


def _list_page(
    request: Request,
    actor: Actor,
    pages: Pages,
    sittings: Sittings,
    seminars: Seminars,
    seminar: str | None,
    after: str | None = None,
    refused: SittingStateError | None = None,
) -> str:
    page = sittings.page(actor, seminar, after, PAGE)
    planned = seminars.page(actor, SeminarState.PLANNED, None, MOST_SEMINARS).entries
    own = [each.seminar for each in planned if each.organisation.id == actor.organisation_id]
    names = {
        "page": page,
        "titles": {each.id: sittings.plans.about(each.seminar_id) for each in page.entries},
        "seminars": own,
        "seminar": seminar,
        "refused": refused.message if refused else "",
        "open": next((each.id for each in page.entries if each.state is SittingState.OPEN), None),
        "idempotency_key": secrets.token_hex(16),
    }
    return rendered(request, pages, "sittings.html", **names)


@router.post("/sittings")
def post_sitting(
    request: Request,
    actor: Host,
    pages: PagesPart,
    sittings: SittingsPart,
    seminars: SeminarsPart,
    call: CallPart,
    seminar: Annotated[str, Form(pattern="^y-[0-9a-f]{32}$")],
    rehearsal: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Open a sitting, and lead it; or say at the form why it can't be."""
    try:
        return _to(sittings.open(actor, seminar, is_rehearsal=bool(rehearsal), call=call))
    except SittingStateError as refused:
        page = _list_page(request, actor, pages, sittings, seminars, seminar, refused=refused)
        return HTMLResponse(page, HTTPStatus.CONFLICT)


@router.get("/sittings/{sitting_id}")
async def get_sitting(
    request: Request,
    actor: Host,
    pages: PagesPart,
    sittings: SittingsPart,
    screens: ScreensPart,
    photos: DemoPhotosPart,
    comparing: ComparingPart,
    sitting_id: SittingId,
) -> str:
    """The page from which a sitting is led."""
    view = await in_thread(sittings.get, actor, sitting_id)()
    return rendered(request, pages, "sitting.html", **await _names(request, view, screens, photos, comparing))


@router.get("/sittings/{sitting_id}/now")
async def get_now(
    request: Request,
    actor: Host,
    pages: PagesPart,
    sittings: SittingsPart,
    screens: ScreensPart,
    photos: DemoPhotosPart,
    comparing: ComparingPart,
    sitting_id: SittingId,
) -> str:
    """The part of that page that changes."""
    view = await in_thread(sittings.get, actor, sitting_id)()
    return rendered(request, pages, "sitting_now.html", **await _names(request, view, screens, photos, comparing))


@router.get("/sittings/{sitting_id}/projector")
async def get_projector(
    request: Request,
    actor: Host,
    pages: PagesPart,
    sittings: SittingsPart,
    screens: ScreensPart,
    photos: DemoPhotosPart,
    comparing: ComparingPart,
    sitting_id: SittingId,
) -> str:
    """What everyone in the hall sees."""
    view = await in_thread(sittings.get, actor, sitting_id)()
    return rendered(request, pages, "projector.html", **await _names(request, view, screens, photos, comparing))


@router.get("/sittings/{sitting_id}/projector/now")
async def get_projector_now(
    request: Request,
    actor: Host,
    pages: PagesPart,
    sittings: SittingsPart,
    screens: ScreensPart,
    photos: DemoPhotosPart,
    comparing: ComparingPart,
    sitting_id: SittingId,
) -> str:
    """The part of it that changes."""
    view = await in_thread(sittings.get, actor, sitting_id)()
    return rendered(request, pages, "projector_now.html", **await _names(request, view, screens, photos, comparing))


async def _names(
    request: Request, view: HostView, screens: Screens, photos: DemoPhotos, comparing: ScreenComparing
) -> Mapping[str, Any]:
    sitting, step = view.sitting, view.sitting.shown
    about = await screens.about(sitting)
    shown = await screens.step(sitting, step, sitting.phase) if step else None
    code = sitting.join_code
    base = part_of(request.app, Settings).public_url or f"{request.url.scheme}://{request.url.netloc}"
    address = f"{base}/join" if code else ""
    return {
        "view": view,
        "sitting": sitting,
        "title": about.title if about else "",
        "shown": shown,
        "compared": await comparing.comparison(sitting, step) if step and step.is_comparison else None,
        "withheld": await screens.withheld(sitting, step) if step else None,
        "names": await screens.names(shown, languages_of(request)),
        "code": written_code(code) if code else "",
        "address": address,
        "qr": Markup(qr_code(f"{address}/{code}")) if code else "",  # noqa: S704  # it is made of squares alone
        "is_local": urlsplit(base).hostname in LOCAL,
        "steps": await steps_on_page(sitting, screens),
        "examined_photos": await photos.access(request.state.actor, sitting, sitting.shown),
        "may_practise": request.state.actor.may(PracticePermission.RUN),
        "spoken": speaker(*languages_of(request), language_of(request).tag),
        "idempotency_key": secrets.token_hex(16),
    }


@router.post("/sittings/{sitting_id}/step")
def post_step(
    actor: Host,
    sittings: SittingsPart,
    call: CallPart,
    sitting_id: SittingId,
    step: Annotated[int, Form(ge=1, le=999)],
) -> Response:
    """Show another step."""
    return _to(sittings.go_to(actor, sitting_id, step, call))


@router.post("/sittings/{sitting_id}/assist")
def post_assist(actor: Host, sittings: SittingsPart, call: CallPart, sitting_id: SittingId) -> Response:
    """Show the assistant's verdict to those who have answered."""
    return _to(sittings.assist(actor, sitting_id, call))


@router.get("/sittings/{sitting_id}/demo")
def get_demo(
    request: Request,
    actor: Host,
    pages: PagesPart,
    sittings: SittingsPart,
    practices: PracticesPart,
    catalogue: CataloguePart,
    sitting_id: SittingId,
) -> str:
    """The items that the host examined, of which one is shown in the live demo."""
    sitting = sittings.get(actor, sitting_id).sitting
    about, step = sittings.plans.about(sitting.seminar_id), sitting.shown
    shown = step.demonstration if step else None
    found = practices.page(actor, None, PAGE).entries
    names = {
        "sitting": sitting,
        "title": about.title if about else "",
        "practice": [in_brief(each) for each in found if step and each.verdict.product.id == step.product_id],
        "products": catalogue.names(languages_of(request)),
        "on_screen": shown.examination_id if shown else None,
        "revealed": step.assistance.outcome if step and step.assistance and step.revealed_at else None,
        "idempotency_key": secrets.token_hex(16),
    }
    return rendered(request, pages, "sitting_demo.html", **names)


@router.post("/sittings/{sitting_id}/demo")
def post_demo(
    actor: Host,
    demonstrating: DemonstratingPart,
    call: CallPart,
    sitting_id: SittingId,
    examination: Annotated[str, Form(pattern="^e-[0-9a-f]{32}$")],
) -> Response:
    """Show an item that the host examined."""
    return _to(demonstrating.choose(actor, sitting_id, examination, call))


@router.post("/sittings/{sitting_id}/reveal")
def post_reveal(actor: Host, sittings: SittingsPart, call: CallPart, sitting_id: SittingId) -> Response:
    """Show everyone the truth."""
    return _to(sittings.reveal(actor, sitting_id, call))


@router.post("/sittings/{sitting_id}/code")
def post_code(actor: Host, sittings: SittingsPart, call: CallPart, sitting_id: SittingId) -> Response:
    """Replace the join code."""
    return _to(sittings.renew_code(actor, sitting_id, call))


@router.post("/sittings/{sitting_id}/close")
def post_close(actor: Host, sittings: SittingsPart, call: CallPart, sitting_id: SittingId) -> Response:
    """End the sitting."""
    return _to(sittings.close(actor, sitting_id, call))


def _to(view: HostView) -> Response:
    return RedirectResponse(f"/sittings/{view.sitting.id}", HTTPStatus.SEE_OTHER)


@router.get("/sittings/{sitting_id}/steps/{number}/photos/{place}.jpg")
async def get_photo(
    actor: Host,
    sittings: SittingsPart,
    screens: ScreensPart,
    sitting_id: SittingId,
    number: Number,
    place: Annotated[int, Path(ge=0, le=99)],
) -> Response:
    """A photo of a question."""
    view = await anyio.to_thread.run_sync(partial(sittings.get, actor, sitting_id))
    return Response(await screens.picture(view.sitting, number, place), media_type="image/jpeg")


@router.get("/sittings/{sitting_id}/steps/{number}/views/{place}.jpg")
async def get_view(
    actor: Host,
    sittings: SittingsPart,
    screens: ScreensPart,
    sitting_id: SittingId,
    number: Number,
    place: Annotated[int, Path(ge=0, le=99)],
) -> Response:
    """The genuine picture of a shot of the shot list."""
    view = await anyio.to_thread.run_sync(partial(sittings.get, actor, sitting_id))
    return Response(await screens.view_picture(view.sitting, number, place), media_type="image/jpeg")


@router.get("/sittings/{sitting_id}/steps/{number}/examined/{index}.jpg")
async def get_examined(
    actor: Host,
    sittings: SittingsPart,
    photos: DemoPhotosPart,
    sitting_id: SittingId,
    number: Number,
    index: Annotated[int, Path(ge=0, le=9999)],
) -> Response:
    """A photo of the item of a live demo, also for those who did not examine it."""
    view = await anyio.to_thread.run_sync(partial(sittings.get, actor, sitting_id))
    return Response(await photos.photo(actor, view.sitting, number, index), media_type="image/jpeg")


@router.get("/sittings/{sitting_id}/steps/{number}/{label}.jpg")
async def get_compared(
    actor: Host, sittings: SittingsPart, comparing: ComparingPart, sitting_id: SittingId, number: Number, label: Label
) -> Response:
    """One of the two pictures of a comparison."""
    view = await anyio.to_thread.run_sync(partial(sittings.get, actor, sitting_id))
    return Response(await comparing.picture(view.sitting, number, label), media_type="image/jpeg")
