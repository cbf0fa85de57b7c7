"""Which extensions of a clock count: those that were granted while it ran, with what was granted before."""

from datetime import date

from model.messages import message
from serve.deadlines.counting import Deadlines
from serve.deadlines.domain import DeadlineRule
from serve.procedures.domain import EXTENSION, Procedure, ProcedureRejectedError, ProcedureStep

NO_CLOCK = message("{rule}: no such clock runs in this procedure")
TOO_EARLY = message("{rule}: it began on {day}; it can't be extended before")
TOO_LATE = message("{rule}: its last day was {day}; it can't be extended after it")


def counting_extensions(
    procedure: Procedure, rule: DeadlineRule, started_on: date, deadlines: Deadlines
) -> tuple[ProcedureStep, ...]:
    """The extensions of a clock that count, each by more days in all than the one before.

    One by as many days or fewer corrects those before it. One that was granted on a day on which the clock did not run
    does not count: the day on which the clock began may have been corrected since.

    Args:
        started_on: the day on which the clock begins.
    """
    counting: tuple[ProcedureStep, ...] = ()
    for step in procedure.dated_steps:
        if step.kind != EXTENSION or step.rule != rule.id:
            continue
        counting = () if step.is_withdrawn else _corrected_by(step, counting)
        last = _last_day(procedure, rule, started_on, _days(counting), deadlines)
        if not step.is_withdrawn and step.days <= rule.longest_extension and started_on <= step.on <= last:
            counting = (*counting, step)
    return counting


def extension_of(procedure: Procedure, rule: DeadlineRule, started_on: date, deadlines: Deadlines) -> int:
    """By how many days in all a clock is extended."""
    return _days(counting_extensions(procedure, rule, started_on, deadlines))


def idle_extensions(procedure: Procedure) -> frozenset[int]:
    """The positions of the latest extensions that don't count, as they were granted while their clock did not run."""
    latest = {step.rule: step for step in procedure.steps if step.kind == EXTENSION}
    counting = {clock.rule: clock.extension for clock in procedure.current}
    return frozenset(
        step.position
        for name, step in latest.items()
        if not step.is_withdrawn and name in counting and counting[name] != step.days
    )


def require_extension(procedure: Procedure, step: ProcedureStep, deadlines: Deadlines) -> None:
    """Refuse an extension of a clock that does not run, or that was granted before or after it ran.

    Raises:
        DeadlineRejectedError: the rule allows no such extension.
        ProcedureRejectedError: it can't be; the message says why.
    """
    clock = next((each for each in procedure.current if each.rule == step.rule), None)
    if clock is None:
        raise ProcedureRejectedError(NO_CLOCK.of(rule=step.rule), "rule")
    rule = deadlines.book.version(step.rule, clock.started_on)
    rule.require_extension(step.days or -1)
    if step.on < clock.started_on:
        raise ProcedureRejectedError(TOO_EARLY.of(rule=step.rule, day=clock.started_on), "event")
    before = _corrected_by(step, counting_extensions(procedure, rule, clock.started_on, deadlines))
    last = _last_day(procedure, rule, clock.started_on, _days(before), deadlines)
    if step.on > last:
        raise ProcedureRejectedError(TOO_LATE.of(rule=step.rule, day=last), "event")


def _corrected_by(step: ProcedureStep, counting: tuple[ProcedureStep, ...]) -> tuple[ProcedureStep, ...]:
    return tuple(each for each in counting if each.days < step.days)


def _days(counting: tuple[ProcedureStep, ...]) -> int:
    return counting[-1].days if counting else 0


def _last_day(procedure: Procedure, rule: DeadlineRule, started_on: date, days: int, deadlines: Deadlines) -> date:
    """As it was counted already, if it was: a later calendar changes nothing that is recorded."""
    details = procedure.details
    asked = (rule.id, started_on, days, details.country, details.subdivision, details.zone)
    for clock in reversed(procedure.clocks):
        place = (clock.country, clock.subdivision, clock.zone)
        if (clock.rule, clock.started_on, clock.extension, *place) == asked:
            return clock.day
    found = deadlines.count(
        rule.id, started_on, details.country, subdivision=details.subdivision, zone=details.zone, extension=days
    )
    return found.day
