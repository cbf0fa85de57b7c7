"""Seminars: who prepares and reads them, what right holders release, and when a slot is blocked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from model.catalogue import Region
from model.datasets.fields import Label, PointMark
from serve.accounts.domain import NotPermittedError
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.catalogue.editing import Sheets
from serve.clearances.domain import PartKind, PartName
from serve.clearances.drafting import ClearanceDraft
from serve.clearances.service import Clearances
from serve.courses.service import Courses
from serve.courses.showing import CourseShowing
from serve.platform.errors import NotFoundError
from serve.platform.versions import ChangedMeanwhileError, ReadVersion, etag
from serve.platform.waiting import Waiting
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.review.curating import ReviewQueue
from serve.review.tables import entries
from serve.seminars.agenda import AgendaStepKind
from serve.seminars.blocking import SlotBlocking
from serve.seminars.domain import (
    Purpose,
    Question,
    Seminar,
    SeminarRejectedError,
    SeminarState,
    SeminarStateError,
    Slot,
    SlotState,
    with_content,
)
from serve.seminars.draft_domain import SeminarDraft
from serve.seminars.drawer import AnswerSource, Drawer
from serve.seminars.drawing_domain import AnswerCount
from serve.seminars.lesson_domain import ChosenPoint, LessonDraft
from serve.seminars.preparing import SavingProspect, SlotDraft, SlotPreparing
from serve.seminars.reviewing import SlotReviewing
from serve.seminars.service import Seminars, ShownSeminar
from serve.seminars.sheet_uses import SlotsOfSheets
from serve.seminars.shortage_domain import Unknown
from serve.seminars.shown_domain import Block, Reason, ShownSlot
from serve.seminars.tables import agencies, lessons, points, questions, seminars, slots
from serve.seminars.verifier import SeminarVerifier
from serve.sittings.planning import SeminarPlans
from serve.waiting.service import OwnWork
from tests.serve.freezing import ACCEPT, curator, publish
from tests.serve.record import check_found, faults, log_of
from tests.serve.reviewing import assess, entry_of, hand_in
from tests.serve.rules.desk import Desk, Team, call, new_photo
from tests.serve.sheets import complete

LOGO, SEAL = (PartName(PartKind.POINT, name) for name in ("logo", "seal"))
JPEG = b"\xff\xd8"
LESSON = LessonDraft("box", exercises=2, tests=2)
SOON = timedelta(days=30)


def accepted(team: Team, label: Label) -> str:
    """The entry of an accepted item with one photo, on which a counterfeit's logo is marked."""
    content, actor = new_photo(), team.contributor.actor
    entry = entry_of(actor, content, label=label)
    marks = (PointMark("logo", Region(0.1, 0.2, 0.3, 0.4)),) if label is Label.COUNTERFEIT else ()
    entry = replace(entry, photos=(replace(entry.photos[0], view="front", marks=marks),))
    name = hand_in(team.parts, actor, [entry], content)[0]
    team.parts[ReviewQueue].decide(curator(team).actor, name, ACCEPT)
    return name


def clear(team: Team, *names: PartName, to: tuple[str, ...] | None = None) -> str:
    """Clear parts of the box, for all agencies or for named ones; the clearance's id."""
    team.organisation("first")
    named = None if to is None else frozenset(team.organisation(each).id for each in to)
    draft = ClearanceDraft("box", names, named)
    return team.parts[Clearances].give(team.reviewer.actor, draft).clearance.id


def stocked(team: Team, number: int = 5, to: tuple[str, ...] | None = None) -> list[str]:
    """Clear both points of the box and so many items of each label; their entries, genuine ones first."""
    found = [accepted(team, label) for label in (Label.GENUINE, Label.COUNTERFEIT) for _ in range(number)]
    clear(team, LOGO, SEAL, *(PartName(PartKind.PHOTO, name, 0) for name in found), to=to)
    return found


def trainer(team: Team, agency: str = "first") -> Desk:
    return team.desk(Role.TRAINER, agency)


def organiser(team: Team) -> Desk:
    return team.desk(Role.ORGANISER, "operator")


def drafted(**said: Any) -> SeminarDraft:
    day = (datetime.now(UTC) + SOON).date()
    return SeminarDraft(**{"title": "Boxes", "country": "JP", "languages": ("ja", "en"), "day": day, **said})


def planned(desk: Desk, **said: Any) -> Seminar:
    return desk.parts[Seminars].prepare(desk.actor, drafted(**said)).seminar


def add(desk: Desk, seminar: Seminar, holder: str, *said: LessonDraft, minutes: int = 20) -> ShownSlot:
    draft = SlotDraft(holder, minutes, "Bring samples.", said or (LESSON,))
    return desk.parts[SlotPreparing].add(desk.actor, seminar.id, draft)


def slot_of(team: Team, desk: Desk | None = None, **said: Any) -> ShownSlot:
    """A slot of acme in a new seminar of the first agency's trainer."""
    desk = desk or trainer(team)
    return add(desk, planned(desk, **said), team.organisation("acme").id)


def ask(team: Team, slot: ShownSlot, desk: Desk | None = None) -> ShownSlot:
    desk = desk or trainer(team)
    return team.parts[SlotPreparing].ask(desk.actor, slot.slot.id)


def release(team: Team, slot: ShownSlot, **said: Any) -> ShownSlot:
    assert slot.sha256 is not None
    return team.parts[SlotReviewing].release(team.reviewer.actor, slot.slot.id, slot.sha256, **said)


def released(team: Team, **said: Any) -> ShownSlot:
    return release(team, ask(team, slot_of(team, **said)))


