"""Sittings: opened, led and closed by a host, one transaction each, with its audit event and its numbered event.

Where a sitting stands is on the server alone: any person who may hold the seminar goes on with it on any device.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import Actor, NotPermittedError
from serve.audit.domain import SERVICE
from serve.jobs.service import enqueue
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.tenancy import Tenant, the_service
from serve.platform.work import Works
from serve.seminars.choice_domain import Choice
from serve.sittings.answer_domain import Round
from serve.sittings.assisting import ASSIST
from serve.sittings.comparison_domain import ComparisonView
from serve.sittings.domain import (
    FEWEST_SEATS,
    EventKind,
    Sitting,
    SittingState,
    SittingStateError,
    assisting,
    closed,
    comparing,
    demonstrating,
    moved,
    revealing,
)
from serve.sittings.hub import Hub
from serve.sittings.joining_domain import CODE_HOLDS, new_join_code, with_new_code
from serve.sittings.permissions import SittingAction
from serve.sittings.plan import Plans, SeminarPlan
from serve.sittings.seating import wrong_codes
from serve.sittings.step_domain import Assistance, Demonstration
from serve.sittings.work import SittingWork

LASTS = timedelta(hours=24)  # then a sitting that no one closed is closed
SOME = 20  # sittings that are closed in one go
ITSELF = the_service(SERVICE)
NOT_YOURS = message("Another organisation holds this seminar. You can look at it, and not lead it.")
NO_STEPS = message("Nothing of this seminar may be shown at present. Look at its slots: each says what is missing.")


class AnswerTally(NamedTuple):
    """How many seats gave an answer to the step that is shown."""

    round: Round
    choice: Choice
    seats: int


@dataclass(frozen=True)
class HostView:
    """A sitting as its host sees it.

    Attributes:
        labels: what the seats are called, in the order in which they joined; empty texts once it is closed.
        tallies: of the answers to the step that is shown; none once it is closed.
        asked: how many seats could answer the question that is shown: those that joined before its truth was shown.
        answering: how many seats have answered anything.
        wrong_codes: how many wrong codes were entered lately, for any seminar; 0 if these are few.
    """

    sitting: Sitting
    labels: tuple[str, ...]
    tallies: tuple[AnswerTally, ...]
    asked: int = 0
    answering: int = 0
    wrong_codes: int = 0

    @property
    def leaves_no_figures(self) -> bool:
        """Whether so few have answered that the sitting, closed now, would leave no figures."""
        return not self.sitting.is_rehearsal and self.answering < FEWEST_SEATS

    @property
    def seats(self) -> int:
        """How many phones have joined."""
        return len(self.labels)

    def answered(self, which: str = Round.FIRST) -> int:
        """How many seats have answered."""
        return sum(each.seats for each in self.tallies if each.round == which)

    def chosen(self, choice: Choice, which: str = Round.FIRST) -> int:
        """How many seats gave an answer."""
        return sum(each.seats for each in self.tallies if (each.round, each.choice) == (which, choice))


@dataclass(frozen=True)
class Sittings:
    """The use cases of hosts. All of them block."""

    work: Works[SittingWork]
    plans: Plans
    hub: Hub

    def open(self, actor: Actor, seminar_id: str, *, is_rehearsal: bool, call: IdempotentCall = UNNAMED) -> HostView:
        """Open a sitting of a seminar, with the steps that it has now.

        Raises:
            NotFoundError: the actor may hold no such seminar.
            SittingStateError: nothing of it may be shown, or it has an open sitting.
        """
        if made := self.work.made_by(actor, call, "d"):
            return self.get(actor, made)
        plan = self.plans.plan(actor, seminar_id, is_rehearsal=is_rehearsal)
        if not plan.steps:
            raise SittingStateError(NO_STEPS)
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                _open(work, plan, actor, is_rehearsal=is_rehearsal)
            kept = work.sittings.get(work.id("d"))
        return HostView(kept, (), ())

    def page(self, actor: Actor, seminar_id: str | None, after: str | None, limit: int) -> Page[Sitting]:
        """The sittings that the actor may see, the latest first.

        Args:
            seminar_id: only of this seminar; None for all.
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no sitting `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            return cut(work.sittings.page(seminar_id, after, limit + 1), limit, lambda each: each.id)

    def get(self, actor: Actor, sitting_id: str) -> HostView:
        """A sitting.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            view = _viewed(work, work.sittings.get(sitting_id))
        return self._with_wrong_codes(view)

    def go_to(self, actor: Actor, sitting_id: str, step: int, call: IdempotentCall = UNNAMED) -> HostView:
        """Show another step.

        Raises:
            NotFoundError: there is no such sitting that the actor may see.
            NotPermittedError: it is another organisation's.
            SittingRejectedError: it has no such step.
            SittingStateError: it is closed.
        """
        change = _Change(SittingAction.STEP, EventKind.STEP, lambda kept, _: moved(kept, step))
        return self._changed(actor, sitting_id, change, call)

    def assist(self, actor: Actor, sitting_id: str, call: IdempotentCall = UNNAMED) -> HostView:
        """Show the assistant's verdict to those who have answered.

        Raises:
            NotFoundError: there is no such sitting that the actor may see.
            NotPermittedError: it is another organisation's.
            SittingStateError: no assisted question is being asked.
        """
        change = _Change(SittingAction.ASSIST, EventKind.ASSIST, lambda kept, work: assisting(kept, work.now))
        return self._changed(actor, sitting_id, change, call)

    def demonstrate(
        self,
        actor: Actor,
        sitting_id: str,
        number: int,
        demonstration: Demonstration,
        said: Assistance,
        call: IdempotentCall = UNNAMED,
    ) -> HostView:
        """Show an item that was examined before the hall, without its verdict.

        Args:
            number: of the step for whose product it was examined.

        Raises:
            NotFoundError: there is no such sitting that the actor may see.
            NotPermittedError: it is another organisation's.
            SittingStateError: no live demo is shown, or another step's.
        """
        rule = partial(_demonstrate, number, demonstration, said)
        return self._changed(actor, sitting_id, _Change(SittingAction.DEMO, EventKind.DEMO, rule), call)

    def compare(self, actor: Actor, sitting_id: str, view: ComparisonView, call: IdempotentCall = UNNAMED) -> HostView:
        """Show the pictures of a comparison like this.

        Raises:
            NotFoundError: there is no such sitting that the actor may see.
            NotPermittedError: it is another organisation's.
            SittingStateError: no comparison is shown.
        """
        change = _Change(None, EventKind.COMPARED, lambda kept, _: comparing(kept, view))
        return self._changed(actor, sitting_id, change, call)

    def reveal(self, actor: Actor, sitting_id: str, call: IdempotentCall = UNNAMED) -> HostView:
        """Show everyone the truth. No more answers are taken.

        Raises:
            NotFoundError: there is no such sitting that the actor may see.
            NotPermittedError: it is another organisation's.
            SittingStateError: the step has nothing to reveal, or it is revealed already.
        """
        change = _Change(SittingAction.REVEAL, EventKind.REVEAL, lambda kept, work: revealing(kept, work.now))
        return self._changed(actor, sitting_id, change, call)

    def close(self, actor: Actor, sitting_id: str, call: IdempotentCall = UNNAMED) -> HostView:
        """End a sitting: seats lose their names, and a rehearsal its answers.

        Raises:
            NotFoundError: there is no such sitting that the actor may see.
            NotPermittedError: it is another organisation's.
            SittingStateError: it is closed already.
        """
        return self._changed(actor, sitting_id, CLOSING, call)

    def renew_code(self, actor: Actor, sitting_id: str, call: IdempotentCall = UNNAMED) -> HostView:
        """Replace the join code. Phones that have joined keep their seats.

        Raises:
            NotFoundError: there is no such sitting that the actor may see.
            NotPermittedError: it is another organisation's.
            SittingStateError: it is closed.
        """
        code = new_join_code()
        change = _Change(SittingAction.CODE, None, lambda kept, work: with_new_code(kept, code, work.now))
        return self._changed(actor, sitting_id, change, call)

    def close_forgotten(self) -> int:
        """Close sittings that were left open for a day, and return their number."""
        with self.work.look(ITSELF) as work:
            found = work.sittings.opened_before(work.now - LASTS, SOME)
        number = 0
        for sitting_id in found:
            with suppress(SittingStateError, NotFoundError):  # another process, or its host, was faster
                self._changed(ITSELF, sitting_id, CLOSING, UNNAMED)
                number += 1
        return number

    def _changed(self, tenant: Tenant, sitting_id: str, change: "_Change", call: IdempotentCall) -> HostView:
        with self.work.begin(tenant, call) as work:
            kept = work.sittings.get(sitting_id, for_change=True)
            if tenant.organisation_id not in {kept.organisation_id, ITSELF.organisation_id}:
                raise NotPermittedError(NOT_YOURS)
            if not work.replayed:
                kept = change.of(work, kept)
            view = _viewed(work, kept)
        self.hub.wake()
        return self._with_wrong_codes(view)

    def _with_wrong_codes(self, view: HostView) -> HostView:
        """A view of an open sitting with the wrong codes, which belong to no organisation: the service counts them."""
        if view.sitting.state is SittingState.CLOSED:
            return view
        with self.work.look(ITSELF) as work:
            return replace(view, wrong_codes=wrong_codes(work))


class _Change(NamedTuple):
    """What a host does to a sitting.

    Attributes:
        action: what the audit log says; None for how pictures are moved, which is no part of what is sealed.
        event: what screens are told; None if it is nothing to them.
        rule: makes the sitting after it.
    """

    action: SittingAction | None
    event: EventKind | None
    rule: Callable[[Sitting, SittingWork], Sitting]

    def of(self, work: SittingWork, before: Sitting) -> Sitting:
        """Write it, and return the sitting after it."""
        after = self.rule(before, work)
        if self.event is not None:
            after = work.sittings.happened(after, self.event, work.now)
        work.sittings.change(before, after)
        if self.action is not None:
            work.record(self.action, after)
        return after


def _open(work: SittingWork, plan: SeminarPlan, actor: Actor, *, is_rehearsal: bool) -> None:
    sitting = Sitting(
        id=work.id("d"),
        seminar_id=plan.seminar_id,
        organisation_id=plan.organisation_id,
        is_rehearsal=is_rehearsal,
        join_code=new_join_code(),
        join_until=work.now + CODE_HOLDS,
        opened_by=actor.person_id,
        opened_at=work.now,
        steps=plan.steps,
    )
    work.sittings.add(sitting)
    work.sittings.change(sitting, work.sittings.happened(sitting, EventKind.OPENED, work.now))
    work.record(SittingAction.OPEN, sitting)
    if sitting.unassisted:
        enqueue(work, ASSIST, sitting.id)


def _demonstrate(number: int, demonstration: Demonstration, said: Assistance, kept: Sitting, _: SittingWork) -> Sitting:
    return demonstrating(kept, number, demonstration, said)


def _close(sitting: Sitting, work: SittingWork) -> Sitting:
    work.seats.empty_labels(sitting.id)
    if sitting.is_rehearsal:
        work.seats.delete_answers(sitting.id)
    return closed(sitting, work.now)


CLOSING = _Change(SittingAction.CLOSE, EventKind.CLOSED, _close)


def _viewed(work: SittingWork, sitting: Sitting) -> HostView:
    is_open = sitting.state is SittingState.OPEN  # afterwards, results say what may be said
    tally = work.seats.tally(sitting.id, sitting.step) if is_open else Counter[tuple[Round, Choice]]()
    tallies = tuple(AnswerTally(*answer, number) for answer, number in sorted(tally.items()))
    labels, told_at = tuple(work.seats.labels(sitting.id)), sitting.shown.revealed_at if sitting.shown else None
    asked = work.seats.joined_by(sitting.id, told_at) if told_at else len(labels)
    return HostView(sitting, labels, tallies, asked, work.seats.answering(sitting.id))
