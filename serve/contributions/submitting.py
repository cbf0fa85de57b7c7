"""Hands a contribution in for review, all of it or nothing, and withdraws what was handed in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.datasets.fields import Capture
from serve.accounts.domain import Actor
from serve.contributions.correcting import check_correctable
from serve.contributions.domain import (
    LONGEST_REASON,
    Contribution,
    ContributionRejectedError,
    ContributionState,
    ContributionStateError,
)
from serve.contributions.image_domain import ContributedImage, ImageState, Severity
from serve.contributions.label_checks import summary_of
from serve.contributions.permissions import ContributionAction
from serve.contributions.recording import record_images
from serve.contributions.refusals import (
    FAULTY_FILES,
    NEEDS_REASON,
    NO_SUCH_ENTRY,
    NO_SUCH_ITEMS,
    NOT_CHECKED,
    NOT_SUBMITTED,
    NOTHING_READY,
    SEVERAL_ITEMS,
    STILL_FAULTY,
    TOO_LONG,
)
from serve.contributions.shown import ShownContribution, open_for_change, show
from serve.contributions.work import ContributionWork
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works
from serve.review import service as review
from serve.review.domain import Entry, EntryPhoto, EntrySource, new_entry_id


class WithdrawalRequest(NamedTuple):
    """What of a contribution is withdrawn; without either, everything.

    Attributes:
        entries: the ids of the entries that items became.
        items: names of items, where items of several products do not share a name.
    """

    entries: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


EVERYTHING = WithdrawalRequest()


@dataclass(frozen=True)
class Submissions:
    """The use cases. All of them block."""

    work: Works[ContributionWork]

    def submit(
        self, actor: Actor, contribution_id: str, read: ReadVersion = ANY_VERSION, call: IdempotentCall = UNNAMED
    ) -> ShownContribution:
        """Hand in everything that is not left out: one entry of the review queue for each item.

        Raises:
            ChangedMeanwhileError: it is no longer what the actor has read.
            ContributionStateError: it has to be checked first, a row has an error, or nothing is left to hand in.
            NotFoundError: there is none that the actor may see.
        """
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                found = open_for_change(work, contribution_id)
                read.check(found.version)
                _check_submittable(work, found)
                check_correctable(work, found)
                _submit(work, actor, found)
            return show(work, [work.contributions.get(contribution_id)], whole=True)[0]

    def withdraw(
        self,
        actor: Actor,
        contribution_id: str,
        reason: str,
        what: WithdrawalRequest = EVERYTHING,
        call: IdempotentCall = UNNAMED,
    ) -> ShownContribution:
        """Withdraw what was handed in: no data set that is frozen from now on has it.

        Args:
            reason: for the operator.
            what: which items; by default everything.

        Raises:
            ContributionRejectedError: there is no reason, or an item was not handed in with it, or items of several
                products have its name.
            ContributionStateError: it was not submitted.
            NotFoundError: there is none that the actor may see.
        """
        words = _reason(reason)
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                found = work.contributions.get(contribution_id, for_change=True)
                if found.state is not ContributionState.SUBMITTED:
                    raise ContributionStateError(NOT_SUBMITTED)
                _withdraw(work, found, words, what)
            return show(work, [work.contributions.get(contribution_id)], whole=True)[0]


def _check_submittable(work: ContributionWork, contribution: Contribution) -> None:
    if contribution.state is not ContributionState.CHECKED:
        raise ContributionStateError(NOT_CHECKED)
    states = contribution.summary.states
    if states.get(ImageState.FAULTY, 0):
        raise ContributionStateError(STILL_FAULTY.of(count=states[ImageState.FAULTY]))
    files = work.contributions.files_with_findings(contribution.id, None)
    faulty = [file for file in files if any(each.severity is Severity.ERROR for each in file.findings)]
    if faulty:
        raise ContributionStateError(FAULTY_FILES.of(count=len(faulty)))
    if not states.get(ImageState.READY, 0):
        raise ContributionStateError(NOTHING_READY)


def _submit(work: ContributionWork, actor: Actor, contribution: Contribution) -> None:
    images = list(work.images.all(contribution.id))
    entries, after = [], {image.number: image for image in images}
    for photos in _items(images).values():
        entry = _entry(work, actor, contribution, photos)
        entries.append(entry)
        for image in photos:
            after[image.number] = replace(image, state=ImageState.SUBMITTED, entry_id=entry.id)
    submitted = replace(contribution, state=ContributionState.SUBMITTED, submitted_at=work.now)
    _keep(work, ContributionAction.SUBMIT, submitted, images, list(after.values()))
    review.submit(work, entries)


def _items(images: Sequence[ContributedImage]) -> Mapping[tuple[str | None, str | None], list[ContributedImage]]:
    """The images that are handed in, by product and item."""
    items: dict[tuple[str | None, str | None], list[ContributedImage]] = defaultdict(list)
    for image in images:
        if image.state is ImageState.READY:
            items[image.said.product, image.said.item].append(image)
    return items


def _entry(
    work: ContributionWork, actor: Actor, contribution: Contribution, images: Sequence[ContributedImage]
) -> Entry:
    """The entry of one item. All of its images have a product, an item and one label: otherwise they had an error."""
    said = images[0].said
    if said.product is None or said.item is None or said.label is None:
        raise ContributionStateError(NOT_CHECKED)
    return Entry(
        id=new_entry_id(),
        source=EntrySource.CONTRIBUTION,
        source_id=contribution.id,
        right_holder_id=contribution.right_holder_id,
        contributed_by=actor.person_id,
        product_id=said.product,
        item=said.item,
        label=said.label,
        licence=contribution.terms.licence,
        contributed_on=said.contributed_on or work.now.date(),
        photos=tuple(_photo(index, image) for index, image in enumerate(images)),
        submitted_at=work.now,
        replaces=contribution.corrects,
    )


def _photo(index: int, image: ContributedImage) -> EntryPhoto:
    return EntryPhoto(
        index=index,
        sha256=image.sha256 or "",
        media_type=image.media_type,
        size=image.size,
        name=image.name,
        view=image.said.view,
        capture=image.said.capture or Capture.PHOTO,
        marks=image.said.marks or (),
        source=image.said.source or "",
        hashes=image.hashes,
        file_traits=image.file_traits,
    )


def _withdraw(work: ContributionWork, contribution: Contribution, reason: str, what: WithdrawalRequest) -> None:
    images = list(work.images.all(contribution.id))
    chosen = _chosen([image for image in images if image.state is ImageState.SUBMITTED], what)
    after = [replace(image, state=ImageState.WITHDRAWN) if image.number in chosen else image for image in images]
    is_whole = all(image.state is not ImageState.SUBMITTED for image in after)
    state = ContributionState.WITHDRAWN if is_whole else contribution.state
    gone = [image.entry_id for image in images if image.number in chosen and image.entry_id]
    withdrawn = replace(contribution, state=state, reason=reason if is_whole else contribution.reason)
    _keep(work, ContributionAction.WITHDRAW, withdrawn, images, after)
    review.withdraw(work, list(dict.fromkeys(gone)), reason)


def _chosen(submitted: Sequence[ContributedImage], what: WithdrawalRequest) -> frozenset[int]:
    """The numbers of the images of what is withdrawn. A name alone does not tell items of several products apart.

    Raises:
        ContributionRejectedError: there is no such item, or it is not clear which one.
    """
    if what == EVERYTHING:
        return frozenset(image.number for image in submitted)
    known = {image.entry_id for image in submitted}
    for entry in what.entries:
        if entry not in known:
            raise ContributionRejectedError(NO_SUCH_ENTRY.of(entry=entry), "entries")
    entries = {*what.entries, *(_entry_named(submitted, item) for item in what.items)}
    return frozenset(image.number for image in submitted if image.entry_id in entries)


def _entry_named(submitted: Sequence[ContributedImage], item: str) -> str | None:
    """The entry of the one item of this name."""
    found = {image.entry_id for image in submitted if image.said.item == item}
    if not found:
        raise ContributionRejectedError(NO_SUCH_ITEMS.of(item=item), "items")
    if len(found) > 1:
        raise ContributionRejectedError(SEVERAL_ITEMS.of(item=item), "items")
    return found.pop()


def _keep(
    work: ContributionWork,
    action: ContributionAction,
    contribution: Contribution,
    before: Sequence[ContributedImage],
    after: Sequence[ContributedImage],
) -> None:
    """Write a contribution and what has changed of its images, and record it."""
    summary = contribution.summary
    figures = summary_of(after, summary.items_by, is_guessed=summary.is_guessed)
    kept = replace(contribution, summary=figures, turn=contribution.turn + 1)
    work.images.change([new for old, new in zip(before, after, strict=True) if new != old])
    work.contributions.change(kept)
    record_images(work, action, kept, after)


def _reason(text: str) -> str:
    """Why something is withdrawn.

    Raises:
        ContributionRejectedError: nothing is said, or too much.
    """
    words = text.strip()
    if not words:
        raise ContributionRejectedError(NEEDS_REASON, "reason")
    if len(words) > LONGEST_REASON:
        raise ContributionRejectedError(TOO_LONG.of(count=LONGEST_REASON), "reason")
    return words
