"""The gold set: items by which every release is measured, and that no release is fitted with.

A person of the operator proposes an accepted item, and another one confirms it. Contributors neither change the set nor
learn which items are in it. Every change is an event with the version of the set that it makes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from model.datasets.fields import Label
from model.messages import Wording
from serve.accounts.domain import Actor
from serve.catalogue.domain import HolderProduct
from serve.datasets.domain import (
    NOT_ACCEPTED,
    PROPOSED,
    SEEN,
    GoldChange,
    GoldEntry,
    GoldRefusedError,
    confirmed,
    gold_version,
)
from serve.datasets.gold_shown import (
    CandidatePage,
    Chances,
    GoldNeed,
    GoldPage,
    ShownGold,
    Together,
    names_in,
    needs_in,
)
from serve.datasets.permissions import DataSetAction
from serve.datasets.work import DataSetWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import cut
from serve.platform.work import Works
from serve.review.domain import Entry, EntryState
from serve.review.permissions import ReviewAction


@dataclass(frozen=True)
class GoldSet:
    """The use cases. All of them block."""

    work: Works[DataSetWork]

    def view(self, actor: Actor) -> GoldPage:
        """The gold set and what is proposed for it; the look is recorded."""
        with self.work.look(actor) as work:
            items = work.gold.all()
            entries = work.entries.many([item.entry_id for item in items])
            version = gold_version(work.gold.present())
            names = names_in(work, [by for each in items for by in (each.proposed_by, each.confirmed_by)])
            work.record(DataSetAction.GOLD_VIEW, actor.organisation_id)
        return GoldPage([ShownGold(item, entries[item.entry_id]) for item in items], version, names)

    def products(self, actor: Actor) -> list[HolderProduct]:
        """The products that have entries of the review queue."""
        with self.work.look(actor) as work:
            return work.queue.products()

    def needs(self, actor: Actor) -> list[GoldNeed]:
        """What the gold set has and needs, of each product and label that has accepted items."""
        with self.work.look(actor) as work:
            return needs_in(work)

    def candidates(
        self, actor: Actor, product: str | None, label: Label | None, after: str | None, limit: int
    ) -> CandidatePage:
        """Accepted items that may be proposed, of a product and label or of all; the look is recorded.

        Args:
            after: the id of the last entry on the previous page; None for the first.
        """
        with self.work.look(actor) as work:
            found = cut(work.candidates.page(product, label, after, limit + 1), limit, lambda entry: entry.id)
            work.record(ReviewAction.VIEW, actor.organisation_id, entries=[entry.id for entry in found.entries])
            return CandidatePage(found, names_in(work, []))

    def entries(self, actor: Actor, ids: Sequence[str]) -> dict[str, Entry]:
        """Those of these entries that there are, by id; the look is recorded."""
        with self.work.look(actor) as work:
            found = work.entries.many(ids)
            work.record(ReviewAction.VIEW, actor.organisation_id, entries=list(found))
        return found

    def just_done(self, actor: Actor, change: GoldChange, ids: Sequence[str]) -> list[Entry]:
        """Those of these entries that the gold set has as the actor's change left them."""
        found = self.entries(actor, ids)
        with self.work.look(actor) as work:
            return [entry for entry in found.values() if _is_changed(work, entry.id, change, actor.person_id)]

    def item(self, actor: Actor, entry_id: str) -> GoldEntry:
        """One item; the look is recorded.

        Raises:
            NotFoundError: it is neither in the set nor proposed for it.
        """
        with self.work.look(actor) as work:
            found = work.gold.get(entry_id)
            work.record(DataSetAction.GOLD_VIEW, entry_id)
        return found

    def chances(self, actor: Actor, entry: Entry) -> Chances:
        """What the gold set says of an entry; the look is recorded if the set has it."""
        with self.work.look(actor) as work:
            found = work.gold.find(entry.id)
            if found is not None:
                work.record(DataSetAction.GOLD_VIEW, entry.id)
            try:
                _check(work, entry)
            except GoldRefusedError as fault:
                return Chances(found, fault.message)
        return Chances(found, None)

    def propose(self, actor: Actor, entry_id: str, call: IdempotentCall = UNNAMED) -> GoldEntry:
        """Propose an accepted item that no release was fitted with.

        Raises:
            NotFoundError: there is no such entry.
            GoldRefusedError: it is not accepted, is proposed already, or a data set has it for fitting.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return work.gold.get(entry_id)
            work.gold.lock()
            return _proposed(work, entry_id)

    def propose_together(self, actor: Actor, ids: Sequence[str], call: IdempotentCall = UNNAMED) -> Together:
        """Propose several items; those that can't be proposed are left as they are, each with the reason."""
        return self._together(actor, ids, call, GoldChange.PROPOSE, _proposed)

    def confirm(self, actor: Actor, entry_id: str, call: IdempotentCall = UNNAMED) -> GoldEntry:
        """Confirm a proposed item: from now on it counts.

        Raises:
            NotFoundError: it is not proposed.
            GoldRefusedError: the same person proposed it, or a data set has it for fitting since.
        """
        with self.work.begin(actor, call) as work:
            work.gold.lock()
            return work.gold.get(entry_id) if work.replayed else _confirmed(work, entry_id)

    def confirm_together(self, actor: Actor, ids: Sequence[str], call: IdempotentCall = UNNAMED) -> Together:
        """Confirm several items; those that can't be confirmed are left as they are, each with the reason."""
        return self._together(actor, ids, call, GoldChange.CONFIRM, _confirmed)

    def remove(self, actor: Actor, entry_id: str, call: IdempotentCall = UNNAMED) -> None:
        """Take an item out of the gold set, or decline a proposal.

        Raises:
            NotFoundError: it is neither in the set nor proposed for it.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return
            work.gold.lock()
            _removed(work, entry_id)

    def remove_together(self, actor: Actor, ids: Sequence[str], call: IdempotentCall = UNNAMED) -> Together:
        """Take several items out of the gold set, or decline their proposals."""
        return self._together(actor, ids, call, GoldChange.REMOVE, _removed)

    def _together(
        self,
        actor: Actor,
        ids: Sequence[str],
        call: IdempotentCall,
        change: GoldChange,
        one: Callable[[DataSetWork, str], object],
    ) -> Together:
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return Together([name for name in ids if _is_changed(work, name, change, actor.person_id)], {})
            work.gold.lock()
            done, refused = list[str](), dict[str, Wording]()
            for name in dict.fromkeys(ids):
                try:
                    one(work, name)
                    done.append(name)
                except (GoldRefusedError, NotFoundError) as fault:
                    refused[name] = fault.message
        return Together(done, refused)


def _proposed(work: DataSetWork, entry_id: str) -> GoldEntry:
    _check(work, work.entries.get(entry_id))
    item = GoldEntry(entry_id, work.tenant.person_id, work.now)
    work.gold.add(item)
    work.record(DataSetAction.GOLD_PROPOSE, item)
    return item


def _confirmed(work: DataSetWork, entry_id: str) -> GoldEntry:
    changed = confirmed(work.gold.get(entry_id), work.tenant.person_id, work.now)
    _check(work, work.entries.get(entry_id), is_proposed=True)
    work.gold.change(changed)
    work.record(DataSetAction.GOLD_CONFIRM, changed, gold=gold_version(work.gold.present()))
    return changed


def _removed(work: DataSetWork, entry_id: str) -> None:
    work.gold.get(entry_id)
    work.gold.remove(entry_id)
    work.record(DataSetAction.GOLD_REMOVE, entry_id, gold=gold_version(work.gold.present()))


def _is_changed(work: DataSetWork, entry_id: str, change: GoldChange, by: str) -> bool:
    """Whether the gold set has an item as a person's change leaves it."""
    item = work.gold.find(entry_id)
    if item is None:
        return change is GoldChange.REMOVE
    changed_by = {GoldChange.PROPOSE: item.proposed_by, GoldChange.CONFIRM: item.confirmed_by}
    return changed_by.get(change) == by


def _check(work: DataSetWork, entry: Entry, *, is_proposed: bool = False) -> None:
    if entry.state is not EntryState.ACCEPTED:
        raise GoldRefusedError(NOT_ACCEPTED)
    if not is_proposed and work.gold.find(entry.id) is not None:
        raise GoldRefusedError(PROPOSED)
    fitted = work.sets.fitted_with(entry.id)
    if fitted is not None:
        raise GoldRefusedError(SEEN.of(frozen_set=fitted))
