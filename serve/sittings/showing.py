"""What the screens of a sitting show, read from what may be shown at present and kept for a moment.

A hundred phones ask for the same at once. What they may see is read for the first of them, and kept for so short a time
that a clearance that ends is off all screens that ask within seconds.
"""

import time
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar

import anyio
import anyio.to_thread

from model.datasets.fields import Label
from model.messages import Localized, message
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding_domain import HeldProduct
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.sittings.domain import Sitting
from serve.sittings.plan import AboutSeminar, Plans
from serve.sittings.shown_domain import ShownStep, WithheldSlot, compared_names, photo_names, shown_step
from serve.sittings.step_domain import Phase, SealedStep, StepContent
from serve.sittings.work import SittingWork

T = TypeVar("T")
KEPT_SECONDS = 3.0
NO_PICTURE = message("There is no such picture that can be shown now.")


class Held(Protocol):
    """What may be shown to some agencies now: `serve.clearances.holding.Holding` is one."""

    def product(self, agencies: Any, product_id: str) -> HeldProduct | None:
        """What may be shown of one product; None if nothing may."""

    def picture(self, agencies: Any, product_id: str, name: PartName) -> bytes:
        """The picture of a part, as JPEG without metadata."""

    def original(self, agencies: Any, product_id: str, name: PartName) -> bytes:
        """The same as it is kept: to be judged, never handed out."""


class Named(Protocol):
    """What products are called: `serve.catalogue.service.Catalogue` is one."""

    def names(self, languages: Sequence[str]) -> Mapping[str, Localized]:
        """The names of all products, by id."""


@dataclass
class _Slot:
    lock: anyio.Lock = field(default_factory=anyio.Lock)
    value: Any = None
    until: float = 0.0


