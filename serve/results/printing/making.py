"""Fills in a report of results for its reader."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from model.messages import NOTHING, Share, Wording
from serve.platform.documents.typesetting import Document
from serve.platform.translations import Language
from serve.results.domain import GroupFigures
from serve.results.learning_domain import GroupLearning
from serve.results.measure_domain import AnswerShare, Calls
from serve.results.messages import (
    AFTER,
    ALL_QUESTIONS,
    ALONE,
    ASSISTANT,
    COUNTED,
    KINDS,
    MEASURES,
    NO_SPREAD,
    ROUGH,
    left_out,
)
from serve.results.naming import SheetNames, missed_words
from serve.results.printing.domain import Bar, Measured, ReportedResults, SurenessLine
from serve.results.printing.messages import (
    HELD,
    LABELS,
    LEARNED,
    LEARNED_WITHIN,
    MADE,
    MORE_POINTS,
    OF_ANSWERS,
    SEATS,
    SMALL,
    TITLED,
    WITH_INTERVAL,
)
from serve.results.printing.photos import Photos, hidden, tapped
from serve.results.service import SeminarResults
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Sureness
from serve.seminars.choice_messages import SURENESS

TEMPLATE = Path(__file__).parent / "templates" / "results.typ"
MOST_POINTS = 5  # that fit the page


def report(read: SeminarResults, names: SheetNames, photos: Photos, at: datetime, language: Language) -> Document:
    """A report.

    Args:
        photos: on which most people tapped.
        at: when it is made.
    """
    seminar, figures = read.seminar, read.figures
    content = ReportedResults(
        title=seminar.title,
        measures=tuple(_measures(figures, language)),
        tests=tuple(_tests(figures.learning, language)),
        learned=_learned(figures.learning) if figures.learning else NOTHING,
        missed=tuple(missed_words(each, names) for each in figures.most_missed[:1]),
        points=tuple(_bar(names.point(each.key), each.missed) for each in figures.points[:MOST_POINTS]),
        more_points=_more(len(figures.points) - MOST_POINTS),
        assisted=tuple(_assisted(figures)),
        sureness=tuple(_sureness(level, calls, language) for level, calls in figures.sureness.items()),
        photos=tapped(photos, names),
        hidden=hidden(photos, figures.hidden_maps),
        notes=tuple(_notes(figures)),
    )
    sentences: Mapping[str, Wording] = {
        "held": HELD.of(day=seminar.day, country=language.country(seminar.country)),
        "seats": SEATS.of(count=figures.seats) if figures.seats else SMALL.of(count=figures.small_seats),
        "made": MADE.of(at=at),
    }
    return Document(TEMPLATE, content, LABELS, sentences, TITLED.of(seminar=seminar.title), language, at)


def _measures(figures: GroupFigures, language: Language) -> Iterator[Measured]:
    if figures.is_small:
        return
    yield _measured(ALL_QUESTIONS, figures.calls, language)
    for kind, calls in figures.by_kind.items():
        yield _measured(KINDS[kind], calls, language)


def _measured(name: Wording, calls: Calls, language: Language) -> Measured:
    found, unsure = calls.sensitivity, calls.cannot_tell
    return Measured(
        name=name,
        answers=language.say(calls.n),
        error=_with_interval(calls.error) if calls.error else NOTHING,
        cannot_tell=language.say(Share(unsure.value, 1)) if unsure else NOTHING,
        sensitivity=_decimal(found.d, language) if found else NOTHING,
        bias=_decimal(found.c, language) if found else NOTHING,
    )


def _tests(learning: GroupLearning | None, language: Language) -> Iterator[Bar]:
    if learning is not None:
        change = learning.share
        for kind, share, interval in (
            (AgendaStepKind.PRE_TEST, change.before, change.before_interval),
            (AgendaStepKind.POST_TEST, change.after, change.after_interval),
        ):
            found = AnswerShare(share, *interval, learning.seats) if interval else None
            said = _with_interval(found) if found else language.say(Share(share, 1))
            low, high = interval or (None, None)
            yield Bar(KINDS[kind], share, low, high, said, NOTHING)


def _learned(learning: GroupLearning) -> Wording:
    change = learning.share
    values = {"count": learning.seats, "gain": _points_of(change.gain)}
    if change.interval is None:
        return LEARNED.of(**values)
    low, high = map(_points_of, change.interval)
    return LEARNED_WITHIN.of(**values, low=low, high=high)


def _points_of(difference: float) -> float:
    return round(100 * difference, 1)


def _assisted(figures: GroupFigures) -> Iterator[Bar]:
    found = figures.assisted
    if found is not None:
        for name, calls in ((ALONE, found.alone), (ASSISTANT, found.assistant), (AFTER, found.after)):
            if calls.error:
                yield _bar(name, calls.error)


def _sureness(level: Sureness, calls: Calls, language: Language) -> SurenessLine:
    right = calls.rightness
    return SurenessLine(SURENESS[level], language.say(calls.definite), _with_interval(right) if right else NOTHING)


def _bar(name: Wording, rate: AnswerShare) -> Bar:
    return Bar(name, rate.value, rate.low, rate.high, _with_interval(rate), OF_ANSWERS.of(count=rate.n))


def _more(number: int) -> Wording:
    return MORE_POINTS.of(count=number) if number > 0 else NOTHING


def _notes(figures: GroupFigures) -> Iterator[Wording]:
    yield from left_out(figures)
    if figures.learning and figures.learning.is_rough:
        yield ROUGH
    if figures.learning and figures.learning.share.interval is None:
        yield NO_SPREAD
    yield MEASURES
    yield COUNTED


def _with_interval(rate: AnswerShare) -> Wording:
    return WITH_INTERVAL.of(value=Share(rate.value, 1), low=Share(rate.low, 1), high=Share(rate.high, 1))


def _decimal(value: float, language: Language) -> str:
    return language.fixed(value, 3, is_alone=True)
