"""The pages on which people prepare seminars, change and end them, and read their agenda."""

import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import NOTHING, Localized, Message, Wording, listed
from serve.accounts.countries import by_name
from serve.accounts.domain import Actor, Organisation
from serve.accounts.guard import CallPart
from serve.accounts.permissions import OrganisationKind
from serve.examinations.routes import CataloguePart
from serve.platform.clock import Clock
from serve.platform.dependencies import provided
from serve.platform.pages import Pages, PagesPart, rendered
from serve.platform.reader import language_of, languages_of
from serve.platform.translations import Language
from serve.platform.versions import ANY_VERSION, ReadVersion, etag
from serve.seminars.agenda import AgendaStepKind, Step
from serve.seminars.domain import Seminar, SeminarRejectedError, SeminarState, SlotState
from serve.seminars.draft_domain import LONGEST_TITLE
from serve.seminars.handouts import lessons_in_handout
from serve.seminars.messages import ASSISTED, STEPS
from serve.seminars.page_forms import SeminarForm
from serve.seminars.page_lessons import names_of_products, point_title
from serve.seminars.page_parts import SlotOnPage, slot_for_preparers
from serve.seminars.permissions import SeminarPermission
from serve.seminars.routes import After, Preparer, Reader, SeminarId, SeminarsPart
from serve.seminars.service import Seminars, ShownSeminar

LISTED = 25

router = APIRouter(prefix="/seminars", include_in_schema=False, default_response_class=HTMLResponse)
Chosen = Annotated[SeminarForm, Form()]
ClockPart = Annotated[Clock, Depends(provided(Clock))]


@router.get("")
def get_seminars(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    seminars: SeminarsPart,
    state: SeminarState = SeminarState.PLANNED,
    after: After = None,
) -> str:
    """The seminars in one state, the latest first."""
    page = seminars.page(actor, state, after, LISTED)
    blocked = seminars.blocked(actor, page.entries) if state is SeminarState.PLANNED else {}
    names = {
        "page": page,
        "state": state,
        "may_prepare": actor.may(SeminarPermission.PREPARE),
        "counts": {
            each.seminar.id: (sum(each.states.values()), each.states.get(SlotState.RELEASED, 0))
            for each in page.entries
        },
        "blocked": blocked,
    }
    return rendered(request, pages, "seminars.html", **names)


@router.get("/new")
def get_new(request: Request, actor: Preparer, pages: PagesPart, seminars: SeminarsPart) -> str:
    """The form of a new seminar."""
    form = SeminarForm(country=actor.organisation.country or "", languages=[language_of(request).tag])
    return _Writing(request, actor, pages, seminars).form(form)


@router.post("")
def post_new(
    request: Request, actor: Preparer, pages: PagesPart, seminars: SeminarsPart, call: CallPart, given: Chosen
) -> Response:
    """Prepare a seminar, and continue to it."""
    try:
        made = seminars.prepare(actor, given.draft(chooses_agencies=_chooses_agencies(actor)), call)
    except SeminarRejectedError as fault:
        return _Writing(request, actor, pages, seminars).refused(given, fault)
    return to_seminar(made.seminar.id)


@router.get("/{seminar_id}")
def get_seminar(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    seminars: SeminarsPart,
    catalogue: CataloguePart,
    clock: ClockPart,
    seminar_id: SeminarId,
) -> str:
    """One seminar with its slots."""
    read, languages = seminars.get(actor, seminar_id), languages_of(request)
    called = names_of_products(read.slots, languages, catalogue.names(languages))
    slots = [slot_for_preparers(each, called) for each in read.slots]
    may_change, is_over = changeable(read), read.seminar.day <= clock.shown().date()
    has_ended = read.seminar.state is SeminarState.CLOSED
    names = {
        "read": read,
        "agencies": listed([agency.name for agency in read.agencies]),
        "languages": [_named(tag) for tag in read.seminar.languages],
        "slots": slots,
        "may_change": may_change,
        "is_over": is_over,
        "was_held": bool(slots) and (has_ended or (is_over and read.seminar.state is SeminarState.PLANNED)),
        "has_handout": any(lessons_in_handout(read)),
        "has_released": any(each.slot.state is SlotState.RELEASED for each in read.slots),
        "next_slot": next((each for each in slots if _is_open(each)), None) if may_change else None,
        "idempotency_key": secrets.token_urlsafe(),
    }
    return rendered(request, pages, "seminar.html", **names)


class _NamedLanguage(NamedTuple):
    tag: str
    name: str

    @property
    def localized(self) -> Localized:
        """Its name, in itself."""
        return Localized(self.name, self.tag)


def _named(tag: str) -> _NamedLanguage:
    return _NamedLanguage(tag, Language(tag).name)


def changeable(read: ShownSeminar) -> bool:
    """Whether the reader may change a seminar."""
    return read.is_own and read.seminar.state is SeminarState.PLANNED


def _is_open(each: SlotOnPage) -> bool:
    """Whether people who prepare the seminar have something to do with a slot."""
    return bool(each.blocks) or each.slot.state in {SlotState.DRAFT, SlotState.RETURNED}


