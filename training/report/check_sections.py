"""Sections with tests of the assistant: where it looks, whether it notices unknown goods, how long it takes."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from model.verdict import Reason
from training.examine import ExaminedItem
from training.report import drawings
from training.report.drawings import IntervalRow, Mark
from training.report.evidence import product_name
from training.report.figures import latency
from training.report.section import MeasuredRelease, Section, Table
from training.report.terms import in_words, numbers, percent, shares
from training.statistics import Estimate, rate

REGION_NAMES: Mapping[str, str] = {
    "annotated": "identification points that contributors marked",
    "unnamed": "unnamed regions, learned from the label alone",
}
SENTENCES: Mapping[str, str] = {
    "pointing": (
        "Pointing: how often the strongest evidence lies inside a place that the contributor marked as deviating."
    ),
    "deletion": "Deletion: how often covering the place that it points at takes its suspicion away.",
}


def pointing_section(measured: MeasuredRelease) -> Section:
    """Whether the evidence lies where the goods deviate, and whether the score rests on it."""
    lines, rows = [], []
    for name, pointing, chance, deletion, shown in _region_tests(measured):
        for test, estimate in (("pointing", pointing), ("deletion", deletion)):
            blind = percent(chance) if test == "pointing" and chance is not None else ""
            rows.append((f"{name}: {test}", *shares(estimate), blind, shown))
            if estimate is not None:
                lines.append(IntervalRow(f"{test}: {name.split(',')[0]}", f"n = {estimate.n}", (Mark("a", estimate),)))
    absent = "No photo of these items has a marked place, so where the evidence lies can't be checked."
    ticks = drawings.share_ticks(1.0)
    return Section(
        id="pointing",
        title="Whether it looks at the right place",
        sentence=" ".join(SENTENCES[test] for test in SENTENCES if any(line.label.startswith(test) for line in lines)),
        drawing=drawings.intervals("Pointing and deletion", lines, ticks) if lines else None,
        table=Table(("test", "share", "95 % interval", "n", "by a blind guess", "shown to officers"), tuple(rows)),
        note="A blind guess hits with the share of the photo that the marked places cover."
        + (" Counted on the release's counterfeit calibration items." if measured.regions is not None else ""),
        absent=None if lines else absent,
    )


class _RegionTest(NamedTuple):
    name: str
    pointing: Estimate | None
    chance: float | None
    deletion: Estimate | None
    shown: str


def _region_tests(measured: MeasuredRelease) -> list[_RegionTest]:
    if measured.regions is None:
        hits = [item.pointing for item in measured.items if item.pointing is not None]
        chances = [item.chance for item in measured.items if item.chance is not None]
        chance = sum(chances) / len(chances) if chances else None
        return [_RegionTest("strongest evidence", rate(sum(hits), len(hits)), chance, None, "yes")]
    return [
        _RegionTest(
            REGION_NAMES.get(kind, kind),
            _estimate(test["pointing"]),
            test["chance"],
            _estimate(test["deletion"]),
            "yes" if test["shown"] else "no",
        )
        for kind, test in measured.regions.items()
    ]


def _estimate(value: Estimate | Mapping[str, Any] | None) -> Estimate | None:
    return Estimate(**value) if isinstance(value, Mapping) else value


def genuine_only_section(measured: MeasuredRelease) -> Section:
    """How often items are called unlike any genuine reference, where a product has a one-class score."""
    scored = [item for item in measured.items if item.verdict.unlikeness is not None]
    lines, rows = [], []
    for name in sorted({item.product for item in scored}):
        own = [item for item in scored if item.product == name]
        pair = [_unlike([item for item in own if item.counterfeit is label]) for label in (False, True)]
        shown = product_name(name, measured.release)
        lines.append(IntervalRow(shown, f"n = {len(own)}", (Mark("a", pair[0]), Mark("b", pair[1]))))
        promised = own[0].verdict.unlikeness
        expected = "" if promised is None else f"{percent(promised.expected)}, at most {percent(promised.bound)}"
        rows.append((shown, *(in_words(share) for share in pair), expected))
    return Section(
        id="genuine-only",
        title="Products of which few counterfeits are known, or none",
        sentence="Such a product is compared with its genuine items alone. The further the two marks lie apart, the "
        "better counterfeits that were not known before are noticed.",
        drawing=drawings.intervals("Called unlike any genuine reference", lines, drawings.share_ticks(1.0)),
        key=(("a", "genuine items called unlike"), ("b", "counterfeit items called unlike")),
        table=Table(
            ("product", "genuine called unlike", "counterfeit called unlike", "genuine, as promised"), tuple(rows)
        ),
        note="Unlike: the one-class score lies above its limit. The promise is for items photographed like the "
        "references. Clopper-Pearson intervals.",
    )


def _unlike(items: Sequence[ExaminedItem]) -> Estimate | None:
    return rate(sum(item.verdict.unlikeness.beyond for item in items if item.verdict.unlikeness), len(items))


def unknown_section(measured: MeasuredRelease) -> Section:
    """Whether goods that it doesn't know are answered as unknown."""
    known = sum(Reason.UNKNOWN_PRODUCT not in item.unaided.reasons for item in measured.items)
    right = sum(item.unaided.product.id == item.product for item in measured.items)
    unknown = measured.unknown
    figures = (
        ("unknown goods noticed (photos)", rate(sum(unknown), len(unknown)) if unknown else None),
        ("known goods noticed (items)", rate(known, len(measured.items))),
        ("product recognised (items)", rate(right, len(measured.items))),
    )
    lines = [IntervalRow(name, f"n = {e.n}", (Mark("a", e),)) for name, e in figures if e]
    lacking = "" if unknown else " No photos of unknown goods were given, so whether they are noticed was not measured."
    return Section(
        id="unknown",
        title="Whether it notices goods that it does not know",
        sentence="An assistant that does not notice unknown goods would judge goods that it knows nothing about."
        + lacking,
        drawing=drawings.intervals("Known and unknown goods", lines, drawings.share_ticks(1.0)) if lines else None,
        table=Table(("figure", "share", "95 % interval", "n"), tuple((name, *shares(e)) for name, e in figures)),
        absent=None if lines else "No items were examined.",
    )


def latency_section(seconds: Sequence[float] | None) -> Section:
    """How long a photo takes."""
    title, sentence = "How long a photo takes", "Time to read, check and score one photo on the machine that counted."
    if not seconds:
        return Section("latency", title, sentence, absent="The photos were not timed.")
    found = latency(seconds)
    figures = (("half of the photos take at most, ms", found.median), ("95 in 100 take at most, ms", found.most))
    lines = [IntervalRow(name, f"n = {e.n}", (Mark("a", e),)) for name, e in figures if e]
    high = max(mark.estimate.high for line in lines for mark in line.marks if mark.estimate)
    rows = tuple((name, *numbers(e, 0)) for name, e in figures)
    return Section(
        id="latency",
        title=title,
        sentence=sentence,
        drawing=drawings.intervals("Milliseconds a photo", lines, drawings.number_ticks(high)),
        table=Table(("figure", "value", "95 % interval", "n"), rows),
        note="Milliseconds; intervals from order statistics. Photos were scored two at a time, as in evaluation.",
    )
