"""Corrections: a contribution that brings an item again that was sent back, with better photos or another label."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.messages import message
from serve.accounts.domain import Actor
from serve.contributions.domain import (
    ContributedFile,
    Contribution,
    ContributionRejectedError,
    ContributionStateError,
    FileKind,
    FileReading,
)
from serve.contributions.image_domain import UNSAID, ContributedImage, ImageDetails, ImageState
from serve.contributions.work import ContributionWork
from serve.platform.errors import NotFoundError
from serve.platform.work import Works
from serve.review.domain import Entry, EntrySource, Standing

NO_ITEM = message("There is no such item that was sent back to you.")
NOT_SENT_BACK = message("This item was not sent back, or it was corrected already.")
BEGUN = message("A correction of this item was begun already. Continue with that contribution, or remove it.")


class Correction(NamedTuple):
    """An item that was sent back.

    Attributes:
        begun: the contribution that corrects it; None if there is none yet.
    """

    item: Entry
    begun: Contribution | None


@dataclass(frozen=True)
class Corrections:
    """The use case. It blocks."""

    work: Works[ContributionWork]

    def begun(self, actor: Actor, entry_id: str) -> Contribution | None:
        """The contribution that corrects an item; None if there is none."""
        with self.work.look(actor) as work:
            return work.contributions.correction_of(entry_id)

    def view(self, actor: Actor, entry_id: str) -> Correction:
        """An item of a contribution that was sent back, to correct it.

        Raises:
            ContributionStateError: it was not sent back, or it was corrected already.
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            item = contributed_item(work, entry_id)
            begun = work.contributions.correction_of(entry_id)
            if begun is None:
                _check(item)
            return Correction(item, begun)


def contributed_item(work: ContributionWork, entry_id: str, *, for_change: bool = False) -> Entry:
    """The review entry of a contributed item.

    Raises:
        NotFoundError: there is none that the tenant may see.
    """
    entries = work.entries.many([entry_id], for_change=for_change)
    item = entries.get(entry_id)
    if item is None or item.source is not EntrySource.CONTRIBUTION:
        raise NotFoundError(NO_ITEM)
    return item


def begin(work: ContributionWork, new: Contribution, *, keeps_photos: bool) -> Contribution:
    """A new contribution that corrects an item, for which it says the same unless it says otherwise.

    Args:
        keeps_photos: whether it begins with the photos that were sent back, which are then written.

    Raises:
        ContributionRejectedError: there is no such item that the tenant may see.
        ContributionStateError: the item was not sent back, or a correction of it was begun.
    """
    try:
        item = contributed_item(work, new.corrects or "", for_change=True)
    except NotFoundError as fault:
        raise ContributionRejectedError(NO_ITEM, "corrects") from fault
    if work.contributions.correction_of(item.id) is not None:
        raise ContributionStateError(BEGUN)
    _check(item)
    after = replace(new, reading=_reading(new.reading, item))
    images = work.images.of_entry(item.id) if keeps_photos else []
    after = replace(after, next_file=len(images) + 1, next_image=len(images) + 1)
    work.contributions.add(after)
    work.contributions.add_files(_files(after, images))
    work.images.add([_again(after, number, image) for number, image in enumerate(images, 1)])
    return after


def check_correctable(work: ContributionWork, contribution: Contribution) -> None:
    """Refuse a correction of an item that is no longer to be corrected; one that was withdrawn may come again.

    Raises:
        ContributionStateError: the item was corrected already.
    """
    if contribution.corrects is not None:
        item = contributed_item(work, contribution.corrects, for_change=True)
        if item.standing is not Standing.WITHDRAWN:
            _check(item)


def _check(item: Entry) -> None:
    if item.standing is not Standing.SENT_BACK:
        raise ContributionStateError(NOT_SENT_BACK)


def _reading(said: FileReading, item: Entry) -> FileReading:
    first = item.photos[0]
    return said._replace(
        product=said.product or item.product_id,
        label=said.label or item.label,
        item=said.item or item.item,
        source=said.source or first.source,
        capture=first.capture,
    )


def _files(contribution: Contribution, images: Sequence[ContributedImage]) -> list[ContributedFile]:
    return [
        ContributedFile(
            contribution_id=contribution.id,
            number=number,
            right_holder_id=contribution.right_holder_id,
            name=image.name,
            sha256=image.sha256 or "",
            size=image.size,
            kind=FileKind.IMAGE,
            is_read=True,
        )
        for number, image in enumerate(images, 1)
    ]


def _again(contribution: Contribution, number: int, image: ContributedImage) -> ContributedImage:
    """A photo that was sent back as a row of the correction: its view and marks stay, all else is said again."""
    return replace(
        image,
        contribution_id=contribution.id,
        number=number,
        file=number,
        place=0,
        copy=None,
        understood=UNSAID,
        given=ImageDetails(view=image.said.view, marks=image.said.marks),
        of_row=(),
        of_labels=(),
        state=ImageState.READY,
        entry_id=None,
    )
