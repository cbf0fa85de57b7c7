"""Rectangles on a picture in forms: four numbers each, in per cent of the picture, or all four empty.

The macro `regions` of `regions.html` shows them, and `region.js` lets them be drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.catalogue import Region, region_of_fractions
from model.errors import ValueRejectedError
from model.messages import NOTHING, Wording, message

PARTS = ("x", "y", "width", "height")
DECIMALS = 4  # of fractions, as in sheets; per cents have two fewer
REFUSED = message(
    "Write four numbers from 0 to 100, so that the place lies within the picture; or leave all four empty."
)


@dataclass(frozen=True)
class RegionField:
    """One rectangle of a form, as it is shown.

    Attributes:
        name: what the names of its four inputs begin with: `NAME_x`, `NAME_y`, `NAME_width` and `NAME_height`.
        label: what is marked.
        x, y, width, height: in per cent of the picture, as text; all empty if nothing is marked.
        error: what is wrong with them; empty if nothing is.
        point: the name of the point of which this is one of several places; empty if it is the only one.
    """

    name: str
    label: Wording
    x: str = ""
    y: str = ""
    width: str = ""
    height: str = ""
    error: Wording = NOTHING
    point: str = ""

    @classmethod
    def of(cls, name: str, label: Wording, region: Region | None) -> "RegionField":
        """The field of a region; None if nothing is marked."""
        return cls(name, label, *(f"{round(100 * part, DECIMALS - 2):g}" for part in region or ()))

    @classmethod
    def given(cls, name: str, label: Wording, form: Mapping[str, str], error: Wording = NOTHING) -> "RegionField":
        """The field with what someone wrote into it, valid or not."""
        x, y, width, height = (form.get(f"{name}_{part}", "") for part in PARTS)
        return cls(name, label, x, y, width, height, error)

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """Its four texts."""
        return self.x, self.y, self.width, self.height

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written into it."""
        return not any(self.texts)

    @property
    def is_drawn(self) -> bool:
        """Whether it has a place that can be drawn."""
        try:
            return _region(self.texts) is not None
        except ValueError:
            return False


def region_in(form: Mapping[str, str], name: str) -> Region | None:
    """The region that a form holds under a name; None if its four fields are empty or not there.

    Raises:
        ValueRejectedError: they are no four numbers from 0 to 100, or the region reaches beyond the picture.
    """
    try:
        return _region([form.get(f"{name}_{part}", "") for part in PARTS])
    except ValueError as error:
        raise ValueRejectedError(REFUSED, name) from error


def _region(texts: Sequence[str]) -> Region | None:
    written = [text.strip() for text in texts]
    return region_of_fractions([round(float(text) / 100, DECIMALS) for text in written]) if any(written) else None
