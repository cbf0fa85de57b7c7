"""Seminars: prepared, read, changed and ended, one transaction each, with its audit event."""

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.messages import message
from serve.accounts.countries import countries
from serve.accounts.domain import Actor, NotPermittedError, Organisation
from serve.clearances.holding_domain import HeldProduct
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.translations import tags
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works
from serve.seminars.agenda import Step, agenda_of
from serve.seminars.domain import Seminar, SeminarState, SeminarStateError, SlotState, drafted, ended
from serve.seminars.draft_domain import (
    SeminarDraft,
    checked_agencies,
    checked_country,
    checked_day,
    checked_languages,
    checked_share,
    checked_title,
)
from serve.seminars.drawer import Drawer
from serve.seminars.drawing_domain import ItemDrawing
from serve.seminars.messages import HAS_OPEN
from serve.seminars.permissions import SeminarAction, SlotAction
from serve.seminars.shortage_domain import Unknown, unknown_of
from serve.seminars.showing import SeminarShowing, agencies_of
from serve.seminars.shown_domain import ShownSlot
from serve.seminars.sitting_source import SittingSource
from serve.seminars.work import SeminarWork

NOT_YOURS = message("Another organisation prepares this seminar. You can read it, and not change it.")
AUDIENCE = ("agencies", "country", "day")  # what right holders release is for these


@dataclass(frozen=True)
class ListedSeminar:
    """A seminar in a list.

    Attributes:
        states: how many slots it has in each state.
    """

    seminar: Seminar
    organisation: Organisation
    states: Mapping[SlotState, int]


@dataclass(frozen=True)
class ShownSeminar:
    """A seminar with its slots, as those who prepare it may see it.

    Attributes:
        agencies: whose officers take part, by name.
        slots: in order.
        preparer: the name of the person who prepared it; empty if the reader may not see it.
        is_own: whether the reader's organisation prepares it.
    """

    seminar: Seminar
    organisation: Organisation
    agencies: tuple[Organisation, ...]
    slots: tuple[ShownSlot, ...]
    preparer: str
    is_own: bool

    @property
    def minutes(self) -> int:
        """How long all slots take."""
        return sum(each.slot.minutes for each in self.slots)


def own_seminar(work: SeminarWork, seminar_id: str) -> Seminar:
    """A seminar that is to be changed.

    Raises:
        NotFoundError: there is none that the actor may see.
        NotPermittedError: another organisation prepares it.
    """
    seminar = work.seminars.get(seminar_id, for_change=True)
    if seminar.organisation_id != work.actor.organisation_id:
        raise NotPermittedError(NOT_YOURS)
    return seminar


