"""How well a group tells items apart: the measures agree with worked examples, and never speak of one person."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from model.catalogue import Region
from model.datasets.fields import Label
from serve.results.domain import GroupFigures, PointKey, figures_of
from serve.results.enough_domain import Answered, GroupQuestion, StepName, that_count
from serve.results.learning_domain import SeatGain, learning, seat_gain, taken
from serve.results.measure_domain import Calls, calls_of, rate_of, sensitivity, together
from serve.results.taps_domain import (
    CELLS,
    Cell,
    InPlace,
    MappedPhoto,
    MarkedPlace,
    PlacedTap,
    heat_map,
    is_tapped_by_enough,
)
from serve.results.totals_domain import (
    CountedPart,
    SeminarHeld,
    SeminarTotals,
    by_product,
    group_of,
    grouped,
    totals_of,
)
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import Round

GENUINE, COUNTERFEIT, CANNOT_TELL = Choice
LOGO = PointKey("box", "logo")


def calls(*, hits: int = 0, misses: int = 0, alarms: int = 0, rejections: int = 0, unsure: int = 0) -> Calls:
    return Calls(
        {
            (Label.COUNTERFEIT, COUNTERFEIT): hits,
            (Label.COUNTERFEIT, GENUINE): misses,
            (Label.GENUINE, COUNTERFEIT): alarms,
            (Label.GENUINE, GENUINE): rejections,
            (Label.GENUINE, CANNOT_TELL): unsure,
        }
    )


# --- sensitivity and bias --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "d", "c"),
    [
        ((80, 100, 10, 100), 2.123, 0.220),  # H 0.8, F 0.1
        ((50, 100, 50, 100), 0.0, 0.0),
        ((9, 10, 5, 10), 1.282, -0.641),  # H 0.9, F 0.5
        ((10, 10, 0, 10), 3.381, 0.0),  # log-linear: H 10.5/11, F 0.5/11
        ((10, 10, 3, 10), 2.163, -0.609),  # log-linear for both: H 10.5/11, F 3.5/11
    ],
)
def test_sensitivity_and_bias_are_those_of_worked_examples(
    counts: tuple[int, int, int, int], d: float, c: float
) -> None:
    found = sensitivity(*counts)
    assert found is not None
    assert (found.d, found.c) == pytest.approx((d, c), abs=0.0006)


def test_without_both_kinds_of_items_there_is_no_sensitivity() -> None:
    assert sensitivity(3, 4, 0, 0) is None
    assert calls(hits=3, misses=1, unsure=5).sensitivity is None


def test_answers_that_name_no_label_are_counted_apart() -> None:
    found = calls(hits=8, misses=2, alarms=1, rejections=9, unsure=5)
    assert (found.n, found.definite, found.right, found.wrong, found.unsure) == (25, 20, 17, 3, 5)
    assert found.error == rate_of(3, 20)
    assert found.cannot_tell == rate_of(5, 25)
    assert found.share_right == rate_of(17, 25)
    measured = found.sensitivity
    assert measured is not None
    assert (measured.hits, measured.false_alarms) == (0.8, 0.1)


def test_a_rate_has_its_exact_interval_and_nothing_has_none() -> None:
    found = rate_of(1, 12)
    assert found is not None
    assert found == pytest.approx((0.083333, 0.002108, 0.384796, 12), abs=1e-6)
    assert rate_of(0, 0) is None


# --- learning --------------------------------------------------------------------------------------------------------


def of_seats(*found: Calls) -> dict[str, Calls]:
    return {f"seat-{number}": each for number, each in enumerate(found)}


def test_learning_compares_seats_that_took_both_tests_with_themselves() -> None:
    before = of_seats(*(calls(hits=1, misses=1, rejections=1, alarms=1) for _ in range(6)))
    after = of_seats(*(calls(hits=2, rejections=2 - place % 2, alarms=place % 2) for place in range(5)))
    found = learning(before, {**after, "late": calls(hits=4)})
    assert found is not None
    assert (found.seats, found.share.before) == (5, 0.5)
    assert found.share.after == pytest.approx(0.9)
    assert found.share.interval is not None
    assert found.share.gain == pytest.approx(0.4)
    assert found.share.interval.low <= found.share.gain <= found.share.interval.high
    assert found.share.after_interval is not None
    assert found.share.after_interval.low < 0.9 < found.share.after_interval.high
    assert found.share.before_interval is None  # all were alike
    assert found.sensitivity is not None
    assert found.sensitivity.before == 0.0 < found.sensitivity.gain
    assert found.is_rough
    assert not found.is_too_few
    assert seat_gain(before, after).mean == pytest.approx(0.4)


def test_what_was_learned_is_measured_as_the_tests_are() -> None:
    before = of_seats(*(calls(hits=1, misses=1 + place % 2, rejections=1, alarms=1) for place in range(6)))
    for alarms in (1, 0):  # without and with the correction
        after = of_seats(*[calls(hits=2, misses=1, rejections=2, alarms=alarms) for _ in range(6)])
        found = learning(before, after)
        assert found is not None
        assert found.sensitivity is not None
        expected = [together(test.values()).sensitivity for test in (before, after)]
        figures = (found.sensitivity.before, found.sensitivity.after)
        assert figures == pytest.approx([each.d for each in expected if each])


def test_few_seats_and_seats_that_all_changed_alike_have_no_interval() -> None:
    before, after = calls(hits=1, misses=1, rejections=2), calls(hits=2, rejections=2)
    few = learning(of_seats(*[before] * 4), of_seats(*[after] * 4))
    alike = learning(of_seats(*[before] * 9), of_seats(*[after] * 9))
    assert few is not None
    assert alike is not None
    assert few.is_too_few
    assert (few.share.interval, alike.share.interval) == (None, None)
    assert learning(of_seats(before), {}) is None


def test_a_test_of_one_kind_of_items_has_no_sensitivity_to_learn() -> None:
    found = learning(of_seats(*[calls(hits=1)] * 6), of_seats(*[calls(hits=1, rejections=1)] * 6))
    assert found is not None
    assert found.sensitivity is None


def test_a_seat_took_a_test_if_it_answered_half_of_it() -> None:
    assert list(taken(of_seats(calls(hits=2), calls(hits=1), calls()), 4)) == ["seat-0"]


# --- a group ---------------------------------------------------------------------------------------------------------


def asked(
    number: int, kind: AgendaStepKind = AgendaStepKind.EXERCISE, label: Label = Label.COUNTERFEIT
) -> GroupQuestion:
    return GroupQuestion(f"x-{number}", kind, "o-1", "box", f"w-{number}", (0,), label)


STEPS = {
    StepName("d-1", 1): asked(1, AgendaStepKind.PRE_TEST),
    StepName("d-1", 2): asked(2, AgendaStepKind.PRE_TEST, Label.GENUINE),
    StepName("d-1", 4): asked(3),
    StepName("d-1", 7): asked(4, AgendaStepKind.POST_TEST),
    StepName("d-1", 8): asked(5, AgendaStepKind.POST_TEST, Label.GENUINE),
}
TELLS = {asked(1, AgendaStepKind.PRE_TEST): [LOGO], asked(3): [LOGO, PointKey("box", "seal")]}


def answers_of(sitting: str, seats: int, *, again: bool = True) -> list[Answered]:
    """Everyone misses the exercise at first, and the first item of the pre-test in every second seat."""
    answers = []
    for seat in range(seats):
        for question in STEPS.values():
            right = Choice(question.label.value)
            is_missed = question.kind is AgendaStepKind.EXERCISE or (question.id == "x-1" and seat % 2)
            choice, level = (GENUINE, Sureness.SURE) if is_missed else (right, Sureness.FAIRLY_SURE)
            answers.append(Answered(sitting, f"{sitting}-{seat}", question, Round.FIRST, choice, level))
        if again:
            second = STEPS[StepName("d-1", 4)]
            answers.append(Answered(sitting, f"{sitting}-{seat}", second, Round.SECOND, COUNTERFEIT, Sureness.GUESSING))
    return answers


def group(seats: int, *, again: bool = True) -> GroupFigures:
    return figures_of(that_count(answers_of("d-1", seats, again=again), STEPS), STEPS, TELLS)


def test_a_group_has_figures_of_each_part_product_and_question() -> None:
    found = group(6)
    assert (found.seats, found.sittings, found.calls.n, found.calls.wrong) == (6, 1, 30, 9)
    assert {kind: each.wrong for kind, each in found.by_kind.items()} == {
        AgendaStepKind.PRE_TEST: 3,
        AgendaStepKind.EXERCISE: 6,
        AgendaStepKind.POST_TEST: 0,
    }
    assert {name: each.n for name, each in found.products.items()} == {"box": 30}
    assert [(each.number, each.question.id, each.calls.wrong) for each in found.questions] == [
        (1, "x-1", 3),
        (2, "x-2", 0),
        (3, "x-3", 6),
        (4, "x-4", 0),
        (5, "x-5", 0),
    ]


def test_the_point_that_is_missed_most_comes_first() -> None:
    assert [(each.key.point_id, each.missed.value, each.missed.n) for each in group(6).points] == [
        ("seal", 1.0, 6),
        ("logo", 0.75, 12),
    ]


def test_sureness_is_held_against_rightness() -> None:
    found = group(6).sureness
    assert {level: (calls.right, calls.definite) for level, calls in found.items()} == {
        Sureness.FAIRLY_SURE: (21, 21),
        Sureness.SURE: (0, 9),
    }
    assert list(found) == [Sureness.FAIRLY_SURE, Sureness.SURE]


def test_the_points_to_speak_of_first_were_missed() -> None:
    found = group(6)
    assert [(each.key.point_id, each.times) for each in found.most_missed] == [("seal", 6), ("logo", 9)]


def test_learning_of_few_seats_is_not_shown() -> None:
    answers = [
        Answered("d-1", f"seat-{seat}", question, Round.FIRST, GENUINE, Sureness.SURE)
        for seat in range(6)
        for question in STEPS.values()
        if seat < 4 or question.kind is AgendaStepKind.PRE_TEST
    ]
    assert figures_of(that_count(answers, STEPS), STEPS, {}).learning is None


def test_photos_that_may_no_longer_be_shown_are_counted() -> None:
    shown = heat_map(PHOTO, [PlacedTap(f"seat-{seat}", 0.5, 0.5) for seat in range(5)])
    answers = [Answered("d-1", f"seat-{seat}", asked(1), Round.FIRST, GENUINE, Sureness.SURE) for seat in range(6)]
    steps = {StepName("d-1", 1): asked(1)}
    found = figures_of(that_count(answers, steps), steps, {}, [None, shown, None])
    assert (found.maps, found.hidden_maps, found.most_tapped) == ((shown,), 2, (shown,))


def test_second_answers_are_compared_with_the_first_of_the_same_seats_and_count_nowhere_else() -> None:
    found = group(6).assisted
    assert found is not None
    assert (found.alone.wrong, found.after.wrong, found.seats) == (6, 0, 6)
    assert group(6, again=False).assisted is None
    assert group(6, again=False).calls == group(6).calls


def test_a_small_group_has_no_figures() -> None:
    """One phone's answers would be the score of one person."""
    found = group(4)
    assert found.is_small
    assert (found.seats, found.small_sittings, found.small_seats) == (0, 1, 4)
    assert (found.calls.n, found.by_kind, found.sureness) == (0, {}, {})
    assert (found.products, found.questions, found.points, found.learning, found.assisted, found.maps) == (
        {},
        (),
        (),
        None,
        None,
        (),
    )


