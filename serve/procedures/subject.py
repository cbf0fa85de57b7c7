"""The parts of procedures."""

from collections.abc import Mapping

from model.messages import message
from serve.cases.disclosing import ItemDisclosure
from serve.cases.due import CaseDeadlines
from serve.cases.panels import CaseMark, CasePanel
from serve.codelists.domain import CodeLists
from serve.deadlines.counting import Deadlines
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.procedures import examples, messages, pages, routes, tables
from serve.procedures.checking import ProcedureChecks
from serve.procedures.dating import Dating, FindingDay
from serve.procedures.domain import ProcedureRejectedError, ProcedureStateError
from serve.procedures.finding_store import BY_RESULT
from serve.procedures.listing import DeadlineLists
from serve.procedures.permissions import GRANTS, ProcedurePermission
from serve.procedures.service import Procedures, about_item
from serve.procedures.uses import PROCEDURE_GAPS, PROCEDURES_ON
from serve.procedures.verifier import ProcedureVerifier
from serve.procedures.waiting import DEADLINES
from serve.procedures.work import ProcedureWork
from serve.waiting.remaining import TimeLeft


def _parts(parts: Parts) -> Mapping[type, object]:
    works, deadlines, lists = parts[Works].of(ProcedureWork), parts[Deadlines], parts[CodeLists]
    dating = Dating(deadlines, parts.subjects.extensions(FindingDay))
    return {
        Dating: dating,
        Procedures: Procedures(works, ProcedureChecks(deadlines, dating, lists)),
        DeadlineLists: DeadlineLists(works, deadlines, parts.clock, lists),
    }


SUBJECT = Subject(
    name="procedures",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(ProcedurePermission.DEADLINES, "/deadlines", message("Deadlines")),),
    messages=messages.FOR_TEMPLATES,
    problems={
        ProcedureRejectedError: ProblemKind("procedure-rejected", 422, message("A value of the procedure is invalid")),
        ProcedureStateError: ProblemKind(
            "procedure-state", 409, message("The state of the procedure does not allow this"), LOOK_AGAIN
        ),
    },
    examples=examples.EXAMPLES,
    tables=(tables.procedures, tables.steps, tables.clocks),
    verifiers=(lambda _: ProcedureVerifier(),),
    extensions=(
        CasePanel("procedure_panel.html", pages.on_a_case),
        CaseMark(pages.on_a_list),
        CaseDeadlines(pages.in_api_list),
        TimeLeft(DEADLINES.name, pages.in_work),
        ItemDisclosure(about_item),
        DEADLINES,
        PROCEDURES_ON,
        PROCEDURE_GAPS,
        BY_RESULT,
    ),
)
