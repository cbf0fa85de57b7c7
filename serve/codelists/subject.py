"""The parts of code lists. They have no tables: a file has them."""

from collections.abc import Mapping

from model.messages import message
from serve.codelists import routes, schemas
from serve.codelists.code_file import code_lists
from serve.codelists.domain import CodeListFileError, CodeLists, CodeRejectedError
from serve.codelists.permissions import GRANTS
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject


def _parts(parts: Parts) -> Mapping[type, object]:
    return {CodeLists: code_lists(parts.settings.code_lists_file)}


SUBJECT = Subject(
    name="codelists",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router,),
    problems={
        CodeRejectedError: ProblemKind("code-rejected", 422, message("A value is no code of its list")),
        CodeListFileError: ProblemKind("code-list-file", 503, message("The operator's code lists can't be used")),
    },
    examples=schemas.EXAMPLES,
)