def look(desk: Desk, slot: ShownSlot) -> ShownSlot:
    return desk.parts[SlotReviewing].get(desk.actor, slot.slot.id)


def view(desk: Desk, slot: ShownSlot) -> ShownSeminar:
    return desk.parts[Seminars].get(desk.actor, slot.seminar.id)


def kinds(desk: Desk, slot: ShownSlot, *, is_rehearsal: bool = False) -> list[AgendaStepKind]:
    steps = desk.parts[Seminars].agenda(desk.actor, slot.seminar.id, is_rehearsal=is_rehearsal)
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    return [step.kind for step in steps]


# --- who prepares and reads them -------------------------------------------------------------------------------------


def test_a_slot_says_that_its_items_were_not_assessed_until_they_are_drawn_by_it(alone: Team) -> None:
    stocked(alone)
    desk = trainer(alone)
    slot, used = slot_of(alone, desk), alone.parts[Seminars]
    number = len(slot.slot.questions)
    assert number
    assert used.unknown(desk.actor, slot) == Unknown(waiting=number, never=0, late=0)
    assess(alone.parts)
    assert used.unknown(desk.actor, view(desk, slot).slots[0]) == Unknown(waiting=0, never=0, late=number)
    again = desk.parts[SlotPreparing].change(desk.actor, slot.slot.id, {"lessons": (LESSON,)})
    assert used.unknown(desk.actor, again) == Unknown(0, 0, 0)
    assert all(each.difficulty for each in again.slot.questions)
    assert faults(alone) == []


def test_a_slot_keeps_its_questions_unless_what_they_depend_on_changes(alone: Team) -> None:
    """Otherwise more minutes end an open sitting, once people have answered."""
    found = stocked(alone)
    assess(alone.parts)
    desk, used = trainer(alone), alone.parts[SlotPreparing]
    slot = released(alone)
    answers = {name: AnswerCount(20, place) for place, name in enumerate(found)}
    answered = replace(used, drawer=Drawer((AnswerSource(lambda *_: answers),)))
    assert answered.prospect(desk.actor, slot.slot.id) == SavingProspect(asks=True, redraws=False, is_shown=False)
    changed = answered.change(desk.actor, slot.slot.id, {"lessons": (LESSON,), "minutes": 25})
    assert (changed.slot.questions, changed.slot.minutes) == (slot.slot.questions, 25)
    assert changed.slot.state is SlotState.RELEASED
    plain = (replace(LESSON, has_demo=False),)
    assert answered.change(desk.actor, slot.slot.id, {"lessons": plain}).slot.questions == slot.slot.questions
    fewer = answered.change(desk.actor, slot.slot.id, {"lessons": (replace(LESSON, exercises=1),)})
    assert {each.difficulty for each in fewer.slot.questions} != {each.difficulty for each in slot.slot.questions}
    assert faults(alone) == []


def test_that_it_became_known_how_hard_the_same_items_are_leaves_a_release_as_it_is() -> None:
    asked = Question("x-1", "box", Purpose.EXERCISE, 1, "w-1", (0,), Label.GENUINE, 0.0, is_assisted=False)
    slot = Slot("a-1", "y-1", "o-1", "o-2", 1, 20, questions=(asked,), state=SlotState.RELEASED)
    known = with_content(slot, (), (replace(asked, difficulty=1.5),))
    assert (known.state, known.questions[0].difficulty) == (SlotState.RELEASED, 1.5)
    other = with_content(slot, (), (replace(asked, entry_id="w-2", difficulty=1.5),))
    assert (other.state, other.questions[0].entry_id) == (SlotState.DRAFT, "w-2")


def test_a_trainer_prepares_for_its_own_agency_and_an_organiser_for_any(alone: Team) -> None:
    first, second = alone.organisation("first").id, alone.organisation("second").id
    assert planned(trainer(alone)).agencies == (first,)
    with pytest.raises(SeminarRejectedError, match="your own agency alone"):
        planned(trainer(alone), agencies=frozenset({first, second}))
    assert planned(organiser(alone), agencies=frozenset({second, first})).agencies == tuple(sorted((first, second)))
    for named in (None, frozenset[str](), frozenset({alone.organisation("acme").id})):
        with pytest.raises(SeminarRejectedError, match="agency"):
            planned(organiser(alone), agencies=named)


def test_those_who_prepare_it_and_the_operator_read_it_and_only_the_first_change_it(alone: Team) -> None:
    seminar, use = planned(trainer(alone)), alone.parts[Seminars]
    colleague = alone.desk(Role.TRAINER, "first", "another")
    for desk in (trainer(alone), colleague, organiser(alone), alone.operator):
        assert use.get(desk.actor, seminar.id).seminar == seminar
        assert [each.seminar.id for each in use.page(desk.actor, None, None, 10).entries] == [seminar.id]
    for desk in (trainer(alone, "second"), alone.reviewer, alone.rival):
        with pytest.raises(NotFoundError):
            use.get(desk.actor, seminar.id)
        assert use.page(desk.actor, None, None, 10).entries == []
    assert use.change(colleague.actor, seminar.id, {"title": "Cartons"}).seminar.title == "Cartons"
    with pytest.raises(NotPermittedError, match="Another organisation prepares"):
        use.change(organiser(alone).actor, seminar.id, {"title": "Crates"})


