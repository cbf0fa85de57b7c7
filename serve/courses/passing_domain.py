"""When a final test is passed, and which figures of a course are told to those who offer it.

A test is passed if
- at least 80 % of the answers are right,
- someone who guesses would get as many right in less than 5 % of tests (one-sided binomial test against one half), and
- more than half of the genuine items and more than half of the counterfeit ones are answered right, so that no one
  passes who says the same of each item.

Five items are the fewest with which guessing can be told from knowing: 5 of 5 are guessed in 3.1 % of tests. Imports
only the standard library and `model`.
"""

from collections.abc import Collection, Sequence
from math import comb
from typing import NamedTuple

from model.datasets.fields import Label
from serve.courses.domain import CourseAnswer

FEWEST = 5  # questions of a test
SHARE = 80  # percent
GUESSED = 0.05
FEWEST_TOLD = 5  # people


class Score(NamedTuple):
    """How a test ended.

    Attributes:
        needed: how many right answers pass; None if too few were asked.
        missed: counterfeit items that were not called so.
        overcalled: genuine items that were not called so.
    """

    right: int
    asked: int
    needed: int | None
    missed: int
    overcalled: int
    is_passed: bool


def pass_mark(asked: int) -> int | None:
    """How many right answers of so many pass; None if the questions are too few for a test."""
    if asked < FEWEST:
        return None
    least = -(-SHARE * asked // 100)
    return next(right for right in range(least, asked + 1) if chance_of(right, asked) < GUESSED)


def chance_of(right: int, asked: int) -> float:
    """How likely someone who guesses gets at least so many right."""
    return sum(comb(asked, each) for each in range(right, asked + 1)) / float(2**asked)


def can_be_test(labels: Collection[Label]) -> bool:
    """Whether items of these labels can be a final test."""
    return pass_mark(len(labels)) is not None and len(set(labels)) == len(Label)


def score_of(answers: Sequence[CourseAnswer]) -> Score:
    """How a test ended, from all of its answers."""
    wrong = [each.label for each in answers if not each.is_right]
    right, needed = len(answers) - len(wrong), pass_mark(len(answers))
    is_fair = all(_is_mostly_right([each for each in answers if each.label is label]) for label in Label)
    return Score(
        right=right,
        asked=len(answers),
        needed=needed,
        missed=wrong.count(Label.COUNTERFEIT),
        overcalled=wrong.count(Label.GENUINE),
        is_passed=needed is not None and right >= needed and is_fair,
    )


def _is_mostly_right(answers: Sequence[CourseAnswer]) -> bool:
    return 2 * sum(each.is_right for each in answers) > len(answers)


class CourseCounts(NamedTuple):
    """How many people have answered in a course, and how many have a certificate of it.

    None where the number is so small that it could say something of one person.
    """

    people: int | None
    passed: int | None


def told_counts(people: int, passed: int) -> CourseCounts:
    """The figures that may be told: each group, and those outside of it, has at least five people."""
    is_told = people >= FEWEST_TOLD and passed >= FEWEST_TOLD and people - passed >= FEWEST_TOLD
    return CourseCounts(people if people >= FEWEST_TOLD else None, passed if is_told else None)
