"""Contributions: begun, described, checked, submitted and withdrawn; each use case one transaction with its event."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from serve.accounts.domain import Actor
from serve.contributions.checking import CHECK
from serve.contributions.correcting import begin
from serve.contributions.domain import (
    LONGEST_LICENCE,
    LONGEST_NOTE,
    LONGEST_VALUE,
    UNREAD,
    Contribution,
    ContributionRejectedError,
    ContributionState,
    ContributionStateError,
    FileReading,
    Terms,
)
from serve.contributions.permissions import ContributionAction
from serve.contributions.recording import record, record_all
from serve.contributions.refusals import NEEDS_CONSENT, NEEDS_LICENCE, NO_FILES, NOT_REMOVABLE, TOO_LONG
from serve.contributions.shown import ShownContribution, open_for_change, present, show
from serve.contributions.work import ContributionWork
from serve.jobs.service import enqueue
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, cut
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works


class Began(NamedTuple):
    """What a person says when they begin a contribution.

    Attributes:
        has_consented: whether they agree to the statement (`messages.STATEMENTS`).
        corrects: the id of the review entry that was sent back and that it corrects; None if it is no correction.
        keeps_photos: whether a correction begins with the photos that were sent back.
    """

    licence: str
    has_consented: bool
    note: str = ""
    reading: FileReading = UNREAD
    corrects: str | None = None
    keeps_photos: bool = False


class Changes(NamedTuple):
    """What is to change of a contribution; None where it stays."""

    licence: str | None = None
    note: str | None = None
    reading: FileReading | None = None


@dataclass(frozen=True)
class Contributions:
    """The use cases. All of them block."""

    work: Works[ContributionWork]

    def page(self, actor: Actor, after: str | None, limit: int) -> Page[ShownContribution]:
        """The contributions of the actor's organisation, the latest first. No look at one's own is recorded.

        Raises:
            NotFoundError: there is no contribution `after` that the actor may see.
        """
        with self.work.look(actor) as work:
            shown = show(work, work.contributions.page(after, limit + 1))
        return cut(shown, limit, lambda each: each.contribution.id)

    def view(self, actor: Actor, contribution_id: str) -> ShownContribution:
        """One contribution.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            return _whole(work, contribution_id)

    def create(self, actor: Actor, began: Began, call: IdempotentCall = UNNAMED) -> ShownContribution:
        """Begin a contribution, which has no files yet unless it corrects an item with the photos that were sent back.

        Raises:
            ContributionRejectedError: the licence or the consent is missing, a text is too long, or there is no item
                to correct that the actor may see.
            ContributionStateError: the item to correct was not sent back, or a correction of it was begun.
        """
        licence, note = _licence(began.licence), _note(began.note)
        reading = _reading(began.reading)
        if not began.has_consented:
            raise ContributionRejectedError(NEEDS_CONSENT, "consent")
        with self.work.begin(actor, call) as work:
            contribution_id = work.id("k")
            if not work.replayed:
                terms = Terms(licence, actor.person_id, work.now)
                new = Contribution(
                    contribution_id, actor.organisation_id, actor.person_id, work.now, terms, reading, note
                )
                if began.corrects is None:
                    work.contributions.add(new)
                    record(work, ContributionAction.CREATE, new)
                else:
                    _correct(work, replace(new, corrects=began.corrects), keeps_photos=began.keeps_photos)
            return _whole(work, contribution_id)

    def change(
        self,
        actor: Actor,
        contribution_id: str,
        changes: Changes,
        read: ReadVersion = ANY_VERSION,
        call: IdempotentCall = UNNAMED,
    ) -> ShownContribution:
        """Change the terms, the note, or how the files are understood; then it must be checked again.

        A new licence is agreed to by the actor, now.

        Raises:
            ChangedMeanwhileError: it is no longer what the actor has read.
            ContributionRejectedError: a text is too long, or the licence is empty.
            ContributionStateError: it is being checked, or it was submitted.
            NotFoundError: there is none that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                found = open_for_change(work, contribution_id)
                read.check(found.version)
                after = _changed(found, changes, actor, work)
                if after != found:
                    _keep(work, replace(after, turn=found.turn + 1), ContributionAction.CHANGE)
            return _whole(work, contribution_id)

    def check(self, actor: Actor, contribution_id: str, call: IdempotentCall = UNNAMED) -> str:
        """Ask for a check of all files, and return the id of the job that makes it; nothing is submitted by it.

        Raises:
            ContributionStateError: it is being checked already, it has no files, or it was submitted.
            NotFoundError: there is none that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return enqueue(work, CHECK)
            found = open_for_change(work, contribution_id)
            if found.next_file == 1 or not work.contributions.file_totals([contribution_id]):
                raise ContributionStateError(NO_FILES)
            job = enqueue(work, CHECK, contribution_id)
            after = replace(found, state=ContributionState.CHECKING, job_id=job, turn=found.turn + 1)
            _keep(work, after, ContributionAction.CHECK)
            return job

    def remove(self, actor: Actor, contribution_id: str, call: IdempotentCall = UNNAMED) -> None:
        """Remove a contribution that was not submitted: it is gone at once, and its files within two days.

        Raises:
            ContributionStateError: it is being checked, or it was submitted.
            NotFoundError: there is none that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return
            found = present(work, work.contributions.get(contribution_id, for_change=True))
            if found.submitted_at is not None:
                raise ContributionStateError(NOT_REMOVABLE)
            open_for_change(work, contribution_id)
            after = replace(found, state=ContributionState.REMOVED, turn=found.turn + 1)
            _keep(work, after, ContributionAction.REMOVE)


def _correct(work: ContributionWork, new: Contribution, *, keeps_photos: bool) -> None:
    begun = begin(work, new, keeps_photos=keeps_photos)
    record_all(work, ContributionAction.CREATE, begun)


def _whole(work: ContributionWork, contribution_id: str) -> ShownContribution:
    return show(work, [work.contributions.get(contribution_id)], whole=True)[0]


def _keep(work: ContributionWork, contribution: Contribution, action: ContributionAction) -> None:
    work.contributions.change(contribution)
    record(work, action, contribution)


def _changed(found: Contribution, changes: Changes, actor: Actor, work: ContributionWork) -> Contribution:
    after = found
    if changes.licence is not None and _licence(changes.licence) != found.terms.licence:
        after = replace(after, terms=Terms(_licence(changes.licence), actor.person_id, work.now))
    if changes.note is not None:
        after = replace(after, note=_note(changes.note))
    if changes.reading is not None and _reading(changes.reading) != found.reading:
        after = replace(after, reading=_reading(changes.reading), state=ContributionState.COLLECTING)
    return after


def _licence(text: str) -> str:
    words = _within(text, LONGEST_LICENCE, "licence")
    if not words:
        raise ContributionRejectedError(NEEDS_LICENCE, "licence")
    return words


def _note(text: str) -> str:
    return _within(text, LONGEST_NOTE, "note")


def _reading(reading: FileReading) -> FileReading:
    product = _within(reading.product or "", LONGEST_VALUE, "product") or None
    item = _within(reading.item or "", LONGEST_VALUE, "item") or None
    return reading._replace(product=product, item=item, source=_within(reading.source, LONGEST_VALUE, "source"))


def _within(text: str, limit: int, field: str) -> str:
    """A text without the space around it.

    Raises:
        ContributionRejectedError: it is longer than the limit.
    """
    words = text.strip()
    if len(words) > limit:
        raise ContributionRejectedError(TOO_LONG.of(count=limit), field)
    return words
