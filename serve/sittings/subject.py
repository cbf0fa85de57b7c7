"""The parts of sittings."""

from collections.abc import Mapping

import anyio
import anyio.to_thread
import structlog

from model.messages import message
from serve.catalogue.service import Catalogue
from serve.clearances.holding import Holding
from serve.examinations.pictures import Pictures
from serve.examinations.service import Examinations
from serve.platform.errors import ClockError, StorageError
from serve.platform.pages import Pages
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.practice.service import Practices
from serve.releases.service import Releases
from serve.seminars.service import Seminars
from serve.sittings import examples, pages, routes, seat_pages, tables
from serve.sittings.answer_domain import AnswerStateError
from serve.sittings.answering import Answering, AnswerQueue
from serve.sittings.assisting import ASSIST, Assisting
from serve.sittings.compared import ScreenComparing
from serve.sittings.demonstrating import Demonstrating, DemoPhotos
from serve.sittings.domain import SittingRejectedError, SittingStateError
from serve.sittings.hub import Hub
from serve.sittings.joining_domain import NoSeatError
from serve.sittings.messages import FOR_TEMPLATES
from serve.sittings.permissions import GRANTS
from serve.sittings.planning import HELD, SeminarPlans
from serve.sittings.seating import Seating, TooManyJoinsError
from serve.sittings.service import Sittings
from serve.sittings.showing import Screens
from serve.sittings.verifier import SittingVerifier
from serve.sittings.warming import Warming
from serve.sittings.work import SittingWork
from serve.teaching.comparing import PointComparing

log = structlog.get_logger(__name__)
HOUR = 3600


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(SittingWork)
    hub = Hub(works)
    answering, plans = Answering(works, hub), SeminarPlans(parts[Seminars])
    sittings = Sittings(works, plans, hub)
    screens = Screens(works, plans, parts[Holding], parts[Catalogue])
    return {
        Hub: hub,
        Sittings: sittings,
        Seating: Seating(works, hub),
        Answering: answering,
        AnswerQueue: AnswerQueue(answering),
        Demonstrating: Demonstrating(sittings, parts[Practices], plans, parts[Holding]),
        DemoPhotos: DemoPhotos(screens, parts[Examinations], parts[Pictures]),
        Screens: screens,
        ScreenComparing: ScreenComparing(screens, parts[PointComparing]),
        Assisting: Assisting(works, plans, parts[Holding], parts[Releases]),
    }


async def _follow(parts: Parts) -> None:
    await parts[Hub].run()


async def _close_forgotten(parts: Parts) -> None:
    while True:
        try:
            await anyio.to_thread.run_sync(parts[Sittings].close_forgotten)
        except (StorageError, ClockError) as fault:
            log.warning("sittings_not_closed", error=str(fault))
        await anyio.sleep(HOUR)


async def _warm(parts: Parts) -> None:
    try:
        await Warming(parts[Works].of(SittingWork), parts[Screens], parts[Pages]).prepare()
    except (StorageError, ClockError) as fault:
        log.warning("screens_not_prepared", error=str(fault))


def _end_streams(parts: Parts) -> None:
    parts[Hub].end()


SUBJECT = Subject(
    name="sittings",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router, seat_pages.router),
    templates=seat_pages.TEMPLATES,
    problems={
        SittingRejectedError: ProblemKind("sitting-rejected", 422, message("This can't be taken like this")),
        SittingStateError: ProblemKind(
            "sitting-state", 409, message("Where the sitting stands does not allow this"), LOOK_AGAIN
        ),
        AnswerStateError: ProblemKind(
            "answer-state", 409, message("The question does not take this answer"), LOOK_AGAIN
        ),
        NoSeatError: ProblemKind("no-seat", 404, message("This phone has no seat")),
        TooManyJoinsError: ProblemKind("too-many-joins", 429, message("Too many attempts to join")),
    },
    messages=FOR_TEMPLATES,
    examples=examples.EXAMPLES,
    tables=(tables.sittings, tables.steps, tables.seats, tables.answers, tables.taps, tables.events),
    verifiers=(lambda _: SittingVerifier(),),
    extensions=(ASSIST, HELD),
    tasks=(_follow, _close_forgotten, _warm),
    ending=_end_streams,
)
