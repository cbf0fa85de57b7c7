"""Procedures of a case: one transaction each, with its audit event. Each change counts the clocks again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from serve.accounts.domain import Actor
from serve.cases.domain import Case
from serve.cases.reading import keep_in_step, names_of
from serve.cases.work import CaseWork
from serve.deadlines.counting import Deadlines
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works
from serve.procedures.checking import BEGUN, ProcedureChecks, ResultPlan, StepPlan
from serve.procedures.domain import Procedure
from serve.procedures.permissions import ProcedureAction
from serve.procedures.recounting import recounted
from serve.procedures.work import ProcedureWork

ELSEWHERE: Mapping[str, Any] = {"regime": None, "subdivision": "", "zone": None}  # what is known in another country


@dataclass(frozen=True)
class ShownProcedure:
    """A procedure with its case and the names of people in it, by id."""

    procedure: Procedure
    case: Case
    names: Mapping[str, str]


@dataclass(frozen=True)
class Procedures:
    """The use cases. All of them block.

    Attributes:
        checks: of what people write.
    """

    work: Works[ProcedureWork]
    checks: ProcedureChecks

    @property
    def deadlines(self) -> Deadlines:
        """The rules by which clocks run."""
        return self.checks.deadlines

    def create(
        self, actor: Actor, case_id: str, given: Mapping[str, Any], call: IdempotentCall = UNNAMED
    ) -> ShownProcedure:
        """Begin a procedure for a right holder.

        Args:
            given: values by the names of `ProcedureDetails`; law, country and time zone are the agency's by default.

        Raises:
            CaseStateError: the case is closed.
            CodeRejectedError: a value is no code of its list.
            DeadlineRejectedError, ProcedureRejectedError: a value is invalid.
            NotFoundError: there is no such case that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return _looked_at(work, work.id("x"))
            case = _open_case(work, case_id)
            details = self.checks.details(work, {**BEGUN, **given})
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
        *,
        is_form: bool = False,
    ) -> ShownProcedure:
        """Change what is written about a procedure; values that are not given stay.

        Args:
            is_form: it is a form that was filled with what is written. Part and time zone of another country, which
                stayed in it, are not said of this one.

        Raises:
            CaseStateError: the case is closed.
            ChangedMeanwhileError: the procedure is no longer what the actor had read.
            CodeRejectedError: a value is no code of its list.
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
                given = {name: value for name, value in given.items() if not (is_form and _stayed(name, value, kept))}
                kept |= ELSEWHERE
            details = self.checks.details(work, {**kept, **given}, procedure.details)
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
            step = self.checks.step(work, procedure, plan)
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
            ended = self.checks.ended(work, procedure, plan)
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


def _stayed(name: str, value: Any, kept: Mapping[str, Any]) -> bool:
    return name in ELSEWHERE and value == kept[name]


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
