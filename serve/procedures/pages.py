"""The pages of procedures: one with its clocks and forms, the list of deadlines, and what a case's page shows."""

import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from model.messages import Wording, message
from serve.accounts.domain import Actor, Organisation
from serve.accounts.guard import CallPart
from serve.accounts.permissions import OrganisationKind
from serve.accounts.service import Accounts
from serve.cases.domain import LONGEST_TEXT, CaseState
from serve.cases.dossier import Dossier
from serve.cases.due import CaseDeadline
from serve.cases.routes import CaseId
from serve.deadlines.counting import zone_named
from serve.deadlines.days_domain import day_of
from serve.deadlines.domain import Regime
from serve.platform.dependencies import provided
from serve.platform.fields import Day
from serve.platform.pages import PagesPart, rendered
from serve.platform.parts import Parts
from serve.platform.versions import ANY_VERSION, ReadVersion, etag
from serve.procedures.checking import ResultPlan, StepPlan
from serve.procedures.domain import (
    RESULT,
    RIGHT_KIND,
    DeadlineState,
    Procedure,
    ProcedureDetails,
    ProcedureRejectedError,
)
from serve.procedures.extending import idle_extensions
from serve.procedures.listing import DeadlineLists
from serve.procedures.permissions import ProcedurePermission
from serve.procedures.recounting import starting
from serve.procedures.routes import AfterClock, Changer, Lister, ListsPart, ProcedureId, ProceduresPart, Reader
from serve.procedures.schemas import ProcedureResultIn
from serve.procedures.service import Procedures, ShownProcedure
from serve.waiting.remaining import DueThing

TEMPLATES = Path(__file__).parent / "templates"
LISTED = 25
NOT_ENDED = "not-ended"  # in the list of results: the one that was recorded is taken back
OF_COUNTRY = "of-country"  # in the list of laws, instead of an id

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
AccountsPart = Annotated[Accounts, Depends(provided(Accounts))]
Line = Annotated[str, Form(max_length=400)]
Text = Annotated[str, Form(max_length=2 * LONGEST_TEXT)]
Ticked = Annotated[bool, Form()]


class Choices(NamedTuple):
    """What can be chosen in the form of a procedure.

    Attributes:
        zone: of the country; empty if it is not known.
    """

    right_holders: Sequence[Organisation]
    right_kinds: Mapping[str, Wording]
    country: str
    zone: str
    regimes: Sequence[Regime]
    longest: int


def choices_for(
    actor: Actor, accounts: Accounts, lists: DeadlineLists, written: ProcedureDetails | None = None
) -> Choices:
    """What the actor can choose in the form of a procedure; a law only where the country leaves it open."""
    holders = [each for each in accounts.organisations(actor) if each.kind == OrganisationKind.RIGHT_HOLDER]
    country, book = written.country if written else actor.organisation.country or "", lists.deadlines.book
    regimes = book.regimes_of(country)
    today = lists.deadlines.today(lists.clock.shown(), country)
    kinds = lists.offered(RIGHT_KIND, today, written.right_kind if written else "")
    return Choices(
        holders, kinds, country, book.zones.get(country, ""), regimes if len(regimes) > 1 else (), LONGEST_TEXT
    )


@router.get("/deadlines")
def get_deadlines(
    request: Request,
    actor: Lister,
    pages: PagesPart,
    lists: ListsPart,
    state: Annotated[DeadlineState | None, Query()] = None,
    after: AfterClock = None,
) -> str:
    """Deadlines that no one has met yet, and for an agency how procedures ended."""
    lapsed = None if state is None else state is DeadlineState.LAPSED
    is_agency = actor.may(ProcedurePermission.READ)
    return rendered(
        request,
        pages,
        "deadlines.html",
        page=lists.page(actor, lapsed=lapsed, after=after, limit=LISTED),
        lists=lists,
        state=state.value if state else "",
        is_agency=is_agency,
        results=lists.results(actor) if is_agency else (),
    )


@router.get("/procedures/{procedure_id}")
def get_procedure(
    request: Request,
    actor: Reader,
    pages: PagesPart,
    procedures: ProceduresPart,
    lists: ListsPart,
    accounts: AccountsPart,
    procedure_id: ProcedureId,
) -> str:
    """One procedure."""
    shown = procedures.view(actor, procedure_id)
    found, now = shown.procedure, lists.clock.shown()
    today = day_of(now, zone_named(found.details.zone))
    return rendered(
        request,
        pages,
        "procedure.html",
        shown=shown,
        procedure=found,
        details=found.details,
        lists=lists,
        starts={clock.position: found.steps[clock.step - 1].kind for clock in found.clocks},
        proposed=found.proposed(now),
        proposing=found.proposing(now),
        may_change=actor.may(ProcedurePermission.CHANGE) and shown.case.state is CaseState.OPEN,
        kinds=starting(found, procedures.deadlines),
        extendable=_extendable(found, procedures),
        idle=idle_extensions(found),
        results=lists.offered(RESULT, today, found.result),
        choices=choices_for(actor, accounts, lists, found.details),
        today=today.isoformat(),
        longest=LONGEST_TEXT,
        idempotency_key=secrets.token_urlsafe(),
    )


def _extendable(procedure: Procedure, procedures: Procedures) -> Mapping[str, int]:
    """By how many days the clocks that run can be extended, by rule."""
    rules = procedures.deadlines.book.of_regime(procedure.details.regime)
    return {
        clock.rule: rule.longest_extension
        for clock in procedure.current
        for rule in rules
        if (rule.id, rule.valid_from) == (clock.rule, clock.version) and rule.longest_extension
    }


