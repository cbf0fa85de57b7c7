"""Figures as inline SVG: no script, no font, no date; the same numbers always draw the same bytes.

Drawn by hand rather than by a plotting library: a figure is 2 to 10 KB instead of 20 to 60, its text is text (it can be
read aloud, searched and enlarged), and the page's own style sheet colours it. Widths are made for a phone: 340 units
across with letters of 13. Series are told apart by shape and dash as well as by colour.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup, escape

from training.report.calibrated import Bin
from training.report.figures import Roc, SweepPoint
from training.report.terms import MINUS
from training.statistics import Estimate

WIDTH = 340.0
LETTER = 8.0  # width of a digit in a bar, at most
LONGEST_LABEL, LONGEST_ALONE = 34, 44  # letters, beside "n = 1234" or nothing; the table has the whole name
MOST_STEPS = 4  # of an axis: more labels than that collide on a phone

Scale = Callable[[float], float]


class Mark(NamedTuple):
    """One interval in a row; series: "a", "b" or "c", which the style sheet colours and `_symbol` shapes."""

    series: str
    estimate: Estimate | None


class IntervalRow(NamedTuple):
    """A row of intervals under one label."""

    label: str
    note: str
    marks: tuple[Mark, ...]


class Ticks(NamedTuple):
    """Where an axis is marked, how it is labelled, and its two ends."""

    at: tuple[float, ...]
    label: Callable[[float], str]

    @property
    def low(self) -> float:
        """The axis's lower end."""
        return self.at[0]

    @property
    def high(self) -> float:
        """The axis's upper end."""
        return self.at[-1]


@dataclass(frozen=True)
class _Box:
    """The plotting area, with both scales."""

    left: float
    top: float
    width: float
    height: float
    across: Ticks
    up: Ticks

    def x(self, value: float) -> float:
        return self.left + self.width * (value - self.across.low) / (self.across.high - self.across.low)

    def y(self, value: float) -> float:
        return self.top + self.height * (self.up.high - value) / (self.up.high - self.up.low)


def share_ticks(high: float, low: float = 0.0) -> Ticks:
    """An axis of shares from 0, or a round share below it for differences, to a round share at or above high."""
    step = next((step for step in (0.02, 0.05, 0.1) if max(high, -low) <= MOST_STEPS * step), 0.25)
    return Ticks(_steps(low, high, step), lambda value: f"{100 * value:.0f} %".replace("-", MINUS))


def number_ticks(high: float, low: float = 0.0) -> Ticks:
    """An axis of plain numbers; as `share_ticks`."""
    size = max(high, -low, 1e-6)
    power = 10.0 ** math.floor(math.log10(size))
    step = next(step for step in (power / 4, power / 2, power, 2.5 * power) if size <= (MOST_STEPS + 1e-9) * step)
    return Ticks(_steps(low, high, step), lambda value: f"{value:g}".replace("-", MINUS))