@dataclass(frozen=True)
class Seminars:
    """The use cases. All of them block.

    Attributes:
        sittings: what knows of open ones.
    """

    work: Works[SeminarWork]
    showing: SeminarShowing
    drawer: Drawer
    sittings: Sequence[SittingSource] = ()

    def prepare(self, actor: Actor, draft: SeminarDraft, call: IdempotentCall = UNNAMED) -> ShownSeminar:
        """Prepare a seminar without slots.

        Raises:
            SeminarRejectedError: it can't be like this.
        """
        with self.work.begin(actor, call) as work:
            seminar_id = work.id("y")
            if not work.replayed:
                seminar = _seminar(work, draft, seminar_id)
                work.seminars.add(seminar)
                work.record(SeminarAction.CREATE, seminar)
        return self.get(actor, seminar_id)

    def page(self, actor: Actor, state: SeminarState | None, after: str | None, limit: int) -> Page[ListedSeminar]:
        """The seminars that the actor may see, the latest first.

        Args:
            state: only those in it; None for all.
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no seminar `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            found = cut(work.seminars.page(state, after, limit + 1), limit, lambda each: each.id)
            states = work.slots.states([each.id for each in found.entries])
        organisations = self.showing.organisations()
        counts = {name: Counter(some) for name, some in states.items()}
        entries = [
            ListedSeminar(each, organisations[each.organisation_id], counts.get(each.id, {})) for each in found.entries
        ]
        return Page(entries, found.after)

    def blocked(self, actor: Actor, listed: Collection[ListedSeminar]) -> dict[str, tuple[ShownSlot, ...]]:
        """Of some planned seminars, the slots that can't be shown now although they are released, by seminar."""
        found = {each.seminar.id: each.seminar for each in listed if each.states.get(SlotState.RELEASED)}
        with self.work.look(actor) as work:
            released = [each for each in work.slots.of(list(found)) if each.state is SlotState.RELEASED]
        blocked = [each for each in self.showing.shown_each(found, released) if each.is_blocked]
        return {name: tuple(each for each in blocked if each.seminar.id == name) for name in found}

    def get(self, actor: Actor, seminar_id: str) -> ShownSeminar:
        """A seminar with its slots, as they may be shown now.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            seminar = work.seminars.get(seminar_id)
            slots = work.slots.of([seminar_id])
            names = work.people.names({seminar.prepared_by})
        organisations = self.showing.organisations()
        return ShownSeminar(
            seminar=seminar,
            organisation=organisations[seminar.organisation_id],
            agencies=agencies_of(seminar, organisations),
            slots=self.showing.shown(seminar, slots),
            preparer=names.get(seminar.prepared_by, ""),
            is_own=seminar.organisation_id == actor.organisation_id,
        )

    def unknown(self, actor: Actor, shown: ShownSlot) -> Unknown:
        """Of how many items of a slot it was not known how hard they are when they were drawn."""
        asked = shown.asked
        with self.work.look(actor) as work:
            counts = self.drawer.counts(work, sorted(item.entry_id for _, item in asked))
        return unknown_of(asked, ItemDrawing(shown.seminar.seed, shown.seminar.share, counts))

    def products(self, actor: Actor, seminar_id: str) -> list[HeldProduct]:
        """The products of which something may be shown in a seminar, by right holder.

        Raises:
            NotFoundError: there is no seminar that the actor may see.
        """
        with self.work.look(actor) as work:
            seminar = work.seminars.get(seminar_id)
        return self.showing.products(seminar)

    def agenda(self, actor: Actor, seminar_id: str, *, is_rehearsal: bool = False) -> tuple[Step, ...]:
        """The steps of a seminar.

        Args:
            is_rehearsal: also of slots that are not released; never what may not be shown.

        Raises:
            NotFoundError: there is no seminar that the actor may see.
        """
        shown = self.get(actor, seminar_id)
        return agenda_of([each for each in shown.slots if is_rehearsal or each.is_ready])

    def change(
        self, actor: Actor, seminar_id: str, values: Mapping[str, Any], read: ReadVersion = ANY_VERSION
    ) -> ShownSeminar:
        """Change a seminar. What right holders have released is a draft again if the audience or the day changes.

        Args:
            values: of a SeminarDraft, those that change.
            read: the version that the actor has read.

        Raises:
            ChangedMeanwhileError: it has another version.
            SeminarRejectedError: it can't be like this.
            NotFoundError, NotPermittedError: as for `own_seminar`.
            SeminarStateError: it has ended.
        """
        agencies = values.get("agencies")
        products = None if agencies is None and "share" not in values else self._held(actor, seminar_id, agencies)
        with self.work.begin(actor) as work:
            kept = own_seminar(work, seminar_id)
            kept.check_planned()
            read.check(kept.digest)
            changed = _changed(work, kept, values)
            if changed != kept:
                work.seminars.change(changed)
                work.record(SeminarAction.CHANGE, changed)
                self._adapt(work, kept, changed, products)
        return self.get(actor, seminar_id)

    def _held(self, actor: Actor, seminar_id: str, agencies: Collection[str] | None) -> list[HeldProduct]:
        """What may be shown to the agencies that a seminar is to have."""
        with self.work.look(actor) as work:
            seminar = work.seminars.get(seminar_id)
            chosen = checked_agencies(agencies or seminar.agencies, actor.organisation, work.organisations.all())
        return self.showing.products(replace(seminar, agencies=chosen))

    def _adapt(
        self, work: SeminarWork, before: Seminar, after: Seminar, products: Sequence[HeldProduct] | None
    ) -> None:
        """Draw the items again where others may be shown or are wanted, and take back what was released for others."""
        is_same = all(getattr(before, name) == getattr(after, name) for name in AUDIENCE)
        slots = work.slots.of([after.id], for_change=True)
        for slot in slots:
            changed = slot if is_same or slot.state is SlotState.RETURNED else drafted(slot)
            if products is not None:
                others = [each for each in slots if each.id != slot.id]
                changed = self.drawer.redrawn(work, after, changed, changed.lessons, others, products)
            if changed != slot:
                slots = [changed if each.id == slot.id else each for each in slots]
                work.slots.change(changed)
                work.record(SlotAction.CHANGE, changed)

    def cancel(self, actor: Actor, seminar_id: str, call: IdempotentCall = UNNAMED) -> ShownSeminar:
        """Cancel a seminar: nothing of it changes any more, and it is not held.

        Raises:
            NotFoundError, NotPermittedError: as for `own_seminar`.
            SeminarStateError: it has ended, or a sitting of it is open.
        """
        return self._end(actor, seminar_id, SeminarState.CANCELLED, SeminarAction.CANCEL, call)

    def close(self, actor: Actor, seminar_id: str, call: IdempotentCall = UNNAMED) -> ShownSeminar:
        """Close a seminar that is over: nothing of it changes any more.

        Raises:
            NotFoundError, NotPermittedError: as for `own_seminar`.
            SeminarStateError: it has ended, or a sitting of it is open.
        """
        return self._end(actor, seminar_id, SeminarState.CLOSED, SeminarAction.CLOSE, call)

    def _end(
        self, actor: Actor, seminar_id: str, state: SeminarState, action: SeminarAction, call: IdempotentCall
    ) -> ShownSeminar:
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                after = ended(own_seminar(work, seminar_id), state)
                if any(each.is_open(work, seminar_id) for each in self.sittings):
                    raise SeminarStateError(HAS_OPEN)
                work.seminars.change(after)
                work.record(action, after)
        return self.get(actor, seminar_id)


def _seminar(work: SeminarWork, draft: SeminarDraft, seminar_id: str) -> Seminar:
    organisations = work.organisations.all()
    return Seminar(
        id=seminar_id,
        organisation_id=work.actor.organisation_id,
        title=checked_title(draft.title),
        country=checked_country(draft.country, countries()),
        languages=checked_languages(draft.languages, tags()),
        day=checked_day(draft.day, work.now),
        agencies=checked_agencies(draft.agencies, work.actor.organisation, organisations),
        share=checked_share(draft.share),
        seed=secrets.token_hex(16),
        prepared_by=work.actor.person_id,
        prepared_at=work.now,
    )


def _changed(work: SeminarWork, kept: Seminar, values: Mapping[str, Any]) -> Seminar:
    """The seminar with other values; only those that change are checked, as its day may have come."""
    named = {name: value for name, value in values.items() if getattr(kept, name) != value}
    checks: Mapping[str, Callable[[Any], object]] = {
        "title": checked_title,
        "country": lambda code: checked_country(code, countries()),
        "languages": lambda chosen: checked_languages(chosen, tags()),
        "day": lambda day: checked_day(day, work.now),
        "agencies": lambda ids: checked_agencies(ids, work.actor.organisation, work.organisations.all()),
        "share": checked_share,
    }
    checked: Mapping[str, Any] = {name: checks[name](value) for name, value in named.items()}
    return replace(kept, **checked)