def test_no_answers_give_no_figures() -> None:
    found = figures_of(that_count([], {}), {}, {})
    assert (found.seats, found.calls.n, found.calls.error, found.calls.sensitivity) == (0, 0, None, None)


def test_a_question_that_few_answered_is_left_out() -> None:
    answers = [Answered("d-1", f"seat-{seat}", asked(1), Round.FIRST, GENUINE, Sureness.SURE) for seat in range(6)]
    answers += [Answered("d-1", f"seat-{seat}", asked(2), Round.FIRST, GENUINE, Sureness.SURE) for seat in range(4)]
    steps = {StepName("d-1", 1): asked(1), StepName("d-1", 2): asked(2)}
    found = figures_of(that_count(answers, steps), steps, {asked(2): [LOGO]})
    assert [each.question.id for each in found.questions] == ["x-1"]
    assert (found.calls.n, found.left_out, found.dropped) == (6, 1, 4)
    assert found.points == ()


def test_over_sittings_an_item_is_counted_in_the_part_in_which_each_sitting_asked_about_it() -> None:
    """A slot that is saved again draws other items for the same questions."""
    before, drawn = asked(1), asked(1, AgendaStepKind.POST_TEST)
    moved, fewer = before._replace(id="x-2"), before._replace(id="x-3", photos=(1,))
    steps = {
        StepName("d-1", 1): before,
        StepName("d-2", 1): moved,
        StepName("d-2", 2): drawn,
        StepName("d-3", 9): fewer,
    }
    answers = [
        Answered(name.sitting_id, f"{name.sitting_id}-{seat}", question, Round.FIRST, GENUINE, Sureness.SURE)
        for name, question in steps.items()
        for seat in range(6)
    ]
    found = figures_of(that_count(answers, steps), steps, {before: [LOGO], moved: [LOGO]})
    assert [(each.number, each.question.kind, each.calls.n) for each in found.questions] == [
        (1, AgendaStepKind.EXERCISE, 18),
        (2, AgendaStepKind.POST_TEST, 6),
    ]
    assert [(each.key, each.missed.n) for each in found.points] == [(LOGO, 12)]  # only photo 0 shows it


