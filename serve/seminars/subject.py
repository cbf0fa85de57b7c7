"""The parts of seminars."""

from collections.abc import Mapping

import anyio
import anyio.to_thread
import structlog

from model.messages import message
from serve.catalogue.sheet_displays import SheetDisplay
from serve.clearances.displays import ClearanceDisplay
from serve.clearances.holding import Holding
from serve.clearances.lasting import Lasting
from serve.platform.errors import ClockError, StorageError
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.seminars import (
    choice_messages,
    examples,
    page_parts,
    pages,
    picture_routes,
    review_pages,
    routes,
    slot_pages,
    slot_routes,
    tables,
)
from serve.seminars.blocking import SlotBlocking, displaying_slots, keep_blocked
from serve.seminars.domain import SeminarRejectedError, SeminarStateError
from serve.seminars.drawer import AnswerSource, Drawer
from serve.seminars.handouts import Handouts
from serve.seminars.lesson_pictures import LessonPictures
from serve.seminars.messages import FOR_TEMPLATES
from serve.seminars.permissions import GRANTS, SeminarPermission
from serve.seminars.preparing import SlotPreparing
from serve.seminars.reviewing import SlotReviewing
from serve.seminars.service import Seminars
from serve.seminars.sheet_uses import SlotsOfSheets, ask_again, using_slots
from serve.seminars.showing import SeminarShowing
from serve.seminars.sitting_source import SittingSource
from serve.seminars.verifier import SeminarVerifier
from serve.seminars.waiting import BLOCKED_SLOTS, SLOTS_TO_RELEASE
from serve.seminars.work import SeminarWork
from serve.teaching.comparing import PointComparing

log = structlog.get_logger(__name__)
MINUTE = 60


def _parts(parts: Parts) -> Mapping[type, object]:
    works, holding = parts[Works].of(SeminarWork), parts[Holding]
    showing, drawer = SeminarShowing(works, holding), Drawer(parts.subjects.extensions(AnswerSource))
    sittings = parts.subjects.extensions(SittingSource)
    seminars, using = Seminars(works, showing, drawer, sittings), SlotsOfSheets(works, showing)
    pictures = LessonPictures(works, showing, holding, parts.settings.limits.intake)
    return {
        SeminarShowing: showing,
        Seminars: seminars,
        LessonPictures: pictures,
        Handouts: Handouts(works, seminars, parts[Lasting], pictures, parts[PointComparing]),
        SlotPreparing: SlotPreparing(works, showing, drawer, holding, sittings),
        SlotReviewing: SlotReviewing(works, showing, holding),
        SlotsOfSheets: using,
        SlotBlocking: SlotBlocking(works, showing, using),
    }


async def _keep_blocking(parts: Parts) -> None:
    """A clearance ends, an agency is refused, an item is withdrawn: subjects before this one do not tell."""
    while True:
        await anyio.sleep(MINUTE)
        try:
            await anyio.to_thread.run_sync(parts[SlotBlocking].keep)
        except (StorageError, ClockError) as fault:
            log.warning("blocked_slots_not_kept", error=str(fault))


SUBJECT = Subject(
    name="seminars",
    grants=GRANTS,
    parts=_parts,
    routers=(
        routes.router,
        slot_routes.adding,
        slot_routes.router,
        picture_routes.router,
        slot_pages.router,
        pages.router,
        review_pages.router,
    ),
    templates=page_parts.TEMPLATES,
    menu=(
        MenuEntry(SeminarPermission.READ, "/seminars", message("Seminars")),
        MenuEntry(
            SeminarPermission.REVIEW,
            "/seminar-slots",
            message("Seminars"),
        ),
    ),
    messages={**FOR_TEMPLATES, **choice_messages.FOR_TEMPLATES},
    problems={
        SeminarRejectedError: ProblemKind("seminar-rejected", 422, message("The seminar can't be prepared like this")),
        SeminarStateError: ProblemKind(
            "seminar-state", 409, message("The state of the seminar does not allow this"), LOOK_AGAIN
        ),
    },
    examples=examples.EXAMPLES,
    verifiers=(lambda _: SeminarVerifier(),),
    tables=(
        tables.seminars,
        tables.agencies,
        tables.slots,
        tables.lessons,
        tables.points,
        tables.questions,
    ),
    extensions=(
        SLOTS_TO_RELEASE,
        *BLOCKED_SLOTS,
        SheetDisplay("sheet_slots.html", using_slots, ask_again),
        ClearanceDisplay("clearance_slots.html", displaying_slots, keep_blocked),
    ),
    tasks=(_keep_blocking,),
)
