"""What a section of the report is made of, and what a report is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from model.description import ReleaseDescription
from model.influence import InfluenceReport
from training.examine import ExaminedItem
from training.report.figures import EvaluatedPhoto


class Table(NamedTuple):
    """The numbers behind a figure; the first cell of a row names it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """One figure with its words.

    Attributes:
        sentence: what it shows, for a reader who has never seen such a figure.
        drawing: None if there is nothing to draw.
        key: what the symbols mean: series and words.
        note: how it was counted, for an engineer.
        absent: why there is no figure; None if there is one.
    """

    id: str
    title: str
    sentence: str
    drawing: Markup | None = None
    key: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    note: str = ""
    absent: str | None = None


@dataclass(frozen=True, eq=False)
class MeasuredRelease:
    """What a report is about.

    Attributes:
        items: test items with their verdicts.
        release: thresholds, names and points.
        alone: each photo judged alone; None if that was not done.
        unknown: whether each photo of unknown goods was answered as unknown; None if there are none.
        seconds: of reading, measuring and scoring each photo; None if they were not timed.
        regions: "annotated" or "unnamed" -> {"pointing", "chance", "deletion", "shown"}, the estimates as in
            metrics.json; None if the two kinds were not told apart.
        influence: of each contributor; None if a later evaluation does not look at it.
        remarks: sentences of the fit for the beginning: what speaks against the release, and which items these are.
    """

    items: Sequence[ExaminedItem]
    release: ReleaseDescription
    alone: Sequence[EvaluatedPhoto] | None = None
    unknown: Sequence[bool] | None = None
    seconds: Sequence[float] | None = None
    regions: Mapping[str, Mapping[str, Any]] | None = None
    influence: InfluenceReport | None = None
    remarks: Sequence[str] = ()
