"""The parts of statistics."""

from collections.abc import Mapping

from model.messages import message
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.statistics import pages, routes, schemas
from serve.statistics.permissions import GRANTS, StatisticsPermission
from serve.statistics.service import Statistics
from serve.statistics.work import StatisticsWork


def _parts(parts: Parts) -> Mapping[type, object]:
    return {Statistics: Statistics(parts[Works].of(StatisticsWork))}


SUBJECT = Subject(
    name="statistics",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(StatisticsPermission.READ, "/statistics", message("Real error")),),
    examples=schemas.EXAMPLES,
)
