"""Shortcut probes: can the label be predicted from something other than the goods?

If the frame of a photo, its file's metadata or its source alone separate genuine from counterfeit, a network will learn
that instead of the goods. Its figures on this data set will look good, and it will fail in use.

Each probe tries one kind of clue: all of its attributes in a linear model, and the best one alone. Labels are predicted
within each product, cross-validated by item, and only items of one product are compared with each other: that all of
one product's photos are counterfeit, or green, is no shortcut.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from model.datasets.findings import DataFinding, error
from training.statistics import Estimate
from training.validate.clues import Clue, most_telling, surest_rows
from training.validate.items import ItemTable, background_of, border_of, colour_of, metadata_of, source_of
from training.validate.photo import Photo
from training.validate.report import ProbeFigure, examples
from training.validate.telling import MIN_ITEMS, TableScores, measure


@dataclass(frozen=True)
class Probe:
    """One kind of clue: how to take it from the photos, and what to say where it tells the labels apart."""

    code: str
    what: str
    advice: str
    table_of: Callable[[Sequence[Photo]], ItemTable]


PROBES = (
    Probe(
        "shortcut-metadata",
        "the files' metadata (size, format, camera, JPEG settings), without a look at the picture,",
        "take both labels with the same cameras and settings, and edit or recompress neither; "
        "where only sizes differ, finer or coarser print can be the cause",
        metadata_of,
    ),
    Probe(
        "shortcut-source",
        "the source and right_holder columns",
        "have each source contribute both labels, or leave sources with one label out",
        source_of,
    ),
    Probe(
        "shortcut-background",
        "the outermost pixels of the photos, a border or the background,",
        "cut borders and frames off, or have both labels carry the same; photograph both on the same backgrounds",
        border_of,
    ),
    Probe(
        "shortcut-background",
        "the outermost 8 % of the photos",
        "photograph both labels on the same backgrounds; where the goods fill the frame, this may be "
        "the goods themselves",
        background_of,
    ),
    Probe(
        "shortcut-colour",
        "the colours of the photos, without shapes or places,",
        "make sure that both labels were taken in the same light; where counterfeits are printed "
        "in other colours this is a true difference, and then it should be an identification point",
        colour_of,
    ),
)


class Probed(NamedTuple):
    """What all probes found, and how near the others came."""

    findings: tuple[DataFinding, ...]
    figures: tuple[ProbeFigure, ...]


class _Telling(NamedTuple):
    """A probe that tells the labels apart in some products, and what gives them away there."""

    probe: Probe
    measured: TableScores
    clue: Clue

    @property
    def rank(self) -> tuple[bool, float]:
        """Sorts first what can be named plainly, then what tells most."""
        return not self.clue.stated, -self.measured.overall.low


def check_shortcuts(photos: Sequence[Photo]) -> Probed:
    """Every probe that tells the labels apart; of two with one code, the second only for what the first can't tell."""
    told: dict[str, list[_Telling]] = defaultdict(list)
    figures = []
    for probe in PROBES if photos else ():
        table = probe.table_of(photos).learnable(MIN_ITEMS)
        if not table.rows or not table.names:
            continue  # no product has enough items of both labels, or no photo has such a clue
        measured = measure(table)
        figures.append(ProbeFigure(probe.code, probe.what, measured.overall, stands_out=measured.stands_out))
        if measured.products:
            told[probe.code].append(_Telling(probe, measured, _clue(table, measured)))
    return Probed(tuple(finding for alike in told.values() for finding in _findings(alike)), tuple(figures))


def _findings(alike: Sequence[_Telling]) -> Iterator[DataFinding]:
    named: set[str] = set()
    for one in sorted(alike, key=lambda one: one.rank):
        if not named.issuperset(one.measured.products):
            yield _finding(one)
        named.update(one.measured.products)


def _clue(table: ItemTable, measured: TableScores) -> Clue:
    """What tells most in the products where it tells; its rows, or those of the surest items."""
    its = np.isin(table.products, measured.products)
    part, scores = table.only(its), measured.scores[its]
    clue = most_telling(part, scores)
    return clue if clue.rows else clue._replace(rows=surest_rows(part, scores))


def _finding(told: _Telling) -> DataFinding:
    probe, measured = told.probe, told.measured
    text = (
        f"{probe.what} tell counterfeit from genuine within a product: {_figure(measured.overall)}, 95 % interval, on "
        f"all {measured.overall.n} items, {_worst(measured)}; most telling: {told.clue.text}. A network may learn "
        f"this instead of the goods: {probe.advice}"
    )
    return error(probe.code, told.clue.rows, text)


def _figure(estimate: Estimate) -> str:
    return f"AUROC {estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def _worst(measured: TableScores) -> str:
    """Where it tells most, the strongest product first."""
    order = sorted(measured.products, key=lambda name: (-measured.by_product[name].value, name))
    return examples(f"{_figure(measured.by_product[name])} on {name}" for name in order)
