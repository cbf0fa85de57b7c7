"""No figure is about few people, also not by subtracting one figure from another."""

import random
from collections.abc import Iterable, Mapping, Sequence

import pytest

from model.datasets.fields import Label
from serve.results.domain import GroupFigures, figures_of
from serve.results.enough_domain import Answered, Asked, GroupQuestion, StepName, enough_sure, that_count
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import Round
from serve.sittings.domain import FEWEST_SEATS

PRE, EXERCISE, POST = AgendaStepKind.PRE_TEST, AgendaStepKind.EXERCISE, AgendaStepKind.POST_TEST
KINDS = (PRE, PRE, EXERCISE, EXERCISE, POST, POST)
LABELS = (Label.COUNTERFEIT, Label.GENUINE)


def steps(*sittings: str) -> dict[StepName, GroupQuestion]:
    return {
        StepName(sitting, number): GroupQuestion(
            f"x-{number}", kind, "o-1", f"box-{number % 2}", f"w-{number}", (0,), LABELS[number % 2]
        )
        for sitting in sittings
        for number, kind in enumerate(KINDS, 1)
    }


def said(
    sitting: str,
    seats: Iterable[int],
    number: int,
    which: Round = Round.FIRST,
    choice: Choice = Choice.GENUINE,
    sureness: Sureness = Sureness.SURE,
) -> list[Answered]:
    question = steps(sitting)[StepName(sitting, number)]
    return [Answered(sitting, f"{sitting}-{seat}", question, which, choice, sureness) for seat in seats]


def figures(answers: Sequence[Answered], *sittings: str) -> GroupFigures:
    return figures_of(that_count(answers, steps(*sittings)), steps(*sittings), {})


def test_a_question_that_few_phones_of_a_sitting_answered_is_in_no_sum() -> None:
    """All sittings minus the first would else be the two phones of the second."""
    first = [each for number in (1, 2) for each in said("d-1", range(6), number)]
    second = said("d-2", range(7), 1) + said("d-2", range(2), 2)
    alone, both = figures(first, "d-1"), figures([*first, *second], "d-1", "d-2")
    assert [each.calls.n for each in alone.questions] == [6, 6]
    assert [each.calls.n for each in both.questions] == [13, 6]
    assert (both.calls.n, both.by_kind[PRE].n, both.dropped) == (19, 19, 2)


def test_a_few_who_took_one_test_alone_are_left_out_of_it() -> None:
    """The test of all minus that of those who took both would be theirs."""
    answers = [each for number in (1, 2) for each in said("d-1", range(8), number)]
    answers += [each for number in (5, 6) for each in said("d-1", range(6), number)]
    found = figures(answers, "d-1")
    assert found.learning is not None
    assert (found.learning.seats, found.by_kind[PRE].n, found.by_kind[POST].n, found.dropped) == (6, 12, 12, 4)


