"""The parts of what trainers show."""

from collections.abc import Mapping

from model.messages import in_context
from serve.accounts.domain import Actor
from serve.accounts.first_page import FirstPage
from serve.clearances.holding import Holding
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.teaching import examples, pages, routes
from serve.teaching.comparing import PointComparing
from serve.teaching.permissions import GRANTS, TeachingPermission
from serve.teaching.service import Teaching

# Translators: the entry of the menu that leads to the products which a trainer may show in seminars.
TITLE = in_context("menu", "Teaching")


def _parts(parts: Parts) -> Mapping[type, object]:
    comparing = PointComparing(parts[Holding], parts.settings.limits.intake)
    return {PointComparing: comparing, Teaching: Teaching(parts[Holding], comparing)}


def _begins(parts: Parts, actor: Actor) -> bool:
    return actor.may(TeachingPermission.READ) and parts[Teaching].has_any(actor)


SUBJECT = Subject(
    name="teaching",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(TeachingPermission.READ, "/teaching", TITLE),),
    examples=examples.EXAMPLES,
    extensions=(FirstPage("/teaching", _begins),),
)
