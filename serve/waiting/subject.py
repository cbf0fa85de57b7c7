"""The parts of what waits for people."""

from collections.abc import Mapping

from model.messages import message
from serve.accounts.work import AccountWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.waiting import ALL_OF_IT, Waiting, WaitingKind
from serve.platform.work import Works
from serve.waiting import pages, routes, schemas
from serve.waiting.permissions import GRANTS, WaitingPermission
from serve.waiting.service import OwnWork


def _parts(parts: Parts) -> Mapping[type, object]:
    waiting = Waiting(parts.database, parts.clock, parts.subjects.extensions(WaitingKind))
    return {Waiting: waiting, OwnWork: OwnWork(parts[Works].of(AccountWork), waiting)}


SUBJECT = Subject(
    name="waiting",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(WaitingPermission.READ, ALL_OF_IT, message("My work"), is_start=False),),
    examples=schemas.EXAMPLES,
)
