"""The parts of audit events, as administrators read them."""

from collections.abc import Mapping

from serve.events import routes, schemas
from serve.events.permissions import GRANTS
from serve.events.service import Events
from serve.events.work import EventWork
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works


def _parts(parts: Parts) -> Mapping[type, object]:
    return {Events: Events(parts[Works].of(EventWork))}


SUBJECT = Subject(name="events", grants=GRANTS, parts=_parts, routers=(routes.router,), examples=schemas.EXAMPLES)
