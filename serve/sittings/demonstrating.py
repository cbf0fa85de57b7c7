"""The live demo: the host examines an item before the hall, for practice, and shows the verdict by revealing it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from model.catalogue import Region
from model.messages import message
from serve.accounts.domain import Actor
from serve.clearances.holding_domain import HeldProduct
from serve.examinations import doubts
from serve.examinations.domain import Examination
from serve.examinations.pictures import Pictures
from serve.examinations.service import Examinations
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.practice.domain import PracticeStateError
from serve.practice.service import Practices
from serve.sittings.assisting import assistance_of, shown_reasons
from serve.sittings.domain import NO_DEMO, Sitting, SittingRejectedError, SittingStateError
from serve.sittings.plan import Plans
from serve.sittings.service import HostView, Sittings
from serve.sittings.showing import NO_PICTURE, Held, Screens, in_thread, step_of
from serve.sittings.shown_domain import PhotoAccess
from serve.sittings.step_domain import Demonstration, DemoPlace, ForeignPhoto, SealedStep

OTHER_PRODUCT = message(
    "This item was examined as another product. Choose another item, or examine this one again with the product of the "
    "live demo."
)
NOT_HELD = message("Nothing of this product may be shown at present. Go on with the next step.")


@dataclass(frozen=True)
class Demonstrating:
    """The use case. It blocks."""

    sittings: Sittings
    practices: Practices
    plans: Plans
    held: Held

    def choose(self, actor: Actor, sitting_id: str, examination_id: str, call: IdempotentCall = UNNAMED) -> HostView:
        """Show an item that the actor examined for practice; its verdict stays hidden until it is revealed.

        Raises:
            NotFoundError: there is no such sitting that the actor may see, or the actor has no such practice.
            NotPermittedError: the sitting is another organisation's.
            SittingRejectedError: the item was examined as another product.
            SittingStateError: no live demo is shown, or nothing of its product may be shown now.
        """
        step = self.sittings.get(actor, sitting_id).sitting.shown
        if step is None:
            raise SittingStateError(NO_DEMO)
        examined = self.practices.view(actor, examination_id)
        if examined.verdict.product.id != step.product_id:
            raise SittingRejectedError(OTHER_PRODUCT, "examination")
        held = self.held.product(self._agencies(actor, sitting_id), step.product_id)
        if held is None:
            raise SittingStateError(NOT_HELD)
        said = assistance_of(examined.verdict, held)
        demonstration = demonstration_of(examined, held)
        shown = self.sittings.demonstrate(actor, sitting_id, step.number, demonstration, said, call)
        self._keep_seen(actor, step)
        return shown

    def _keep_seen(self, actor: Actor, step: SealedStep) -> None:
        """Reveal also to the one who examined it what the hall has seen of the item that was shown until now."""
        if step.demonstration and step.revealed_at:
            with suppress(NotFoundError, PracticeStateError):  # another one's, removed, or revealed already
                self.practices.reveal(actor, step.demonstration.examination_id, None)

    def _agencies(self, actor: Actor, sitting_id: str) -> tuple[str, ...]:
        about = self.plans.about(self.sittings.get(actor, sitting_id).sitting.seminar_id)
        return about.agencies if about else ()


@dataclass(frozen=True)
class DemoPhotos:
    """The photos of items in live demos, for anyone who may see the sitting; it runs in the event loop."""

    screens: Screens
    examinations: Examinations
    pictures: Pictures

    async def access(self, actor: Actor, sitting: Sitting, step: SealedStep | None) -> PhotoAccess:
        """Whether the actor sees the photos of the item that a step shows; they do where it shows none."""
        return await in_thread(self._access, actor, sitting, step)()

    def _access(self, actor: Actor, sitting: Sitting, step: SealedStep | None) -> PhotoAccess:
        if step is None or step.demonstration is None:
            return PhotoAccess.SEEN
        try:
            self.examinations.photographed(actor, step.demonstration.examination_id)
        except NotFoundError:
            is_own = actor.organisation_id == sitting.organisation_id
            return PhotoAccess.REMOVED if is_own else PhotoAccess.OTHERS
        return PhotoAccess.SEEN

    async def photo(self, actor: Actor, sitting: Sitting, number: int, index: int) -> bytes:
        """A photo of the item that a step shows, as JPEG without metadata.

        Raises:
            NotFoundError: there is none that may be shown now.
        """
        step = step_of(sitting, number)
        shown = await self.screens.step(sitting, step, step.phase)
        if step.demonstration is None or index not in shown.examined:
            raise NotFoundError(NO_PICTURE)
        return await in_thread(self._drawn, actor, step.demonstration.examination_id, index)()

    def _drawn(self, actor: Actor, examination_id: str, index: int) -> bytes:
        return self.pictures.photo(self.examinations.photographed(actor, examination_id), index)


def demonstration_of(examined: Examination, held: HeldProduct) -> Demonstration:
    """What is shown of an item that was examined: its photos, the places of its points, and what is not it.

    Args:
        held: what may be shown of its product.
    """
    photos, found = examined.verdict.photos, doubts.foreign(examined.verdict)
    foreign = tuple(ForeignPhoto(index, photos[index].product) for index in found)
    return Demonstration(examined.id, tuple(range(len(examined.photos))), tuple(_places(examined, held)), foreign)


def _places(examined: Examination, held: HeldProduct) -> Iterator[DemoPlace]:
    for point in shown_reasons(examined.verdict, held):
        if point.photo is not None and point.place:
            yield DemoPlace(point.photo, point.id, Region(*point.place))