def test_an_agency_of_the_audience_does_not_see_an_organisers_seminar(alone: Team) -> None:
    seminar = planned(organiser(alone), agencies=frozenset({alone.organisation("first").id}))
    with pytest.raises(NotFoundError):
        alone.parts[Seminars].get(trainer(alone).actor, seminar.id)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title": " "}, "Give the seminar a title"),
        ({"title": "a" * 121}, "at most 120 characters"),
        ({"title": "a\u0000"}, "control character"),
        ({"country": "XX"}, "no country XX"),
        ({"languages": ()}, "at least one language"),
        ({"languages": ("tlh",)}, "does not offer the language tlh"),
        ({"day": date(2020, 1, 1)}, "has passed"),
        ({"day": date(2099, 1, 1)}, "two years ahead"),
        ({"share": 0.05}, "from 0.1 to 0.9"),
    ],
)
def test_a_seminar_has_a_title_a_day_and_an_audience(team: Team, said: dict[str, Any], words: str) -> None:
    with pytest.raises(SeminarRejectedError, match=words):
        planned(trainer(team), **said)


def test_a_seminar_that_has_ended_does_not_change(alone: Team) -> None:
    use, actor = alone.parts[Seminars], trainer(alone).actor
    for end, state, words in (
        (use.cancel, SeminarState.CANCELLED, "is cancelled"),
        (use.close, SeminarState.CLOSED, "over and closed"),
    ):
        seminar = planned(trainer(alone))
        assert end(actor, seminar.id).seminar.state is state
        for again in (
            lambda name=seminar.id: use.change(actor, name, {"title": "a"}),
            lambda name=seminar.id: use.cancel(actor, name),
            lambda each=seminar: add(trainer(alone), each, alone.organisation("acme").id, minutes=10),
        ):
            with pytest.raises(SeminarStateError, match=words):
                again()
    assert [each.seminar.state for each in use.page(actor, SeminarState.CLOSED, None, 5).entries] == ["closed"]


def test_calls_that_are_sent_again_are_executed_once(alone: Team) -> None:
    stocked(alone)
    desk, use, slot_use = trainer(alone), alone.parts[Seminars], alone.parts[SlotPreparing]
    first, again = (use.prepare(desk.actor, drafted(), call(desk.actor, "prepare")).seminar for _ in range(2))
    assert first == again
    draft = SlotDraft(alone.organisation("acme").id, 10, lessons=(LESSON,))
    one, two = (slot_use.add(desk.actor, first.id, draft, call(desk.actor, "add")) for _ in range(2))
    assert one.slot == two.slot
    asked, asked_again = (slot_use.ask(desk.actor, one.slot.id, call(desk.actor, "ask")) for _ in range(2))
    assert asked.slot == asked_again.slot
    reviewer, review = alone.reviewer.actor, alone.parts[SlotReviewing]
    assert asked.sha256
    once = [review.release(reviewer, one.slot.id, asked.sha256, call=call(reviewer, "release")).slot for _ in range(2)]
    assert once[0] == once[1]
    back = [review.give_back(reviewer, one.slot.id, "No.", call(reviewer, "return")).slot for _ in range(2)]
    assert back[0] == back[1]
    for _ in range(2):
        slot_use.remove(desk.actor, one.slot.id, call(desk.actor, "remove"))
    ended = [use.cancel(desk.actor, first.id, call(desk.actor, "cancel")).seminar for _ in range(2)]
    assert ended[0] == ended[1]
    actions = [event.action for event in log_of(alone) if event.action.startswith(("seminar:", "slot:"))]
    assert actions == [
        *("seminar:create", "slot:add", "slot:ask", "slot:release", "slot:return", "slot:remove", "seminar:cancel")
    ]
    assert faults(alone) == []


def test_a_change_of_what_was_changed_meanwhile_is_refused(alone: Team) -> None:
    stocked(alone)
    slot, use = slot_of(alone), alone.parts[SlotPreparing]
    read = ReadVersion({etag(slot.slot.digest)})
    use.change(trainer(alone).actor, slot.slot.id, {"minutes": 10}, read)
    with pytest.raises(ChangedMeanwhileError):
        use.change(trainer(alone).actor, slot.slot.id, {"minutes": 15}, read)
    with pytest.raises(ChangedMeanwhileError):
        alone.parts[Seminars].change(trainer(alone).actor, slot.seminar.id, {"title": "a"}, read)


# --- what a slot shows -----------------------------------------------------------------------------------------------


def test_a_slot_shows_what_is_cleared_and_asks_about_each_item_once(alone: Team) -> None:
    found = stocked(alone)
    slot = slot_of(alone)
    (lesson,) = slot.lessons
    assert [(each.point.id, each.is_pictured) for each in lesson.points] == [("logo", True), ("seal", True)]
    assert lesson.points[0].counterfeit is not None
    assert lesson.points[0].counterfeit.name.name in found[5:]
    assert lesson.points[1].counterfeit is None  # no photo has the seal marked
    asked = [each.question.entry_id for each in lesson.questions]
    assert len(set(asked)) == len(asked) == 6
    assert lesson.points[0].counterfeit.name.name not in asked
    assert [len(lesson.of_purpose(purpose)) for purpose in Purpose] == [2, 2, 2]
    assert (slot.shortages, slot.reasons, slot.slot.state) == ((), (), SlotState.DRAFT)
    assert slot.sha256


