"""Lists of deadlines and counts of results, as their reader may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from model.messages import Message, Wording
from serve.accounts.domain import Actor, Organisation
from serve.codelists.domain import CodeLists
from serve.codelists.messages import wording_of
from serve.deadlines.counting import Deadlines, zone_named
from serve.deadlines.days_domain import day_of
from serve.platform.clock import Clock
from serve.platform.paging import cut
from serve.platform.work import Works
from serve.procedures.domain import NO_ACTION, RESULT, RIGHT_KIND, DeadlineEntry, ProcedureClock, Standing
from serve.procedures.messages import left
from serve.procedures.permissions import ProcedureAction
from serve.procedures.work import ProcedureWork
from serve.waiting.remaining import DueThing

YEAR = timedelta(days=365)


class DeadlinePage(NamedTuple):
    """Some open clocks, those that end first on top.

    Attributes:
        agencies: by id.
        after: the name after which the next page begins; None if this is the last.
    """

    entries: Sequence[DeadlineEntry]
    agencies: Mapping[str, Organisation]
    read_at: datetime
    after: str | None


class ResultCount(NamedTuple):
    """How many procedures ended with a result."""

    result: str
    amount: int


@dataclass(frozen=True)
class DeadlineLists:
    """The use cases. All of them block."""

    work: Works[ProcedureWork]
    deadlines: Deadlines
    clock: Clock
    codes: CodeLists

    def page(
        self,
        actor: Actor,
        *,
        lapsed: bool | None = None,
        before: date | None = None,
        after: str | None = None,
        limit: int,
    ) -> DeadlinePage:
        """Some deadlines that no one has met yet; the look is recorded.

        Raises:
            NotFoundError: there is none `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found = work.deadlines.page(work.now, lapsed=lapsed, before=before, after=after, limit=limit + 1)
            page = cut(found, limit, lambda each: each.name)
            agencies = {each.id: each for each in work.organisations.all()}
            work.record(ProcedureAction.LIST, actor.organisation_id, deadlines=[each.name for each in page.entries])
            return DeadlinePage(page.entries, agencies, work.now, page.after)

    def results(self, actor: Actor, since: date | None = None) -> list[ResultCount]:
        """How many procedures of the agency ended with each result; first those in which no one acted.

        Args:
            since: the first day; None for the last year.
        """
        with self.work.look(actor) as work:
            day = since or (work.now - YEAR).date()
            found = work.procedures.results_since(day)
            work.record(ProcedureAction.LIST, actor.organisation_id, results_since=day.isoformat())
        listed = [each.code for each in self.codes[RESULT].valid_on(self.clock.shown().date())]
        first = [code for code in NO_ACTION if code in listed]
        return [ResultCount(name, found.get(name, 0)) for name in dict.fromkeys([*first, *listed, *sorted(found)])]

    def result_words(self, code: str) -> Wording:
        """A result in words, also one whose code has ended."""
        return wording_of(self.codes[RESULT], code)

    def right_words(self, code: str) -> Wording:
        """A kind of right in words, likewise."""
        return wording_of(self.codes[RIGHT_KIND], code)

    def offered(self, list_id: str, day: date, written: str | None = "") -> Mapping[str, Wording]:
        """The codes that may be written on a day, and the one that is written, with their words."""
        codes = self.codes[list_id]
        offered = dict.fromkeys([*(each.code for each in codes.valid_on(day)), *filter(None, [written])])
        return {code: wording_of(codes, code) for code in offered}

    def of_cases(self, actor: Actor, case_ids: Sequence[str]) -> Mapping[str, ProcedureClock]:
        """The clock of each case that ends first; a case without an open clock is not in it."""
        with self.work.look(actor) as work:
            found = work.deadlines.of_cases(case_ids)
        return {case: entries[0].clock for case, entries in found.items()}

    def first_for(self, actor: Actor, case_id: str, right_holder: str) -> ProcedureClock | None:
        """The clock that ends first of those that run in the procedures of a case for a right holder.

        Args:
            right_holder: by its name.
        """
        with self.work.look(actor) as work:
            found = work.deadlines.of_cases([case_id]).get(case_id, ())
        running = (each.clock for each in found if each.right_holder == right_holder)
        return next((clock for clock in running if self.standing(clock) is not Standing.LAPSED), None)

    def of_procedures(self, actor: Actor, procedure_ids: Sequence[str]) -> Mapping[DueThing, Message]:
        """How much is left of each open clock of some procedures, by the procedure and the last day."""
        with self.work.look(actor) as work:
            found = work.deadlines.of_procedures(procedure_ids)
        return {DueThing(procedure, clock.day): self.left(clock) for procedure, clock in found}

    def standing(self, clock: ProcedureClock) -> Standing:
        """How a clock stands now."""
        return clock.standing(self.clock.shown())

    def days_left(self, clock: ProcedureClock) -> int:
        """How many days that count are left of a clock, by its calendar; 0 on the last one and after it."""
        today = day_of(self.clock.shown(), zone_named(clock.zone))
        return max(0, self.deadlines.days_left(clock.kind, today, clock.day, clock.country, clock.subdivision))

    def left(self, clock: ProcedureClock) -> Message:
        """How much is left of a clock, for people."""
        return left(clock.kind, self.standing(clock), self.days_left(clock), clock.day)
