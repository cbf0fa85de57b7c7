"""The parts of contributions."""

from collections.abc import Mapping

from model.messages import message
from serve.contributions import pages, routes, tables
from serve.contributions.messages import FOR_TEMPLATES
from serve.contributions.permissions import GRANTS, ContributionPermission
from serve.contributions.service import Contributions, propose
from serve.contributions.verifier import ContributionVerifier
from serve.contributions.work import ContributionWork
from serve.enquiries.service import OnAnswer
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.uploads.domain import UploadPurpose


def _parts(parts: Parts) -> Mapping[type, object]:
    return {Contributions: Contributions(parts[Works].of(ContributionWork))}


SUBJECT = Subject(
    name="contributions",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    messages=FOR_TEMPLATES,
    menu=(MenuEntry(ContributionPermission.READ, "/contributions", message("Contributions")),),
    examples=routes.EXAMPLES,
    tables=(tables.contributions, tables.photos),
    verifiers=(lambda _: ContributionVerifier(),),
    extensions=(OnAnswer(propose), UploadPurpose("contribution")),
)