def test_the_agenda_goes_from_the_pre_test_by_the_lessons_to_the_post_test(alone: Team) -> None:
    stocked(alone)
    slot = slot_of(alone)
    assert kinds(trainer(alone), slot) == []
    names = (
        *("pre_test", "pre_test", "shot_list", "comparison", "comparison"),
        *("demo", "exercise", "exercise", "post_test", "post_test"),
    )
    whole = list(map(AgendaStepKind, names))
    assert kinds(trainer(alone), slot, is_rehearsal=True) == whole
    release(alone, ask(alone, slot))
    assert kinds(trainer(alone), slot) == whole
    plain = (LessonDraft("box", (ChosenPoint("seal"),), shows_shots=False, has_demo=False, is_assisted=True),)
    alone.parts[SlotPreparing].change(trainer(alone).actor, slot.slot.id, {"lessons": plain})
    assert kinds(trainer(alone), slot) == []  # the release was for something else
    assert kinds(trainer(alone), slot, is_rehearsal=True) == [AgendaStepKind.COMPARISON]


def test_a_slot_says_where_too_few_items_are_cleared(alone: Team) -> None:
    stocked(alone, 2)
    slot = slot_of(alone)
    assert [(each.label, each.purpose, each.wanted, each.found) for each in slot.shortages] == [
        (Label.COUNTERFEIT, Purpose.PRE_TEST, 1, 0),  # of the two, one stands beside the logo
        (Label.GENUINE, Purpose.EXERCISE, 1, 0),
        (Label.COUNTERFEIT, Purpose.POST_TEST, 1, 0),
    ]
    assert not slot.is_blocked


def test_a_slot_that_lacks_items_is_put_before_its_right_holder_only_as_it_is(alone: Team) -> None:
    stocked(alone, 2)
    slot, use = slot_of(alone), alone.parts[SlotPreparing]
    with pytest.raises(SeminarStateError, match="3 items of this slot are lacking"):
        use.ask(trainer(alone).actor, slot.slot.id)
    assert look(trainer(alone), slot).slot.state is SlotState.DRAFT
    use.ask(trainer(alone).actor, slot.slot.id, is_short=True)
    assert look(alone.reviewer, slot).slot.state is SlotState.ASKED


def test_a_slot_in_which_nothing_is_taught_is_not_put_before_its_right_holder(alone: Team) -> None:
    stocked(alone)
    slot, use = slot_of(alone), alone.parts[SlotPreparing]
    bare = (LessonDraft("box", (), shows_shots=True, has_demo=True),)
    use.change(trainer(alone).actor, slot.slot.id, {"lessons": bare})
    with pytest.raises(SeminarStateError, match="neither points nor items to decide on"):
        use.ask(trainer(alone).actor, slot.slot.id, is_short=True)


def test_a_right_holder_has_one_slot_and_a_slot_its_length(alone: Team) -> None:
    stocked(alone)
    slot, acme = slot_of(alone), alone.organisation("acme").id
    with pytest.raises(SeminarRejectedError, match="has a slot in the seminar already"):
        add(trainer(alone), slot.seminar, acme)
    other = planned(trainer(alone))
    for minutes in (4, 31):
        with pytest.raises(SeminarRejectedError, match="from 5 to 30 minutes"):
            add(trainer(alone), other, acme, minutes=minutes)
    with pytest.raises(SeminarRejectedError, match="no such right holder"):
        add(trainer(alone), other, alone.organisation("first").id)


def test_slots_change_their_places_and_lengths_without_a_new_release(alone: Team) -> None:
    stocked(alone)
    slot, use, actor = released(alone), alone.parts[SlotPreparing], trainer(alone).actor
    rival = use.add(actor, slot.seminar.id, SlotDraft(alone.organisation("rival").id, 5))
    assert rival.slot.position == 2
    use.change(actor, rival.slot.id, {"position": 1, "minutes": 7})
    shown = view(trainer(alone), slot)
    assert [(each.slot.id, each.slot.position) for each in shown.slots] == [(rival.slot.id, 1), (slot.slot.id, 2)]
    assert (shown.minutes, shown.slots[1].is_ready) == (27, True)
    use.change(actor, slot.slot.id, {"lessons": (LESSON,)})  # the same once more
    assert view(trainer(alone), slot).slots[1].is_ready
    with pytest.raises(SeminarStateError, match="shows nothing yet"):
        use.ask(actor, rival.slot.id)
    use.remove(actor, rival.slot.id)
    assert [each.slot.id for each in view(trainer(alone), slot).slots] == [slot.slot.id]
    assert faults(alone) == []


# --- the release -----------------------------------------------------------------------------------------------------


def test_a_right_holder_sees_its_slot_once_it_is_asked_and_nothing_else_of_the_seminar(alone: Team) -> None:
    stocked(alone)
    slot, review = slot_of(alone), alone.parts[SlotReviewing]
    other = alone.parts[SlotPreparing].add(
        trainer(alone).actor, slot.seminar.id, SlotDraft(alone.organisation("rival").id, 5)
    )
    with pytest.raises(NotFoundError):
        look(alone.reviewer, slot)
    assert review.page(alone.reviewer.actor, None, None, 10).entries == []
    ask(alone, slot)
    seen = look(alone.reviewer, slot)
    assert seen.lessons == look(trainer(alone), slot).lessons
    (listed,) = review.page(alone.reviewer.actor, SlotState.ASKED, None, 10).entries
    assert (listed.slot.id, listed.seminar.title) == (slot.slot.id, "Boxes")
    assert [each.id for each in listed.agencies] == [alone.organisation("first").id]
    assert alone.parts[Waiting].counts(alone.reviewer.actor) == {"seminar_slots": 1}
    for desk, hidden in ((alone.reviewer, other), (alone.rival, slot), (alone.rival, other)):
        with pytest.raises(NotFoundError):
            look(desk, hidden)
    shown = view(alone.reviewer, slot)  # no route leads there
    assert [each.slot.id for each in shown.slots] == [slot.slot.id]


