"""What phones open: the page on which they join, and the page of their seat with its stream. They need no account."""

from collections.abc import AsyncIterable, Callable, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path as Folder
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from model.errors import ShinganError
from model.messages import Localized
from serve.accounts.domain import new_secret
from serve.platform.dependencies import open_to_all, provided
from serve.platform.errors import NotFoundError
from serve.platform.languages import spoken
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.reader import language_of
from serve.platform.settings import Settings
from serve.platform.translations import Language
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import IS_NOT_SHOWN, AnswerStateError, Round, SeatAnswer, SentAnswer, checked_sureness
from serve.sittings.answering import AnswerQueue, PhoneAnswer
from serve.sittings.domain import (
    FOR_HOST_ALONE,
    EventKind,
    SittingEvent,
    SittingRejectedError,
    SittingState,
    SittingStateError,
)
from serve.sittings.following import CHANGED, followed
from serve.sittings.joining_domain import CODE_HOLDS
from serve.sittings.routes import AfterEvent, HubPart, LastEventId, SittingId
from serve.sittings.schemas import MOST_STEPS, SeatAnswerIn, SeatAnswerOut, answer_out
from serve.sittings.seating import Seating, SeatView, TooManyJoinsError
from serve.sittings.showing import Screens
from serve.sittings.step_domain import Phase

TEMPLATES = Folder(__file__).parent / "templates"
SEAT_COOKIE = "shingan_seat"
SEATS = "/s"
LONGEST_CODE = 20

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(open_to_all)])

SeatingPart = Annotated[Seating, Depends(provided(Seating))]
QueuePart = Annotated[AnswerQueue, Depends(provided(AnswerQueue))]
ScreensPart = Annotated[Screens, Depends(provided(Screens))]
SettingsPart = Annotated[Settings, Depends(provided(Settings))]
Code = Annotated[str, Path(max_length=LONGEST_CODE)]


def _given_secret(request: Request, response: Response, settings: SettingsPart) -> None:
    """Give a phone the secret of its seat with the form: two presses of its button are then one seat."""
    if SEAT_COOKIE not in request.cookies:
        _keep_secret(response, new_secret(), settings)


@router.get("/join", dependencies=[Depends(_given_secret)])
def get_join(
    request: Request, pages: PagesPart, seating: SeatingPart, code: Annotated[str, Query(max_length=LONGEST_CODE)] = ""
) -> str:
    """The form for a join code and the name of the seat."""
    return _join_page(request, pages, seating, code)


@router.get("/join/{code}", dependencies=[Depends(_given_secret)])
def get_join_with_code(request: Request, pages: PagesPart, seating: SeatingPart, code: Code) -> str:
    """The same with the code filled in: the address that the projector shows."""
    return _join_page(request, pages, seating, code)


