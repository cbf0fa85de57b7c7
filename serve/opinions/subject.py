"""What second opinions bring to the service."""

from collections.abc import Mapping

from model.messages import message
from serve.cases.disclosing import ItemDisclosure
from serve.cases.opinion_store import OpinionsOfCases
from serve.cases.panels import ItemPanel
from serve.opinions import examples, pages, routes, tables
from serve.opinions.held import OPINIONS_HELD
from serve.opinions.permissions import GRANTS, OpinionPermission
from serve.opinions.service import Opinions
from serve.opinions.store import OpinionStore
from serve.opinions.verifier import OpinionVerifier
from serve.opinions.waiting import OPINIONS_TO_GIVE, OPINIONS_TO_READ
from serve.opinions.work import OpinionWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works


def _parts(parts: Parts) -> Mapping[type, object]:
    return {Opinions: Opinions(parts[Works].of(OpinionWork), parts.subjects.extensions(ItemDisclosure))}


SUBJECT = Subject(
    name="opinions",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.of_item, routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(OpinionPermission.GIVE, "/opinions", message("Opinions")),),
    examples=examples.EXAMPLES,
    tables=(tables.opinions,),
    verifiers=(lambda _: OpinionVerifier(),),
    stores={OpinionsOfCases: OpinionStore},
    extensions=(ItemPanel("opinion_panel.html", pages.on_a_case), OPINIONS_TO_GIVE, OPINIONS_TO_READ, OPINIONS_HELD),
)