def test_a_release_is_of_exactly_what_was_looked_at(alone: Team) -> None:
    stocked(alone)
    slot, review = ask(alone, slot_of(alone)), alone.parts[SlotReviewing]
    with pytest.raises(SeminarStateError, match="has changed since you looked"):
        review.release(alone.reviewer.actor, slot.slot.id, "0" * 64)
    done = release(alone, slot, for_course=True)
    assert (done.is_ready, done.slot.decision and done.slot.decision.for_course) == (True, True)
    assert alone.parts[Waiting].counts(alone.reviewer.actor) == {}
    with pytest.raises(SeminarStateError, match="not waiting for your release"):
        release(alone, slot)
    with pytest.raises(SeminarStateError, match="nothing to ask"):
        ask(alone, slot)


def test_what_is_returned_is_changed_and_asked_about_again(alone: Team) -> None:
    stocked(alone)
    slot, review = ask(alone, slot_of(alone)), alone.parts[SlotReviewing]
    with pytest.raises(SeminarStateError, match="asked already"):
        ask(alone, slot)
    for words, refusal in (("", "Say what is to be changed"), ("a" * 1001, "at most 1,000"), ("a\u0000", "control")):
        with pytest.raises(SeminarRejectedError, match=refusal):
            review.give_back(alone.reviewer.actor, slot.slot.id, words)
    back = review.give_back(alone.reviewer.actor, slot.slot.id, "Not the seal.")
    assert (back.slot.state, back.slot.decision and back.slot.decision.words) == (SlotState.RETURNED, "Not the seal.")
    lesson = (LessonDraft("box", (ChosenPoint("logo"),)),)
    changed = alone.parts[SlotPreparing].change(trainer(alone).actor, slot.slot.id, {"lessons": lesson})
    assert (changed.slot.state, changed.slot.decision) == (SlotState.DRAFT, back.slot.decision)  # why it came back
    assert release(alone, ask(alone, changed)).is_ready
    taken = review.give_back(alone.reviewer.actor, slot.slot.id, "No longer.")  # also what was released
    assert (taken.slot.state, taken.is_ready) == (SlotState.RETURNED, False)
    with pytest.raises(SeminarStateError, match="nothing to return"):
        review.give_back(alone.reviewer.actor, slot.slot.id, "Again.")


def test_a_slot_that_is_changed_keeps_what_its_right_holder_said_of_courses(alone: Team) -> None:
    """The right holder decides again, and sees what it had decided; a return takes it back."""
    stocked(alone)
    slot, review = release(alone, ask(alone, slot_of(alone)), for_course=True), alone.parts[SlotReviewing]
    lesson = (LessonDraft("box", (ChosenPoint("logo"),)),)
    changed = alone.parts[SlotPreparing].change(trainer(alone).actor, slot.slot.id, {"lessons": lesson})
    assert (changed.slot.decision, changed.slot.was_for_course) == (None, True)
    asked_again = ask(alone, changed)
    assert look(alone.reviewer, asked_again).slot.was_for_course
    kept = release(alone, asked_again)
    assert kept.slot.decision is not None
    assert (kept.slot.decision.for_course, kept.slot.was_for_course) == (False, False)
    review.give_back(alone.reviewer.actor, slot.slot.id, "No longer.")
    assert not ask(alone, slot).slot.was_for_course


def test_no_one_releases_for_another_right_holder(alone: Team) -> None:
    stocked(alone)
    slot = ask(alone, slot_of(alone))
    for desk in (alone.rival, trainer(alone, "second")):
        with pytest.raises(NotFoundError):
            desk.parts[SlotReviewing].release(desk.actor, slot.slot.id, slot.sha256 or "")


@pytest.mark.parametrize("change", [{"day": (datetime.now(UTC) + 2 * SOON).date()}, {"country": "FR"}, {"share": 0.9}])
def test_another_audience_day_or_share_needs_a_new_release(alone: Team, change: dict[str, Any]) -> None:
    stocked(alone)
    slot = released(alone)
    changed = alone.parts[Seminars].change(trainer(alone).actor, slot.seminar.id, change)
    assert changed.slots[0].slot.state is SlotState.DRAFT
    assert faults(alone) == []


def test_another_title_or_language_leaves_the_release(alone: Team) -> None:
    stocked(alone)
    slot = released(alone)
    changed = alone.parts[Seminars].change(
        trainer(alone).actor, slot.seminar.id, {"title": "Cartons", "languages": ["fr"]}
    )
    assert (changed.slots[0].is_ready, changed.seminar.languages) == (True, ("fr",))


# --- what is blocked -------------------------------------------------------------------------------------------------


def test_an_agency_that_is_refused_blocks_the_slot_and_hides_all_of_it(alone: Team) -> None:
    stocked(alone)
    slot = released(alone)
    first = alone.organisation("first")
    alone.parts[Accounts].change_allowance(alone.reviewer.actor, [])
    blocked = look(trainer(alone), slot)
    assert [(each.block, each.agency) for each in blocked.reasons] == [(Block.AGENCY, first)]
    assert (blocked.is_ready, blocked.sha256, blocked.lessons[0].product) == (False, None, None)
    assert kinds(trainer(alone), slot) == kinds(trainer(alone), slot, is_rehearsal=True) == []
    for desk in (trainer(alone), alone.reviewer):
        with pytest.raises(NotFoundError, match="may be shown at present"):
            alone.parts[SlotReviewing].point_picture(desk.actor, slot.slot.id, "box", "logo")
    alone.parts[Accounts].change_allowance(alone.reviewer.actor, None)
    assert look(trainer(alone), slot).is_ready