def test_questions_of_sittings_that_do_not_count_are_not_said_to_be_left_out() -> None:
    """That those sittings are left out is said; their questions are neither counted nor numbered."""
    steps = {StepName("d-0", 1): asked(7), StepName("d-0", 2): asked(8), **STEPS}
    answers = [Answered("d-0", "d-0-0", asked(7), Round.FIRST, GENUINE, Sureness.SURE), *answers_of("d-1", 6)]
    found = figures_of(that_count(answers, steps), steps, TELLS)
    assert ([each.number for each in found.questions], found.left_out, found.small_sittings) == ([1, 2, 3, 4, 5], 0, 1)


# --- taps ------------------------------------------------------------------------------------------------------------

PLACES = (MarkedPlace("logo", Region(0.4, 0.4, 0.2, 0.2)),)
PHOTO = MappedPhoto("box", "w-1", 0, 1, AgendaStepKind.EXERCISE, 1, 1, PLACES)


def test_taps_are_counted_on_a_grid_and_against_the_places_that_tell() -> None:
    taps = [PlacedTap(f"seat-{seat}", 0.5, 0.5) for seat in range(5)]
    taps += [PlacedTap("seat-0", 1.0, 1.0), PlacedTap("seat-1", 0.39, 0.5), PlacedTap("seat-2", 0.3, 0.5)]
    found = heat_map(PHOTO, taps)
    middle, last = CELLS // 2, CELLS - 1
    assert {Cell(middle, middle, 5), Cell(last, last, 1)} < set(found.cells)
    assert found.in_places == found.of_point("logo") == InPlace(6, 8)  # one beside it is within the margin
    assert found.of_point("seal") == InPlace()
    assert (found.most, found.taps) == (5, 8)


