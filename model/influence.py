"""What each contributor's rows did to a release: report/influence.json, and from where on it is harmful.

The fit leaves each contributor's rows out in turn and trains the heads again. Two things are measured on items that
these heads have not seen: what the rows add to an error on items that others contributed, and how much more the
contributor's own items than others' look like the label that it did not give them.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

INFLUENCE_FILE = "report/influence.json"
LIMIT = 0.3  # of a change; decision 0049 and docs/benchmarks.md say what it rests on


class ErrorKind(StrEnum):
    """What a contributor's rows may do."""

    GENUINE_SUSPECTED = "genuine_called_suspected"
    """Others' genuine items look more counterfeit with its rows than without them."""
    COUNTERFEIT_CONSISTENT = "counterfeit_called_consistent"
    """Others' counterfeit items look more genuine with its rows than without them."""
    GENUINE_CONTRADICTED = "genuine_contradicted"
    """What it calls genuine looks counterfeit, more than others' genuine items do, to heads without its rows."""
    COUNTERFEIT_CONTRADICTED = "counterfeit_contradicted"
    """What it calls counterfeit looks genuine, more than others' counterfeit items do, to heads without its rows."""


class Unmeasured(StrEnum):
    """Why a fit measured no influence."""

    NOT_ASKED_FOR = "not_asked_for"
    """The settings of the fit left it out."""
    NO_COUNTERFEITS = "no_counterfeits"
    """The fit learned from genuine items alone."""
    NO_SHARED_PRODUCT = "no_shared_product"
    """Each product was taught by one contributor alone."""
    TOO_FEW_ITEMS = "too_few_items"
    """Of the products that several contributors taught, too few held-out items were others' to judge on."""


@dataclass(frozen=True)
class Influence:
    """What one contributor's rows do to one product.

    Attributes:
        right_holder: the contributor, as in the manifest; empty for rows that name none.
        change: of the mean probability of the wrong label: with the rows less without them, on others' items; or on the
            contributor's own items less on others'. Above 0 it speaks against the rows.
        low, high: 95 % interval of the change.
        n: items that it was counted on, others' or the contributor's own.
    """

    right_holder: str
    product: str
    error: ErrorKind
    change: float
    low: float
    high: float
    n: int

    @property
    def is_harmful(self) -> bool:
        """Whether the change is beyond the limit, with an interval above zero."""
        return self.low > 0 and self.change > LIMIT


@dataclass(frozen=True)
class InfluenceReport:
    """The influences that were measured.

    Attributes:
        contributors: of each contributor, on each product and by each kind of error that could be measured.
        left_out: contributors beyond the most that are measured.
        unmeasured: why nothing was measured; None where it was, or where an earlier version does not say.
    """

    contributors: tuple[Influence, ...]
    left_out: tuple[str, ...] = ()
    unmeasured: Unmeasured | None = None

    @property
    def largest(self) -> Influence | None:
        """The largest change; None if nothing could be measured."""
        return max(self.contributors, key=lambda each: each.change, default=None)

    @property
    def harmful(self) -> tuple[Influence, ...]:
        """Those beyond the limit: what a person must look at before the release is used."""
        return tuple(each for each in self.contributors if each.is_harmful)

    def as_json(self) -> dict[str, Any]:
        """The document of report/influence.json."""
        return {
            "limit": LIMIT,
            "contributors": [asdict(each) for each in self.contributors],
            "largest": asdict(self.largest) if self.largest else None,
            "left_out": list(self.left_out),
            "unmeasured": self.unmeasured,
        }


def read_influence(raw: bytes) -> InfluenceReport:
    """Read report/influence.json of a release, whose digest has been checked.

    Raises:
        ValueError, KeyError, TypeError: it is no such document.
    """
    document = json.loads(raw)
    measured = tuple(_influence(entry) for entry in document["contributors"])
    reason = document.get("unmeasured")
    return InfluenceReport(measured, tuple(document["left_out"]), Unmeasured(reason) if reason else None)


def _influence(entry: Mapping[str, Any]) -> Influence:
    values = {field.name: entry[field.name] for field in fields(Influence)}  # later versions may write more
    return Influence(**{**values, "error": ErrorKind(entry["error"])})
