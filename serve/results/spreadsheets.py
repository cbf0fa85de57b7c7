"""Results as tables for spreadsheets. Text that a spreadsheet would take for a formula stays text."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from model.messages import Message, Wording, in_context, message
from serve.platform.spreadsheets import written
from serve.platform.translations import Language
from serve.results.domain import GroupFigures, PointMisses
from serve.results.learning_domain import Change, GroupLearning
from serve.results.measure_domain import AnswerShare, Calls
from serve.results.messages import (
    AFTER,
    ALL_QUESTIONS,
    ALONE,
    ASSISTANT,
    DROPPED,
    KINDS,
    LABELS,
    SMALL_SITTINGS,
)
from serve.results.naming import SheetNames
from serve.results.service import ResultsOverview, SeminarResults
from serve.results.totals_domain import SeminarTotals
from serve.seminars.choice_domain import Sureness
from serve.seminars.choice_messages import SURENESS

Line = dict[str, Wording | float]
COLUMNS: Mapping[str, Message] = MappingProxyType(
    {
        "of": in_context("column of results", "What"),
        "name": in_context("column of results", "Name"),
        "part": in_context("column of results", "Part of the seminar"),
        "truth": in_context("column of results", "The item is"),
        "answers": in_context("column of results", "Answers"),
        "definite": in_context("column of results", "Definite answers"),
        "right": in_context("column of results", "Right"),
        "wrong": in_context("column of results", "Wrong"),
        "unsure": in_context("column of results", "“I can't tell”"),
        "error": in_context("column of results", "Share of wrong ones among definite answers"),
        "error_low": in_context("column of results", "Lower limit of this share"),
        "error_high": in_context("column of results", "Upper limit of this share"),
        "d": in_context("column of results", "d'"),
        "c": in_context("column of results", "c"),
        "seats": in_context("column of results", "Phones"),
        "before": in_context("column of results", "Pre-test"),
        "after": in_context("column of results", "Post-test"),
        "gain": in_context("column of results", "Difference"),
        "gain_low": in_context("column of results", "Lower limit of the difference"),
        "gain_high": in_context("column of results", "Upper limit of the difference"),
        "taps": in_context("column of results", "Taps"),
        "taps_inside": in_context("column of results", "Taps in the place that tells"),
    }
)
OVER_SEMINARS: Mapping[str, Message] = MappingProxyType(
    {
        "day": in_context("column of results", "Day"),
        "country": in_context("column of results", "Country"),
        "title": in_context("column of results", "Seminar"),
        **{name: COLUMNS[name] for name in ("seats", "part", "answers", "definite", "right", "wrong", "unsure")},
        **{name: COLUMNS[name] for name in ("error", "error_low", "error_high", "d", "c", "gain")},
    }
)
GROUP, PRODUCT, POINT = message("Group"), in_context("column of results", "Product"), message("Identification point")
QUESTION, LEARNING = in_context("column of results", "Question"), message("Learning from the pre-test to the post-test")
ASSISTED = message("Assisted exercises")
SURE = message("How sure people were")
# Translators: heads lines of a table with what the figures leave out.
LEFT_OUT = message("Left out")
FEW_PHONES = message("Left out: sittings with fewer than 5 phones")
SHARE_RIGHT = message("Share of right answers")


def of_seminar(read: SeminarResults, names: SheetNames, language: Language) -> str:
    """The figures of a seminar, as CSV."""
    return _csv(COLUMNS, _lines(read.figures, names), language)


def of_overview(read: ResultsOverview, language: Language) -> str:
    """The figures of several seminars, as CSV: a line for each part of each."""
    return _csv(OVER_SEMINARS, (line for each in read.seminars for line in _of_line(each)), language)


def _csv(columns: Mapping[str, Message], lines: Iterable[Line], language: Language) -> str:
    cells = ([line.get(name, "") for name in columns] for line in lines)
    return written([list(columns.values()), *cells], language)


def _of_line(line: SeminarTotals) -> Iterator[Line]:
    of = line.about
    about: Line = {"day": of.day.isoformat(), "country": of.country, "title": of.title, "seats": line.seats}
    if line.small_seats:
        yield {**about, "part": FEW_PHONES, "seats": line.small_seats}
    if not line.is_kept:
        return
    yield {**about, "part": ALL_QUESTIONS, **_calls(line.calls), "gain": _number(line.gain.mean)}
    for kind, calls in line.by_kind.items():
        yield {**about, "part": KINDS[kind], **_calls(calls)}


def _lines(figures: GroupFigures, names: SheetNames) -> Iterator[Line]:
    if figures.small_seats:
        yield {"of": LEFT_OUT, "name": SMALL_SITTINGS.of(count=figures.small_sittings), "seats": figures.small_seats}
    if figures.dropped:
        yield {"of": LEFT_OUT, "name": DROPPED.of(count=figures.dropped), "answers": figures.dropped}
    if figures.is_small:
        return
    yield {"of": GROUP, "name": ALL_QUESTIONS, **_calls(figures.calls), "seats": figures.seats}
    for kind, calls in figures.by_kind.items():
        yield {"of": GROUP, "name": KINDS[kind], "part": KINDS[kind], **_calls(calls)}
    for product, calls in figures.products.items():
        yield {"of": PRODUCT, "name": names.product(product), **_calls(calls)}
    yield from (_point(each, names) for each in figures.points)
    for each in figures.questions:
        about: Line = {"name": each.number, "part": KINDS[each.question.kind]}
        yield {"of": QUESTION, **about, "truth": LABELS[each.question.label], **_calls(each.calls)}
    yield from (_sureness(level, calls) for level, calls in figures.sureness.items())
    if figures.assisted:
        seats = figures.assisted.seats
        yield {"of": ASSISTED, "name": ALONE, **_calls(figures.assisted.alone), "seats": seats}
        yield {"of": ASSISTED, "name": ASSISTANT, **_calls(figures.assisted.assistant)}
        yield {"of": ASSISTED, "name": AFTER, **_calls(figures.assisted.after), "seats": seats}
    if figures.learning:
        yield from _learning(figures.learning)


def _sureness(level: Sureness, calls: Calls) -> Line:
    return {"of": SURE, "name": SURENESS[level], **_calls(calls)}


def _point(each: PointMisses, names: SheetNames) -> Line:
    missed = each.missed
    line: Line = {"of": POINT, "name": names.point(each.key), **_rate(missed)}
    line |= {"definite": missed.n, "wrong": each.times, "right": missed.n - each.times}
    if each.tapped:
        line |= {"taps": each.tapped.n, "taps_inside": round(each.tapped.value * each.tapped.n)}
    return line


def _learning(found: GroupLearning) -> Iterator[Line]:
    yield {"of": LEARNING, "name": SHARE_RIGHT, "seats": found.seats, **_change(found.share)}
    if found.sensitivity:
        yield {"of": LEARNING, "name": COLUMNS["d"], "seats": found.seats, **_change(found.sensitivity)}


def _change(change: Change) -> Line:
    low, high = change.interval or (None, None)
    return {
        "before": _number(change.before),
        "after": _number(change.after),
        "gain": _number(change.gain),
        "gain_low": _number(low),
        "gain_high": _number(high),
    }


def _calls(calls: Calls) -> Line:
    found = calls.sensitivity
    counts: Line = {"answers": calls.n, "definite": calls.definite, "right": calls.right, "wrong": calls.wrong}
    measures: Line = {"d": _number(found and found.d), "c": _number(found and found.c)}
    return {**counts, "unsure": calls.unsure, **_rate(calls.error), **measures}


def _rate(rate: AnswerShare | None) -> Line:
    if rate is None:
        return {}
    return {"error": _number(rate.value), "error_low": _number(rate.low), "error_high": _number(rate.high)}


def _number(value: float | None) -> str | float:
    """Never -0, and a number, also below zero: a spreadsheet calculates with it."""
    return "" if value is None else round(value, 4) + 0.0
