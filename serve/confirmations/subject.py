"""The parts of confirmations."""

from collections.abc import Mapping

from model.messages import message
from serve.confirmations import pages, routes, schemas, tables
from serve.confirmations.messages import FOR_TEMPLATES
from serve.confirmations.permissions import GRANTS, ConfirmationPermission
from serve.confirmations.service import Confirmations, confirm
from serve.confirmations.verifier import ConfirmationVerifier
from serve.confirmations.work import ConfirmationWork
from serve.enquiries.service import OnAnswer
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works


def _parts(parts: Parts) -> Mapping[type, object]:
    return {Confirmations: Confirmations(parts[Works].of(ConfirmationWork))}


SUBJECT = Subject(
    name="confirmations",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    messages=FOR_TEMPLATES,
    menu=(MenuEntry(ConfirmationPermission.READ, "/confirmations", message("Confirmed items")),),
    examples=schemas.EXAMPLES,
    tables=(tables.confirmations, tables.photos),
    verifiers=(lambda _: ConfirmationVerifier(),),
    extensions=(OnAnswer(confirm),),
)