def test_a_photo_that_few_seats_tapped_has_no_map() -> None:
    assert not is_tapped_by_enough([PlacedTap("seat-0", 0.5, 0.5)] * 9)
    assert is_tapped_by_enough([PlacedTap(f"seat-{seat}", 0.5, 0.5) for seat in range(5)])


def test_a_photo_without_a_marked_place_has_no_share() -> None:
    found = heat_map(PHOTO._replace(places=()), [PlacedTap(f"seat-{seat}", 0.5, 0.5) for seat in range(5)])
    assert found.in_places is None


def test_taps_on_another_photo_of_the_item_are_not_in_the_place() -> None:
    taps = [PlacedTap(f"seat-{seat}", 0.5, 0.5) for seat in range(5)]
    wrong = PHOTO._replace(photo=1, places=(), elsewhere=frozenset({"logo"}))
    other = PHOTO._replace(entry_id="w-9", places=())
    for photos, share in (
        ([wrong], (0.0, 5)),
        ([PHOTO], (1.0, 5)),
        ([PHOTO, wrong], (0.5, 10)),
        ([PHOTO, wrong, other], (0.5, 10)),
        ([other], None),
    ):
        maps = [heat_map(of, taps) for of in photos]
        found = figures_of(that_count(answers_of("d-1", 6), STEPS), STEPS, TELLS, maps)
        tapped = next(each.tapped for each in found.points if each.key == LOGO)
        assert (tapped and (tapped.value, tapped.n)) == share


