"""What evidence bundles bring to the service."""

from serve.evidence import pages, routes
from serve.evidence.domain import ExportRefusedError
from serve.platform.problems import ProblemKind
from serve.platform.subject import Subject

SUBJECT = Subject(
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    problems={ExportRefusedError: ProblemKind("export-refused", 422, "The case can't be exported like this")},
)
