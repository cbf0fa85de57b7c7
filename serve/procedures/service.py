"""Procedures of a case: one transaction each, with its audit event. Each change counts the clocks again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from model.messages import message
from serve.accounts.domain import Actor
from serve.accounts.permissions import OrganisationKind
from serve.cases.domain import Case
from serve.cases.reading import keep_in_step, names_of
from serve.cases.work import CaseWork
from serve.deadlines.counting import Deadlines, event_of, zone_named
from serve.deadlines.days_domain import day_of
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works
from serve.procedures.domain import (
    EXTENSION,
    RESULT,
    Procedure,
    ProcedureDetails,
    ProcedureRejectedError,
    ProcedureStep,
    checked_line,
    checked_text,
    known_word,
)
from serve.procedures.messages import RESULTS, RIGHT_KINDS
from serve.procedures.permissions import ProcedureAction
from serve.procedures.recounting import recounted, require_extension, require_place, step_kinds
from serve.procedures.work import ProcedureWork

LATEST = timedelta(days=2 * 366)  # a later day is a typing error
BEGUN: Mapping[str, Any] = {
    **dict.fromkeys(("right_holder", "right_kind", "right_number", "application_number"), ""),
    **dict.fromkeys(("regime", "country", "zone"), None),  # by the agency's country
    "subdivision": "",
    "right_holder_id": None,
    **dict.fromkeys(("perishable", "small_consignment", "ex_officio"), False),
    "reasons": "",
}


class StepPlan(NamedTuple):
    """A step to be recorded.

    Attributes:
        event: the day, or the moment with its offset.
        rule, days: of an extension: whose clock, and by how many days in all.
    """

    kind: str
    event: str
    note: str = ""
    rule: str = ""
    days: int = 0
    is_withdrawn: bool = False


class ResultPlan(NamedTuple):
    """How a procedure ended.

    Attributes:
        result: a word; empty to take the result back.
        cost: a decimal number; empty if it is not known.
    """

    result: str
    on: date | None = None
    cost: str = ""
    currency: str = ""


@dataclass(frozen=True)
class ShownProcedure:
    """A procedure with its case and the names of people in it, by id."""

    procedure: Procedure
    case: Case
    names: Mapping[str, str]


@dataclass(frozen=True)
class Procedures:
    """The use cases. All of them block."""

    work: Works[ProcedureWork]
    deadlines: Deadlines

    def create(
        self, actor: Actor, case_id: str, given: Mapping[str, Any], call: IdempotentCall = UNNAMED
    ) -> ShownProcedure:
        """Begin a procedure for a right holder.

        Args:
            given: values by the names of `ProcedureDetails`; law, country and time zone are the agency's by default.

        Raises:
            CaseStateError: the case is closed.
            DeadlineRejectedError, ProcedureRejectedError: a value is invalid.
            NotFoundError: there is no such case that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return _looked_at(work, work.id("x"))
            case = _open_case(work, case_id)
            details = self._checked(work, {**BEGUN, **given})
            procedure = Procedure(
                id=work.id("x"),
                organisation_id=actor.organisation_id,
                case_id=case_id,
                details=details,
                made_by=actor.person_id,
                made_at=work.now,
                changed_by=actor.person_id,
                changed_at=work.now,
            )
            work.procedures.add(procedure)
            return _recorded(work, ProcedureAction.CREATE, procedure, case)

    def change(
        self,
        actor: Actor,
        procedure_id: str,
        given: Mapping[str, Any],
        call: IdempotentCall = UNNAMED,
        read: ReadVersion = ANY_VERSION,
    ) -> ShownProcedure:
        """Change what is written about a procedure; values that are not given stay.

        Raises:
            CaseStateError: the case is closed.
            ChangedMeanwhileError: the procedure is no longer what the actor had read.
            DeadlineRejectedError, ProcedureRejectedError: a value is invalid.
            NotFoundError: there is none that the actor may see.
            ProcedureStateError: it has a result.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return _looked_at(work, procedure_id)
            procedure, case = _for_change(work, procedure_id, read)
            procedure.must_be_open()
            kept: dict[str, Any] = {name: getattr(procedure.details, name) for name in BEGUN}
            if given.get("country") not in {None, kept["country"]}:
                kept |= {"regime": None, "subdivision": "", "zone": None}  # another country's
            details = self._checked(work, {**kept, **given})
            return self._changed(work, ProcedureAction.CHANGE, replace(procedure, details=details), case)

    def add_step(
        self,
        actor: Actor,
        procedure_id: str,
        plan: StepPlan,
        call: IdempotentCall = UNNAMED,
        read: ReadVersion = ANY_VERSION,
    ) -> ShownProcedure:
        """Record what happened; of one kind of step, the latest counts.

        Raises:
            As for `change`.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return _looked_at(work, procedure_id)
            procedure, case = _for_change(work, procedure_id, read)
            procedure.must_be_open()
            step = self._step(work, procedure, plan)
            stepped = replace(procedure, steps=(*procedure.steps, step))
            return self._changed(work, ProcedureAction.STEP, stepped, case)

    def conclude(
        self,
        actor: Actor,
        procedure_id: str,
        plan: ResultPlan,
        call: IdempotentCall = UNNAMED,
        read: ReadVersion = ANY_VERSION,
    ) -> ShownProcedure:
        """Record how the procedure ended, which ends its clocks; or take that back.

        Raises:
            As for `change`; the result may be recorded again.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return _looked_at(work, procedure_id)
            procedure, case = _for_change(work, procedure_id, read)
            today = day_of(work.now, zone_named(procedure.details.zone))
            on = plan.on or today
            if on > today:
                raise ProcedureRejectedError(message("The day of the result is in the future."), "on")
            if plan.result:
                known_word(plan.result, "result", RESULTS)
            position, withdrawn = len(procedure.steps) + 1, not plan.result
            step = ProcedureStep(
                position, RESULT, on.isoformat(), on, "", 0, withdrawn, plan.result, actor.person_id, work.now
            )
            ended = replace(
                procedure,
                steps=(*procedure.steps, step),
                result=plan.result or None,
                result_on=on if plan.result else None,
                cost=(plan.cost or None) if plan.result else None,
                currency=(plan.currency or None) if plan.result and plan.cost else None,
            )
            return self._changed(work, ProcedureAction.CONCLUDE, ended, case)

    def view(self, actor: Actor, procedure_id: str) -> ShownProcedure:
        """A procedure; the look is recorded.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            return _looked_at(work, procedure_id)

    def view_of_case(self, actor: Actor, case_id: str) -> list[ShownProcedure]:
        """The procedures of a case, the oldest first; the look is recorded.

        Raises:
            NotFoundError: there is no such case that the actor may see.
        """
        with self.work.look(actor) as work:
            work.record(ProcedureAction.VIEW, case_id, case=case_id)
            return _of_case(work, case_id)

    def of_case(self, actor: Actor, case_id: str) -> list[ShownProcedure]:
        """The same for the page of the case, at which the look is recorded already."""
        with self.work.look(actor) as work:
            return _of_case(work, case_id)

    def _changed(self, work: ProcedureWork, action: str, procedure: Procedure, case: Case) -> ShownProcedure:
        stamped = replace(procedure, changed_by=work.actor.person_id, changed_at=work.now)
        found = recounted(stamped, self.deadlines)
        work.procedures.change(found)
        return _recorded(work, action, found, case)

    def _step(self, work: ProcedureWork, procedure: Procedure, plan: StepPlan) -> ProcedureStep:
        zone, event = zone_named(procedure.details.zone), plan.event.strip()
        on = day_of(event_of(event), zone)
        if on > (work.now + LATEST).date():
            raise ProcedureRejectedError(message("The day is more than two years away. Check the year."), "event")
        known_word(plan.kind, "kind", [EXTENSION, *step_kinds(procedure.details.regime, self.deadlines)])
        is_extension = plan.kind == EXTENSION
        if is_extension and not plan.is_withdrawn:
            require_extension(procedure, plan.rule, on)
            self.deadlines.book.version(plan.rule, on).require_extension(plan.days or -1)
        return ProcedureStep(
            position=len(procedure.steps) + 1,
            kind=plan.kind,
            event=event,
            on=on,
            rule=plan.rule if is_extension else "",
            days=plan.days if is_extension else 0,
            is_withdrawn=plan.is_withdrawn,
            note=checked_text(plan.note, "note"),
            by=work.actor.person_id,
            at=work.now,
        )

    def _checked(self, work: ProcedureWork, given: Mapping[str, Any]) -> ProcedureDetails:
        book, country = self.deadlines.book, given["country"] or work.actor.organisation.country
        if not country:
            raise ProcedureRejectedError(message("Name the country whose law holds."), "country")
        known = book.regime_of(country)
        regime = given["regime"] if given["regime"] is not None else (known.id if known else "")
        if regime:
            known_word(regime, "regime", book.regimes)
            if country not in book.regimes[regime].countries:
                regime_words = message("{regime}: does not hold in {country}", regime=regime, country=country)
                raise ProcedureRejectedError(regime_words, "regime")
            require_place(country, given["subdivision"], self.deadlines)
        zone = given["zone"] or (book.zone(country) if country in book.zones else "UTC")
        zone_named(zone)
        lines = ("right_holder", "right_number", "application_number")
        checked = {name: checked_line(given[name], name) for name in lines}
        if not checked["right_holder"]:
            raise ProcedureRejectedError(message("Name the right holder."), "right_holder")
        if given["right_kind"]:
            known_word(given["right_kind"], "right_kind", RIGHT_KINDS)
        _require_right_holder(work, given["right_holder_id"])
        reasons = checked_text(given["reasons"], "reasons")
        place = {"country": country, "regime": regime, "zone": zone, "reasons": reasons}
        return ProcedureDetails(**{**given, **checked, **place})


