"""The parts of the overview."""

from collections.abc import Mapping

from model.messages import message
from serve.alerts.service import Alerts
from serve.enquiries.service import Enquiries
from serve.overview import pages, routes, schemas
from serve.overview.messages import FOR_TEMPLATES
from serve.overview.permissions import GRANTS, OverviewPermission
from serve.overview.service import Overview
from serve.overview.work import OverviewWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.registry import ReleaseRegistry
from serve.releases.service import Releases
from serve.statistics.service import Statistics


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(OverviewWork)
    others = parts[Releases], parts[ReleaseRegistry], parts[Enquiries], parts[Alerts], parts[Statistics]
    return {Overview: Overview(works, *others)}


SUBJECT = Subject(
    name="overview",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    messages=FOR_TEMPLATES,
    menu=(MenuEntry(OverviewPermission.READ, "/overview", message("Your products"), is_first=True),),
    examples=schemas.EXAMPLES,
)
