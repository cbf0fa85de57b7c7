"""What examinations bring to the service."""

from serve.examinations import examples, pages, picture_routes, routes
from serve.examinations.verifier import ExaminationVerifier
from serve.platform.subject import Subject

SUBJECT = Subject(
    routers=(routes.router, picture_routes.router, pages.router),
    templates=pages.TEMPLATES,
    examples={
        "Verdict": examples.VERDICT,
        "ExaminationOut": examples.EXAMINATION,
        "ExaminationsOut": examples.EXAMINATIONS,
    },
    verifiers=(ExaminationVerifier,),
)
