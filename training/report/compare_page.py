"""The comparison of two releases as one self-contained HTML file."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from training.report import drawings
from training.report.compare import FIGURES, Figure, Moved, ReleaseComparison, Says, says
from training.report.drawings import IntervalRow, Mark
from training.report.page import environment
from training.report.paired import FigureChange
from training.report.section import Table
from training.report.terms import MINUS, OUTCOMES, UNMEASURED, numbers, shares, signed
from training.statistics import Estimate

PILLS: Mapping[Says, str] = {Says.BETTER: "better", Says.WORSE: "worse", Says.UNSHOWN: "same"}
SERIES: Mapping[Says, str] = {Says.BETTER: "a", Says.WORSE: "b", Says.UNSHOWN: "c"}
NUMBERS = frozenset({"auroc", "cllr"})  # written as plain numbers; the others are shares
BITS = "cllr"
LEAST_WRITTEN = 0.001


class Row(NamedTuple):
    """One figure of both releases, in words; pill: the class that colours what it says."""

    name: str
    before: str
    after: str
    difference: str
    n: str
    p: str
    says: str
    pill: str


def comparison_page(comparison: ReleaseComparison, data: str) -> str:
    """The page; data: which items, in words. The same comparison gives the same text."""
    return (
        environment()
        .get_template("compare.html")
        .render(
            comparison=comparison,
            data=data,
            rows=_rows(comparison.figures),
            drawing=_drawn(comparison.figures),
            key=[(SERIES[each], each.value) for each in Says],
            products=[(name, _rows(figures)) for name, figures in comparison.products.items()],
            better=_moved(comparison.better),
            worse=_moved(comparison.worse),
        )
    )


def comparison_text(comparison: ReleaseComparison) -> str:
    """The comparison for a terminal: a line a figure, then the items that moved."""
    lines = [f"{comparison.before} -> {comparison.after}: {comparison.items} items, {comparison.left_out} left out"]
    for row in _rows(comparison.figures):
        difference = row.difference.replace("\n", " ").replace(MINUS, "-")
        lines.append(f"{row.name}: {row.says}{', ' if row.says else ''}{difference}")
    lines.append(f"items nearer to their label: {len(comparison.better)}; away from it: {len(comparison.worse)}")
    return "\n".join(lines) + "\n"


def _rows(figures: Mapping[str, FigureChange | None]) -> list[Row]:
    return [_row(figure, figures[figure.key]) for figure in FIGURES if figure.key in figures]


def _row(figure: Figure, change: FigureChange | None) -> Row:
    if change is None:
        return Row(figure.name, "", "", UNMEASURED, "", "", "", "")
    written = numbers if figure.key in NUMBERS else shares
    before, after = ("{}\n({})".format(*written(each)) for each in (change.before, change.after))
    told = says(change, more_is_better=figure.more_is_better)
    n, p = str(change.difference.n), "" if change.p is None else _probability(change.p)
    return Row(figure.name, before, after, _difference(figure, change.difference), n, p, told.value, PILLS[told])


def _difference(figure: Figure, estimate: Estimate) -> str:
    """Shares differ by percentage points, other figures by their own unit; either with its sign."""
    scale, digits, unit = (1, 3, "") if figure.key in NUMBERS else (100, 1, " points")
    value, low, high = (signed(scale * each, digits) for each in (estimate.value, estimate.low, estimate.high))
    return f"{value}{unit}\n({low} to {high})"


def _probability(p: float) -> str:
    return f"{p:.3f}" if p >= LEAST_WRITTEN else f"below {LEAST_WRITTEN}"


def _drawn(figures: Mapping[str, FigureChange | None]) -> Markup | None:
    """Differences around zero; Cllr is in bits and stands in the table alone."""
    lines, ends = [], [0.0]
    for figure in FIGURES:
        change = figures.get(figure.key)
        if change is not None and figure.key != BITS:
            told = says(change, more_is_better=figure.more_is_better)
            lines.append(IntervalRow(figure.name, "", (Mark(SERIES[told], change.difference),)))
            ends += [change.difference.low, change.difference.high]
    if not lines:
        return None
    return drawings.intervals("Differences, after minus before", lines, drawings.share_ticks(max(ends), min(ends)))


def _log_odds(value: float | None) -> str:
    return "none" if value is None else signed(value)


def _moved(items: Sequence[Moved]) -> Table:
    rows = tuple(
        (
            each.item,
            each.label,
            OUTCOMES[each.before],
            OUTCOMES[each.after],
            f"{_log_odds(each.log_odds_before)} to {_log_odds(each.log_odds_after)}",
        )
        for each in items
    )
    return Table(("item", "label", "before", "after", "log-odds"), rows)
