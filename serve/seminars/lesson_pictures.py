"""The place of a point on a counterfeit item, framed, with much of the photo around it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from model.catalogue import Region
from model.formats import IntakeLimits
from model.intake import read_picture
from serve.accounts.domain import Actor
from serve.catalogue.guide import CLOSE_UP_SIDE, DETAIL, drawn
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding import NOT_HELD, Holding
from serve.clearances.holding_domain import HeldProduct
from serve.platform.drawing import Target, cut
from serve.platform.errors import NotFoundError
from serve.platform.work import Works
from serve.seminars.showing import SeminarShowing
from serve.seminars.work import SeminarWork

AROUND, LEAST_SEEN = 2.0, 0.5  # of a place's sides, and of the photo's, that a picture of a counterfeit item shows


@dataclass(frozen=True)
class LessonPictures:
    """Draws, as JPEG without metadata; every method blocks."""

    work: Works[SeminarWork]
    showing: SeminarShowing
    holding: Holding
    limits: IntakeLimits

    def of_seminar(self, actor: Actor, seminar_id: str, product_id: str, point_id: str, name: PartName) -> bytes:
        """For a person who prepares a seminar: of any photo that may be shown in it.

        Raises:
            NotFoundError: there is none.
        """
        with self.work.look(actor) as work:
            agencies = work.seminars.get(seminar_id).agencies
        product = self.holding.product(agencies, product_id)
        if product is None:
            raise NotFoundError(NOT_HELD)
        return self.counterfeit(agencies, product, point_id, name)

    def of_slot(self, actor: Actor, slot_id: str, product_id: str, point_id: str, name: PartName) -> bytes:
        """For a reader of a slot: of the photo that the slot shows beside a point.

        Raises:
            NotFoundError: there is none.
        """
        shown = self.showing.get(actor, slot_id)
        for lesson in shown.lessons:
            pairs = {(each.point.id, each.counterfeit and each.counterfeit.name) for each in lesson.points}
            if lesson.product and lesson.product.product_id == product_id and (point_id, name) in pairs:
                return self.counterfeit(shown.seminar.agencies, lesson.product, point_id, name)
        raise NotFoundError(NOT_HELD)

    def genuine(self, agencies: Collection[str], product: HeldProduct, point_id: str, side: int) -> bytes:
        """The place of a point on a genuine item.

        Args:
            side: pixels of the longest side.

        Raises:
            NotFoundError: it may not be shown to all of these agencies now, or there is no picture of it.
        """
        return self.holding.picture(agencies, product.product_id, PartName(PartKind.POINT, point_id), side)

    def counterfeit(
        self,
        agencies: Collection[str],
        product: HeldProduct,
        point_id: str,
        name: PartName,
        side: int = CLOSE_UP_SIDE,
        *,
        is_close: bool = False,
    ) -> bytes:
        """The same place on a counterfeit item, as people have marked it; all of the photo if they have not.

        Much of the photo is around the place, as it may be shown whole: words are not cut, and one sees where it is.

        Args:
            is_close: as little is around it as on the genuine picture, beside which it stands.

        Raises:
            NotFoundError: point or photo may not be shown to all of these agencies now.
        """
        point, photo = product.point(point_id), product.photo(name)
        if point is None or photo is None:
            raise NotFoundError(NOT_HELD)
        content = self.holding.original(agencies, product.product_id, name)
        place = next((mark.box for mark in photo.marks if mark.id == point_id and mark.box), None)
        if place is None:
            return drawn(content, replace(point, region=None), self.limits, side, whole=False)
        pixels = read_picture(content, longest_side=side * DETAIL, limits=self.limits).pixels
        return cut(pixels, Target.at(place) if is_close else Target(with_much_around(place), place), side)


def with_much_around(place: Region) -> Region:
    """A part of a photo around a place: at least so large that half of each side is seen, moved into the photo."""

    def span(start: float, length: float) -> tuple[float, float]:
        wide = min(1.0, max(LEAST_SEEN, AROUND * length))
        return min(max(0.0, start + length / 2 - wide / 2), 1.0 - wide), wide

    (left, width), (top, height) = span(place[0], place[2]), span(place[1], place[3])
    return Region(left, top, width, height)
