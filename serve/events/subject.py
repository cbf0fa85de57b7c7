"""The parts of audit events, as administrators read them."""

from collections.abc import Mapping

from model.messages import message
from serve.events import pages, routes, schemas
from serve.events.domain import EventsRejectedError
from serve.events.permissions import GRANTS, EventPermission
from serve.events.service import Events
from serve.events.work import EventWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works


def _parts(parts: Parts) -> Mapping[type, object]:
    return {Events: Events(parts[Works].of(EventWork))}


SUBJECT = Subject(
    name="events",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(EventPermission.READ, "/audit", message("Audit log"), is_late=True),),
    problems={
        EventsRejectedError: ProblemKind("events-rejected", 422, message("The search of the audit log is invalid"))
    },
    examples=schemas.EXAMPLES,
)