def test_a_part_that_is_no_longer_cleared_blocks_the_slot_and_is_named_by_its_number(alone: Team) -> None:
    found = stocked(alone)
    slot = released(alone)
    (given,) = (
        each.clearance.id for each in alone.parts[Clearances].page(alone.reviewer.actor, None, None, None, 9)[0]
    )
    beside = slot.lessons[0].points[0].counterfeit
    asked = slot.lessons[0].of_purpose(Purpose.EXERCISE)[1].question
    assert beside is not None
    assert beside.name.name in found
    for name, reason in (
        (SEAL, Reason(Block.POINT, 1, 2)),
        (beside.name, Reason(Block.PHOTO, 1, 1)),
        (asked.names[0], Reason(Block.QUESTION, 1, 2, purpose=Purpose.EXERCISE)),
    ):
        alone.parts[Clearances].withdraw(alone.reviewer.actor, given, [name], "Ours.")
        assert reason in look(trainer(alone), slot).reasons
    blocked = look(trainer(alone), slot)
    assert (len(blocked.reasons), blocked.is_ready, blocked.sha256) == (3, False, None)
    assert AgendaStepKind.COMPARISON in kinds(trainer(alone), slot, is_rehearsal=True)  # of the logo, which is cleared
    assert kinds(trainer(alone), slot) == []
    with pytest.raises(NotFoundError):
        alone.parts[SlotReviewing].photo(trainer(alone).actor, slot.slot.id, "box", asked.entry_id, 0)
    lesson = (LessonDraft("box", (ChosenPoint("logo"),), exercises=2),)
    mended = alone.parts[SlotPreparing].change(trainer(alone).actor, slot.slot.id, {"lessons": lesson})
    assert (mended.reasons, mended.slot.state) == ((), SlotState.DRAFT)
    alone.parts[Clearances].withdraw(alone.reviewer.actor, given, None, "All.")
    assert look(trainer(alone), slot).reasons == (Reason(Block.PRODUCT, 1),)
    with pytest.raises(SeminarStateError, match="may not be shown at present"):
        ask(alone, slot)


def test_a_released_slot_that_is_blocked_waits_for_those_who_prepare_the_seminar_until_it_is_changed(
    alone: Team,
) -> None:
    stocked(alone)
    desk, waiting = trainer(alone), alone.parts[Waiting]
    slot = released(alone)
    asked = slot.lessons[0].of_purpose(Purpose.EXERCISE)[1].question
    (given,) = (
        each.clearance.id for each in alone.parts[Clearances].page(alone.reviewer.actor, None, None, None, 9)[0]
    )
    assert waiting.counts(desk.actor) == {}
    alone.parts[Clearances].withdraw(alone.reviewer.actor, given, [asked.names[0]], "Wrong photo.")
    assert waiting.counts(desk.actor) == {"blocked_slots": 1}
    assert waiting.counts(trainer(alone, "second").actor) == {}
    assert waiting.counts(organiser(alone).actor) == {}
    assert waiting.counts(alone.reviewer.actor) == {}
    (group,) = alone.parts[OwnWork].view(desk.actor, 9).groups
    assert group.first[0].address == f"/seminars/slots/{slot.slot.id}"
    clear(alone, asked.names[0])
    assert waiting.counts(desk.actor) == {}
    alone.parts[Clearances].withdraw(alone.reviewer.actor, given, None, "All.")
    assert waiting.counts(desk.actor) == {"blocked_slots": 1}
    alone.parts[SlotPreparing].change(desk.actor, slot.slot.id, {"lessons": ()})
    assert waiting.counts(desk.actor) == {}
    assert faults(alone) == []


def test_a_slot_that_is_blocked_otherwise_waits_from_the_next_look_of_the_service_on(alone: Team) -> None:
    stocked(alone)
    desk, waiting, blocking = trainer(alone), alone.parts[Waiting], alone.parts[SlotBlocking]
    slot = released(alone)
    blocking.keep()
    assert waiting.counts(desk.actor) == {}
    alone.parts[Accounts].change_allowance(alone.reviewer.actor, [])
    blocking.keep()
    blocking.keep()
    assert waiting.counts(desk.actor) == {"blocked_slots": 1}
    alone.parts[Accounts].change_allowance(alone.reviewer.actor, None)
    blocking.keep()
    assert waiting.counts(desk.actor) == {}
    alone.parts[Accounts].change_allowance(alone.reviewer.actor, [])
    blocking.keep()
    alone.parts[Seminars].cancel(desk.actor, slot.seminar.id)
    assert waiting.counts(desk.actor) == {}
    blocking.keep()


def test_what_changes_after_the_release_is_asked_about_again(alone: Team) -> None:
    found = stocked(alone)
    slot = released(alone)
    with alone.parts.database.writing(alone.reviewer.actor) as connection:
        connection.execute(update(entries).where(entries.c.id.in_(found)).values(settled_label="genuine"))
    assert {each.block for each in look(trainer(alone), slot).reasons} == {Block.QUESTION, Block.PHOTO}
    with alone.parts.database.writing(alone.reviewer.actor) as connection:
        connection.execute(update(entries).where(entries.c.id.in_(found)).values(settled_label=None))
        connection.execute(update(slots).values(released_digest="0" * 64))
    changed = look(trainer(alone), slot)
    assert (changed.is_changed, changed.is_ready) == (True, False)
    plans, host = SeminarPlans(alone.parts[Seminars]), trainer(alone).actor
    assert not plans.plan(host, slot.seminar.id, is_rehearsal=False).steps
    assert plans.plan(host, slot.seminar.id, is_rehearsal=True).steps
    assert ask(alone, slot).slot.state is SlotState.ASKED


