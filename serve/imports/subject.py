"""The parts of imports of people."""

from collections.abc import Mapping

from model.messages import message
from serve.imports import messages, pages, routes, schemas
from serve.imports.domain import ImportRejectedError
from serve.imports.service import PeopleImport
from serve.notices.work import NoticeWork
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works


def _parts(parts: Parts) -> Mapping[type, object]:
    return {PeopleImport: PeopleImport(parts[Works].of(NoticeWork), parts.settings.smtp_host is not None)}


SUBJECT = Subject(
    name="imports",
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    messages=messages.FOR_TEMPLATES,
    problems={
        ImportRejectedError: ProblemKind("people-not-imported", 422, message("The table of people can't be read")),
    },
    examples=schemas.EXAMPLES,
)
