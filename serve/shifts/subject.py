"""The parts of shifts."""

from collections.abc import Mapping

from model.messages import message
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.shifts import pages, routes, schemas, tables
from serve.shifts.domain import ShiftRejectedError
from serve.shifts.permissions import GRANTS, ShiftPermission
from serve.shifts.service import Shifts
from serve.shifts.verifier import ShiftVerifier
from serve.shifts.work import ShiftWork


def _parts(parts: Parts) -> Mapping[type, object]:
    return {Shifts: Shifts(parts[Works].of(ShiftWork))}


SUBJECT = Subject(
    name="shifts",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(ShiftPermission.READ, "/shift", message("Shift")),),
    problems={ShiftRejectedError: ProblemKind("shift-rejected", 422, message("The shift or the note is invalid"))},
    examples=schemas.EXAMPLES,
    tables=(tables.notes,),
    verifiers=(lambda _: ShiftVerifier(),),
)
