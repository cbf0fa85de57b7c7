"""Sections about the log-odds: how they rank items, what thresholds cost, whether they mean what they say."""

from collections.abc import Sequence

from markupsafe import Markup

from training.examine import ExaminedItem
from training.report import drawings
from training.report.calibrated import Cllr, cllr_figures, reliability
from training.report.evidence import product_name
from training.report.figures import Roc, Sweep, SweepPoint, roc, sweep
from training.report.section import MeasuredRelease, Section, Table
from training.report.terms import MINUS, in_words, numbers, percent, shares
from training.statistics import Estimate

TABLE_ROWS = 12


def roc_section(measured: MeasuredRelease) -> Section:
    """ROC curves, one a product."""
    names = sorted({item.product for item in measured.items})
    alike = len({item.has_log_odds for item in measured.items}) == 1  # log-odds and one-class scores don't compare
    curves = [roc("all products", measured.items)] if len(names) != 1 and alike else []
    for name in names:
        own = [item for item in measured.items if item.product == name]
        curves.append(roc(product_name(name, measured.release), own, measured.release.products[name]))
    drawn = [curve for curve in curves if curve.area is not None]
    rows = tuple((c.name, *numbers(c.area)[:2], str(c.genuine), str(c.counterfeit)) for c in curves)
    absent = "No product has both genuine and counterfeit items, so there is no ranking to measure."
    return Section(
        id="roc",
        title="Telling counterfeit from genuine, at every threshold",
        sentence="The closer a curve runs to the top left corner, the better the two kinds are separated; along the "
        "dotted line they would be separated no better than by a coin.",
        drawing=Markup("").join(map(_panel, drawn)) if drawn else None,
        key=(("a", "threshold of “suspected counterfeit”"), ("b", "threshold of “consistent with genuine”")),
        table=Table(("product", "AUROC", "95 % interval", "genuine items", "counterfeit items"), rows),
        note="Up: share of counterfeit items at or above a threshold of the log-odds (of the one-class score, where no "
        "counterfeit of the product is known); across: share of genuine ones. AUROC intervals: Newcombe's method 5 "
        "(2006).",
        absent=None if drawn else absent,
    )


def _panel(curve: Roc) -> Markup:
    value, interval, n = numbers(curve.area, 2)
    frame = '<div class="panel"><h3>{}</h3>{}<p>AUROC {} ({}), n = {}</p></div>'
    return Markup(frame).format(curve.name, drawings.roc_panel(curve), value, interval, n)  # noqa: S704  a constant


def coverage_section(items: Sequence[ExaminedItem]) -> Section:
    """What bolder or more cautious thresholds would cost."""
    curve = sweep(items)
    rows = tuple(
        _sweep_cells(point) for point in (curve.own, *curve.points[:: max(1, len(curve.points) // TABLE_ROWS)])
    )
    return Section(
        id="coverage",
        title="More answers against more errors",
        sentence="Further right the assistant would answer more items; the curve shows what share of one kind it "
        "would then call wrongly, and the square shows where this release stands.",
        drawing=_sweeps_drawn(curve),
        key=(("b", "this release, with its 95 % interval"),),
        table=Table(
            ("threshold, log-odds", "coverage", "genuine called suspected", "counterfeit called consistent"), rows
        ),
        note="The curve uses one threshold for both outcomes and all products; the release has one for each, so its "
        "square need not lie on the curve. Items with poor photos, or unlike any reference, stay inconclusive "
        "throughout. Shaded: 95 % intervals, each for its own threshold.",
        absent=None if items else "No items were examined.",
    )


def _sweeps_drawn(curve: Sweep) -> Markup | None:
    panels = []
    for name, error in (("Genuine called suspected", _suspected), ("Counterfeit called consistent", _passed)):
        if curve.points and error(curve.own):
            drawing = drawings.sweep_plot(f"{name}, against coverage", curve.points, curve.own, error)
            panels.append(Markup('<div class="panel wide"><h3>{}</h3>{}</div>').format(name, drawing))
    return Markup("").join(panels) if panels else None


def _suspected(point: SweepPoint) -> Estimate | None:
    return point.rates.suspected


def _passed(point: SweepPoint) -> Estimate | None:
    return point.rates.passed


def _sweep_cells(point: SweepPoint) -> tuple[str, ...]:
    name = "this release" if point.log_odds is None else f"±{point.log_odds:.2f}"
    return (name, *map(in_words, (point.rates.coverage, point.rates.suspected, point.rates.passed)))


def reliability_section(items: Sequence[ExaminedItem]) -> Section:
    """The reliability diagram with Cllr."""
    bins, costs = reliability(items), cllr_figures(items)
    absent = "The items have one label only, so probabilities can't be compared with what was observed."
    rows = [
        (f"log-odds {b.low:.2f} to {b.high:.2f}".replace("-", MINUS), percent(b.said), *shares(b.observed))
        for b in bins
    ]
    if costs is not None:
        costs_named = ("as served", costs.served), ("before the cap", costs.uncapped), ("least possible", costs.least)
        for name, cost in costs_named:
            value, interval, n = numbers(cost)
            rows.append((f"Cllr {name}", "", f"{value} bits", interval, n))
    summary = "" if costs is None else f" Cllr {numbers(costs.served)[0]} bits, of which {_miscalibration(costs)}."
    return Section(
        id="reliability",
        title="Whether stated probabilities are correct",
        sentence="Of items said to be counterfeit with a probability of, say, 75 %, about 75 in 100 should be; points "
        "on the dotted line are exact." + summary,
        drawing=drawings.reliability_plot(bins) if bins else None,
        key=(("a", "a group of items with neighbouring log-odds"),),
        table=Table(("group", "stated", "observed", "95 % interval", "n"), tuple(rows)),
        note="Both labels weigh alike (even prior). Cllr after Brümmer and du Preez (2006): 0 is perfect, 1 says "
        "nothing; its minimum is that of the best monotone calibration (pool adjacent violators).",
        absent=None if bins else absent,
    )


def _miscalibration(costs: Cllr) -> str:
    return f"{costs.served.value - costs.least.value:.3f} could be saved by better calibration alone"
