"""The gold set: items by which every release is measured, and that no release is fitted with.

A person of the operator proposes an accepted item, and another one confirms it. Contributors neither change the set nor
learn which items are in it. Every change is an event with the version of the set that it makes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.messages import Wording
from serve.accounts.domain import Actor
from serve.datasets.domain import (
    NOT_ACCEPTED,
    PROPOSED,
    SEEN,
    GoldEntry,
    GoldRefusedError,
    confirmed,
    gold_version,
)
from serve.datasets.permissions import DataSetAction
from serve.datasets.work import DataSetWork
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works
from serve.review.domain import Entry, EntryState


class ShownGold(NamedTuple):
    """An item of the gold set with its entry, as the operator's people see it."""

    item: GoldEntry
    entry: Entry


class GoldPage(NamedTuple):
    """The gold set.

    Attributes:
        version: changes with every item that is confirmed or removed.
        names: of people and right holders, by id.
    """

    items: Sequence[ShownGold]
    version: str
    names: Mapping[str, str]


class Chances(NamedTuple):
    """Whether an entry can be proposed for the gold set.

    Attributes:
        item: as it is in the set, or proposed for it; None if it is neither.
        refused: why it can't be proposed; None if it can.
    """

    item: GoldEntry | None
    refused: Wording | None


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
            entry = work.entries.get(entry_id)
            _check(work, entry)
            item = GoldEntry(entry_id, actor.person_id, work.now)
            work.gold.add(item)
            work.record(DataSetAction.GOLD_PROPOSE, item)
            return item

    def confirm(self, actor: Actor, entry_id: str, call: IdempotentCall = UNNAMED) -> GoldEntry:
        """Confirm a proposed item: from now on it counts.

        Raises:
            NotFoundError: it is not proposed.
            GoldRefusedError: the same person proposed it, or a data set has it for fitting since.
        """
        with self.work.begin(actor, call) as work:
            work.gold.lock()
            item = work.gold.get(entry_id)
            if work.replayed:
                return item
            changed = confirmed(item, actor.person_id, work.now)
            _check(work, work.entries.get(entry_id), is_proposed=True)
            work.gold.change(changed)
            work.record(DataSetAction.GOLD_CONFIRM, changed, gold=gold_version(work.gold.present()))
            return changed

    def remove(self, actor: Actor, entry_id: str, call: IdempotentCall = UNNAMED) -> None:
        """Take an item out of the gold set, or decline a proposal.

        Raises:
            NotFoundError: it is neither in the set nor proposed for it.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return
            work.gold.lock()
            work.gold.get(entry_id)
            work.gold.remove(entry_id)
            work.record(DataSetAction.GOLD_REMOVE, entry_id, gold=gold_version(work.gold.present()))


def names_in(work: DataSetWork, people: Collection[str | None]) -> Mapping[str, str]:
    """The names of all organisations, and of these people, by id."""
    organisations = {each.id: each.name for each in work.organisations.all()}
    return organisations | work.people.names([each for each in people if each is not None])


def _check(work: DataSetWork, entry: Entry, *, is_proposed: bool = False) -> None:
    if entry.state is not EntryState.ACCEPTED:
        raise GoldRefusedError(NOT_ACCEPTED)
    if not is_proposed and work.gold.find(entry.id) is not None:
        raise GoldRefusedError(PROPOSED)
    fitted = work.sets.fitted_with(entry.id)
    if fitted is not None:
        raise GoldRefusedError(SEEN.of(frozen_set=fitted))
