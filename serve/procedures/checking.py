"""Checks what people write about a procedure, its steps and its result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from model.messages import message
from serve.accounts.permissions import OrganisationKind
from serve.codelists.domain import CodeLists
from serve.deadlines.counting import Deadlines, zone_named
from serve.deadlines.days_domain import day_of, event_of
from serve.procedures.dating import Dating
from serve.procedures.domain import (
    EXTENSION,
    RESULT,
    RIGHT_KIND,
    Procedure,
    ProcedureDetails,
    ProcedureRejectedError,
    ProcedureStep,
    checked_line,
    checked_text,
    known_word,
)
from serve.procedures.extending import require_extension
from serve.procedures.recounting import require_place, step_kinds
from serve.procedures.work import ProcedureWork

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
class ProcedureChecks:
    """Makes what people write into what is stored, or refuses it."""

    deadlines: Deadlines
    dating: Dating
    lists: CodeLists

    def details(
        self, work: ProcedureWork, given: Mapping[str, Any], before: ProcedureDetails | None = None
    ) -> ProcedureDetails:
        """What is written about a procedure, cleaned; law, country and time zone are the agency's by default.

        Args:
            given: every value by the names of `ProcedureDetails`.
            before: what was written; a kind of right that stays is not checked again.

        Raises:
            CodeRejectedError: the kind of right is no code of its list today.
            DeadlineRejectedError, ProcedureRejectedError: a value is invalid.
        """
        lines = ("right_holder", "right_number", "application_number")
        checked: dict[str, Any] = {name: checked_line(given[name], name) for name in lines}
        if not checked["right_holder"]:
            raise ProcedureRejectedError(message("Name the right holder."), "right_holder")
        _require_right_holder(work, given["right_holder_id"])
        checked["reasons"] = checked_text(given["reasons"], "reasons")
        found = ProcedureDetails(**{**given, **checked, **self._place(work, given)})
        if found.right_kind and (before is None or found.right_kind != before.right_kind):
            today = day_of(work.now, zone_named(found.zone))
            self.lists.require(RIGHT_KIND, found.right_kind, today, "right_kind")
        return found

    def _place(self, work: ProcedureWork, given: Mapping[str, Any]) -> Mapping[str, str]:
        """Country, law and time zone."""
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
        return {"country": country, "regime": regime, "zone": zone}

    def step(self, work: ProcedureWork, procedure: Procedure, plan: StepPlan) -> ProcedureStep:
        """A step that follows.

        Raises:
            DeadlineRejectedError, ProcedureRejectedError: it can't be; the message says why.
        """
        zone, event = zone_named(procedure.details.zone), plan.event.strip()
        on = day_of(event_of(event), zone)
        known_word(plan.kind, "kind", [EXTENSION, *step_kinds(procedure.details.regime, self.deadlines)])
        is_extension = plan.kind == EXTENSION
        step = ProcedureStep(
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
        self.dating.check(work, procedure, step, day_of(work.now, zone))
        if is_extension and not plan.is_withdrawn:
            require_extension(procedure, step, self.deadlines)
        return step

    def ended(self, work: ProcedureWork, procedure: Procedure, plan: ResultPlan) -> Procedure:
        """The procedure with its result, or without it again.

        Raises:
            CodeRejectedError: the result is no code of its list on its day.
            ProcedureRejectedError: it can't be; the message says why.
        """
        today = day_of(work.now, zone_named(procedure.details.zone))
        on, is_ended = plan.on or today, bool(plan.result)
        position, by = len(procedure.steps) + 1, work.actor.person_id
        step = ProcedureStep(position, RESULT, on.isoformat(), on, "", 0, not is_ended, plan.result, by, work.now)
        self.dating.check(work, procedure, step, today)
        if is_ended and plan.result != procedure.result:
            self.lists.require(RESULT, plan.result, on, "result")
        return replace(
            procedure,
            steps=(*procedure.steps, step),
            result=plan.result or None,
            result_on=on if is_ended else None,
            cost=(plan.cost or None) if is_ended else None,
            currency=(plan.currency or None) if is_ended and plan.cost else None,
        )


def _require_right_holder(work: ProcedureWork, organisation_id: str | None) -> None:
    if organisation_id is None:
        return
    known = {each.id for each in work.organisations.all() if each.kind == OrganisationKind.RIGHT_HOLDER}
    if organisation_id not in known:
        raise ProcedureRejectedError(message("There is no such right holder in this service."), "right_holder_id")