def _require_right_holder(work: ProcedureWork, organisation_id: str | None) -> None:
    if organisation_id is None:
        return
    known = {each.id for each in work.organisations.all() if each.kind == OrganisationKind.RIGHT_HOLDER}
    if organisation_id not in known:
        raise ProcedureRejectedError(message("There is no such right holder in this service."), "right_holder_id")


def _open_case(work: ProcedureWork, case_id: str) -> Case:
    case = work.cases.get(case_id, for_change=True)
    case.must_be_open()
    return case


def _for_change(work: ProcedureWork, procedure_id: str, read: ReadVersion) -> tuple[Procedure, Case]:
    case = _open_case(work, work.procedures.get(procedure_id).case_id)
    procedure = work.procedures.get(procedure_id)  # its state now that no one else can change it
    read.check(procedure.version)
    return procedure, case


def _recorded(work: ProcedureWork, action: str, procedure: Procedure, case: Case) -> ShownProcedure:
    keep_in_step(work, case)
    work.record(action, procedure)
    return _shown(work, procedure, case)


def _of_case(work: ProcedureWork, case_id: str) -> list[ShownProcedure]:
    case = work.cases.get(case_id)
    return [_shown(work, each, case) for each in work.procedures.of_case(case_id)]


def _looked_at(work: ProcedureWork, procedure_id: str) -> ShownProcedure:
    procedure = work.procedures.get(procedure_id)
    work.record(ProcedureAction.VIEW, procedure_id, case=procedure.case_id)
    return _shown(work, procedure, work.cases.get(procedure.case_id))


def _shown(work: ProcedureWork, procedure: Procedure, case: Case) -> ShownProcedure:
    people = {procedure.made_by, procedure.changed_by, *(step.by for step in procedure.steps)}
    return ShownProcedure(procedure, case, names_of(work, people))


def about_item(work: CaseWork, item_id: str) -> frozenset[str]:
    """Ids of the procedures of an item's case, whose reasons may tell what others found of it."""
    return work.of(ProcedureWork).procedures.ids_about(item_id)
