"""The figures of a group that took part in seminars, from its answers. No figure is of a person.

Imports only the standard library, numpy and `model`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from model.datasets.fields import Label
from serve.results.asked_domain import numbered
from serve.results.enough_domain import (
    QUESTIONS,
    TESTS,
    Answered,
    Asked,
    CountedAnswers,
    GroupQuestion,
    calls_by,
    enough_sure,
    tests_by_seat,
)
from serve.results.learning_domain import GroupLearning, learning
from serve.results.measure_domain import AnswerShare, Calls, calls_of, rate_of, together
from serve.results.taps_domain import HeatMap
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import Round
from serve.sittings.domain import FEWEST_SEATS

MOST_SAID = 3  # points that are spoken of first, and photos in a report


class PointKey(NamedTuple):
    """A point of a product."""

    product_id: str
    point_id: str


class CountedQuestion(NamedTuple):
    """Answers about an item in a part, before the truth was shown, and before the assistant spoke.

    Attributes:
        number: as in `serve.results.asked_domain.NumberedQuestion`.
        question: as it was first asked.
    """

    number: int
    question: GroupQuestion
    calls: Calls


class PointMisses(NamedTuple):
    """How often a point that tells was missed.

    Attributes:
        missed: of the definite answers on counterfeit items that show it, the share that said "genuine".
        tapped: of the taps on all photos of the items on which its place is marked, the share in that place; None
            without any.
    """

    key: PointKey
    missed: AnswerShare
    tapped: AnswerShare | None

    @property
    def times(self) -> int:
        """How many definite answers missed it."""
        return round(self.missed.value * self.missed.n)


class Assisted(NamedTuple):
    """Answers to the same questions by the same seats, before and after they saw the assistant's verdict.

    Attributes:
        assistant: its verdicts on these items, each once; one that leaves it open names no label.
    """

    alone: Calls
    assistant: Calls
    after: Calls
    seats: int


@dataclass(frozen=True)
class GroupFigures:
    """What a group said, all of it together.

    Attributes:
        seats: how many gave answers that count.
        sittings: in how many sittings.
        calls: first answers, all together.
        by_kind: the same by what the question was for, in the order of a seminar.
        products: the same by product.
        questions: the same by question; questions with few answers are left out.
        points: those that the group missed, the most often missed first.
        learning: from pre-test to post-test; None where few seats took both.
        assisted: None where no seat answered an assisted exercise twice.
        sureness: definite first answers by how sure people were; levels that few chose are left out.
        maps: where people tapped.
        hidden_maps: how many photos have no map because they may no longer be shown.
        left_out: how many questions of the sittings that count are left out because few answered.
        small_sittings, small_seats: how many sittings are left out because few answered in them, with how many seats.
        dropped: how many first answers of the other sittings are left out, so that no one can subtract.
        few_assisted: whether there are no figures of assisted exercises because few answered again.
        few_sure: how many definite answers are left out of the levels because few were as sure.
    """

    seats: int = 0
    sittings: int = 0
    calls: Calls = field(default_factory=Calls)
    by_kind: Mapping[AgendaStepKind, Calls] = field(default_factory=dict)
    products: Mapping[str, Calls] = field(default_factory=dict)
    questions: tuple[CountedQuestion, ...] = ()
    points: tuple[PointMisses, ...] = ()
    learning: GroupLearning | None = None
    assisted: Assisted | None = None
    sureness: Mapping[Sureness, Calls] = field(default_factory=dict)
    maps: tuple[HeatMap, ...] = ()
    hidden_maps: int = 0
    left_out: int = 0
    small_sittings: int = 0
    small_seats: int = 0
    dropped: int = 0
    few_assisted: bool = False
    few_sure: int = 0

    @property
    def most_missed(self) -> tuple[PointMisses, ...]:
        """The points to speak of first."""
        return tuple(each for each in self.points if each.times)[:MOST_SAID]

    @property
    def most_tapped(self) -> tuple[HeatMap, ...]:
        """The photos of a report, in the order of the questions: those with places that tell, then with most taps."""
        chosen = sorted(self.maps, key=lambda each: (not each.places, -each.taps))[:MOST_SAID]
        return tuple(each for each in self.maps if each in chosen)

    @property
    def is_small(self) -> bool:
        """Whether there are no figures, because so few people answered that they could be about one of them."""
        return not self.calls.n


def figures_of(
    group: CountedAnswers,
    asked: Asked,
    tells: Mapping[GroupQuestion, Iterable[PointKey]],
    maps: Sequence[HeatMap | None] = (),
) -> GroupFigures:
    """The figures of a group.

    Args:
        group: its answers that count.
        asked: the questions of its sittings, in the order in which they were asked.
        tells: for each question, the points that its photos show to deviate.
        maps: where the group tapped; None for a photo that may no longer be shown.
    """
    first, sure, counted = group.first, enough_sure(group.first), group.asked(asked)
    shown = [each for each in maps if each is not None]
    by_kind = calls_by(first, lambda each: each.question.kind)
    questions, by_level = tuple(_questions(first, counted)), calls_by(sure, lambda each: each.sureness)
    calls = together(by_kind.values())
    return GroupFigures(
        seats=len(group.seats),
        sittings=len(group.sittings),
        calls=calls,
        by_kind={kind: by_kind[kind] for kind in QUESTIONS if kind in by_kind},
        products=dict(sorted(calls_by(first, lambda each: each.question.product_id).items())),
        questions=questions,
        points=tuple(_points(first, tells, shown)),
        learning=_learning(group),
        assisted=_assisted(group.answers),
        sureness={level: by_level[level] for level in Sureness if level in by_level},
        maps=tuple(shown),
        hidden_maps=len(maps) - len(shown),
        left_out=len(numbered(counted)) - len(questions),
        small_sittings=group.small_sittings,
        small_seats=group.small_seats,
        dropped=group.dropped,
        few_assisted=group.few_again,
        few_sure=calls.definite - len(sure),
    )


def _questions(first: Sequence[Answered], asked: Asked) -> Iterable[CountedQuestion]:
    """Those with answers that count, in the order of their numbers."""
    calls = calls_by(first, lambda each: each.question.item)
    for item, found in numbered(asked).items():
        if item in calls:
            yield CountedQuestion(found.number, found.question, calls[item])


def _points(
    first: Sequence[Answered], tells: Mapping[GroupQuestion, Iterable[PointKey]], maps: Sequence[HeatMap]
) -> list[PointMisses]:
    counts: dict[PointKey, Counter[tuple[Label, Choice]]] = {}
    for each in first:
        if each.question.label is Label.COUNTERFEIT:
            for key in set(tells.get(each.question, ())):
                counts.setdefault(key, Counter())[Label.COUNTERFEIT, each.choice] += 1
    found = [_missed(key, Calls(some), maps) for key, some in counts.items()]
    known = [each for each in found if each is not None]
    return sorted(known, key=lambda each: (-each.missed.value, -each.missed.n, each.key))


def _missed(key: PointKey, calls: Calls, maps: Sequence[HeatMap]) -> PointMisses | None:
    if calls.definite < FEWEST_SEATS:
        return None
    missed = rate_of(calls.wrong, calls.definite)
    of_it = [each for each in maps if each.product_id == key.product_id and each.is_of_item_with(key.point_id)]
    inside, taps = (sum(each.of_point(key.point_id).inside for each in of_it), sum(each.taps for each in of_it))
    return PointMisses(key, missed, rate_of(inside, taps)) if missed else None


def _learning(group: CountedAnswers) -> GroupLearning | None:
    return learning(*(tests_by_seat(group.answers, kind, group.learners) for kind in TESTS))


def _assisted(answers: Sequence[Answered]) -> Assisted | None:
    """First and second answers of those who gave both."""
    second = {(each.seat_id, each.question.id): each for each in answers if each.round is Round.SECOND}
    both = [
        (each, second[each.seat_id, each.question.id])
        for each in answers
        if each.round is Round.FIRST and (each.seat_id, each.question.id) in second
    ]
    if not both:
        return None
    alone, after = (calls_of((each.question.label, each.choice) for each in some) for some in zip(*both, strict=True))
    verdicts = {(each.question.item, each.question.assistant) for each, _ in both}
    assistant = calls_of((item.label, verdict) for item, verdict in verdicts if verdict)
    return Assisted(alone, assistant, after, len({each.seat_id for each, _ in both}))
