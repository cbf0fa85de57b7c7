"""How the two pictures of a comparison stand to each other on the projector: the host leads it from any device."""

from enum import StrEnum
from typing import NamedTuple

from model.datasets.fields import Label

MOST_SCALE = 8.0


class ComparisonMode(StrEnum):
    """How two pictures are shown."""

    SIDE = "side"  # beside each other
    SLIDER = "slider"  # one over the other, up to a line
    SWAP = "swap"  # one in place of the other


class ComparisonView(NamedTuple):
    """What of a comparison is shown, and how large.

    Attributes:
        shown: the picture that is seen in `ComparisonMode.SWAP`.
        slider: how much of the genuine picture is seen in `ComparisonMode.SLIDER`, in percent.
        scale: how many times as large as the whole picture, up to `MOST_SCALE`.
        x, y: the place of the pictures in the middle, as fractions of their width and height.
    """

    mode: ComparisonMode = ComparisonMode.SIDE
    shown: Label = Label.COUNTERFEIT
    slider: int = 50
    scale: float = 1.0
    x: float = 0.5
    y: float = 0.5


BESIDE = ComparisonView()