# --- over seminars ---------------------------------------------------------------------------------------------------


def line(country: str, year: int, gain: SeatGain) -> SeminarTotals:
    counts = {CountedPart(AgendaStepKind.EXERCISE, "box"): calls(hits=4, misses=1, rejections=5)}
    return SeminarTotals(SeminarHeld("y-1", "o-1", country, date(year, 3, 1), "Boxes"), 10, counts, gain)


def test_seminars_are_added_up_by_what_they_have_in_common() -> None:
    lines = [line("JP", 2026, SeatGain(10, 2.0)), line("EE", 2026, SeatGain()), line("JP", 2025, SeatGain(30, 3.0))]
    found = {each.name: each for each in grouped(lines, lambda each: each.about.country)}
    assert list(found) == ["EE", "JP"]
    assert (found["JP"].seminars, found["JP"].seats, found["JP"].calls.n, found["JP"].gain.mean) == (2, 20, 20, 0.125)
    assert found["EE"].gain.mean is None
    assert group_of("", lines).calls.wrong == 3
    assert [(each.product_id, each.seminars, each.calls.n) for each in by_product(lines)] == [("box", 3, 30)]


ABOUT = SeminarHeld("y-1", "o-1", "EE", date(2026, 3, 1), "Boxes")


def test_totals_are_those_of_the_page_of_the_seminar() -> None:
    answers = answers_of("d-1", 6) + answers_of("d-2", 3)
    steps = STEPS | {name._replace(sitting_id="d-2"): question for name, question in STEPS.items()}
    found, read = totals_of(ABOUT, that_count(answers, steps)), figures_of(that_count(answers, steps), steps, {})
    assert (found.seats, found.small_seats, found.calls) == (read.seats, 3, read.calls)
    assert (found.by_kind, found.by_product) == (read.by_kind, read.products)
    assert read.learning is not None
    assert found.gain.seats == 6
    assert found.gain.mean == pytest.approx(read.learning.share.gain)
    assert found.is_kept
    assert not totals_of(ABOUT, that_count(answers_of("d-2", 4), steps)).is_kept


def test_the_digest_of_totals_is_over_all_that_is_kept() -> None:
    found = line("EE", 2026, SeatGain(10, 2.0))
    same = replace(found, about=found.about._replace(title=""))  # which goes with the seminar
    others = [
        replace(found, seats=11),
        replace(found, gain=SeatGain(10, 2.5)),
        replace(found, counts={CountedPart(AgendaStepKind.EXERCISE, "bag"): found.calls}),
        replace(found, counts={CountedPart(AgendaStepKind.EXERCISE, "box"): calls(hits=4)}),
        replace(found, about=found.about._replace(country="JP")),
    ]
    assert same.digest == found.digest
    assert len({found.digest, *(each.digest for each in others)}) == 6


def test_answers_are_counted_by_truth_and_choice() -> None:
    given = [(Label.GENUINE, GENUINE)] * 2 + [(Label.COUNTERFEIT, GENUINE)]
    assert calls_of(given) == Calls(Counter(given))
