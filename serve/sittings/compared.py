"""The two pictures of a comparison, laid over one another, as all agencies of the seminar may see them now."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from model.catalogue import Point
from model.datasets.fields import Label
from serve.clearances.holding_domain import HeldPhoto, HeldProduct
from serve.platform.errors import NotFoundError
from serve.sittings.domain import Sitting
from serve.sittings.showing import NO_PICTURE, Screens, in_thread, step_of
from serve.sittings.step_domain import SealedStep
from serve.teaching.comparing import PointComparing
from serve.teaching.domain import ComparedPicture, Comparison


class ScreenPair(NamedTuple):
    """What is compared."""

    agencies: tuple[str, ...]
    held: HeldProduct
    point: Point
    photo: HeldPhoto


@dataclass(frozen=True)
class ScreenComparing:
    """Compares pictures in steps. Its public methods run in the event loop."""

    screens: Screens
    comparing: PointComparing

    async def comparison(self, sitting: Sitting, step: SealedStep) -> dict[str, Any] | None:
        """What the macro `comparison` is given; None where there are no two pictures that may be shown now."""
        if not await self.screens.may_show(sitting, step):
            return None
        key = ("comparison", sitting.id, step.number)
        found = await self.screens.memory.get(key, in_thread(self._compared, sitting.seminar_id, step))
        return _named(f"/sittings/{sitting.id}/steps/{step.number}", found) if found else None

    async def picture(self, sitting: Sitting, number: int, label: Label) -> bytes:
        """One of the two pictures, laid over the other, as JPEG without metadata; one alone as it is.

        Raises:
            NotFoundError: there is none that may be shown now.
        """
        step = step_of(sitting, number)
        if not await self.screens.may_show(sitting, step):
            raise NotFoundError(NO_PICTURE)
        key = ("compared", sitting.id, step.number, label)
        drawn = await self.screens.memory.get(key, in_thread(self._drawn, sitting.seminar_id, step, label))
        return drawn if drawn is not None else await self.screens.compared(sitting, number, label)

    def _compared(self, seminar_id: str, step: SealedStep) -> Comparison | None:
        pair = self._pair(seminar_id, step)
        return self.comparing.compared(*pair) if pair else None

    def _drawn(self, seminar_id: str, step: SealedStep, label: Label) -> bytes | None:
        pair = self._pair(seminar_id, step)
        return self.comparing.drawn(*pair, label) if pair else None

    def _pair(self, seminar_id: str, step: SealedStep) -> ScreenPair | None:
        agencies = self.screens.agencies(seminar_id)
        held = self.screens.held.product(agencies, step.product_id)
        point = held.point(step.point_id) if held and step.point_id else None
        photo = held.photo(step.counterfeit) if held and step.counterfeit else None
        if held is None or point is None or photo is None or point.id not in held.pictured:
            return None
        return ScreenPair(agencies, held, point, photo)


def _named(address: str, found: Comparison) -> dict[str, Any]:
    return {
        "registered": found.is_registered,
        "marked": found.is_marked,
        "genuine": _picture(f"{address}/{Label.GENUINE}.jpg", found.genuine),
        "counterfeit": _picture(f"{address}/{Label.COUNTERFEIT}.jpg", found.counterfeit),
    }


def _picture(address: str, drawn: ComparedPicture) -> dict[str, Any]:
    return {"picture": address, "width": drawn.width, "height": drawn.height, "place": drawn.place}
