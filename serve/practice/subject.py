"""The parts of practice."""

from collections.abc import Mapping

from model.messages import message
from serve.examinations.service import Examinations
from serve.examinations.work import ExaminationWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.practice import examples, pages, routes
from serve.practice.domain import PracticeStateError
from serve.practice.permissions import GRANTS, PracticePermission
from serve.practice.service import Practices


def _parts(parts: Parts) -> Mapping[type, object]:
    return {Practices: Practices(parts[Works].of(ExaminationWork), parts[Examinations])}


SUBJECT = Subject(
    name="practice",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(PracticePermission.RUN, "/practice", message("Practice")),),
    problems={
        PracticeStateError: ProblemKind(
            "practice-state", 409, message("The state of the practice does not allow this"), LOOK_AGAIN
        )
    },
    examples=examples.EXAMPLES,
)
