"""What deadlines bring to the service: how they are counted, for other subjects and as an answer of the API."""

from collections.abc import Mapping

from model.messages import message
from serve.deadlines import routes, schemas
from serve.deadlines.counting import Deadlines
from serve.deadlines.domain import DeadlineRejectedError
from serve.deadlines.permissions import GRANTS
from serve.deadlines.rulebook_file import rulebook
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject


def _parts(parts: Parts) -> Mapping[type, object]:
    return {Deadlines: Deadlines(rulebook(parts.settings.deadlines_file))}


SUBJECT = Subject(
    name="deadlines",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router,),
    problems={
        DeadlineRejectedError: ProblemKind("deadline-rejected", 422, message("The deadline can't be counted like this"))
    },
    examples=schemas.EXAMPLES,
)
