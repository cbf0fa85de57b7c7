"""The photos of a report of results: where people tapped, and where the difference is."""

from collections.abc import Sequence

from model.messages import NOTHING, Wording
from serve.results.messages import HIDDEN_MAPS, INSIDE, NO_PLACE
from serve.results.naming import SheetNames, map_heading
from serve.results.printing.domain import TappedPhoto, TappedSpot
from serve.results.taps_domain import CELLS, Cell, HeatMap

Photos = Sequence[tuple[HeatMap, bytes | None]]  # a photo is None if it may no longer be shown


def tapped(photos: Photos, names: SheetNames) -> tuple[TappedPhoto, ...]:
    """Those that may be shown."""
    return tuple(_photo(each, picture, names) for each, picture in photos if picture is not None)


def hidden(photos: Photos, others: int) -> Wording:
    """How many may no longer be shown.

    Args:
        others: those that were left out before.
    """
    number = others + sum(picture is None for _, picture in photos)
    return HIDDEN_MAPS.of(count=number) if number else NOTHING


def _photo(of: HeatMap, picture: bytes, names: SheetNames) -> TappedPhoto:
    inside = of.in_places
    return TappedPhoto(
        name=map_heading(of, names),
        picture=picture,
        spots=tuple(_spot(cell, of.most) for cell in of.cells),
        places=tuple((*place.box,) for place in of.places),
        said=INSIDE.of(count=inside.taps, inside=inside.inside) if inside else NO_PLACE.of(count=of.taps),
    )


def _spot(cell: Cell, most: int) -> TappedSpot:
    """Its area, not its width, is in proportion to the number of taps."""
    return TappedSpot((cell.column + 0.5) / CELLS, (cell.row + 0.5) / CELLS, (cell.taps / most) ** 0.5)
