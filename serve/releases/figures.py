"""The figures that a release's report has of each product. Imports only the standard library."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class ItemsTested(StrEnum):
    """On which items of another manifest the figures of a release were counted."""

    GOLD = "gold"
    """The gold items that were frozen with its data."""
    OTHERS = "others"


class Figure(NamedTuple):
    """A share of test items, with its exact 95 % interval; n: the number of items."""

    value: float
    low: float
    high: float
    n: int


class AllowedErrors(NamedTuple):
    """The largest errors that a release's thresholds allow; None of a release without thresholds."""

    genuine_called_suspected: float | None = None
    counterfeit_called_consistent: float | None = None


@dataclass(frozen=True)
class ProductFigures:
    """What the report says of one product; None where nothing was measured.

    Attributes:
        coverage: how many items had a definite outcome.
    """

    product: str
    genuine_called_suspected: Figure | None = None
    counterfeit_called_consistent: Figure | None = None
    coverage: Figure | None = None