def taught_parcel(team: Team) -> ShownSlot:
    """A slot, released for courses too, that shows a point of a product with a published sheet."""
    team.organisation("first")
    publish(team, "parcel")
    draft = ClearanceDraft("parcel", (PartName(PartKind.POINT, "edge"),))
    team.parts[Clearances].give(team.reviewer.actor, draft)
    lesson = LessonDraft("parcel", has_demo=False)
    slot = add(trainer(team), planned(trainer(team)), team.organisation("acme").id, lesson)
    return release(team, ask(team, slot), for_course=True)


def published_again(team: Team, **said: Any) -> None:
    sheets, author = team.parts[Sheets], team.contributor.actor
    sheet = next(each for each in sheets.page(author, None, 100).entries if each.record.product_id == "parcel")
    sheets.save(author, sheet.record.id, complete("parcel", **said))
    sheets.publish(team.reviewer.actor, sheet.record.id)


def test_a_released_slot_waits_again_once_the_sheet_that_it_shows_says_something_else(alone: Team) -> None:
    slot = taught_parcel(alone)
    use, review, reviewer = alone.parts[SlotsOfSheets], alone.parts[SlotReviewing], alone.reviewer.actor
    (told,) = use.of(reviewer, ["parcel"])
    assert (told.slot_id, told.seminar, told.for_course) == (slot.slot.id, "Boxes", True)
    assert use.of(reviewer, ["box"]) == use.of(alone.rival.actor, ["parcel"]) == []
    published_again(alone, category="letters")  # which the slot does not show
    assert look(trainer(alone), slot).is_ready
    plans = SeminarPlans(alone.parts[Seminars])
    steps = plans.plan(trainer(alone).actor, slot.seminar.id, is_rehearsal=False).steps

    def may_show() -> bool:
        about, content = plans.about(slot.seminar.id), frozenset(step.content for step in steps)
        return about is not None and about.may_show(slot.slot.id, content, is_rehearsal=False)

    assert may_show()
    published_again(alone, word="seam")
    seen = look(trainer(alone), slot)
    assert (seen.slot.state, seen.reasons, seen.slot.was_for_course) == (SlotState.ASKED, (), True)
    assert not may_show()  # in a sitting that goes on, no one sees words that are not released
    assert alone.parts[Waiting].counts(reviewer) == {"seminar_slots": 1}
    assert [event.action for event in log_of(alone) if event.subject == slot.slot.id][-1] == "slot:ask"
    assert release(alone, look(alone.reviewer, slot), for_course=True).is_ready
    assert may_show()  # with the new words, as they are released
    points = [each for each in complete("parcel", word="seam")["points"] if each["id"] != "edge"]
    published_again(alone, word="seam", points=points)
    (listed,) = review.page(reviewer, SlotState.RELEASED, None, 10).entries
    assert [each.reasons for each in review.blocked(reviewer, [listed]).values()] == [(Reason(Block.PRODUCT, 1),)]


def test_a_sitting_goes_on_with_a_slot_that_is_released_again_unless_it_was_changed(team: Team) -> None:
    """What was asked is not mixed: with other items, or others points, a new sitting is needed."""
    stocked(team)
    slot, desk = released(team), trainer(team)
    plans = SeminarPlans(team.parts[Seminars])
    sealed = frozenset(step.content for step in plans.plan(desk.actor, slot.seminar.id, is_rehearsal=False).steps)
    assert {each.kind for each in sealed} == set(AgendaStepKind)

    def may_show() -> bool:
        about = plans.about(slot.seminar.id)
        return about is not None and about.may_show(slot.slot.id, sealed, is_rehearsal=False)

    def saved(*lessons: LessonDraft) -> None:
        values = {"lessons": lessons}
        team.parts[SlotPreparing].change(desk.actor, slot.slot.id, values)
        if look(desk, slot).slot.state is not SlotState.RELEASED:
            release(team, ask(team, slot))

    assert may_show()
    team.parts[SlotPreparing].change(desk.actor, slot.slot.id, {"minutes": 25, "note": "Ten boxes."})
    assert may_show()
    for other in (replace(LESSON, tests=1), replace(LESSON, shows_shots=False), replace(LESSON, is_assisted=True)):
        saved(other)
        assert not may_show()
    saved(LESSON)
    assert may_show()


def test_those_who_offer_a_course_are_told_what_it_leaves_out_until_it_is_released_again(alone: Team) -> None:
    slot = taught_parcel(alone)
    desk = trainer(alone)
    until = (datetime.now(UTC) + SOON).date()
    course = alone.parts[Courses].offer(desk.actor, slot.seminar.id, until).course
    showing = alone.parts[CourseShowing]
    assert showing.waiting(course) == []
    published_again(alone, word="seam")
    assert [each.name for each in showing.waiting(course)] == ["acme"]
    release(alone, look(alone.reviewer, slot), for_course=True)
    assert showing.waiting(course) == []