@router.post("/join")
def post_join(
    request: Request,
    pages: PagesPart,
    seating: SeatingPart,
    settings: SettingsPart,
    code: Annotated[str, Form(max_length=100)] = "",
    label: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Take a seat, and go to its page."""
    address = request.client.host if request.client else ""
    try:
        held = request.cookies.get(SEAT_COOKIE)
        joined = seating.join(code, label, language_of(request).tag, address, held)
    except (SittingRejectedError, NotFoundError, SittingStateError, TooManyJoinsError) as refused:
        return HTMLResponse(_join_page(request, pages, seating, code, label, refused), _status_of(refused))
    response = RedirectResponse(f"{SEATS}/{joined.seat.sitting_id}", HTTPStatus.SEE_OTHER)
    _keep_secret(response, joined.secret, settings)
    return response


def _keep_secret(response: Response, secret: str, settings: Settings) -> None:
    response.set_cookie(
        SEAT_COOKIE,
        secret,
        max_age=int(CODE_HOLDS.total_seconds()),
        path="/",  # a phone that joins again gets its own seat
        httponly=True,
        samesite="lax",
        secure=settings.is_secure,
    )


def _status_of(refused: ShinganError) -> HTTPStatus:
    match refused:
        case TooManyJoinsError():
            return HTTPStatus.TOO_MANY_REQUESTS
        case NotFoundError():
            return HTTPStatus.NOT_FOUND
        case SittingStateError():
            return HTTPStatus.CONFLICT
        case _:
            return HTTPStatus.UNPROCESSABLE_ENTITY


def _join_page(
    request: Request, pages: Pages, seating: Seating, code: str, label: str = "", refused: ShinganError | None = None
) -> str:
    field = getattr(refused, "field", None) or ("code" if refused else "")
    error = refused.message if refused else ""
    names = {"code": code, "label": label, "field": field, "error": error}
    joined = seating.joined(request.cookies.get(SEAT_COOKIE))
    return rendered(request, pages, "join.html", **names, joined=joined and f"{SEATS}/{joined}")


def _viewed(request: Request, seating: SeatingPart, sitting_id: SittingId) -> SeatView:
    """What the seat of the caller's cookie may know now."""
    return seating.view(request.cookies.get(SEAT_COOKIE), sitting_id)


View = Annotated[SeatView, Depends(_viewed)]


@router.get(f"{SEATS}/{{sitting_id}}")
async def get_seat(request: Request, pages: PagesPart, view: View, screens: ScreensPart) -> str:
    """The page of a seat: what is shown now, and the form for its answer."""
    return rendered(request, pages, "seat.html", view=view, **await _shown_to(view, screens, language_of(request)))


@router.get(f"{SEATS}/{{sitting_id}}/now")
async def get_now(request: Request, pages: PagesPart, view: View, screens: ScreensPart) -> str:
    """The part of that page that changes."""
    return pages.render(
        "seat_now.html", language=language_of(request), **await _shown_to(view, screens, language_of(request))
    )


async def _shown_to(view: SeatView, screens: Screens, language: Language) -> dict[str, Any]:
    """What the template of a seat is given."""
    sitting = view.sitting
    shown = await screens.step(sitting, sitting.shown, sitting.phase) if sitting.shown else None
    answers = {each.given.round.value: each.given for each in view.answers}
    if shown and shown.step.is_question and not view.sees_assistance:
        shown = replace(shown, assistance=None, said=())
    is_over = sitting.state is SittingState.CLOSED
    return {
        "sitting_id": sitting.id,
        "shown": shown,
        "answers": answers,
        "is_over": is_over,
        "is_rehearsal": sitting.is_rehearsal,
        "is_seat": True,
        "names": await screens.names(shown, [language.tag]),
        "spoken": speaker(language.tag),
    }


def speaker(*tags: str) -> Callable[[Mapping[str, str]], Localized]:
    """Chooses texts of product sheets for these languages, the best first."""
    return lambda texts: spoken(texts, tags)


@router.post(f"{SEATS}/{{sitting_id}}/answers", response_class=JSONResponse)
async def post_answer(
    request: Request, queue: QueuePart, screens: ScreensPart, sitting_id: SittingId, given: SeatAnswerIn
) -> SeatAnswerOut:
    """Keep an answer; this is answered once it is durable, and the same answer again is answered alike."""
    return answer_out(await _kept(request, queue, screens, sitting_id, given.given))


async def _kept(
    request: Request, queue: AnswerQueue, screens: Screens, sitting_id: SittingId, given: SentAnswer
) -> SeatAnswer:
    if not await screens.takes_answers(sitting_id, given.step):
        raise AnswerStateError(IS_NOT_SHOWN)
    return await queue.keep(PhoneAnswer(request.cookies.get(SEAT_COOKIE), sitting_id, given))


@router.get(f"{SEATS}/{{sitting_id}}/steps/{{number}}/photos/{{place}}.jpg")
async def get_photo(
    view: View,
    screens: ScreensPart,
    number: Annotated[int, Path(ge=1, le=999)],
    place: Annotated[int, Path(ge=0, le=99)],
) -> Response:
    """A photo of the question that is shown."""
    if number != view.sitting.step:
        number = 0  # of no step: a phone sees the photos of the step that is shown, and no others
    return Response(await screens.picture(view.sitting, number, place), media_type="image/jpeg")


@router.post(f"{SEATS}/{{sitting_id}}/answer")
async def post_answer_form(
    request: Request,
    queue: QueuePart,
    screens: ScreensPart,
    sitting_id: SittingId,
    step: Annotated[int, Form(ge=1, le=MOST_STEPS)],
    choice: Annotated[Choice, Form()],
    sureness: Annotated[Sureness | None, Form()] = None,
    which: Annotated[Round, Form(alias="round")] = Round.FIRST,
) -> Response:
    """The same for a page without scripts: keep the answer, and go back to the seat."""
    given = SentAnswer(step, which, choice, checked_sureness(choice, sureness))
    await _kept(request, queue, screens, sitting_id, given)
    return RedirectResponse(f"{SEATS}/{sitting_id}", HTTPStatus.SEE_OTHER)


class SeatEvent(NamedTuple):
    """What a phone is told of an event.

    Attributes:
        html: what it shows from now on, without its own answers; None where that depends on them, so that it asks.
    """

    number: int
    step: int
    phase: str
    html: str | None


@router.get(f"{SEATS}/{{sitting_id}}/events", response_class=EventSourceResponse)
async def get_events(
    request: Request,
    pages: PagesPart,
    view: View,
    screens: ScreensPart,
    hub: HubPart,
    last_event_id: LastEventId = "",
    after: AfterEvent = 0,
) -> AsyncIterable[ServerSentEvent]:
    """What happens on the projector, after the last event that the phone has."""
    language = language_of(request)
    async for event in followed(hub, screens, view.sitting, int(last_event_id or after)):
        if event is None:
            yield ServerSentEvent(data={}, event=CHANGED)  # without a number: it is no event of the sitting
            continue
        if event.kind in FOR_HOST_ALONE:
            continue
        key = ("html", event.sitting_id, event.number, language.tag)
        html = await screens.memory.get(key, partial(_html, pages, screens, event, language))
        told = SeatEvent(event.number, event.step, event.phase.value, html)
        yield ServerSentEvent(data=told._asdict(), event=event.kind.value, id=str(event.number))


async def _html(pages: Pages, screens: Screens, event: SittingEvent, language: Language) -> str | None:
    """What all seats in a language show after an event."""
    if event.phase is Phase.ASSISTING:
        return None
    sitting = await screens.sealed(event.sitting_id)
    step = sitting.steps[event.step - 1] if event.step else None
    shown = await screens.step(sitting, step, event.phase) if step else None
    is_over = event.kind is EventKind.CLOSED
    names: dict[str, Any] = {
        "sitting_id": sitting.id,
        "shown": shown,
        "answers": {},
        "is_over": is_over,
        "is_rehearsal": sitting.is_rehearsal,
        "is_seat": False,
        "names": await screens.names(shown, [language.tag]),
        "spoken": speaker(language.tag),
    }
    return pages.render("seat_now.html", language=language, **names)
