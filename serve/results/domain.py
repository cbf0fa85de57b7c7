"""The figures of a group that took part in seminars, from its answers. No figure is of a person.

Imports only the standard library, numpy and `model`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from model.datasets.fields import Label
from serve.results.learning_domain import FEWEST_SEATS, GroupLearning, learning, taken
from serve.results.measure_domain import AnswerShare, Calls, calls_of, rate_of, together
from serve.results.taps_domain import HeatMap
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import Round

K = TypeVar("K")
MOST_SAID = 3  # points that are spoken of first, and photos in a report
QUESTIONS = (AgendaStepKind.PRE_TEST, AgendaStepKind.EXERCISE, AgendaStepKind.POST_TEST)


class GroupQuestion(NamedTuple):
    """A question that was asked in a sitting.

    Attributes:
        id: of the seminar's question.
        photos: the indices of the item's photos, in the order in which they were shown.
        assistant: what the assistant said of the item; None if nothing.
    """

    id: str
    kind: AgendaStepKind
    right_holder_id: str
    product_id: str
    entry_id: str
    photos: tuple[int, ...]
    label: Label
    assistant: Choice | None = None


class StepName(NamedTuple):
    """Which step of which sitting."""

    sitting_id: str
    number: int


class Answered(NamedTuple):
    """An answer as it is counted."""

    seat_id: str
    question: GroupQuestion
    round: Round
    choice: Choice
    sureness: Sureness


class PointKey(NamedTuple):
    """A point of a product."""

    product_id: str
    point_id: str


class CountedQuestion(NamedTuple):
    """Answers to a question before the truth was shown, and before the assistant spoke.

    Attributes:
        number: in the order in which the questions were asked, from 1.
    """

    number: int
    question: GroupQuestion
    calls: Calls


class PointMisses(NamedTuple):
    """How often a point that tells was missed.

    Attributes:
        missed: of the definite answers on counterfeit items that show it, the share that said "genuine".
        tapped: of the taps on their photos where its place is marked, the share in that place; None without any.
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
        seats: how many answered anything.
        sittings: in how many sittings.
        calls: first answers, all together.
        by_kind: the same by what the question was for, in the order of a seminar.
        products: the same by product.
        questions: the same by question; questions with few answers are left out.
        points: those that the group missed, the most often missed first.
        learning: from pre-test to post-test; None where few seats took both.
        assisted: None where no seat answered an assisted exercise twice.
        sureness: first answers by how sure people were; levels that no one chose are left out.
        maps: where people tapped.
        hidden_maps: how many photos have no map because they may no longer be shown.
        left_out: how many questions are left out because few answered.
        few_assisted: whether there are no figures of assisted exercises because few answered again.

    Only `seats` and `sittings` are there if there are few seats.
    """

    seats: int
    sittings: int
    calls: Calls
    by_kind: Mapping[AgendaStepKind, Calls]
    products: Mapping[str, Calls]
    questions: tuple[CountedQuestion, ...]
    points: tuple[PointMisses, ...]
    learning: GroupLearning | None
    assisted: Assisted | None
    sureness: Mapping[Sureness, Calls]
    maps: tuple[HeatMap, ...]
    hidden_maps: int = 0
    left_out: int = 0
    few_assisted: bool = False

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
        """Whether so few people answered that a figure could be about one of them."""
        return self.seats < FEWEST_SEATS or not self.calls.n


def figures_of(
    answers: Sequence[Answered],
    asked: Mapping[StepName, GroupQuestion],
    tells: Mapping[str, Iterable[PointKey]],
    maps: Sequence[HeatMap | None] = (),
) -> GroupFigures:
    """The figures of a group.

    Args:
        answers: all of the group.
        asked: the questions of its sittings, in the order in which they were asked.
        tells: for each accepted item, the points that its photos show to deviate.
        maps: where the group tapped; None for a photo that may no longer be shown.
    """
    shown = [each for each in maps if each is not None]
    first = [each for each in answers if each.round is Round.FIRST]
    seats, sittings = len({each.seat_id for each in answers}), len({name.sitting_id for name in asked})
    if seats < FEWEST_SEATS:
        return few(seats, sittings)
    by_kind = _calls_by(first, lambda each: each.question.kind)
    questions, assisted = tuple(_questions(first, asked)), _assisted(answers)
    return GroupFigures(
        seats=seats,
        sittings=sittings,
        calls=together(by_kind.values()),
        by_kind={kind: by_kind[kind] for kind in QUESTIONS if kind in by_kind},
        products=dict(sorted(_calls_by(first, lambda each: each.question.product_id).items())),
        questions=questions,
        points=tuple(_points(first, tells, shown)),
        learning=_learning(first, asked),
        assisted=assisted,
        sureness=_by_sureness(first),
        maps=tuple(shown),
        hidden_maps=len(maps) - len(shown),
        left_out=len(numbered(asked)) - len(questions),
        few_assisted=assisted is None and any(each.round is Round.SECOND for each in answers),
    )


def few(seats: int, sittings: int) -> GroupFigures:
    """Of a group that is so small that any figure could be about one person: that it answered, and nothing else."""
    return GroupFigures(seats, sittings, Calls(), {}, {}, (), (), None, None, {}, ())


def numbered(asked: Mapping[StepName, GroupQuestion]) -> Mapping[str, tuple[int, GroupQuestion]]:
    """Questions by their ids, each with its number: the order in which they were first asked, from 1."""
    different = {each.id: each for each in asked.values()}
    return {name: (number, question) for number, (name, question) in enumerate(different.items(), 1)}


def _calls_by(answers: Iterable[Answered], key: Callable[[Answered], K]) -> dict[K, Calls]:
    counts: dict[K, Counter[tuple[Label, Choice]]] = {}
    for each in answers:
        counts.setdefault(key(each), Counter())[each.question.label, each.choice] += 1
    return {name: Calls(some) for name, some in counts.items()}


def enough_right(calls: Calls) -> AnswerShare | None:
    """The share of definite answers that are right; None where there are so few that it could be about one person."""
    return calls.rightness if calls.definite >= FEWEST_SEATS else None


def _by_sureness(first: Sequence[Answered]) -> Mapping[Sureness, Calls]:
    found = _calls_by(first, lambda each: each.sureness)
    return {level: found[level] for level in Sureness if level in found}


def _questions(first: Sequence[Answered], asked: Mapping[StepName, GroupQuestion]) -> Iterable[CountedQuestion]:
    """Those with enough answers, in the order in which they were asked."""
    calls = _calls_by(first, lambda each: each.question.id)
    for name, (number, question) in numbered(asked).items():
        found = calls.get(name, Calls())
        if found.n >= FEWEST_SEATS:
            yield CountedQuestion(number, question, found)


def _points(
    first: Sequence[Answered], tells: Mapping[str, Iterable[PointKey]], maps: Sequence[HeatMap]
) -> list[PointMisses]:
    counts: dict[PointKey, Counter[tuple[Label, Choice]]] = {}
    for each in first:
        if each.question.label is Label.COUNTERFEIT:
            for key in set(tells.get(each.question.entry_id, ())):
                counts.setdefault(key, Counter())[Label.COUNTERFEIT, each.choice] += 1
    found = [_missed(key, Calls(some), maps) for key, some in counts.items()]
    known = [each for each in found if each is not None]
    return sorted(known, key=lambda each: (-each.missed.value, -each.missed.n, each.key))


def _missed(key: PointKey, calls: Calls, maps: Sequence[HeatMap]) -> PointMisses | None:
    if calls.definite < FEWEST_SEATS:
        return None
    missed = rate_of(calls.wrong, calls.definite)
    of_it = [each.of_point(key.point_id) for each in maps if each.product_id == key.product_id]
    inside, taps = sum(each.inside for each in of_it), sum(each.taps for each in of_it)
    return PointMisses(key, missed, rate_of(inside, taps)) if missed else None


def _learning(first: Sequence[Answered], asked: Mapping[StepName, GroupQuestion]) -> GroupLearning | None:
    tests = []
    for kind in (AgendaStepKind.PRE_TEST, AgendaStepKind.POST_TEST):
        lengths = Counter(name.sitting_id for name, each in asked.items() if each.kind is kind)
        by_seat = _calls_by((each for each in first if each.question.kind is kind), lambda each: each.seat_id)
        tests.append(taken(by_seat, max(lengths.values(), default=0)))
    found = learning(*tests)
    return found if found and not found.is_too_few else None


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
    items = {each.question for each, _ in both}
    assistant = calls_of((each.label, each.assistant) for each in items if each.assistant)
    seats = len({each.seat_id for each, _ in both})
    return Assisted(alone, assistant, after, seats) if seats >= FEWEST_SEATS else None
