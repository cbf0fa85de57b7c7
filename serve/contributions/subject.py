"""The parts of contributions."""

from serve.contributions import pages, routes
from serve.contributions.verifier import ContributionVerifier
from serve.platform.subject import Subject

SUBJECT = Subject(
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    examples=routes.EXAMPLES,
    verifiers=(ContributionVerifier,),
)
