"""The pages on which a person takes a course: lessons, practice, warm-ups and the final test."""

import secrets
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from pydantic import StringConstraints

from serve.accounts.guard import CallPart
from serve.courses.domain import WARM_UP_TAKES, CourseOverError, Occasion, QuestionGoneError
from serve.courses.learner_views import AskedQuestion, Feedback, OwnTest, given_answer
from serve.courses.page_parts import names_of, photos_of, places_of
from serve.courses.permissions import CoursePermission
from serve.courses.routes import (
    AnswerId,
    CourseId,
    CoursesPart,
    Learner,
    LearningPart,
    ProductName,
    ShowingPart,
    TestId,
)
from serve.courses.showing import NO_LESSON
from serve.platform.clock import Clock
from serve.platform.dependencies import provided
from serve.platform.errors import NotFoundError
from serve.platform.pages import PagesPart, rendered
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import MOST_TAPS, Tap


class CourseRoute(APIRoute):
    """Goes on to the page of the course, which says so, where a course is over: on a bookmark, or in the middle."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of a request."""
        handle = super().get_route_handler()

        async def handle_or_go_on(request: Request) -> Response:
            try:
                return await handle(request)
            except CourseOverError:
                return RedirectResponse(f"/courses/{request.path_params['course_id']}", HTTPStatus.SEE_OTHER)

        return handle_or_go_on


router = APIRouter(
    prefix="/courses", include_in_schema=False, default_response_class=HTMLResponse, route_class=CourseRoute
)

ClockPart = Annotated[Clock, Depends(provided(Clock))]
LATEST = 4_102_444_800  # the beginning of the year 2100, in seconds since 1970
End = Annotated[int, Query(ge=0, le=LATEST, description="When a warm-up ends, in seconds since 1970; 0 for practice.")]
EndSent = Annotated[int, Form(ge=0, le=LATEST)]
Gone = Annotated[int, Query(ge=0, le=1, description="1: the question answered before is not asked any more.")]
QuestionSent = Annotated[str, Form(pattern="^x-[0-9a-f]{32}$")]
ChoiceSent = Annotated[Choice, Form()]
SurenessSent = Annotated[Sureness | None, Form()]
TAP = "^[0-9]{1,2} (?:0(?:[.][0-9]{1,6})?|1) (?:0(?:[.][0-9]{1,6})?|1)$"  # a photo's place, and fractions of its sides
TapSent = Annotated[str, StringConstraints(pattern=TAP)]
TapsSent = Annotated[Sequence[TapSent], Form(max_length=MOST_TAPS)]


@router.get("/{course_id}")
def get_course(
    request: Request,
    actor: Learner,
    pages: PagesPart,
    learning: LearningPart,
    courses: CoursesPart,
    course_id: CourseId,
) -> str:
    """A course as the person who takes it sees it, with what they have reached; or that it is over."""
    offered = courses.get(actor, course_id)
    if not offered.is_running:
        return rendered(request, pages, "course_over.html", course=offered.course)
    read = learning.progress(actor, course_id)
    names = {
        **names_of(request, course_id, read.content),
        "may_offer": actor.may(CoursePermission.OFFER),
        "organisation": offered.organisation.name,
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "course.html", read=read, **names)


@router.get("/{course_id}/lessons/{product_id}")
def get_lesson(
    request: Request,
    actor: Learner,
    pages: PagesPart,
    showing: ShowingPart,
    course_id: CourseId,
    product_id: ProductName,
) -> str:
    """A lesson: the shot list, and genuine and counterfeit point by point."""
    course = showing.running(actor, course_id)
    content = showing.content(course, actor.organisation_id)
    shown = content.lesson(product_id)
    if shown is None:
        raise NotFoundError(NO_LESSON)
    names = names_of(request, course_id, content)
    return rendered(request, pages, "course_lesson.html", course=course, shown=shown, **names)


@router.get("/{course_id}/practice")
def get_practice(
    request: Request,
    actor: Learner,
    pages: PagesPart,
    learning: LearningPart,
    clock: ClockPart,
    course_id: CourseId,
    end: End = 0,
    gone: Gone = 0,
) -> Response:
    """The next question of practice, or of a warm-up that is not over."""
    if end and clock.shown() >= _moment(end):
        return RedirectResponse(f"/courses/{course_id}/warm-up?end={end}", HTTPStatus.SEE_OTHER)
    read = learning.next(actor, course_id, _occasion(end))
    return HTMLResponse(_question(request, pages, read, f"/courses/{course_id}/practice", end=end, gone=bool(gone)))


def _question(
    request: Request,
    pages: PagesPart,
    read: AskedQuestion,
    action: str,
    *,
    end: int = 0,
    gone: bool = False,
    test: OwnTest | None = None,
) -> str:
    names = {
        **names_of(request, read.course.id, read.content),
        "photos_shown": photos_of(read.course.id, read.shown),
        "end": end,
        "gone": gone,
        "action": action,
        "test": test,
        "questions": test.answered + len(test.left) if test else 0,
        "until": test.test.until if test else None,
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "course_question.html", read=read, **names)


