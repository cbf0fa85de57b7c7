"""Which clocks of a procedure run, after a step or a change: by the rules of its law, each counted once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from typing import NamedTuple

from serve.deadlines.counting import Deadlines
from serve.deadlines.days_domain import event_of
from serve.deadlines.domain import DeadlineRule
from serve.procedures.domain import (
    ClockState,
    Procedure,
    ProcedureClock,
    ProcedureStep,
)
from serve.procedures.extending import extension_of


class _Wanted(NamedTuple):
    """A clock that runs, as it is asked for."""

    rule: DeadlineRule
    step: ProcedureStep
    extension: int


def recounted(procedure: Procedure, deadlines: Deadlines) -> Procedure:
    """The procedure with the clocks that its steps start; those that changed are added, the ones before stay.

    Raises:
        DeadlineRejectedError: a clock can't be counted; the message says why.
    """
    wanted = {each.rule.id: each for each in _wanted(procedure, deadlines)}
    kept = [_kept(clock, wanted, procedure) for clock in procedure.clocks]
    present = {clock.rule for clock in kept if clock.counts}
    new = [each for name, each in wanted.items() if name not in present]
    added = [_clock(procedure, each, deadlines, len(kept) + place) for place, each in enumerate(new, start=1)]
    return replace(procedure, clocks=tuple(_moved(clock, procedure) for clock in (*kept, *added)))


def _wanted(procedure: Procedure, deadlines: Deadlines) -> Iterator[_Wanted]:
    steps = procedure.counting_steps
    for rule in deadlines.book.of_regime(procedure.details.regime):
        step = steps.get(rule.start)
        if step is not None and rule.covers(step.on) and rule.applies(procedure.details.conditions):
            yield _Wanted(rule, step, extension_of(procedure, rule, step.on, deadlines))


def _kept(clock: ProcedureClock, wanted: dict[str, _Wanted], procedure: Procedure) -> ProcedureClock:
    """A clock as it is, or no longer counting: it does not run any more, or is counted again."""
    if not clock.counts:
        return clock
    found, details = wanted.get(clock.rule), procedure.details
    if found is None:
        return replace(clock, state=ClockState.VOID, met_on=None)
    place = (details.country, details.subdivision, details.zone)
    is_same = (clock.country, clock.subdivision, clock.zone) == place
    is_same = is_same and (clock.started_on, clock.extension) == (found.step.on, found.extension)
    return clock if is_same else replace(clock, state=ClockState.REPLACED, met_on=None)


def _moved(clock: ProcedureClock, procedure: Procedure) -> ProcedureClock:
    """A clock in the state that the steps and the result give it."""
    if not clock.counts:
        return clock
    steps = procedure.counting_steps
    met_on = min((steps[kind].on for kind in clock.met_by if kind in steps), default=None)
    if met_on is not None:
        return replace(clock, state=ClockState.MET, met_on=met_on)
    return replace(clock, state=ClockState.ENDED if procedure.result else ClockState.OPEN, met_on=None)


def _clock(procedure: Procedure, wanted: _Wanted, deadlines: Deadlines, position: int) -> ProcedureClock:
    details, rule = procedure.details, wanted.rule
    found = deadlines.count(
        rule.id,
        event_of(wanted.step.event),
        details.country,
        subdivision=details.subdivision,
        zone=details.zone,
        extension=wanted.extension,
    )
    return ProcedureClock(
        position=position,
        step=wanted.step.position,
        rule=rule.id,
        version=found.rule.valid_from,
        source=found.rule.source,
        party=found.rule.party,
        answer=found.rule.answer,
        lapse=found.rule.lapse,
        proposes=found.rule.proposes,
        met_by=found.rule.met_by,
        kind=found.rule.kind,
        country=found.country,
        subdivision=found.subdivision,
        zone=details.zone,
        started_on=found.event,
        day=found.day,
        days=found.days,
        extension=found.extension,
        calendar=found.calendar,
        skipped=found.skipped,
        expires_at=found.expires_at.astimezone(UTC),
        pressing_from=deadlines.pressing_from(found),
    )


def starting(procedure: Procedure, deadlines: Deadlines) -> dict[str, list[str]]:
    """Of each step that can be recorded, the ids of the rules whose clock it would start, for a preview."""
    rules = deadlines.book.of_regime(procedure.details.regime)
    found: dict[str, list[str]] = {kind: [] for kind in step_kinds(procedure.details.regime, deadlines)}
    for rule in rules:
        if rule.applies(procedure.details.conditions) and rule.id not in found[rule.start]:
            found[rule.start].append(rule.id)
    return found


def step_kinds(regime: str, deadlines: Deadlines) -> list[str]:
    """The steps that can be recorded in a procedure of a law; without a law, those of all."""
    book = deadlines.book
    rules = book.of_regime(regime) if regime else book.rules
    return list(dict.fromkeys([*(rule.start for rule in rules), *(kind for rule in rules for kind in rule.met_by)]))


def require_place(country: str, subdivision: str, deadlines: Deadlines) -> None:
    """Refuse a country or a part of it without a calendar.

    Raises:
        DeadlineRejectedError: none is known.
    """
    deadlines.calendar(country, subdivision)
