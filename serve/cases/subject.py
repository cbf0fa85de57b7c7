"""What cases bring to the service."""

from serve.cases import (
    examples,
    item_pages,
    opinion_pages,
    opinion_routes,
    pages,
    revision_pages,
    revision_routes,
    routes,
)
from serve.cases.domain import CaseRejectedError, CaseStateError
from serve.cases.index_verifier import IndexVerifier
from serve.cases.report.typesetting import TypesettingError
from serve.cases.verifier import CaseVerifier
from serve.platform.problems import ProblemKind
from serve.platform.subject import Subject

SUBJECT = Subject(
    routers=(
        revision_routes.router,
        routes.router,
        opinion_routes.router,
        revision_pages.router,
        pages.router,
        item_pages.router,
        opinion_pages.router,
    ),
    templates=pages.TEMPLATES,
    problems={
        CaseRejectedError: ProblemKind("case-rejected", 422, "The case can't be kept like this"),
        CaseStateError: ProblemKind("case-state", 409, "The case does not allow this as it is now"),
        TypesettingError: ProblemKind(
            "report-failed",
            503,
            "The report could not be made",
            "Try again. If it happens again, tell your administrator.",
        ),
    },
    examples=examples.EXAMPLES,
    verifiers=(CaseVerifier, IndexVerifier),
)