@router.post("/{course_id}/practice")
def post_practice(
    actor: Learner,
    learning: LearningPart,
    call: CallPart,
    course_id: CourseId,
    question: QuestionSent,
    choice: ChoiceSent,
    sureness: SurenessSent = None,
    end: EndSent = 0,
    taps: TapsSent = (),
) -> Response:
    """Keep an answer, then show the truth; or go on if the question is not asked any more."""
    try:
        said = given_answer(question, choice, sureness)._replace(taps=_tapped(taps))
        made = learning.answer(actor, course_id, _occasion(end), said, call)
    except QuestionGoneError:
        return RedirectResponse(f"/courses/{course_id}/practice?end={end}&gone=1", HTTPStatus.SEE_OTHER)
    return RedirectResponse(f"/courses/{course_id}/answers/{made.answer.id}?end={end}", HTTPStatus.SEE_OTHER)


@router.get("/{course_id}/answers/{answer_id}")
def get_answer(
    request: Request,
    actor: Learner,
    pages: PagesPart,
    learning: LearningPart,
    course_id: CourseId,
    answer_id: AnswerId,
    end: End = 0,
) -> str:
    """The person's answer beside the truth, and where to look."""
    read = learning.feedback(actor, course_id, answer_id)
    names = {**names_of(request, course_id, read.content), "photos_shown": _marked(read), "end": end}
    tells = read.content.tells(read.shown) if read.shown else []
    return rendered(request, pages, "course_answer.html", read=read, tells=tells, **names)


def _marked(read: Feedback) -> list[tuple[str, list[tuple[float, ...]]]]:
    """The addresses of the photos of an answer's question, each with the places of its tells."""
    photos = read.shown.photos if read.shown else ()
    return list(zip(photos_of(read.course.id, read.shown), map(places_of, photos), strict=True))


@router.get("/{course_id}/warm-up")
def get_warm_up(
    request: Request,
    actor: Learner,
    pages: PagesPart,
    learning: LearningPart,
    course_id: CourseId,
    end: End = 0,
) -> str:
    """What a warm-up is; or, after one, how it went."""
    read = learning.progress(actor, course_id)
    given = learning.warmed_up(actor, course_id, _moment(end) - WARM_UP_TAKES) if end else []
    names = {
        **names_of(request, course_id, read.content),
        "is_over": bool(end),
        "asked": len(given),
        "right": sum(each.is_right for each in given),
    }
    return rendered(request, pages, "course_warm_up.html", read=read, **names)


@router.post("/{course_id}/warm-up")
def post_warm_up(actor: Learner, showing: ShowingPart, clock: ClockPart, course_id: CourseId) -> Response:
    """Begin a warm-up: it ends two minutes from now."""
    showing.running(actor, course_id)
    end = int((clock.shown() + WARM_UP_TAKES).timestamp())
    return RedirectResponse(f"/courses/{course_id}/practice?end={end}", HTTPStatus.SEE_OTHER)


@router.post("/{course_id}/tests")
def post_test(actor: Learner, learning: LearningPart, call: CallPart, course_id: CourseId) -> Response:
    """Begin a final test."""
    made = learning.begin_test(actor, course_id, call)
    return _to_test(course_id, made.test.id)


@router.get("/{course_id}/tests/{test_id}")
def get_test(
    request: Request,
    actor: Learner,
    pages: PagesPart,
    learning: LearningPart,
    course_id: CourseId,
    test_id: TestId,
    gone: Gone = 0,
) -> str:
    """The next question of a final test; or that it can be handed in, or how it ended."""
    read = learning.test(actor, course_id, test_id)
    if read.left and read.is_open:
        asked = AskedQuestion(read.course, read.content, read.left[0], read.answered + 1)
        return _question(request, pages, asked, f"/courses/{course_id}/tests/{test_id}", gone=bool(gone), test=read)
    names = {**names_of(request, course_id, read.content), "idempotency_key": secrets.token_urlsafe()}
    return rendered(request, pages, "course_test.html", read=read, **names)


@router.post("/{course_id}/tests/{test_id}")
def post_test_answer(
    actor: Learner,
    learning: LearningPart,
    call: CallPart,
    course_id: CourseId,
    test_id: TestId,
    question: QuestionSent,
    choice: ChoiceSent,
    sureness: SurenessSent = None,
) -> Response:
    """Keep an answer of a test, and go on."""
    try:
        learning.answer_test(actor, course_id, test_id, given_answer(question, choice, sureness), call)
    except QuestionGoneError:
        return _to_test(course_id, test_id, "?gone=1")
    return _to_test(course_id, test_id)


@router.post("/{course_id}/tests/{test_id}/hand-in")
def post_hand_in(
    actor: Learner, learning: LearningPart, call: CallPart, course_id: CourseId, test_id: TestId
) -> Response:
    """End a test."""
    learning.hand_in(actor, course_id, test_id, call)
    return _to_test(course_id, test_id)


def _to_test(course_id: str, test_id: str, query: str = "") -> Response:
    return RedirectResponse(f"/courses/{course_id}/tests/{test_id}{query}", HTTPStatus.SEE_OTHER)


def _tapped(sent: Sequence[str]) -> tuple[Tap, ...]:
    written = (each.split(" ") for each in sent)
    return tuple(Tap(int(photo), float(x), float(y)) for photo, x, y in written)


def _occasion(end: int) -> Occasion:
    return Occasion.WARM_UP if end else Occasion.PRACTICE


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