def test_a_course_of_a_closed_seminar_can_be_released_again_and_ended_by_its_right_holder(alone: Team) -> None:
    slot, desk = taught_parcel(alone), trainer(alone)
    course = alone.parts[Courses].offer(desk.actor, slot.seminar.id, (datetime.now(UTC) + SOON).date()).course
    alone.parts[Seminars].close(desk.actor, slot.seminar.id)
    assert [each.slot_id for each in alone.parts[SlotsOfSheets].of(alone.reviewer.actor, ["parcel"])] == [slot.slot.id]
    published_again(alone, word="seam")
    assert alone.parts[Waiting].counts(alone.reviewer.actor) == {"seminar_slots": 1}
    release(alone, look(alone.reviewer, slot), for_course=True)
    assert alone.parts[CourseShowing].waiting(course) == []
    assert alone.parts[CourseShowing].content(course, desk.actor.organisation_id).lessons
    alone.parts[SlotReviewing].give_back(alone.reviewer.actor, slot.slot.id, "No more.")
    assert not alone.parts[CourseShowing].content(course, desk.actor.organisation_id).lessons
    with pytest.raises(SeminarStateError, match="over and closed"):
        alone.parts[SlotReviewing].give_back(alone.reviewer.actor, slot.slot.id, "No more.")


def test_a_seminar_for_two_agencies_shows_what_is_cleared_for_both(alone: Team) -> None:
    first, second = (alone.organisation(each).id for each in ("first", "second"))
    stocked(alone, to=("first",))
    desk = organiser(alone)
    seminar = planned(desk, agencies=frozenset({first}))
    slot = add(desk, seminar, alone.organisation("acme").id)
    release(alone, ask(alone, slot, desk))
    changed = alone.parts[Seminars].change(desk.actor, seminar.id, {"agencies": [first, second]})
    assert changed.slots[0].reasons == (Reason(Block.PRODUCT, 1),)
    assert changed.slots[0].slot.questions == ()
    assert alone.parts[Seminars].products(desk.actor, seminar.id) == []
    with pytest.raises(SeminarRejectedError, match="Nothing of the product box"):
        alone.parts[SlotPreparing].change(desk.actor, slot.slot.id, {"lessons": (LESSON,)})
    clear(alone, LOGO, to=("second",))
    products = alone.parts[Seminars].products(desk.actor, seminar.id)
    assert [[point.id for point in each.points] for each in products] == [["logo"]]


def test_pictures_are_those_that_the_slot_shows(alone: Team) -> None:
    found = stocked(alone)
    slot, review = ask(alone, slot_of(alone)), alone.parts[SlotReviewing]
    asked = slot.slot.questions[0].entry_id
    unused = next(
        each for each in found if each not in {each.entry_id for each in slot.slot.questions} and each in found[:5]
    )
    for desk in (trainer(alone), alone.reviewer):
        assert review.point_picture(desk.actor, slot.slot.id, "box", "seal").startswith(JPEG)
        assert review.photo(desk.actor, slot.slot.id, "box", asked, 0).startswith(JPEG)
        for refused in ((unused, 0), (asked, 1)):
            with pytest.raises(NotFoundError):
                review.photo(desk.actor, slot.slot.id, "box", *refused)
        with pytest.raises(NotFoundError):
            review.point_picture(desk.actor, slot.slot.id, "box", "secret")
    preparing = alone.parts[SlotPreparing]
    assert preparing.photo(trainer(alone).actor, slot.seminar.id, "box", unused, 0).startswith(JPEG)
    assert preparing.point_picture(trainer(alone).actor, slot.seminar.id, "box", "logo").startswith(JPEG)
    for desk in (trainer(alone, "second"), alone.rival):
        with pytest.raises(NotFoundError):
            review.photo(desk.actor, slot.slot.id, "box", asked, 0)
        with pytest.raises(NotFoundError):
            preparing.photo(desk.actor, slot.seminar.id, "box", unused, 0)


# --- the record ------------------------------------------------------------------------------------------------------


def test_rows_that_are_changed_removed_or_inserted_by_hand_are_found(alone: Team) -> None:
    stocked(alone)
    slot = released(alone)
    second, rival = alone.organisation("second").id, alone.organisation("rival").id
    changed, misfiled = "was changed since", "filed under another organisation"
    check_found(
        alone,
        SeminarVerifier(),
        [
            (update(seminars).values(title="Other"), changed),
            (update(seminars).values(seed="0" * 32), changed),
            (delete(agencies), changed),
            (update(agencies).values(organisation_id=second), misfiled),
            (update(slots).values(minutes=29), changed),
            (update(slots).values(state="asked"), changed),
            (update(slots).values(organisation_id=second), misfiled),
            (update(lessons).values(exercises=29), changed),
            (update(lessons).values(position=2), changed),
            (update(lessons).values(right_holder_id=rival), misfiled),
            (delete(points).where(points.c.position == 2), changed),
            (update(points).values(lesson=2), changed),
            (update(points).values(right_holder_id=rival), misfiled),
            (update(questions).values(label="genuine"), changed),
            (update(questions).where(questions.c.place == 1).values(place=99), changed),
            (update(questions).values(right_holder_id=rival), misfiled),
            (delete(questions), changed),
        ],
    )
    assert slot.is_ready
    assert faults(alone) == []


def test_a_seminar_goes_so_many_days_after_its_day(alone: Team) -> None:
    stocked(alone)
    slot = released(alone)
    later = planned(trainer(alone), day=(datetime.now(UTC) + 2 * SOON).date())
    rules = Rules(None, None, seminars=timedelta(days=10))
    retention = Retention(alone.parts[Works].of(RetentionWork), alone.parts.objects, rules)
    due = datetime.now(UTC) + SOON + timedelta(days=11)
    assert retention.apply(due - timedelta(days=1)).seminars == 0
    assert (retention.due(due).seminars, retention.apply(due).seminars) == (1, 1)
    with pytest.raises(NotFoundError):
        look(trainer(alone), slot)
    assert alone.parts[Seminars].get(trainer(alone).actor, later.id).seminar == later
    assert faults(alone) == []
