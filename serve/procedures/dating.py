"""The days that steps and results of a procedure may have: none that has not come, none that the law's order rules out.

What may happen in practice is not refused: steps are recorded late, and in any order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from model.messages import Message, message
from serve.cases.work import CaseWork
from serve.deadlines.counting import Deadlines
from serve.procedures.domain import RESULT, Procedure, ProcedureRejectedError, ProcedureStep
from serve.procedures.messages import kind_words

NOT_YET = message(
    "{day} has not come yet: it is {today} in {zone}. Record what happened on its day or later, or correct the day."
)
# Translators: {step} and {before} are steps of a procedure, such as: the importer answered the notice.
TOO_EARLY = message(
    "{on} is too early for “{step}”: “{before}” is recorded on {day}. Correct the day, or first record “{before}” with "
    "the right one."
)
TOO_LATE = message(
    "{on} is too late for “{step}”: “{after}” is recorded on {day}. Correct the day, or first record “{after}” with "
    "the right one."
)
BEFORE_FOUND = message(
    "{on} is too early for “{step}”: the goods were found on {day}. Correct the day, or “Found on” in the record of "
    "the seizure."
)


@dataclass(frozen=True)
class FindingDay:
    """The day on which the goods of a case were found, as a later subject knows it; None if it does not."""

    of: Callable[[CaseWork, str], date | None]


@dataclass(frozen=True)
class Dating:
    """Checks days.

    Attributes:
        finding: what later subjects know of the day on which goods were found.
    """

    deadlines: Deadlines
    finding: Sequence[FindingDay] = ()

    def check(self, work: CaseWork, procedure: Procedure, step: ProcedureStep, today: date) -> None:
        """Refuse a day that a step can't have.

        Args:
            today: the day where the authority is.

        Raises:
            ProcedureRejectedError: it has not come yet, or lies before or after a day that the law's order sets.
        """
        field = "on" if step.kind == RESULT else "event"
        if refusal := self._refusal(work, procedure, step, today):
            raise ProcedureRejectedError(refusal, field)

    def _refusal(self, work: CaseWork, procedure: Procedure, step: ProcedureStep, today: date) -> Message | None:
        if step.on > today:
            return NOT_YET.of(day=step.on, today=today, zone=procedure.details.zone)
        if step.is_withdrawn:
            return None
        regime = self.deadlines.book.regimes.get(procedure.details.regime)
        said = {"on": step.on, "step": kind_words(step.kind)}
        found = self._found_on(work, procedure.case_id)
        needs_goods = step.kind == RESULT or (regime is not None and step.kind in regime.after_finding)
        if found is not None and needs_goods and step.on < found:
            return BEFORE_FOUND.of(**said, day=found)
        for first, second in regime.order if regime else ():
            if refusal := _disorder(procedure, step, first, second):
                return refusal
        return None

    def _found_on(self, work: CaseWork, case_id: str) -> date | None:
        days = (each.of(work, case_id) for each in self.finding)
        return next((day for day in days if day is not None), None)

    def first_after_finding(self, procedure: Procedure) -> ProcedureStep | None:
        """The step on the earliest day of those that can't be before the goods were found; None if there is none."""
        regime = self.deadlines.book.regimes.get(procedure.details.regime)
        kinds = regime.after_finding if regime else ()
        steps = [each for kind, each in procedure.counting_steps.items() if kind in kinds]
        return min(steps, key=lambda each: each.on, default=None)


def _disorder(procedure: Procedure, step: ProcedureStep, first: str, second: str) -> Message | None:
    recorded = procedure.counting_steps
    said = {"on": step.on, "step": kind_words(step.kind)}
    if step.kind == second and first in recorded and step.on < recorded[first].on:
        return TOO_EARLY.of(**said, before=kind_words(first), day=recorded[first].on)
    if step.kind == first and second in recorded and step.on > recorded[second].on:
        return TOO_LATE.of(**said, after=kind_words(second), day=recorded[second].on)
    return None
