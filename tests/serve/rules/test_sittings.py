"""A sitting: its steps, who may join, which answers are taken, what each screen is told, and what the record says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from model.datasets.fields import Label
from model.verdict import Outcome
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.choice_domain import Choice, Sureness
from serve.sittings.answer_domain import (
    MOST_TAPS,
    AnswerStateError,
    Round,
    SeatAnswer,
    SentAnswer,
    Tap,
    checked_answer,
    sees_assistance,
)
from serve.sittings.domain import (
    EventKind,
    Sitting,
    SittingRejectedError,
    SittingState,
    SittingStateError,
    assisting,
    closed,
    demonstrating,
    event_of,
    moved,
    revealing,
)
from serve.sittings.joining_domain import (
    ALPHABET,
    CODE_HOLDS,
    MOST_SEATS,
    check_joinable,
    checked_join_code,
    checked_seat,
    new_join_code,
    with_new_code,
    written_code,
)
from serve.sittings.step_domain import Assistance, Demonstration, Phase, SealedQuestion, SealedStep

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
FAKE = SealedQuestion("q-1", f"w-{1:032x}", (0, 2), Label.COUNTERFEIT)
REAL = SealedQuestion("q-2", f"w-{2:032x}", (0,), Label.GENUINE)


def step(
    number: int, kind: AgendaStepKind, question: SealedQuestion | None = None, *, is_assisted: bool = False
) -> SealedStep:
    point = "logo" if kind is AgendaStepKind.COMPARISON else None
    return SealedStep(number, kind, "a-1", "o-9", "box", point, question=question, is_assisted=is_assisted)


STEPS = (
    step(1, AgendaStepKind.PRE_TEST, FAKE),
    step(2, AgendaStepKind.COMPARISON),
    step(3, AgendaStepKind.DEMO),
    step(4, AgendaStepKind.EXERCISE, REAL, is_assisted=True),
)
OPENED = Sitting(
    id="d-1",
    seminar_id="y-1",
    organisation_id="o-1",
    is_rehearsal=False,
    join_code="7Q3XK9AB",
    join_until=NOW + CODE_HOLDS,
    opened_by="u-1",
    opened_at=NOW,
    steps=STEPS,
)
SAID = Assistance(Outcome.SUSPECTED, ("logo",), "r-1")
CHOSEN = Demonstration("e-1", (0,), ())
JUDGED = replace(OPENED, steps=(*STEPS[:3], replace(STEPS[3], assistance=SAID)))
ASKED, ASSISTED = moved(OPENED, 1), moved(JUDGED, 4)


def given(step: int = 1, which: Round = Round.FIRST, choice: Choice = Choice.GENUINE, *taps: Tap) -> SentAnswer:
    return SentAnswer(step, which, choice, Sureness.SURE, taps)


def taken(sitting: Sitting, sent: SentAnswer, *earlier: SeatAnswer) -> SeatAnswer:
    return checked_answer(sitting, "z-1", sent, earlier, LATER)


def test_a_join_code_is_read_as_people_copy_it() -> None:
    assert checked_join_code(" 7q3x-k9ab ") == "7Q3XK9AB"
    assert checked_join_code("oI1l-0O0o") == "01110000"
    assert written_code("7Q3XK9AB") == "7Q3X-K9AB"
    assert set(new_join_code()) <= set(ALPHABET)
    assert checked_join_code(written_code(code := new_join_code())) == code


@pytest.mark.parametrize("text", ["", "7Q3X-K9A", "7Q3X-K9ABC", "7Q3X-K9AU", "\uff17Q3XK9AB", "7Q3XK9A\u0660"])
def test_what_is_no_join_code_is_refused(text: str) -> None:
    with pytest.raises(SittingRejectedError, match="all 8 characters"):
        checked_join_code(text)


def test_a_seat_has_a_short_name_that_can_be_shown() -> None:
    assert checked_seat("  Table  7 ") == "Table 7"
    for label in ("", "   ", "x" * 21, "a\u0000b", "a\u202eb"):
        with pytest.raises(SittingRejectedError, match="at most 20 characters"):
            checked_seat(label)


def test_phones_join_while_the_code_holds_and_seats_are_left() -> None:
    check_joinable(OPENED, MOST_SEATS - 1, OPENED.join_until)
    with pytest.raises(SittingStateError, match="All seats"):
        check_joinable(OPENED, MOST_SEATS, NOW)
    with pytest.raises(SittingStateError, match="expired"):
        check_joinable(OPENED, 0, OPENED.join_until + timedelta(seconds=1))
    with pytest.raises(SittingStateError, match="closed"):
        check_joinable(closed(OPENED, NOW), 0, NOW)


def test_a_new_code_replaces_the_old_one_and_holds_as_long() -> None:
    renewed = with_new_code(OPENED, "AAAABBBB", LATER)
    assert (renewed.join_code, renewed.join_until) == ("AAAABBBB", LATER + CODE_HOLDS)


def test_each_step_shows_what_it_is() -> None:
    assert (OPENED.shown, OPENED.phase) == (None, Phase.WAITING)
    phases = [moved(OPENED, number).phase for number in range(1, 5)]
    assert phases == [Phase.ASKING, Phase.WAITING, Phase.WAITING, Phase.ASKING]
    for number in (0, 5, -1):
        with pytest.raises(SittingRejectedError, match=f"no step {number}"):
            moved(OPENED, number)


def test_the_truth_that_was_shown_stays_shown() -> None:
    seen = revealing(ASKED, NOW)
    assert seen.phase is Phase.REVEALED
    assert moved(moved(seen, 2), 1).phase is Phase.REVEALED
    with pytest.raises(SittingStateError, match="already"):
        revealing(seen, LATER)


def test_the_verdict_of_a_live_demo_is_hidden_until_it_is_revealed_and_again_for_the_next_item() -> None:
    with pytest.raises(SittingStateError, match="choose it"):
        revealing(moved(OPENED, 3), NOW)
    seen = revealing(demonstrating(moved(OPENED, 3), 3, CHOSEN, SAID), NOW)
    assert demonstrating(seen, 3, CHOSEN, SAID).phase is Phase.WAITING
    with pytest.raises(SittingStateError, match="live demo"):
        demonstrating(moved(OPENED, 1), 1, CHOSEN, SAID)
    with pytest.raises(SittingStateError, match="live demo"):
        demonstrating(moved(OPENED, 3), 2, CHOSEN, SAID)  # its host moved on with another device


def test_a_question_that_was_left_is_asked_again() -> None:
    assert moved(moved(ASKED, 2), 1).phase is Phase.ASKING


def test_only_questions_and_demos_have_something_to_reveal() -> None:
    assert revealing(demonstrating(moved(OPENED, 3), 3, CHOSEN, SAID), NOW).phase is Phase.REVEALED
    with pytest.raises(SittingStateError, match="nothing to reveal"):
        revealing(moved(OPENED, 2), NOW)
    with pytest.raises(SittingStateError, match="first step"):
        revealing(OPENED, NOW)


def test_the_assistant_speaks_once_and_only_in_an_assisted_question_that_is_asked() -> None:
    helped = assisting(ASSISTED, NOW)
    assert helped.phase is Phase.ASSISTING
    for sitting in (ASKED, moved(OPENED, 2), helped, revealing(ASSISTED, NOW)):
        with pytest.raises(SittingStateError, match="assisted exercise"):
            assisting(sitting, LATER)
    with pytest.raises(SittingStateError, match="is not there"):
        assisting(moved(OPENED, 4), NOW)
    assert ([step.number for step in OPENED.unassisted], JUDGED.unassisted) == ([4], ())


def test_nothing_happens_in_a_closed_sitting() -> None:
    over = closed(ASKED, NOW)
    assert (over.state, over.join_code) == (SittingState.CLOSED, None)
    for act in (revealing, assisting, closed):
        with pytest.raises(SittingStateError, match="closed"):
            act(over, NOW)
    with pytest.raises(SittingStateError, match="closed"):
        moved(over, 2)
    with pytest.raises(SittingStateError, match="closed"):
        with_new_code(over, "AAAABBBB", NOW)
    with pytest.raises(AnswerStateError, match="closed"):
        taken(over, given())


def test_events_are_numbered_without_a_gap() -> None:
    first, opened = event_of(OPENED, EventKind.OPENED, NOW)
    second, step = event_of(moved(first, 1), EventKind.STEP, LATER)
    assert (opened.number, step.number, second.last_event) == (1, 2, 2)
    assert (step.step, step.phase) == (1, Phase.ASKING)


def test_the_digest_of_a_sitting_names_all_but_the_number_of_its_last_event() -> None:
    assert event_of(ASKED, EventKind.ANSWERED, NOW)[0].digest == ASKED.digest
    assert JUDGED.digest != OPENED.digest
    for other in (revealing(ASKED, NOW), replace(ASKED, step=2), replace(ASKED, is_rehearsal=True)):
        assert other.digest != ASKED.digest
    relabelled = replace(STEPS[0], question=FAKE._replace(label=Label.GENUINE))
    assert replace(ASKED, steps=(relabelled, *STEPS[1:])).digest != ASKED.digest


# --- answers ---------------------------------------------------------------------------------------------------------


def test_an_answer_is_taken_once_and_its_repetition_is_the_same() -> None:
    kept = taken(ASKED, given(1, Round.FIRST, Choice.COUNTERFEIT, Tap(1, 0.25, 0.5)))
    assert (kept.seat_id, kept.at, kept.key) == ("z-1", LATER, "z-1/1/first")
    again = checked_answer(ASKED, "z-1", kept.given, [kept], LATER + timedelta(seconds=9))
    assert again is kept


def test_a_repetition_is_acknowledged_even_after_the_question_is_over() -> None:
    kept = taken(ASKED, given())
    for sitting in (revealing(ASKED, NOW), moved(ASKED, 2), closed(ASKED, NOW)):
        assert taken(sitting, kept.given, kept) is kept


def test_another_answer_is_refused() -> None:
    kept = taken(ASKED, given())
    for other in (given(choice=Choice.CANNOT_TELL), kept.given._replace(sureness=Sureness.GUESSING)):
        with pytest.raises(AnswerStateError, match="have answered"):
            taken(ASKED, other, kept)


def test_only_the_question_that_is_asked_takes_answers() -> None:
    for sitting, sent in ((OPENED, given()), (moved(OPENED, 2), given(2)), (ASKED, given(4)), (ASSISTED, given(1))):
        with pytest.raises(AnswerStateError, match="is over"):
            taken(sitting, sent)
    with pytest.raises(AnswerStateError, match="already shown"):
        taken(revealing(ASKED, NOW), given())


def test_a_second_answer_comes_after_the_first_and_the_assistant() -> None:
    first = taken(ASSISTED, given(4))
    helped = assisting(ASSISTED, NOW)
    second = given(4, Round.SECOND, Choice.COUNTERFEIT)
    assert taken(helped, second, first).given == second
    for sitting, earlier in ((ASSISTED, (first,)), (helped, ())):
        with pytest.raises(AnswerStateError, match="first answer"):
            taken(sitting, second, *earlier)


def test_a_late_seat_gives_its_first_answer_before_it_sees_the_assistant() -> None:
    helped = assisting(ASSISTED, NOW)
    assert not sees_assistance(helped, [])
    first = taken(helped, given(4))
    assert sees_assistance(helped, [first])
    assert sees_assistance(revealing(helped, NOW), [])
    assert not sees_assistance(ASSISTED, [first])
    assert not sees_assistance(revealing(ASSISTED, NOW), [first])  # the assistant was never shown


@pytest.mark.parametrize("tap", [Tap(2, 0.5, 0.5), Tap(-1, 0.5, 0.5), Tap(0, 1.01, 0.5), Tap(0, 0.5, float("nan"))])
def test_taps_lie_on_the_photos_of_the_question(tap: Tap) -> None:
    with pytest.raises(SittingRejectedError, match="no photo"):
        taken(ASKED, given(1, Round.FIRST, Choice.GENUINE, tap))


def test_a_few_taps_are_enough() -> None:
    with pytest.raises(SittingRejectedError, match="at most 5"):
        taken(ASKED, given(1, Round.FIRST, Choice.GENUINE, *[Tap(0, 0.5, 0.5)] * (MOST_TAPS + 1)))
