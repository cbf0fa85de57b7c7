"""The rules of courses: what comes next, how often counterfeits come up, when a test is passed, what a code is."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from model.catalogue import Point, Region, Visibility
from model.datasets.fields import Label, PointMark
from serve.audit.domain import record_digest
from serve.clearances.domain import PartKind, PartName
from serve.clearances.holding_domain import HeldPhoto
from serve.courses.content_domain import CourseContent
from serve.courses.domain import (
    Course,
    CourseAnswer,
    CourseRejectedError,
    CourseStateError,
    CourseTest,
    Occasion,
    check_may_begin,
    check_running,
    checked_code,
    checked_last_day,
    new_code,
    withdrawn,
    written_code,
)
from serve.courses.passing_domain import can_be_test, chance_of, pass_mark, score_of, told_counts
from serve.courses.prevalence_domain import wanted_label
from serve.courses.scheduling_domain import (
    PointName,
    PracticeQuestion,
    asked_about,
    cards_of,
    missed_points,
    most_due,
    next_question,
)
from serve.seminars.choice_domain import Choice, Sureness
from serve.seminars.domain import Lesson, Purpose, Question
from serve.seminars.shown_domain import ShownLesson, ShownPoint, ShownQuestion
from serve.sittings.answer_domain import Tap

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SEAL, LABEL = PointName("bearing", "seal"), PointName("bearing", "label")
FALSE_SEAL = PracticeQuestion("x-1", Label.COUNTERFEIT, (SEAL,))
FALSE_LABEL = PracticeQuestion("x-2", Label.COUNTERFEIT, (LABEL,))
TRUE_ONE = PracticeQuestion("x-3", Label.GENUINE, (SEAL, LABEL))
TRUE_TWO = PracticeQuestion("x-4", Label.GENUINE, (SEAL, LABEL))
QUESTIONS = (FALSE_SEAL, FALSE_LABEL, TRUE_ONE, TRUE_TWO)


def answer(
    question: PracticeQuestion = FALSE_SEAL,
    choice: Choice = Choice.COUNTERFEIT,
    *,
    minutes: int = 0,
    sureness: Sureness = Sureness.SURE,
    points: tuple[str, ...] | None = None,
) -> CourseAnswer:
    return CourseAnswer(
        id=f"k-{minutes}",
        course_id="n-1",
        organisation_id="o-1",
        person_id="p-1",
        occasion=Occasion.PRACTICE,
        number=minutes + 1,
        test_id=None,
        question_id=question.id,
        product_id="bearing",
        points=tuple(each.point_id for each in question.points) if points is None else points,
        label=question.label,
        choice=choice,
        sureness=sureness,
        salt="00",
        at=NOW + timedelta(minutes=minutes),
    )


def labels(occasion: Occasion, count: int, seed: str = "a") -> list[Label]:
    return [wanted_label(occasion, number, seed) for number in range(1, count + 1)]


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_in_practice_a_block_of_frequent_counterfeits_comes_before_one_of_rare_ones(seed: str) -> None:
    found = labels(Occasion.PRACTICE, 60, seed)
    counts = [found[start:end].count(Label.COUNTERFEIT) for start, end in ((0, 10), (10, 30), (30, 40), (40, 60))]
    assert counts == [5, 2, 5, 2]


def test_in_a_warm_up_counterfeits_stay_frequent() -> None:
    found = labels(Occasion.WARM_UP, 30)
    assert [found[start : start + 10].count(Label.COUNTERFEIT) for start in (0, 10, 20)] == [5, 5, 5]


def test_the_order_of_a_block_is_another_one_for_each_person_and_each_turn() -> None:
    assert labels(Occasion.PRACTICE, 30) == labels(Occasion.PRACTICE, 30)
    assert labels(Occasion.PRACTICE, 30, "a") != labels(Occasion.PRACTICE, 30, "b")
    assert labels(Occasion.PRACTICE, 60)[:30] != labels(Occasion.PRACTICE, 60)[30:]


def test_a_point_that_was_missed_comes_back_before_one_that_was_known() -> None:
    given = [answer(FALSE_SEAL, Choice.GENUINE), answer(FALSE_LABEL, Choice.COUNTERFEIT, minutes=1)]
    cards = cards_of((SEAL, LABEL), given)
    assert most_due(cards) == [SEAL, LABEL]
    assert cards[SEAL].due < cards[LABEL].due
    assert next_question(QUESTIONS, Label.COUNTERFEIT, cards, given, "a") == FALSE_SEAL


def test_a_point_that_was_never_asked_comes_first() -> None:
    given = [answer(FALSE_SEAL, Choice.GENUINE)]
    assert most_due(cards_of((SEAL, LABEL), given)) == [LABEL, SEAL]


def test_a_right_guess_comes_back_sooner_than_what_was_known() -> None:
    guessed = cards_of((SEAL,), [answer(sureness=Sureness.GUESSING)])[SEAL]
    known = cards_of((SEAL,), [answer(sureness=Sureness.SURE)])[SEAL]
    wrong = cards_of((SEAL,), [answer(choice=Choice.CANNOT_TELL)])[SEAL]
    assert wrong.due < guessed.due < known.due


def test_what_was_judged_by_another_place_comes_back_sooner() -> None:
    taps = (Tap(0, 0.5, 0.5),)
    found, missed = (replace(answer(), taps=taps, found=found) for found in (("seal",), ()))
    cards = [cards_of((SEAL,), [each])[SEAL].due for each in (missed, found, answer())]
    assert cards[0] < cards[1] == cards[2]  # without taps nothing is said of places
    genuine = replace(answer(TRUE_ONE, Choice.GENUINE), taps=taps)
    assert cards_of((SEAL,), [genuine])[SEAL].due == cards[1]


def test_a_tap_finds_a_point_in_its_place_or_close_to_it() -> None:
    marks = (PointMark("seal", Region(0.1, 0.1, 0.2, 0.2)), PointMark("label", None))
    points = tuple(
        ShownPoint(number, point(name), is_pictured=False, counterfeit=None)
        for number, name in enumerate(("seal", "label"), 1)
    )
    photos = (held_photo(0), held_photo(1, *marks))
    asked = Question("x-1", "bearing", Purpose.EXERCISE, 1, "w-1", (0, 1), Label.COUNTERFEIT, 0.0)
    shown = ShownQuestion(asked, photos)
    content = CourseContent((ShownLesson(1, Lesson("bearing"), None, points, (shown,)),))
    for tap, found in (
        (Tap(1, 0.2, 0.2), ("seal", "label")),
        (Tap(1, 0.32, 0.2), ("seal", "label")),
        (Tap(1, 0.5, 0.5), ("label",)),  # that has no place to tap
        (Tap(0, 0.2, 0.2), ("label",)),
    ):
        assert content.found(shown, [tap]) == found


def test_an_answer_without_taps_has_the_digest_that_earlier_versions_recorded() -> None:
    values = {name: value for name, value in vars(answer()).items() if name not in {"taps", "found"}}
    assert answer().digest == record_digest(values)
    assert answer().digest != replace(answer(), taps=(Tap(0, 0.5, 0.5),)).digest


def point(name: str) -> Point:
    return Point(name, "front", {}, {}, {}, None, None, Visibility.OFFICER)


def held_photo(index: int, *marks: PointMark) -> HeldPhoto:
    return HeldPhoto(PartName(PartKind.PHOTO, "w-1", index), "front", marks, "")


def test_equal_answers_give_equal_cards() -> None:
    given = [answer(minutes=each) for each in range(0, 60_000, 5000)]
    assert cards_of((SEAL,), given) == cards_of((SEAL,), given)


def test_an_item_does_not_come_twice_in_a_row_if_there_is_another_one() -> None:
    given = [answer(TRUE_ONE, Choice.GENUINE, points=("seal",))]
    found = next_question(QUESTIONS, Label.GENUINE, cards_of((SEAL, LABEL), given), given, "a")
    assert found == TRUE_TWO
    assert next_question([TRUE_ONE], Label.GENUINE, {}, given, "a") == TRUE_ONE


def test_where_no_item_has_the_label_another_one_comes_and_without_items_none() -> None:
    assert next_question([TRUE_ONE], Label.COUNTERFEIT, cards_of((SEAL,), []), [], "a") == TRUE_ONE
    assert next_question([], Label.COUNTERFEIT, {}, [], "a") is None


def test_a_genuine_item_counts_for_the_point_that_is_due_first() -> None:
    cards = cards_of((SEAL, LABEL), [answer(FALSE_LABEL, Choice.GENUINE)])
    assert asked_about(TRUE_ONE, cards) == ("seal",)
    assert asked_about(FALSE_LABEL, cards) == ("label",)
    assert asked_about(PracticeQuestion("x-5", Label.GENUINE, ()), cards) == ()


def test_points_are_named_by_how_often_they_were_missed() -> None:
    given = [
        answer(FALSE_SEAL, Choice.GENUINE),
        answer(FALSE_SEAL, Choice.COUNTERFEIT, minutes=1),
        answer(FALSE_LABEL, Choice.CANNOT_TELL, minutes=2),
    ]
    given.append(answer(TRUE_ONE, Choice.COUNTERFEIT, points=("seal",), minutes=3))  # nothing on it could be missed
    found = missed_points(given, (SEAL, LABEL))
    assert [(each.point, each.wrong, each.asked) for each in found] == [(LABEL, 1, 1), (SEAL, 1, 2)]
    assert missed_points(given, (SEAL,)) == found[1:]


@pytest.mark.parametrize(
    ("asked", "needed"), [(0, None), (4, None), (5, 5), (6, 6), (7, 7), (8, 7), (10, 9), (15, 12), (20, 16), (50, 40)]
)
def test_a_test_is_passed_with_four_fifths_and_not_by_guessing(asked: int, needed: int | None) -> None:
    assert pass_mark(asked) == needed
    if needed is not None:
        assert chance_of(needed, asked) < 0.05
        assert needed >= 0.8 * asked


def test_the_chance_of_guessing_agrees_with_worked_examples() -> None:
    assert chance_of(5, 5) == pytest.approx(1 / 32)
    assert chance_of(8, 10) == pytest.approx(56 / 1024)
    assert chance_of(0, 10) == 1


def test_who_says_the_same_of_each_item_does_not_pass() -> None:
    given = [answer(FALSE_SEAL, minutes=each) for each in range(9)] + [answer(TRUE_ONE, minutes=9)]
    score = score_of(given)
    assert (score.right, score.asked, score.needed, score.overcalled, score.missed) == (9, 10, 9, 1, 0)
    assert not score.is_passed
    assert score_of([*given[:8], answer(TRUE_ONE, Choice.GENUINE), answer(TRUE_TWO, Choice.GENUINE)]).is_passed


def test_cannot_tell_is_not_right() -> None:
    assert score_of([answer(choice=Choice.CANNOT_TELL)]).missed == 1


def test_a_final_test_needs_five_items_and_both_labels() -> None:
    assert can_be_test([Label.GENUINE] * 3 + [Label.COUNTERFEIT] * 2)
    assert not can_be_test([Label.GENUINE] * 2 + [Label.COUNTERFEIT] * 2)
    assert not can_be_test([Label.COUNTERFEIT] * 9)


@pytest.mark.parametrize(
    ("people", "passed", "told"),
    [(0, 0, (None, None)), (4, 4, (None, None)), (9, 5, (9, None)), (10, 5, (10, 5)), (10, 10, (10, None))],
)
def test_figures_that_could_say_something_of_one_person_are_not_told(
    people: int, passed: int, told: tuple[int | None, int | None]
) -> None:
    assert told_counts(people, passed) == told


def test_a_code_is_read_as_people_copy_it() -> None:
    code = new_code()
    assert checked_code(written_code(code).lower()) == code
    assert checked_code(" 7k3m q2zx-9b4o ") == "7K3MQ2ZX9B40"
    assert written_code("7K3MQ2ZX9B40") == "7K3M-Q2ZX-9B40"
    for wrong in ("", "7K3M", "7K3MQ2ZX9B4U", "7K3MQ2ZX9B400"):
        with pytest.raises(CourseRejectedError):
            checked_code(wrong)


def a_test(begun: datetime, ended: datetime | None = None) -> CourseTest:
    return CourseTest("h-1", "n-1", "o-1", "p-1", ("x-1",), "00", begun, ended)


def test_a_test_is_begun_once_a_day_and_again_on_the_next_in_every_time_zone() -> None:
    check_may_begin(None, NOW)
    check_may_begin(a_test(NOW - timedelta(hours=25)), NOW)
    check_may_begin(a_test(NOW - timedelta(hours=20), NOW - timedelta(hours=20)), NOW)
    begun = NOW - timedelta(hours=19)
    with pytest.raises(CourseStateError, match="once a day"):
        check_may_begin(a_test(begun, NOW), NOW)
    with pytest.raises(CourseStateError, match="Go on"):
        check_may_begin(a_test(NOW - timedelta(hours=13)), NOW)


def test_a_test_is_open_for_24_hours_or_until_it_is_handed_in() -> None:
    assert a_test(NOW).is_open(NOW + timedelta(hours=23))
    assert not a_test(NOW).is_open(NOW + timedelta(hours=24))
    assert not a_test(NOW, NOW).is_open(NOW)


def a_course() -> Course:
    return Course("n-1", "y-1", "o-1", "Bearings", "EE", ("o-1",), NOW.date(), "p-1", NOW)


def test_a_course_runs_until_its_last_day_or_its_withdrawal() -> None:
    check_running(a_course(), NOW)
    midnight = datetime.combine(NOW.date() + timedelta(days=1), time(), UTC)
    check_running(a_course(), midnight + timedelta(hours=11))  # it is still that day where days end last
    with pytest.raises(CourseStateError):
        check_running(a_course(), midnight + timedelta(hours=12))
    gone = withdrawn(a_course(), "p-2", NOW)
    assert (gone.withdrawn_by, gone.withdrawn_at) == ("p-2", NOW)
    with pytest.raises(CourseStateError):
        withdrawn(gone, "p-2", NOW)


def test_the_last_day_of_a_course_is_ahead_and_within_two_years() -> None:
    assert checked_last_day(NOW.date(), NOW) == NOW.date()
    for day in (NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=800)):
        with pytest.raises(CourseRejectedError):
            checked_last_day(day, NOW)


def test_an_answer_cannot_be_guessed_from_its_digest() -> None:
    one = answer()
    assert one.digest != CourseAnswer(**{**vars(one), "salt": "01"}).digest
    assert set(one.seal) == {"sha256"}