@pytest.mark.parametrize(("took_both", "pre"), [(6, 22), (4, 18)])
def test_those_who_took_one_test_count_if_they_are_enough_or_if_no_gain_is_shown(took_both: int, pre: int) -> None:
    answers = [each for number in (1, 2) for each in said("d-1", range(pre // 2), number)]
    answers += [each for number in (5, 6) for each in said("d-1", range(took_both), number)]
    found = figures(answers, "d-1")
    assert (found.learning is not None) is (took_both >= FEWEST_SEATS)
    assert found.by_kind[PRE].n == pre


def test_gains_of_a_sitting_in_which_few_took_both_tests_are_in_no_sum() -> None:
    large = [each for number in (1, 2, 5, 6) for each in said("d-1", range(6), number)]
    small = [each for number in (1, 2) for each in said("d-2", range(8), number)]
    small += [each for number in (5, 6) for each in said("d-2", [0, 1, *range(20, 25)], number)]
    assert figures([*large, *small], "d-1", "d-2").learning == figures(large, "d-1").learning


def test_a_few_who_answered_an_assisted_exercise_once_are_left_out_of_it() -> None:
    answers = said("d-1", range(8), 3) + said("d-1", range(6), 3, Round.SECOND)
    found = figures(answers, "d-1")
    assert found.assisted is not None
    assert (found.assisted.seats, found.assisted.alone.n, found.by_kind[EXERCISE].n, found.dropped) == (6, 6, 6, 2)


def test_second_answers_of_few_are_left_out() -> None:
    found = figures(said("d-1", range(8), 3) + said("d-1", range(3), 3, Round.SECOND), "d-1")
    assert (found.assisted, found.few_assisted, found.by_kind[EXERCISE].n) == (None, True, 8)


def test_a_level_that_few_chose_takes_the_next_one_with_it() -> None:
    """Else all right answers minus those of the other levels would be theirs."""
    answers = said("d-1", range(2), 1, sureness=Sureness.GUESSING)
    answers += said("d-1", range(2, 8), 1, sureness=Sureness.FAIRLY_SURE)
    answers += said("d-1", range(8, 20), 1)
    found = figures(answers, "d-1")
    assert {level: calls.n for level, calls in found.sureness.items()} == {Sureness.SURE: 12}
    assert (found.few_sure, found.calls.n) == (8, 20)


def test_people_who_cannot_tell_have_no_sureness() -> None:
    answers = said("d-1", range(6), 1, choice=Choice.CANNOT_TELL, sureness=Sureness.GUESSING)
    answers += said("d-1", range(6, 12), 1)
    found = figures(answers, "d-1")
    assert (list(found.sureness), found.few_sure, found.calls.unsure) == ([Sureness.SURE], 0, 6)


def by_chance(chance: random.Random, sitting: str) -> list[Answered]:
    """The answers of a sitting in which phones come late, leave early, and fall asleep."""
    answers = []
    for seat in range(chance.choice([1, 4, 6, 7, 12, 30])):
        first, last = chance.choice([1, 1, 1, 2, 4]), chance.choice([6, 6, 6, 5, 3])
        for number in range(first, last + 1):
            choice, level = chance.choice(list(Choice)), chance.choice(list(Sureness))
            answers += said(sitting, [seat], number, choice=choice, sureness=level)
            if KINDS[number - 1] is EXERCISE and chance.random() < 0.9:
                answers += said(sitting, [seat], number, Round.SECOND, chance.choice(list(Choice)))
    return answers


def groups_of(answers: Sequence[Answered], asked: Asked) -> Mapping[str, set[str]]:
    """Of a sitting: the seats behind each figure, and behind what is left of one without another."""
    kept = that_count(answers, asked)
    found: dict[str, set[str]] = {}
    for question in {each.question for each in kept.first}:
        of_it = [each for each in kept.answers if each.question == question]
        first, again = ({each.seat_id for each in of_it if each.round is which} for which in Round)
        found |= {f"{question.id} first": first, f"{question.id} again": again}
        found[f"{question.id} once"] = first - again if again else set()
    for kind in (PRE, POST) if kept.learners else ():
        found[f"{kind} alone"] = {each.seat_id for each in kept.first if each.question.kind is kind} - kept.learners
    sure = enough_sure(kept.first)
    hidden = [each for each in kept.first if each.choice is not Choice.CANNOT_TELL and each not in sure]
    found["level hidden"] = {each.seat_id for each in hidden} if sure else set()  # without a level, none is left over
    for level in Sureness:
        found[f"level {level}"] = {each.seat_id for each in sure if each.sureness is level}
    return {**found, "learners": set(kept.learners)}


@pytest.mark.parametrize("seed", range(40))
def test_no_figure_and_no_difference_of_two_is_of_few(seed: int) -> None:
    chance = random.Random(seed)
    answers = by_chance(chance, "d-1")
    for name, seats in groups_of(answers, steps("d-1")).items():
        assert not 0 < len(seats) < FEWEST_SEATS, name


@pytest.mark.parametrize("seed", range(20))
def test_all_sittings_together_are_the_sum_of_what_each_shows_alone(seed: int) -> None:
    """So that reading them before and after one of them tells what that one tells, and no more."""
    chance = random.Random(seed)
    names = ("d-1", "d-2", "d-3")
    given = {name: by_chance(chance, name) for name in names}
    together = that_count([each for some in given.values() for each in some], steps(*names))
    alone = [that_count(some, steps(name)) for name, some in given.items()]
    assert sorted(together.answers) == sorted(each for some in alone for each in some.answers)
    assert together.learners == frozenset().union(*(each.learners for each in alone))
    levels = [sorted(enough_sure(each.first)) for each in alone]
    assert sorted(enough_sure(together.first)) == sorted(each for some in levels for each in some)