@dataclass
class ShortMemory:
    """Keeps what many ask for at once, in the event loop."""

    _slots: dict[Hashable, _Slot] = field(default_factory=dict)

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` returned within the last seconds; otherwise it is called, once for all who wait."""
        slot = self._slots.setdefault(key, _Slot())
        async with slot.lock:
            if time.monotonic() >= slot.until:
                slot.value = await make()
                slot.until = time.monotonic() + KEPT_SECONDS
                self._forget()
        value: T = slot.value
        return value

    def _forget(self) -> None:
        now = time.monotonic()
        for key in [key for key, slot in self._slots.items() if slot.until < now and not slot.lock.locked()]:
            del self._slots[key]


def in_thread(work: Callable[..., T], *arguments: object) -> Callable[[], Awaitable[T]]:
    """Runs what blocks in a thread."""
    return partial(anyio.to_thread.run_sync, partial(work, *arguments))


@dataclass(frozen=True)
class Screens:
    """What is shown in steps. Everything here runs in the event loop."""

    work: Works[SittingWork]
    plans: Plans
    held: Held
    named: Named
    memory: ShortMemory = field(default_factory=ShortMemory)

    async def step(self, sitting: Sitting, step: SealedStep, phase: Phase) -> ShownStep:
        """A step as it may be shown in a phase."""
        if not await self.may_show(sitting, step):
            return shown_step(step, phase, None)
        points = sitting.taught(step)
        key = ("product", sitting.seminar_id, step.product_id, points)
        held = await self.memory.get(key, in_thread(self._product, sitting.seminar_id, step.product_id, points))
        return shown_step(step, phase, held)

    async def names(self, shown: ShownStep | None, languages: Sequence[str]) -> Mapping[str, Localized]:
        """What the other products are called that the photos of a live demo show; empty where there are none."""
        if shown is None or not shown.foreign:
            return {}
        return await self.memory.get(("names", *languages), in_thread(self.named.names, languages))

    async def may_show(self, sitting: Sitting, step: SealedStep) -> bool:
        """Whether the slot of a step is released as the sitting shows it: it may be returned or changed meanwhile."""
        about = await self.about(sitting)
        if about is None:
            return True
        content = await self._content(sitting, step.slot_id)
        return about.may_show(step.slot_id, content, is_rehearsal=sitting.is_rehearsal)

    async def withheld(self, sitting: Sitting, step: SealedStep) -> WithheldSlot | None:
        """Why the slot of a step may not be shown; None if it may, or is gone."""
        about = await self.about(sitting)
        found = about.slots.get(step.slot_id) if about and about.slots else None
        if found is None or await self.may_show(sitting, step):
            return None
        is_same = found.is_same(await self._content(sitting, step.slot_id))
        return WithheldSlot(found.state, found.right_holder, is_changed=not is_same)

    async def _content(self, sitting: Sitting, slot_id: str) -> frozenset[StepContent]:
        async def made() -> frozenset[StepContent]:
            return sitting.content(slot_id)

        return await self.memory.get(("content", sitting.id, slot_id), made)

    async def takes_answers(self, sitting_id: str, number: int) -> bool:
        """Whether a step may still be asked about; of what does not exist nothing is said against it here."""
        return await self.memory.get(("asked", sitting_id, number), partial(self._takes_answers, sitting_id, number))

    async def about(self, sitting: Sitting) -> AboutSeminar | None:
        """What a screen says of the seminar; None if it is gone."""
        return await self.memory.get(("about", sitting.seminar_id), in_thread(self.plans.about, sitting.seminar_id))

    async def sealed(self, sitting_id: str) -> Sitting:
        """A sitting with the steps with which it was opened. Where it stands may be seconds old.

        Raises:
            NotFoundError: it is gone.
        """
        return await self.memory.get(("sitting", sitting_id), in_thread(self._sitting, sitting_id))

    async def picture(self, sitting: Sitting, number: int, place: int) -> bytes:
        """A photo of the question of a step, as JPEG without metadata.

        Raises:
            NotFoundError: there is none that may be shown now.
        """
        step = step_of(sitting, number)
        names = photo_names(step)
        if place not in range(len(names)):
            raise NotFoundError(NO_PICTURE)
        return await self._drawn(sitting, step, names[place])

    async def compared(self, sitting: Sitting, number: int, label: Label) -> bytes:
        """One of the two pictures of a comparison, as JPEG without metadata.

        Raises:
            NotFoundError: there is none that may be shown now.
        """
        step = step_of(sitting, number)
        name = compared_names(step).get(label)
        if name is None:
            raise NotFoundError(NO_PICTURE)
        return await self._drawn(sitting, step, name)

    async def view_picture(self, sitting: Sitting, number: int, place: int) -> bytes:
        """The genuine picture of a shot of the shot list, as JPEG without metadata.

        Raises:
            NotFoundError: there is none that may be shown now.
        """
        step = step_of(sitting, number)
        views = (await self.step(sitting, step, step.phase)).views
        if place not in range(len(views)) or not views[place].is_pictured:
            raise NotFoundError(NO_PICTURE)
        return await self._drawn(sitting, step, PartName(PartKind.REFERENCE, views[place].id))

    async def _drawn(self, sitting: Sitting, step: SealedStep, name: PartName) -> bytes:
        if not await self.may_show(sitting, step):
            raise NotFoundError(NO_PICTURE)
        key = ("picture", sitting.seminar_id, step.product_id, name)
        return await self.memory.get(key, in_thread(self._picture, sitting.seminar_id, step.product_id, name))

    async def _takes_answers(self, sitting_id: str, number: int) -> bool:
        try:
            sitting = await self.sealed(sitting_id)
            step = step_of(sitting, number)
        except NotFoundError:
            return True
        return bool((await self.step(sitting, step, step.phase)).photos) or not step.is_question

    def _product(self, seminar_id: str, product_id: str, points: Collection[str]) -> HeldProduct | None:
        held = self.held.product(self.agencies(seminar_id), product_id)
        return held.only(points) if held else None

    def _picture(self, seminar_id: str, product_id: str, name: PartName) -> bytes:
        return self.held.picture(self.agencies(seminar_id), product_id, name)

    def agencies(self, seminar_id: str) -> tuple[str, ...]:
        """Ids of the agencies whose officers take part; none once the seminar is gone. It blocks."""
        about = self.plans.about(seminar_id)
        return about.agencies if about else ()

    def _sitting(self, sitting_id: str) -> Sitting:
        with self.work.look(SYSTEM) as work:
            return work.sittings.get(sitting_id)


def step_of(sitting: Sitting, number: int) -> SealedStep:
    """One of its steps.

    Raises:
        NotFoundError: it has none with this number.
    """
    if number not in range(1, len(sitting.steps) + 1):
        raise NotFoundError(NO_PICTURE)
    return sitting.steps[number - 1]
