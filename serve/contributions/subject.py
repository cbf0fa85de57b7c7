"""The parts of contributions."""

from collections.abc import Mapping

from model.messages import message
from serve.catalogue.service import Catalogue
from serve.contributions import examples, image_pages, image_routes, new_pages, pages, routes, tables
from serve.contributions.checking import CHECK, READ
from serve.contributions.choices import ContributionChoices
from serve.contributions.correcting import Corrections
from serve.contributions.domain import ContributionRejectedError, ContributionStateError
from serve.contributions.filing import PURPOSE, ContributionFiles
from serve.contributions.labelling import Labelling
from serve.contributions.losses import Losses
from serve.contributions.messages import FOR_TEMPLATES
from serve.contributions.permissions import GRANTS, ContributionPermission
from serve.contributions.proposing import Proposals
from serve.contributions.report import Reports
from serve.contributions.service import Contributions
from serve.contributions.submitting import Submissions
from serve.contributions.verifier import ContributionVerifier
from serve.contributions.waiting import ITEMS_TO_CORRECT
from serve.contributions.work import ContributionWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.service import Releases
from serve.uploads.domain import UploadPurpose


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(ContributionWork)
    return {
        Contributions: Contributions(works),
        ContributionFiles: ContributionFiles(works),
        Labelling: Labelling(works, parts.objects, parts[Catalogue], parts.settings.limits.intake),
        ContributionChoices: ContributionChoices(works, parts[Catalogue]),
        Submissions: Submissions(works),
        Corrections: Corrections(works),
        Losses: Losses(parts),
        Reports: Reports(works),
        Proposals: Proposals(works, parts.objects, parts[Releases]),
    }


SUBJECT = Subject(
    name="contributions",
    grants=GRANTS,
    parts=_parts,
    routers=(image_routes.router, routes.router, image_pages.router, new_pages.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(ContributionPermission.READ, "/contributions", message("Contributions")),),
    messages=FOR_TEMPLATES,
    problems={
        ContributionRejectedError: ProblemKind(
            "contribution-rejected", 422, message("The contribution can't be kept like this")
        ),
        ContributionStateError: ProblemKind(
            "contribution-state", 409, message("The state of the contribution does not allow this"), LOOK_AGAIN
        ),
    },
    examples=examples.EXAMPLES,
    tables=(tables.contributions, tables.files, tables.images, tables.discards),
    verifiers=(lambda _: ContributionVerifier(),),
    extensions=(UploadPurpose(PURPOSE), CHECK, READ, ITEMS_TO_CORRECT),
)
