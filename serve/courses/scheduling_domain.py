"""Which question comes next in practice: one about the points that this person misses.

Each point of a product is a card of FSRS, the scheduler of spaced repetition (`fsrs`): a wrong answer brings it back
after a minute, right ones after days, then weeks. Cards are nothing that is kept: they follow from the answers, each
time they are needed. Imports only the standard library, `model` and `fsrs`.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from fsrs import Card, Rating, Scheduler

from model.datasets.fields import Label
from serve.courses.domain import CourseAnswer
from serve.seminars.choice_domain import Sureness

SCHEDULER = Scheduler(enable_fuzzing=False)  # equal answers give equal cards
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class PointName(NamedTuple):
    """A point of a product."""

    product_id: str
    point_id: str


class PracticeQuestion(NamedTuple):
    """A question of practice.

    Attributes:
        points: those about which it asks: of a counterfeit item those that its photos show to deviate, of a genuine one
            all that the lesson shows.
    """

    id: str
    label: Label
    points: tuple[PointName, ...]


class MissedPoint(NamedTuple):
    """How often a person did not recognise counterfeit items with a point, and how often such items came up."""

    point: PointName
    wrong: int
    asked: int


def seed_of(person_id: str, course_id: str) -> str:
    """From what is drawn for a person in a course: the same each time."""
    return hashlib.sha256(f"{person_id}/{course_id}".encode()).hexdigest()


def cards_of(points: Iterable[PointName], answers: Iterable[CourseAnswer]) -> dict[PointName, Card]:
    """The card of each point.

    Args:
        answers: of one person, the earliest first.
    """
    cards = {point: Card(card_id=number, due=BEGINNING) for number, point in enumerate(points, 1)}
    for answer in answers:
        for point in (PointName(answer.product_id, each) for each in answer.points):
            if point in cards:
                cards[point], _ = SCHEDULER.review_card(
                    cards[point], rating_of(answer, point.point_id), answer.at.astimezone(UTC)
                )
    return cards


def rating_of(answer: CourseAnswer, point_id: str) -> Rating:
    """How well the person knew a point: a right guess counts as hard, and so does what was judged by another place."""
    if not answer.is_right:
        return Rating.Again
    is_elsewhere = answer.label is Label.COUNTERFEIT and bool(answer.taps) and point_id not in answer.found
    return Rating.Hard if is_elsewhere or answer.sureness is Sureness.GUESSING else Rating.Good


def most_due(cards: Mapping[PointName, Card]) -> list[PointName]:
    """The points, the most urgent first: what is due longest, and of those equal, what is hardest."""
    return sorted(cards, key=lambda point: (cards[point].due, -(cards[point].difficulty or 0.0), point))


def next_question(
    questions: Sequence[PracticeQuestion],
    label: Label,
    cards: Mapping[PointName, Card],
    answers: Sequence[CourseAnswer],
    seed: str,
) -> PracticeQuestion | None:
    """The question that comes next; None if there is none.

    Args:
        label: that the item is to have; where no item has it, another one comes.
        answers: of one person, the earliest first.
    """
    labelled = [each for each in questions if each.label is label] or list(questions)
    last = answers[-1].question_id if answers else None
    free = [each for each in labelled if each.id != last] or labelled
    times = Counter(each.question_id for each in answers)
    for point in most_due(cards):
        if asking := [each for each in free if point in each.points]:
            return min(asking, key=lambda each: (times[each.id], _drawn(seed, each.id)))
    return min(free, key=lambda each: (times[each.id], _drawn(seed, each.id)), default=None)


def _drawn(seed: str, question_id: str) -> str:
    return hashlib.sha256(f"{seed}/{question_id}".encode()).hexdigest()


def asked_about(question: PracticeQuestion, cards: Mapping[PointName, Card]) -> tuple[str, ...]:
    """Ids of the points about which an answer says something.

    Of a counterfeit item all that deviate. A genuine one has no place that deviates: an answer counts for the point
    that is due first.
    """
    if question.label is Label.COUNTERFEIT:
        return tuple(each.point_id for each in question.points)
    first = next((point for point in most_due(cards) if point in question.points), None)
    return (first.point_id,) if first else ()


def missed_points(answers: Iterable[CourseAnswer], points: Collection[PointName]) -> list[MissedPoint]:
    """The points of counterfeit items that a person did not recognise, the most often missed first."""
    wrong, asked = Counter[PointName](), Counter[PointName]()
    for answer in (each for each in answers if each.label is Label.COUNTERFEIT):
        for point in (PointName(answer.product_id, each) for each in answer.points):
            asked[point] += 1
            wrong[point] += not answer.is_right
    found = [MissedPoint(each, wrong[each], asked[each]) for each in points if wrong[each]]
    return sorted(found, key=lambda each: (-each.wrong / each.asked, -each.wrong, each.point))