@router.get("/{seminar_id}/edit")
def get_edit(request: Request, actor: Preparer, pages: PagesPart, seminars: SeminarsPart, seminar_id: SeminarId) -> str:
    """The form of a seminar."""
    seminar = seminars.get(actor, seminar_id).seminar
    return _Writing(request, actor, pages, seminars, seminar).form(SeminarForm.of(seminar))


@router.post("/{seminar_id}/edit")
def post_edit(
    request: Request, actor: Preparer, pages: PagesPart, seminars: SeminarsPart, seminar_id: SeminarId, given: Chosen
) -> Response:
    """Change a seminar."""
    seminar = seminars.get(actor, seminar_id).seminar
    try:
        values = given.changes(seminar, chooses_agencies=_chooses_agencies(actor))
        seminars.change(actor, seminar_id, values, version_of(given.version))
    except SeminarRejectedError as fault:
        return _Writing(request, actor, pages, seminars, seminar).refused(given, fault)
    return to_seminar(seminar_id)


def version_of(version: str) -> ReadVersion:
    """What the form of a change was made from."""
    return ReadVersion({etag(version)}) if version else ANY_VERSION


@router.post("/{seminar_id}/cancel")
def post_cancel(actor: Preparer, seminars: SeminarsPart, call: CallPart, seminar_id: SeminarId) -> RedirectResponse:
    """Cancel a seminar."""
    seminars.cancel(actor, seminar_id, call)
    return to_seminar(seminar_id)


@router.post("/{seminar_id}/close")
def post_close(actor: Preparer, seminars: SeminarsPart, call: CallPart, seminar_id: SeminarId) -> RedirectResponse:
    """Close a seminar that is over."""
    seminars.close(actor, seminar_id, call)
    return to_seminar(seminar_id)


@router.get("/{seminar_id}/agenda")
def get_agenda(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    seminars: SeminarsPart,
    seminar_id: SeminarId,
    *,
    rehearsal: bool = False,
) -> str:
    """The steps of a seminar in order, or of a rehearsal."""
    read, languages = seminars.get(actor, seminar_id), languages_of(request)
    products = names_of_products(read.slots, languages, {})
    points = _points(read, languages)
    names = {
        "seminar": read.seminar,
        "is_rehearsal": rehearsal,
        "left_out": sum(not each.is_ready for each in read.slots),
        "steps": [
            StepOnPage(each.number, _words(each, points), products[each.product_id])
            for each in seminars.agenda(actor, seminar_id, is_rehearsal=rehearsal)
        ],
    }
    return rendered(request, pages, "seminar_agenda.html", **names)


class StepOnPage(NamedTuple):
    """A step of the agenda; `about` is the product."""

    number: int
    words: Message
    about: Localized


def _points(read: ShownSeminar, languages: Sequence[str]) -> Mapping[tuple[str, str | None], Localized]:
    """The titles of points, by product and id."""
    lessons = (lesson for slot in read.slots for lesson in slot.lessons)
    return {
        (lesson.lesson.product_id, each.point.id): point_title(each.point, languages)
        for lesson in lessons
        for each in lesson.points
    }


def _words(step: Step, points: Mapping[tuple[str, str | None], Localized]) -> Message:
    if step.kind is AgendaStepKind.COMPARISON:
        return STEPS[step.kind].of(point=points[step.product_id, step.point_id])
    return ASSISTED if step.is_assisted else STEPS[step.kind]


def to_seminar(seminar_id: str) -> RedirectResponse:
    """Continue to a seminar."""
    return RedirectResponse(f"/seminars/{seminar_id}", HTTPStatus.SEE_OTHER)


def _chooses_agencies(actor: Actor) -> bool:
    """Whether a person prepares seminars for any agencies, not for their own."""
    return actor.kind != OrganisationKind.AGENCY


class _Writing(NamedTuple):
    """The form of a seminar, for one request."""

    request: Request
    actor: Actor
    pages: Pages
    seminars: Seminars
    seminar: Seminar | None = None

    def form(self, form: SeminarForm, problem: Wording = NOTHING) -> str:
        """The form with what was chosen in it."""
        names: dict[str, Any] = {
            "form": form,
            "seminar": self.seminar,
            "problem": problem,
            "countries": by_name(language_of(self.request)),
            "agencies": self._agencies(),
            "longest_title": LONGEST_TITLE,
            "idempotency_key": secrets.token_urlsafe(),
        }
        return rendered(self.request, self.pages, "seminar_form.html", **names)

    def _agencies(self) -> list[Organisation]:
        if not _chooses_agencies(self.actor):
            return []
        found = self.seminars.showing.organisations().values()
        return sorted((each for each in found if each.kind == OrganisationKind.AGENCY), key=lambda each: each.name)

    def refused(self, form: SeminarForm, fault: SeminarRejectedError) -> Response:
        """The form again, with what is wrong in it."""
        return HTMLResponse(self.form(form, fault.message), HTTPStatus.UNPROCESSABLE_ENTITY)