def _steps(low: float, high: float, step: float) -> tuple[float, ...]:
    first, last = math.floor(min(low, 0.0) / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(step * number for number in range(first, max(last, first + 1) + 1))


def intervals(title: str, rows: Sequence[IntervalRow], ticks: Ticks) -> Markup:
    """Values with their intervals, a row each, its label above; zero is marked where the axis goes below it."""
    step = 24 + 15 * max(len(row.marks) for row in rows)
    height = step * len(rows) + 34.0
    box = _Box(18, 4, WIDTH - 40, step * len(rows), ticks, Ticks((0.0, 1.0), str))
    body = [_grid_across(box, labels=True)]
    if ticks.low < 0:
        body.append(_line("zero", box.x(0), box.top, box.x(0), box.top + box.height))
    for number, row in enumerate(rows):
        top = box.top + step * number
        body.append(_text(_short(row.label, LONGEST_LABEL if row.note else LONGEST_ALONE), box.left, top + 15, "label"))
        body.append(_text(row.note, box.left + box.width, top + 15, "note", "end"))
        body += [_interval(mark, box, top + 26 + 15 * k) for k, mark in enumerate(row.marks)]
    return _svg(title, WIDTH, height, body)


def _interval(mark: Mark, box: _Box, y: float) -> Markup:
    if mark.estimate is None:
        return _text("not measured", box.left + 4, y + 4, "note")
    low, high = (
        box.x(min(max(end, box.across.low), box.across.high)) for end in (mark.estimate.low, mark.estimate.high)
    )
    return _line(f"whisker {mark.series}", low, y, high, y) + _symbol(mark.series, box.x(mark.estimate.value), y)


def roc_panel(curve: Roc) -> Markup:
    """One small ROC curve with the release's thresholds on it."""
    ticks = Ticks((0.0, 1.0), lambda v: f"{100 * v:.0f}")
    box = _Box(34, 8, 112, 112, ticks, ticks)
    body = [_grid(box), _line("chance", box.x(0), box.y(0), box.x(1), box.y(1))]
    body.append(_path("curve", [(box.x(c.genuine), box.y(c.counterfeit)) for c in curve.corners]))
    for series, point in (("b", curve.consistent), ("a", curve.suspected)):
        if point is not None:
            body.append(_symbol(series, box.x(point.genuine), box.y(point.counterfeit)))
    body.append(_text("genuine, %", box.left + box.width / 2, box.top + box.height + 17, "note", "middle"))
    body.append(_upright("counterfeit, %", 22, box.top + box.height / 2))
    return _svg(f"ROC curve: {curve.name}", 160, 142, body)


def reliability_plot(bins: Sequence[Bin]) -> Markup:
    """Observed against stated probability, with intervals; on the diagonal they are alike."""
    ticks = Ticks((0.0, 0.25, 0.5, 0.75, 1.0), lambda v: f"{100 * v:.0f} %")
    box = _Box(66, 8, 256, 256, ticks, ticks)
    body = [_grid(box), _line("chance", box.x(0), box.y(0), box.x(1), box.y(1))]
    for each in bins:
        x = box.x(each.said)
        body.append(_line("whisker a", x, box.y(each.observed.low), x, box.y(each.observed.high)))
        body.append(_symbol("a", x, box.y(each.observed.value)))
    body.append(_text("probability stated", box.left + box.width / 2, 302, "note", "middle"))
    body.append(_upright("share that was counterfeit", 14, box.top + box.height / 2))
    return _svg("Reliability diagram", WIDTH, 310, body)


def sweep_plot(
    title: str, points: Sequence[SweepPoint], own: SweepPoint, error: Callable[[SweepPoint], Estimate | None]
) -> Markup:
    """One error rate against coverage, its interval as a band; the release's own point with its interval."""
    known = [(p.rates.coverage.value, estimate) for p in points if p.rates.coverage and (estimate := error(p))]
    mine = error(own)
    top = max([estimate.high for _, estimate in known] + ([mine.high] if mine else []))
    across = Ticks((0.0, 0.25, 0.5, 0.75, 1.0), lambda v: f"{100 * v:.0f} %")
    box = _Box(56, 8, 266, 170, across, share_ticks(top))
    upper = [(box.x(x), box.y(estimate.high)) for x, estimate in known]
    lower = [(box.x(x), box.y(estimate.low)) for x, estimate in known]
    body = [_path("band", [*upper, *lower[::-1]]), _grid(box)]
    body.append(_path("curve", [(box.x(x), box.y(estimate.value)) for x, estimate in known]))
    if mine and own.rates.coverage:
        x = box.x(own.rates.coverage.value)
        body.append(_line("whisker b", x, box.y(mine.low), x, box.y(mine.high)))
        body.append(_symbol("b", x, box.y(mine.value)))
    body.append(_text("coverage", box.left + box.width / 2, 216, "note", "middle"))
    body.append(_upright("error", 12, box.top + box.height / 2))
    return _svg(title, WIDTH, 222, body)


def stacked(title: str, rows: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> Markup:
    """Counts as parts of a bar a row; each part: the class that colours it, and its count."""
    body: list[Markup] = []
    for number, (label, parts) in enumerate(rows):
        top, left, total = 4 + 62.0 * number, 4.0, max(1, sum(count for _, count in parts))
        body.append(_text(label, left, top + 14, "label"))
        for name, count in parts:
            width = (WIDTH - 8) * count / total
            if count:
                body.append(_tag("rect", cls=f"part {name}", x=left, y=top + 21, width=width, height=28))
            if width > 10 + LETTER * len(str(count)):
                body.append(_text(str(count), left + width / 2, top + 40, f"count on-{name}", "middle"))
            left += width
    return _svg(title, WIDTH, 62.0 * len(rows) + 4, body)


def key_symbol(series: str) -> Markup:
    """A series' symbol alone, to stand in a key."""
    return Markup('<svg class="key" viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(_symbol(series, 8, 8))


def _grid(box: _Box) -> Markup:
    body = [_grid_across(box, labels=True)]
    for value in box.up.at:
        body.append(_line("grid", box.left, box.y(value), box.left + box.width, box.y(value)))
        body.append(_text(box.up.label(value), box.left - 6, box.y(value) + 4, "note", "end"))
    return Markup("").join(body)


def _grid_across(box: _Box, *, labels: bool) -> Markup:
    body = []
    for value in box.across.at:
        body.append(_line("grid", box.x(value), box.top, box.x(value), box.top + box.height))
        if labels:
            body.append(_text(box.across.label(value), box.x(value), box.top + box.height + 17, "note", "middle"))
    return Markup("").join(body)


def _symbol(series: str, x: float, y: float) -> Markup:
    """A circle, a square or a diamond."""
    if series == "a":
        return _tag("circle", cls="dot a", cx=x, cy=y, r=5)
    if series == "b":
        return _tag("rect", cls="dot b", x=x - 4.5, y=y - 4.5, width=9, height=9)
    return _path("dot c", [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)])


def _path(cls: str, points: Sequence[tuple[float, float]]) -> Markup:
    closed = "Z" if cls.startswith(("dot", "band")) else ""
    return _tag("path", cls=cls, d="M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points) + closed)


def _line(cls: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return _tag("line", cls=cls, x1=x1, y1=y1, x2=x2, y2=y2)


def _text(words: str, x: float, y: float, cls: str, anchor: str = "start") -> Markup:
    opened = _tag("text", cls=cls, x=x, y=y, text_anchor=anchor).removesuffix("/>")
    return Markup("{}>{}</text>").format(Markup(opened), words)  # noqa: S704  escaped by _tag


def _upright(words: str, x: float, y: float) -> Markup:
    place = f"{_number(x)},{_number(y)}"
    text = '<text class="note" text-anchor="middle" transform="translate({}) rotate(-90)" dy="4">{}</text>'
    return Markup(text).format(place, words)  # noqa: S704  a constant


def _tag(name: str, *, cls: str, **attributes: float | str) -> Markup:
    pairs = [f'class="{escape(cls)}"']
    pairs += [f'{key.replace("_", "-")}="{escape(_value(value))}"' for key, value in attributes.items()]
    return Markup(f"<{name} {' '.join(pairs)}/>")  # noqa: S704  every value is escaped above


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    """At most two decimals, so that no platform's last digits reach the page."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _short(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"


def _svg(title: str, width: float, height: float, body: Sequence[Markup]) -> Markup:
    frame = '<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    return Markup(frame).format(_number(width), _number(height), title, Markup("").join(body))  # noqa: S704