def written(
    right_holder: Line = "",
    right_holder_id: Line = "",
    right_kind: Line = "",
    right_number: Line = "",
    application_number: Line = "",
    country: Line = "",
    regime: Annotated[str | None, Form(max_length=400)] = None,
    subdivision: Line = "",
    zone: Line = "",
    perishable: Ticked = False,  # noqa: FBT002  # a box of the form
    small_consignment: Ticked = False,  # noqa: FBT002  # the same
    ex_officio: Ticked = False,  # noqa: FBT002  # the same
    reasons: Text = "",
) -> Mapping[str, Any]:
    """What the form of a procedure says; what it leaves open, such as the law, is not said."""
    return {
        "right_holder": right_holder,
        "right_holder_id": right_holder_id or None,
        "right_kind": right_kind,
        "right_number": right_number,
        "application_number": application_number,
        **({} if regime is None else {"regime": None if regime == OF_COUNTRY else regime}),
        "country": country or None,
        "subdivision": subdivision,
        "zone": zone or None,
        "perishable": perishable,
        "small_consignment": small_consignment,
        "ex_officio": ex_officio,
        "reasons": reasons,
    }


Written = Annotated[Mapping[str, Any], Depends(written)]


@router.post("/cases/{case_id}/procedures")
def post_new(actor: Changer, procedures: ProceduresPart, call: CallPart, case_id: CaseId, given: Written) -> Response:
    """Begin a procedure, and continue to it."""
    return _to(procedures.create(actor, case_id, given, call))


@router.post("/procedures/{procedure_id}")
def post_change(
    actor: Changer,
    procedures: ProceduresPart,
    call: CallPart,
    procedure_id: ProcedureId,
    given: Written,
    read: Line = "",
) -> Response:
    """Change what is written about a procedure."""
    return _to(procedures.change(actor, procedure_id, given, call, _read(read), is_form=True))


@router.post("/procedures/{procedure_id}/steps")
def post_step(
    actor: Changer,
    procedures: ProceduresPart,
    call: CallPart,
    procedure_id: ProcedureId,
    kind: Line = "",
    event: Line = "",
    rule: Line = "",
    days: Annotated[int, Form(ge=0, le=1000)] = 0,
    withdrawn: Ticked = False,  # noqa: FBT002  # a box of the form
    note: Text = "",
    read: Line = "",
) -> Response:
    """Record what happened."""
    if not kind:
        raise ProcedureRejectedError(message("Choose what happened."), "kind")
    plan = StepPlan(kind, event, note, rule, days, withdrawn)
    return _to(procedures.add_step(actor, procedure_id, plan, call, _read(read)))


@router.post("/procedures/{procedure_id}/result")
def post_result(
    actor: Changer,
    procedures: ProceduresPart,
    call: CallPart,
    procedure_id: ProcedureId,
    result: Line = "",
    on: Annotated[Day | None, Form()] = None,
    cost: Line = "",
    currency: Line = "",
    read: Line = "",
) -> Response:
    """Record the result, or confirm the one that is proposed."""
    if not result:
        raise ProcedureRejectedError(message("Choose how it ended."), "result")
    result = "" if result == NOT_ENDED else result
    given = {"result": result, "on": on and on.isoformat(), "cost": cost.strip(), "currency": currency.strip().upper()}
    try:
        checked = ProcedureResultIn.model_validate(
            {name: value for name, value in given.items() if value or name == "result"}
        )
    except ValueError as wrong:
        words = message("Write the cost as a number such as 120.50, and the currency as three letters such as EUR.")
        raise ProcedureRejectedError(words, "cost") from wrong
    plan = ResultPlan(checked.result, checked.on, checked.cost or "", checked.currency or "")
    return _to(procedures.conclude(actor, procedure_id, plan, call, _read(read)))


def _read(version: str) -> ReadVersion:
    return ReadVersion(frozenset({etag(version)})) if version else ANY_VERSION


def _to(shown: ShownProcedure) -> RedirectResponse:
    return RedirectResponse(f"/procedures/{shown.procedure.id}", HTTPStatus.SEE_OTHER)


def on_a_case(parts: Parts, actor: Actor, dossier: Dossier) -> Mapping[str, Any]:
    """What the panel on a case's page says."""
    return {
        "procedures": parts[Procedures].of_case(actor, dossier.case.id),
        "lists": parts[DeadlineLists],
        "choices": choices_for(actor, parts[Accounts], parts[DeadlineLists]),
    }


def on_a_list(parts: Parts, actor: Actor, case_ids: Sequence[str]) -> Mapping[str, Wording]:
    """What lists of cases say: how much is left of the clock that ends first."""
    lists = parts[DeadlineLists]
    return {case: lists.left(clock) for case, clock in lists.of_cases(actor, case_ids).items()}


def in_work(parts: Parts, actor: Actor, procedure_ids: Sequence[str]) -> Mapping[DueThing, Wording]:
    """What “My work” says: how much is left of each clock."""
    return dict(parts[DeadlineLists].of_procedures(actor, procedure_ids))


def in_api_list(parts: Parts, actor: Actor, case_ids: Sequence[str]) -> Mapping[str, CaseDeadline]:
    """What the API's list of cases says: the clock that ends first."""
    lists = parts[DeadlineLists]
    return {
        case: CaseDeadline(clock.rule, clock.day, lists.days_left(clock), clock.kind.value, lists.standing(clock).value)
        for case, clock in lists.of_cases(actor, case_ids).items()
    }
