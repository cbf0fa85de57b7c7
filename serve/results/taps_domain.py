"""Where people tapped on photos, against the marked places that tell. Imports only the standard library and `model`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from model.catalogue import Region
from serve.clearances.domain import PartKind, PartName
from serve.seminars.agenda import AgendaStepKind
from serve.sittings.domain import FEWEST_SEATS

CELLS = 12  # of the grid, along each side of a photo
MARGIN = 0.03  # of the photo's sides, around a marked place: a finger is wide


class SeatTap(Protocol):
    """A tap of a seat."""

    @property
    def seat_id(self) -> str:
        """Whose it is."""


class PlacedTap(NamedTuple):
    """A tap of a seat, as fractions of the photo's width and height."""

    seat_id: str
    x: float
    y: float


class MarkedPlace(NamedTuple):
    """Where a photo shows a point to deviate."""

    point_id: str
    box: Region


class Cell(NamedTuple):
    """A cell of the grid: its place from the upper left corner, and the number of taps in it."""

    column: int
    row: int
    taps: int


class InPlace(NamedTuple):
    """How many of some taps lie in marked places."""

    inside: int = 0
    taps: int = 0


@dataclass(frozen=True)
class HeatMap:
    """Where people tapped on a photo.

    Attributes:
        entry_id, photo: the accepted item, and the index of its photo.
        number: of the question, as in `serve.results.asked_domain.NumberedQuestion`.
        kind: what the question was for.
        place: of the photo among all that were shown of the item in this part, from 1.
        of_photos: how many these are.
        cells: those in which someone tapped.
        places: that tell, as far as they may be shown.
        in_places: taps in any marked place; None where none is marked.
        by_point: the same for each point that is marked.
        elsewhere: the points that are marked on other photos of the item alone.
    """

    product_id: str
    entry_id: str
    photo: int
    number: int
    kind: AgendaStepKind
    place: int
    of_photos: int
    cells: tuple[Cell, ...]
    places: tuple[MarkedPlace, ...]
    in_places: InPlace | None
    by_point: Mapping[str, InPlace]
    elsewhere: frozenset[str] = frozenset()

    @property
    def name(self) -> PartName:
        """Of the photo."""
        return PartName(PartKind.PHOTO, self.entry_id, self.photo)

    @property
    def most(self) -> int:
        """The number of taps in the fullest cell."""
        return max(each.taps for each in self.cells)

    @property
    def taps(self) -> int:
        """All taps."""
        return sum(each.taps for each in self.cells)

    def is_of_item_with(self, point_id: str) -> bool:
        """Whether a point is marked on a photo of the item, this one or another."""
        return point_id in self.by_point or point_id in self.elsewhere

    def of_point(self, point_id: str) -> InPlace:
        """Taps in the place of a point; none where it is not marked."""
        return self.by_point.get(point_id, InPlace())


class MappedPhoto(NamedTuple):
    """A photo that may be shown, for a heat map."""

    product_id: str
    entry_id: str
    photo: int
    number: int
    kind: AgendaStepKind
    place: int
    of_photos: int
    places: tuple[MarkedPlace, ...]
    elsewhere: frozenset[str] = frozenset()


def is_tapped_by_enough(taps: Iterable[SeatTap]) -> bool:
    """Whether so many seats tapped on a photo that a map of it is about none of them."""
    return len({tap.seat_id for tap in taps}) >= FEWEST_SEATS


def heat_map(of: MappedPhoto, taps: Sequence[PlacedTap]) -> HeatMap:
    """The map of a photo, from the taps of enough seats."""
    counts = Counter((_cell(tap.x), _cell(tap.y)) for tap in taps)
    names = sorted({place.point_id for place in of.places})
    by_point = {name: _in([place for place in of.places if place.point_id == name], taps) for name in names}
    cells = tuple(Cell(column, row, number) for (column, row), number in sorted(counts.items()))
    return HeatMap(*of[:7], cells, of.places, _in(of.places, taps) if of.places else None, by_point, of.elsewhere)


def _cell(fraction: float) -> int:
    return min(int(fraction * CELLS), CELLS - 1)


def _in(places: Iterable[MarkedPlace], taps: Sequence[PlacedTap]) -> InPlace:
    boxes = [place.box for place in places]
    return InPlace(sum(any(_is_in(tap, box) for box in boxes) for tap in taps), len(taps))


def _is_in(tap: PlacedTap, box: Region) -> bool:
    left, top, width, height = box
    in_column = left - MARGIN <= tap.x <= left + width + MARGIN
    return in_column and top - MARGIN <= tap.y <= top + height + MARGIN
