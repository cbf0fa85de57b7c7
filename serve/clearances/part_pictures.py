"""The pictures of what is cleared, drawn on demand without metadata. Callers make sure that they may be shown."""

from dataclasses import dataclass, replace

from model.catalogue import Point
from model.formats import IntakeLimits
from serve.catalogue.guide import CLOSE_UP_SIDE, WHOLE_SIDE, drawn
from serve.clearances.domain import PartKind, PartName
from serve.clearances.grounds import WholeGround
from serve.examinations.domain import StoredPhoto
from serve.examinations.pictures import Pictures
from serve.platform.objects import Objects


@dataclass(frozen=True)
class PartPictures:
    """Draws; every method blocks."""

    objects: Objects
    pictures: Pictures
    limits: IntakeLimits

    def drawn(self, ground: WholeGround, name: PartName, side: int | None = None) -> bytes | None:
        """A part as JPEG: of a point its place on a genuine item, of the others the whole; None without a picture.

        Args:
            ground: what clearances of the product rest on.
            side: pixels of the longest side, at most; None for the one by default.
        """
        if name.kind is PartKind.PHOTO:
            photo = _photo(ground, name)
            return self.pictures.whole(photo, side or WHOLE_SIDE) if photo else None
        is_whole, point = name.kind is PartKind.REFERENCE, _point(ground, name)
        content = self._of_sheet(ground, name)
        if point is None or content is None:
            return None
        shown = replace(point, region=None) if is_whole else point
        return drawn(content, shown, self.limits, side or (WHOLE_SIDE if is_whole else CLOSE_UP_SIDE), whole=is_whole)

    def original(self, ground: WholeGround, name: PartName) -> bytes | None:
        """The picture as it is kept, with all that its file says: to be drawn from, never handed out."""
        if name.kind is not PartKind.PHOTO:
            return self._of_sheet(ground, name)
        photo = _photo(ground, name)
        return self.objects.get(photo.sha256) if photo else None

    def _of_sheet(self, ground: WholeGround, name: PartName) -> bytes | None:
        point = _point(ground, name)
        return ground.source.picture(point) if ground.source and point else None


def _photo(ground: WholeGround, name: PartName) -> StoredPhoto | None:
    entry = ground.entries.get(name.name)
    is_there = entry is not None and name.photo in range(len(entry.photos))
    return entry.photos[name.photo or 0].stored if entry and is_there else None


def _point(ground: WholeGround, name: PartName) -> Point | None:
    rules = ground.ground
    return (rules.references if name.kind is PartKind.REFERENCE else rules.points).get(name.name)
