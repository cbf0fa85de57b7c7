"""The JSON API of procedures and deadlines."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.cases.routes import CaseId
from serve.platform.dependencies import provided
from serve.platform.fields import Day
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of
from serve.platform.versions import ETAG, ReadVersionPart, etag
from serve.procedures.checking import ResultPlan, StepPlan
from serve.procedures.deadline_schemas import DeadlinesOut, ProcedureResultsOut, deadlines_out, results_out
from serve.procedures.domain import DeadlineState
from serve.procedures.listing import DeadlineLists
from serve.procedures.permissions import ProcedurePermission
from serve.procedures.schemas import (
    ProcedureChange,
    ProcedureIn,
    ProcedureOut,
    ProcedureResultIn,
    ProceduresOut,
    ProcedureStepIn,
    procedure_out,
)
from serve.procedures.service import Procedures, ShownProcedure

router = APIRouter(prefix="/v1", tags=["procedures"])

ProceduresPart = Annotated[Procedures, Depends(provided(Procedures))]
ListsPart = Annotated[DeadlineLists, Depends(provided(DeadlineLists))]
Reader = Annotated[Actor, Depends(permitted(ProcedurePermission.READ))]
Changer = Annotated[Actor, Depends(permitted(ProcedurePermission.CHANGE))]
Lister = Annotated[Actor, Depends(permitted(ProcedurePermission.DEADLINES))]
ID_PATTERN = "^x-[0-9a-f]{32}$"
CLOCK_PATTERN = r"^x-[0-9a-f]{32}\.[1-9][0-9]{0,3}$"
ProcedureId = Annotated[str, Path(pattern=ID_PATTERN, examples=["x-5b8e2c1d7f3a4e6b9c0d1e2f3a4b5c6d"])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
AfterClock = Annotated[str | None, Query(pattern=CLOCK_PATTERN, description=AFTER)]
CHANGES = problem_responses(400, 401, 403, 404, 409, 412, 422, 503)


@router.get(
    "/cases/{case_id}/procedures",
    operation_id="listProceduresOfCase",
    summary="The procedures of a case",
    description="One for each right holder, the oldest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_procedures_of_case(
    actor: Reader,
    procedures: ProceduresPart,
    lists: ListsPart,
    case_id: CaseId,
    after: After = None,
    limit: Limit = PAGE,
) -> ProceduresOut:
    """One page of the procedures of a case."""
    page = page_of(procedures.view_of_case(actor, case_id), after, limit, lambda shown: shown.procedure.id)
    return ProceduresOut(procedures=[procedure_out(each, lists) for each in page.entries], after=page.after)


@router.post(
    "/cases/{case_id}/procedures",
    operation_id="addProcedure",
    status_code=201,
    summary="Begin a procedure for a right holder",
    description="Its clocks begin with the steps that are recorded.",
    responses={201: located("the procedure"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_procedure(
    actor: Changer,
    procedures: ProceduresPart,
    lists: ListsPart,
    case_id: CaseId,
    given: ProcedureIn,
    call: CallPart,
    response: Response,
) -> ProcedureOut:
    """Begin a procedure."""
    shown = procedures.create(actor, case_id, given.model_dump(), call)
    response.headers["Location"] = f"{router.prefix}/procedures/{shown.procedure.id}"
    return _with_version(shown, lists, response)


def _with_version(shown: ShownProcedure, lists: DeadlineLists, response: Response) -> ProcedureOut:
    response.headers["ETag"] = etag(shown.procedure.version)
    return procedure_out(shown, lists)


@router.get(
    "/procedures/{procedure_id}",
    operation_id="getProcedure",
    summary="One procedure",
    description="With its steps and every clock that was counted.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_procedure(
    actor: Reader, procedures: ProceduresPart, lists: ListsPart, procedure_id: ProcedureId, response: Response
) -> ProcedureOut:
    """One procedure."""
    return _with_version(procedures.view(actor, procedure_id), lists, response)


@router.patch(
    "/procedures/{procedure_id}",
    operation_id="changeProcedure",
    summary="Update a procedure",
    description="Clocks that run for another country, or under other conditions, are counted again; the ones before "
    "stay to be read.",
    responses={200: {"headers": ETAG}, **CHANGES},
)
def patch_procedure(
    actor: Changer,
    procedures: ProceduresPart,
    lists: ListsPart,
    procedure_id: ProcedureId,
    given: ProcedureChange,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> ProcedureOut:
    """Update a procedure."""
    said = given.model_dump(exclude_unset=True)
    changed = {name: value for name, value in said.items() if value is not None or name == "right_holder_id"}
    return _with_version(procedures.change(actor, procedure_id, changed, call, read), lists, response)


@router.post(
    "/procedures/{procedure_id}/steps",
    operation_id="addProcedureStep",
    summary="Record what happened in a procedure",
    description="Steps are only added. A step starts or meets the clocks that the rules of the law name.",
    responses={200: {"headers": ETAG}, **CHANGES},
)
def post_step(
    actor: Changer,
    procedures: ProceduresPart,
    lists: ListsPart,
    procedure_id: ProcedureId,
    given: ProcedureStepIn,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> ProcedureOut:
    """Record a step."""
    plan = StepPlan(given.kind, given.event, given.note, given.rule, given.days, given.withdrawn)
    return _with_version(procedures.add_step(actor, procedure_id, plan, call, read), lists, response)


@router.post(
    "/procedures/{procedure_id}/result",
    operation_id="concludeProcedure",
    summary="Record how a procedure ended",
    description="All its clocks end with it. A result that was proposed, as no one acted, is confirmed in this way.",
    responses={200: {"headers": ETAG}, **CHANGES},
)
def post_result(
    actor: Changer,
    procedures: ProceduresPart,
    lists: ListsPart,
    procedure_id: ProcedureId,
    given: ProcedureResultIn,
    call: CallPart,
    read: ReadVersionPart,
    response: Response,
) -> ProcedureOut:
    """Record the result."""
    plan = ResultPlan(given.result, given.on, given.cost or "", given.currency or "")
    return _with_version(procedures.conclude(actor, procedure_id, plan, call, read), lists, response)


@router.get(
    "/deadlines",
    operation_id="listDeadlines",
    summary="Deadlines that no one has met yet",
    description="Those that end first on top. An agency's people see those of its procedures; a right holder's those "
    "that it has to meet itself, without the case.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_deadlines(
    actor: Lister,
    lists: ListsPart,
    state: Annotated[DeadlineState | None, Query(description="Whether it has run out; both by default.")] = None,
    before: Annotated[Day | None, Query(description="Only those whose last day is before this one.")] = None,
    after: AfterClock = None,
    limit: Limit = PAGE,
) -> DeadlinesOut:
    """One page of deadlines."""
    lapsed = None if state is None else state is DeadlineState.LAPSED
    return deadlines_out(lists.page(actor, lapsed=lapsed, before=before, after=after, limit=limit), lists)


@router.get(
    "/procedure-results",
    operation_id="countProcedureResults",
    summary="How procedures ended",
    description="Of your agency; first those in which no one acted in time.",
    responses=problem_responses(401, 403, 422, 503),
)
def get_results(
    actor: Reader,
    lists: ListsPart,
    since: Annotated[Day | None, Query(alias="from", description="The first day; by default a year ago.")] = None,
) -> ProcedureResultsOut:
    """Counts of results."""
    return results_out(lists.results(actor, since))
