"""The parts of cases."""

from collections.abc import Mapping

from model.messages import message
from serve.cases import (
    examples,
    item_pages,
    item_routes,
    messages,
    pages,
    revision_pages,
    revision_routes,
    routes,
    sent_routes,
    tables,
)
from serve.cases.closing import Closing
from serve.cases.coded_store import CodedField
from serve.cases.domain import CaseRejectedError, CaseStateError
from serve.cases.filing import Filings
from serve.cases.gaps import CaseGaps, CaseGapsError
from serve.cases.held import OPEN_CASES_HELD
from serve.cases.index_verifier import IndexVerifier
from serve.cases.permissions import GRANTS, CasePermission
from serve.cases.removing import ItemUses, Removing
from serve.cases.revisions import Revisions
from serve.cases.service import Cases
from serve.cases.verifier import CaseVerifier
from serve.cases.visits import Visits
from serve.cases.work import CaseWork
from serve.examinations.sent import SentPhotos
from serve.examinations.service import Examinations
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.service import Releases


def _parts(parts: Parts) -> Mapping[type, object]:
    works, examinations, releases = parts[Works].of(CaseWork), parts[Examinations], parts[Releases]
    photos = parts[SentPhotos]
    visits = Visits(works, examinations, photos)
    return {
        Cases: Cases(works, releases, parts.subjects.extensions(CodedField)),
        Closing: Closing(works, parts.subjects.extensions(CaseGaps)),
        Removing: Removing(works, parts.subjects.extensions(ItemUses)),
        Filings: Filings(works, releases),
        Visits: visits,
        Revisions: Revisions(works, examinations, visits, photos),
    }


SUBJECT = Subject(
    name="cases",
    grants=GRANTS,
    parts=_parts,
    routers=(
        revision_routes.router,
        routes.router,
        item_routes.router,
        sent_routes.router,
        revision_pages.router,
        pages.router,
        item_pages.router,
    ),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(CasePermission.READ, "/cases", message("Cases")),),
    messages=messages.FOR_TEMPLATES,
    problems={
        CaseGapsError: ProblemKind(
            "case-gaps", 409, message("Something is missing in the case"), message("Look at what is listed.")
        ),
        CaseRejectedError: ProblemKind("case-rejected", 422, message("A value of the case is invalid")),
        CaseStateError: ProblemKind(
            "case-state", 409, message("The state of the case does not allow this"), LOOK_AGAIN
        ),
    },
    examples=examples.EXAMPLES,
    tables=(
        tables.cases,
        tables.counters,
        tables.steps,
        tables.items,
        tables.conclusions,
        tables.case_terms,
    ),
    verifiers=(lambda _: CaseVerifier(), lambda _: IndexVerifier()),
    extensions=(OPEN_CASES_HELD,),
)
