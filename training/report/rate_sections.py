"""Sections that count answers: by label, by product, by view, by source."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from model.description import ReleaseDescription
from model.verdict import Outcome
from training.examine import ExaminedItem
from training.report import drawings
from training.report.drawings import IntervalRow, Mark
from training.report.evidence import product_name
from training.report.figures import Rates, answers, by_product, by_source, by_view
from training.report.section import MeasuredRelease, Section, Table
from training.report.terms import OUTCOMES, in_words, percent
from training.statistics import rate

GROUPS_DRAWN = 12  # the table has them all
ERRORS = (("a", "genuine called suspected"), ("b", "counterfeit called consistent"))
ERROR_COLUMNS = ("items", "genuine called suspected", "counterfeit called consistent", "coverage")

Naming = Callable[[str], str]


def answers_section(items: Sequence[ExaminedItem]) -> Section:
    """How many items of each label got each outcome."""
    counted = answers(items)
    order = (Outcome.CONSISTENT, Outcome.INCONCLUSIVE, Outcome.SUSPECTED)
    names = {True: "Counterfeit items", False: "Genuine items"}
    bars = [
        (f"{names[label]} (n = {sum(row.values())})", [(outcome.value, row[outcome]) for outcome in order])
        for label, row in counted.items()
    ]
    rows = []
    for label, row in counted.items():
        total = sum(row.values())
        cells = (f"{row[outcome]}: {in_words(rate(row[outcome], total))}" if total else "none" for outcome in order)
        rows.append((names[label], *cells))
    return Section(
        id="answers",
        title="What it answered",
        sentence="Each bar is all items of one kind; its parts are the answers that the assistant gave.",
        drawing=drawings.stacked("Answers by label", bars),
        key=tuple((outcome.value, OUTCOMES[outcome]) for outcome in order),
        table=Table(("", *(OUTCOMES[outcome] for outcome in order)), tuple(rows)),
    )


def product_section(measured: MeasuredRelease) -> Section:
    """Both errors by product, beside what the thresholds promise."""
    groups = by_product(measured.items)
    rows = []
    for group in groups:
        rule = measured.release.products[group.name].rules[0]
        bounds = (rule.suspected.bound, rule.consistent.bound)
        promised = ("no such verdict" if bound is None else f"at most {percent(bound)}" for bound in bounds)
        rows.append((*_rate_cells(group, product_name(group.name, measured.release)), *promised))
    columns = ("product", *ERROR_COLUMNS, "promised: genuine suspected", "promised: counterfeit passed")
    return Section(
        id="products",
        title="Errors by product",
        sentence="How often each kind of item was called wrongly, product by product; a line shows the range of true "
        "rates that fit what was counted, so a long line means few items.",
        drawing=_errors_drawn("Errors by product", groups, lambda name: product_name(name, measured.release)),
        key=ERRORS,
        table=Table(columns, tuple(rows)),
        note="Clopper-Pearson intervals. Promised: the upper limit that the release's calibration items support with "
        f"all views shown{_together(measured)}.{_unanswered(groups)}",
        absent=None if groups else "No items were examined.",
    )


def _together(measured: MeasuredRelease) -> str:
    """Where limits hold for products together: a product alone may err more often than they say."""
    rules = [product.rules[0] for product in measured.release.products.values() if product.rules]
    if all(threshold.products == 1 for rule in rules for threshold in (rule.suspected, rule.consistent)):
        return ""
    return "; where products were counted together, it holds over all of them, and not for each alone"


def view_section(measured: MeasuredRelease) -> Section:
    """Both errors by view, each photo judged alone."""
    groups = by_view(measured.alone or ())
    absent = "No photo was judged alone." if not measured.alone else "The manifest names no views."
    return _group_section(
        "views",
        "Errors by view",
        "What a single photo of each view would have led to: some views tell more than others.",
        groups,
        "Every photo judged alone, its product given; of several photos of one item in a view the first counts.",
        absent,
        lambda name: _view_name(name, measured.release),
    )


def _view_name(group: str, release: ReleaseDescription) -> str:
    product, _, view = group.partition(": ")
    return f"{view} of {product_name(product, release)}"


def source_section(items: Sequence[ExaminedItem]) -> Section:
    """Both errors by source."""
    return _group_section(
        "sources",
        "Errors by source",
        "Whether some cameras or places lead to more errors than others; long lines mean that too few "
        "items were counted to tell.",
        by_source(items),
        "Source: where and how the contributor took the photos. Clopper-Pearson intervals.",
        "The manifest names no sources.",
        str,
    )


def _group_section(
    key: str, title: str, sentence: str, groups: Sequence[Rates], note: str, absent: str, naming: Naming
) -> Section:
    rows = tuple(_rate_cells(group, naming(group.name)) for group in groups)
    more = f" Drawn: the {GROUPS_DRAWN} groups with the most items." if len(groups) > GROUPS_DRAWN else ""
    return Section(
        id=key,
        title=title,
        sentence=sentence,
        drawing=_errors_drawn(title, groups, naming),
        key=ERRORS,
        table=Table(("", *ERROR_COLUMNS), rows),
        note=note + more + _unanswered(groups),
        absent=None if groups else absent,
    )


def _unanswered(groups: Sequence[Rates]) -> str:
    """Why some groups have no errors."""
    silent = any(group.coverage is not None and group.coverage.value == 0 for group in groups)
    return " Where coverage is 0.0 %, nothing was answered, so nothing was called wrongly." if silent else ""


def _errors_drawn(title: str, groups: Sequence[Rates], naming: Naming) -> Markup | None:
    if not groups:
        return None
    largest = sorted(groups, key=lambda group: -group.n)[:GROUPS_DRAWN]
    drawn = [group for group in groups if group in largest]
    marks = [(Mark("a", group.suspected), Mark("b", group.passed)) for group in drawn]
    high = max((mark.estimate.high for pair in marks for mark in pair if mark.estimate), default=1.0)
    lines = [IntervalRow(naming(g.name), f"n = {g.n}", pair) for g, pair in zip(drawn, marks, strict=True)]
    return drawings.intervals(title, lines, drawings.share_ticks(high))


def _rate_cells(group: Rates, name: str) -> tuple[str, ...]:
    return (name, str(group.n), in_words(group.suspected), in_words(group.passed), in_words(group.coverage))
