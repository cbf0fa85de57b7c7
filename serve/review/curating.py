"""The operator's work on the review queue: look at it, look at an entry, and decide on one or on several."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from model.catalogue import ProductSheet
from model.file_shortcuts import TellingTrait
from model.messages import Wording, message
from serve.accounts.domain import Actor
from serve.accounts.permissions import OrganisationKind
from serve.catalogue.domain import HolderProduct
from serve.catalogue.service import Catalogue
from serve.examinations.domain import StoredPhoto
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works
from serve.review.deciding import DecisionInput, check_assessed, check_reply, decided
from serve.review.domain import (
    DecisionKind,
    Entry,
    EntryRejectedError,
    EntryState,
    EntryStateError,
    Standing,
    digest_of,
    own_telling_trait,
    review_digest_of,
)
from serve.review.permissions import ReviewAction
from serve.review.queue_store import QueueFilter
from serve.review.store import NO_ENTRY
from serve.review.work import ReviewWork

SHORTEST_NAME = 4  # characters of a name of others that words for a right holder may not have
TOGETHER = frozenset({DecisionKind.ACCEPT, DecisionKind.SEND_BACK, DecisionKind.QUARANTINE})
NO_PHOTO = message("This entry has no such photo.")
ONE_BY_ONE = message("Accept, send back or quarantine several entries at once. Decide the rest one by one.")


class Names(NamedTuple):
    """Names by id: of organisations, and of the people whom the actor may see."""

    organisations: Mapping[str, str]
    people: Mapping[str, str]


class QueuePage(NamedTuple):
    """Some entries of the queue.

    Attributes:
        counts: how many entries are in each state, of those that fit the filter but for its state.
    """

    page: Page[Entry]
    names: Names
    counts: Mapping[EntryState, int]


class Withdrawn(NamedTuple):
    """Who withdrew an entry for its right holder, and when (UTC)."""

    by: str
    at: datetime


class ShownEntry(NamedTuple):
    """An entry as the operator's people see it.

    Attributes:
        others: the entries that its findings are about, by id.
        corrected: the entry that was sent back and that it corrects; None if it corrects none.
        withdrawn: None if it was not withdrawn.
        telling: what its files say that tells the labels of its product apart, as counted now; None without such.
    """

    entry: Entry
    names: Names
    others: Mapping[str, Entry]
    corrected: Entry | None = None
    withdrawn: Withdrawn | None = None
    telling: TellingTrait | None = None


class DecidedTogether(NamedTuple):
    """What became of several entries: the ids of those decided, and why the others were not."""

    decided: Sequence[str]
    refused: Mapping[str, Wording]


@dataclass(frozen=True)
class ReviewQueue:
    """The use cases. All of them block."""

    work: Works[ReviewWork]
    catalogue: Catalogue

    def queue(self, actor: Actor, of: QueueFilter, after: str | None, limit: int) -> QueuePage:
        """One page of the queue; the look is recorded.

        Args:
            after: where the previous page ended; None for the first.

        Raises:
            NotFoundError: there is no entry `after`.
        """
        with self.work.look(actor) as work:
            page = cut(work.queue.page(of, after, limit + 1), limit, lambda entry: entry.id)
            work.record(ReviewAction.VIEW, actor.organisation_id, entries=[entry.id for entry in page.entries])
            return QueuePage(page, _names(work, page.entries), work.queue.counts(of))

    def products(self, actor: Actor) -> list[HolderProduct]:
        """The products that have entries."""
        with self.work.look(actor) as work:
            return work.queue.products()

    def view(self, actor: Actor, entry_id: str) -> ShownEntry:
        """One entry, with what is known of it; the look is recorded.

        Raises:
            NotFoundError: there is none.
        """
        with self.work.look(actor) as work:
            shown = _shown(work, work.entries.get(entry_id))
            work.record(ReviewAction.VIEW, entry_id)
        return shown

    def named(self, actor: Actor, ids: Sequence[str]) -> dict[str, Entry]:
        """Those of these entries that there are, by id; the look is recorded."""
        with self.work.look(actor) as work:
            found = work.entries.many(ids)
            if found:
                work.record(ReviewAction.VIEW, actor.organisation_id, entries=list(found))
        return found

    def photo(self, actor: Actor, entry_id: str, index: int) -> StoredPhoto:
        """A photo of an entry, for a picture on a page whose look is recorded.

        Raises:
            NotFoundError: there is none, or its right holder has withdrawn the entry.
        """
        with self.work.look(actor) as work:
            photos = work.entries.get(entry_id).shown_photos
        if not 0 <= index < len(photos):
            raise NotFoundError(NO_PHOTO)
        return photos[index].stored

    def decide(
        self,
        actor: Actor,
        entry_id: str,
        said: DecisionInput,
        read: ReadVersion = ANY_VERSION,
        call: IdempotentCall = UNNAMED,
    ) -> ShownEntry:
        """Decide on an entry.

        Raises:
            ChangedMeanwhileError: it is not as the actor read it.
            EntryRejectedError, EntryStateError: as for `deciding.decided`.
            NotFoundError: there is none.
        """
        sheets = self._sheets(said)
        with self.work.begin(actor, call) as work:
            entry = work.entries.get(entry_id, for_change=True)
            if not work.replayed:
                read.check(entry.version)
                entry = _decided(work, entry, said, sheets)
            return _shown(work, entry)

    def decide_together(
        self, actor: Actor, ids: Sequence[str], said: DecisionInput, call: IdempotentCall = UNNAMED
    ) -> DecidedTogether:
        """Decide on several entries alike; those that can't be decided so are left as they are, each with the reason.

        Raises:
            EntryRejectedError: the words can't be kept, or this is to be decided one by one.
        """
        if said.kind not in TOGETHER:
            raise EntryRejectedError(ONE_BY_ONE, "kind")
        sheets = self._sheets(said)
        with self.work.begin(actor, call) as work:
            found = work.entries.many(ids, for_change=True)
            if work.replayed:
                own = [name for name in ids if name in found and _is_by(found[name], actor, said.kind)]
                return DecidedTogether(own, {})
            done, refused = list[str](), dict[str, Wording]()
            for name in dict.fromkeys(ids):
                try:
                    check_assessed(_named(found, name), said)
                    done.append(_decided(work, _named(found, name), said, sheets).id)
                except (EntryStateError, NotFoundError) as fault:
                    refused[name] = fault.message
        return DecidedTogether(done, refused)

    def _sheets(self, said: DecisionInput) -> Collection[ProductSheet]:
        """Every product sheet, to check words for a right holder; none for other decisions."""
        return self.catalogue.whole().values() if said.kind is DecisionKind.SEND_BACK else ()


def _decided(work: ReviewWork, entry: Entry, said: DecisionInput, sheets: Iterable[ProductSheet]) -> Entry:
    changed, decision = decided(entry, said, work.tenant.person_id, work.now)
    if said.kind is DecisionKind.SEND_BACK:
        check_reply(decision.words, _names_of_others(work, entry, sheets))
    work.queue.decide(changed, decision)
    digests = {"entry": digest_of(changed), "review": review_digest_of(changed)}
    work.record(ReviewAction.DECIDE, entry.id, kind=said.kind.value, **digests)
    return changed


def _names_of_others(work: ReviewWork, entry: Entry, sheets: Iterable[ProductSheet]) -> Mapping[str, str]:
    """Names of other right holders and of their products: as compared -> as written."""
    holders = [each for each in work.organisations.all() if each.kind == OrganisationKind.RIGHT_HOLDER]
    own = next((each.name for each in holders if each.id == entry.right_holder_id), "")
    others = [each.name for each in holders if each.name != own]
    for sheet in sheets:
        if sheet.right_holder != own:
            others += [sheet.id, *map(str, sheet.name.values())]
    return {name.casefold(): name for name in others if len(name) >= SHORTEST_NAME}


def _is_by(entry: Entry, actor: Actor, kind: DecisionKind) -> bool:
    return any(each.by == actor.person_id and each.kind is kind for each in entry.decisions)


def _named(found: Mapping[str, Entry], name: str) -> Entry:
    if name not in found:
        raise NotFoundError(NO_ENTRY)
    return found[name]


def _shown(work: ReviewWork, entry: Entry) -> ShownEntry:
    others = work.entries.many({finding.entry for finding in entry.findings if finding.entry})
    corrected = work.entries.many([entry.replaces]).get(entry.replaces) if entry.replaces else None
    withdrawn = _withdrawn(work, entry)
    names = _names(work, [entry, *others.values()], [withdrawn.by] if withdrawn else ())
    telling = own_telling_trait(entry, work.neighbours.telling_traits(entry))
    return ShownEntry(entry, names, others, corrected, withdrawn, telling)


def _withdrawn(work: ReviewWork, entry: Entry) -> Withdrawn | None:
    if entry.standing is not Standing.WITHDRAWN:
        return None
    found = work.events.latest([entry.id], [ReviewAction.WITHDRAW])
    return next((Withdrawn(event.actor, datetime.fromisoformat(event.at)) for event in found), None)


def _names(work: ReviewWork, entries: Sequence[Entry], more: Collection[str] = ()) -> Names:
    people = {entry.contributed_by for entry in entries} | set(more)
    people |= {decision.by for entry in entries for decision in entry.decisions}
    return Names({each.id: each.name for each in work.organisations.all()}, work.people.names(people))
