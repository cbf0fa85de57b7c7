"""What people say of images by hand: seen at once in the findings, without reading a file again."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.errors import PhotoRejectedError
from model.evidence import overlay
from model.formats import IntakeLimits
from model.intake import read_picture
from serve.accounts.domain import Actor
from serve.catalogue.service import Catalogue
from serve.contributions.domain import ContributionState, ContributionStateError
from serve.contributions.image_domain import UNSAID, ContributedImage, ImageDetails, ImageFilter
from serve.contributions.image_store import NO_IMAGE, Neighbours
from serve.contributions.keeping import with_one_kept
from serve.contributions.permissions import ContributionAction
from serve.contributions.rechecking import known, own_sheets, rechecked, shown_sheets
from serve.contributions.recording import record_images
from serve.contributions.refusals import NO_PICTURE, NOT_CHECKED
from serve.contributions.shown import ShownContribution, ShownImage, open_for_change, show, show_images
from serve.contributions.understanding import own_item
from serve.contributions.work import ContributionWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.objects import Objects
from serve.platform.paging import Page, cut
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works

ChangeRows = Callable[[Sequence[ContributedImage]], list[ContributedImage]]
SHOWN_SIDE = 1600  # pixels of the longest side of a picture that is shown


class Selection(NamedTuple):
    """Which rows are changed: those with these numbers, or all with this finding."""

    numbers: Collection[int] = ()
    finding: str | None = None

    def has(self, image: ContributedImage) -> bool:
        """Whether a row is one of them."""
        if self.finding is not None:
            return any(finding.code == self.finding for finding in image.findings)
        return image.number in self.numbers


class Edit(NamedTuple):
    """What is said of rows by hand.

    Attributes:
        said: the new values.
        taken_back: names of the values of `ImageDetails` that are no longer said by hand.
        has_own_item: whether each row that has a picture is an item of its own, where `said` names none.
    """

    said: ImageDetails = UNSAID
    taken_back: frozenset[str] = frozenset()
    has_own_item: bool = False

    def of(self, image: ContributedImage) -> ContributedImage:
        """A row after it."""
        kept = replace(image.given, **dict.fromkeys(self.taken_back))
        if self.has_own_item and image.sha256 is not None:
            kept = replace(kept, item=own_item(image.name, image.sha256))
        return replace(image, given=self.said.over(kept))


class ReadImage(NamedTuple):
    """A row as it was read.

    Attributes:
        version: of its contribution, which every change of any of its rows changes.
    """

    shown: ShownImage
    version: str


@dataclass(frozen=True)
class Labelling:
    """The use cases. All of them block."""

    work: Works[ContributionWork]
    objects: Objects
    catalogue: Catalogue
    limits: IntakeLimits

    def page(self, actor: Actor, contribution_id: str, only: ImageFilter, after: int, limit: int) -> Page[ShownImage]:
        """Rows of a contribution, by number.

        Raises:
            NotFoundError: there is no such contribution that the actor may see.
        """
        with self.work.look(actor) as work:
            work.contributions.get(contribution_id)
            return _page(work, work.images.some(contribution_id, after, limit + 1, only), limit)

    def in_order(
        self, actor: Actor, contribution_id: str, only: ImageFilter, after: int, limit: int
    ) -> Page[ShownImage]:
        """The same by product, label, item and name, so that what is alike stands together.

        Args:
            after: the number of the row with which the previous page ended; 0 for the first.

        Raises:
            NotFoundError: there is no such contribution or row that the actor may see.
        """
        with self.work.look(actor) as work:
            work.contributions.get(contribution_id)
            return _page(work, work.images.in_order(contribution_id, after, limit + 1, only), limit)

    def beside(self, actor: Actor, contribution_id: str, number: int) -> Neighbours:
        """The rows beside one, in the same order.

        Raises:
            NotFoundError: there is no such contribution or row that the actor may see.
        """
        with self.work.look(actor) as work:
            work.contributions.get(contribution_id)
            return work.images.beside(contribution_id, number)

    def view(self, actor: Actor, contribution_id: str, number: int) -> ReadImage:
        """One row.

        Raises:
            NotFoundError: there is none that the actor may see.
        """
        with self.work.look(actor) as work:
            version = work.contributions.get(contribution_id).version
            return ReadImage(show_images(work, [work.images.get(contribution_id, number)])[0], version)

    def set(
        self,
        actor: Actor,
        contribution_id: str,
        selection: Selection,
        edit: Edit,
        read: ReadVersion = ANY_VERSION,
        call: IdempotentCall = UNNAMED,
    ) -> ShownContribution:
        """Say something of rows by hand; all findings about labels are then as if it had been checked again.

        Raises:
            ChangedMeanwhileError: the contribution is no longer what the actor has read.
            ContributionStateError: it has to be checked first, it is being checked, or it was submitted.
            NotFoundError: there is no such contribution or row that the actor may see.
        """
        return self._change(actor, contribution_id, lambda rows: _edited(rows, selection, edit), read, call)

    def keep_one(
        self,
        actor: Actor,
        contribution_id: str,
        code: str,
        read: ReadVersion = ANY_VERSION,
        call: IdempotentCall = UNNAMED,
    ) -> ShownContribution:
        """Of the rows that a kind of finding names as copies of one another, leave out all but one of each.

        Raises:
            ChangedMeanwhileError: the contribution is no longer what the actor has read.
            ContributionStateError: it has to be checked first, it is being checked, or it was submitted.
            NotFoundError: there is no such contribution that the actor may see.
        """
        return self._change(actor, contribution_id, lambda rows: with_one_kept(rows, code), read, call)

    def _change(
        self, actor: Actor, contribution_id: str, changed_rows: ChangeRows, read: ReadVersion, call: IdempotentCall
    ) -> ShownContribution:
        shown = shown_sheets(self.catalogue, actor)
        with self.work.begin(actor, call) as work:
            if not work.replayed:
                found = open_for_change(work, contribution_id)
                if found.state is not ContributionState.CHECKED:
                    raise ContributionStateError(NOT_CHECKED)
                read.check(found.version)
                before = list(work.images.all(contribution_id))
                now = changed_rows(before)
                products = {image.said.product for image in (*before, *now) if image.said.product}
                sheets = own_sheets(work, shown, found.right_holder_id, products)
                after, images, changed = rechecked(found, before, now, known(work, found, now, sheets))
                if changed:
                    after = replace(after, turn=found.turn + 1)
                    work.images.change(changed)
                    work.contributions.change(after)
                    record_images(work, ContributionAction.LABEL, after, images)
            return show(work, [work.contributions.get(contribution_id)], whole=True)[0]

    def picture(self, actor: Actor, contribution_id: str, number: int, side: int = SHOWN_SIDE) -> bytes:
        """An image upright and of moderate size, as JPEG without metadata.

        Args:
            side: pixels of its longest side, at most.

        Raises:
            NotFoundError: there is no such row that the actor may see, or it has no picture.
        """
        with self.work.look(actor) as work:
            work.contributions.get(contribution_id)
            image = work.images.get(contribution_id, number)
        if image.sha256 is None:
            raise NotFoundError(NO_PICTURE)
        try:
            picture = read_picture(self.objects.get(image.sha256), longest_side=side, limits=self.limits)
        except PhotoRejectedError as fault:  # the limits are lower than when it was contributed
            raise NotFoundError(NO_PICTURE) from fault
        return overlay(picture.pixels, None)


def _page(work: ContributionWork, found: Sequence[ContributedImage], limit: int) -> Page[ShownImage]:
    page = cut(found, limit, lambda image: str(image.number))
    return Page(show_images(work, page.entries), page.after)


def _edited(images: Sequence[ContributedImage], selection: Selection, edit: Edit) -> list[ContributedImage]:
    """The rows after an edit.

    Raises:
        NotFoundError: a number is no row's.
    """
    missing = set(selection.numbers) - {image.number for image in images}
    if missing and selection.finding is None:
        raise NotFoundError(NO_IMAGE)
    return [edit.of(image) if image.is_open and selection.has(image) else image for image in images]
