"""The shift: what was done in it and what waits, at a place or in a unit; and notes for the next one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from serve.accounts.permissions import Role
from serve.platform.errors import NotFoundError
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.shifts.domain import Shift, ShiftQuery, ShiftRejectedError
from serve.shifts.service import Shifts
from serve.shifts.tables import notes
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import Desk, Team, call


def shift(desk: Desk, place: str = "", unit: str = "", since: timedelta = timedelta(hours=8)) -> Shift:
    now = datetime.now(UTC) + timedelta(seconds=1)
    return desk.parts[Shifts].view(desk.actor, ShiftQuery(now - since, now, place, unit))


def write(desk: Desk, text: str, unit: str = "") -> str:
    return desk.parts[Shifts].write(desk.actor, text, unit)[0].id


def test_it_has_what_was_done_and_what_waits_at_a_place_and_in_a_unit(team: Team) -> None:
    post = team.officer.stop(place="Hall 3", unit="Post")
    team.officer.open(place="Hall 4", unit="Post")
    done = team.senior.stop(place="HALL 3", unit="Containers")
    team.senior.conclude(done.case, done.item, "genuine")
    team.senior.close(done.case)
    team.officer.ask(post.case, post.item, team.colleague)
    team.officer.enquire(post)
    whole = shift(team.officer)
    assert (whole.examinations, whole.opened_count, whole.closed_count) == (2, 3, 1)
    assert (whole.open_cases, whole.pending_opinions, whole.open_enquiries) == (2, 1, 1)
    assert [each.id for each in whole.closed] == [done.case]
    hall = shift(team.officer, place="hall 3")
    assert (hall.examinations, hall.opened_count, hall.closed_count, hall.open_cases) == (2, 2, 1, 1)
    containers = shift(team.officer, unit="Containers")
    assert (containers.examinations, containers.opened_count, containers.open_cases) == (1, 1, 0)
    assert (containers.pending_opinions, containers.open_enquiries) == (0, 0)
    nothing = shift(team.officer, place="Hall 4", unit="Containers")
    assert (nothing.examinations, nothing.opened_count, nothing.open_cases) == (0, 0, 0)


def test_a_case_that_was_opened_again_is_not_among_those_closed(team: Team) -> None:
    one = team.officer.stop()
    team.officer.conclude(one.case, one.item, "genuine")
    team.officer.close(one.case)
    assert shift(team.officer).closed_count == 1
    team.officer.reopen(one.case)
    assert shift(team.officer).closed_count == 0


def test_another_agency_sees_nothing_of_it(team: Team) -> None:
    team.officer.stop(unit="Post")
    note = write(team.officer, "Gate 2 is still to be opened.")
    other = team.desk(Role.OFFICER, "second")
    seen = shift(other)
    assert (seen.examinations, seen.opened_count, seen.open_cases, list(seen.notes)) == (0, 0, 0, [])
    with pytest.raises(NotFoundError):
        other.parts[Shifts].note(other.actor, note)


def test_what_a_pending_opinion_is_on_shows_no_verdict(team: Team) -> None:
    one = team.officer.stop()
    team.officer.conclude(one.case, one.item, "counterfeit")
    team.officer.ask(one.case, one.item, team.senior)
    (hidden,) = shift(team.senior).opened
    assert (hidden.outcomes, hidden.conclusions) == ((), ())
    (shown,) = shift(team.officer).opened
    assert shown.outcomes
    assert shown.conclusions


def test_notes_are_for_a_unit_or_for_every_one_the_latest_first(team: Team) -> None:
    every = write(team.officer, "The scanner is broken.")
    post = write(team.officer, " Two sacks wait.\r\nIn hall 3. ", "Post")
    containers = write(team.senior, "Gate 2 is still to be opened.", "Containers")
    assert [note.id for note in shift(team.officer).notes] == [containers, post, every]
    assert [note.id for note in shift(team.officer, unit="POST").notes] == [post, every]
    read, name = team.parts[Shifts].note(team.senior.actor, post)
    assert (read.text, name) == ("Two sacks wait.\nIn hall 3.", team.officer.actor.name)


def test_a_note_that_is_sent_again_is_written_once(team: Team) -> None:
    shifts, actor = team.parts[Shifts], team.officer.actor
    first, _ = shifts.write(actor, "Once.", call=call(actor, "n"))
    again, _ = shifts.write(actor, "Once.", call=call(actor, "n"))
    assert first.id == again.id
    assert len(shift(team.officer).notes) == 1


@pytest.mark.parametrize(("hours", "words"), [(0, "before it begins"), (-1, "before it begins"), (24 * 32, "31 days")])
def test_a_span_that_is_no_shift_is_refused(team: Team, hours: int, words: str) -> None:
    with pytest.raises(ShiftRejectedError, match=words):
        shift(team.officer, since=timedelta(hours=hours))


@pytest.mark.parametrize(("text", "unit"), [(" ", ""), ("x" * 4001, ""), ("x", "u" * 101), ("\0", "")])
def test_a_note_that_says_nothing_or_too_much_is_refused(team: Team, text: str, unit: str) -> None:
    with pytest.raises(ShiftRejectedError):
        write(team.officer, text, unit)


def test_looks_and_notes_are_on_record_without_their_words(team: Team) -> None:
    note = write(team.officer, "Gate 2 is still to be opened.")
    shift(team.officer)
    own = [event for event in log_of(team) if event.actor == team.officer.actor.person_id]
    assert [(event.action, event.subject) for event in own if event.action.startswith("shift:")] == [
        ("shift:note", note),
        ("shift:view", team.officer.actor.organisation_id),
    ]
    assert "Gate" not in str(own)


def test_a_note_that_was_changed_removed_or_added_by_hand_is_found(alone: Team) -> None:
    first, second = write(alone.officer, "One."), write(alone.officer, "Two.")
    assert list(faults(alone)) == []
    with alone.parts.database.writing(alone.officer.actor) as connection:
        connection.execute(update(notes).where(notes.c.id == first).values(text="Another."))
        connection.execute(delete(notes).where(notes.c.id == second))
    found = " ".join(str(each) for each in faults(alone))
    assert first in found
    assert second in found


def test_notes_go_after_so_many_days(alone: Team) -> None:
    write(alone.officer, "One.")
    rules = Rules(None, None, shift_notes=timedelta(days=30))
    retention = Retention(alone.parts[Works].of(RetentionWork), alone.parts.objects, rules)
    now = datetime.now(UTC)
    assert retention.apply(now + timedelta(days=29)).shift_notes == 0
    later = now + timedelta(days=31)
    assert retention.due(later).shift_notes == retention.apply(later).shift_notes == 1
    assert shift(alone.officer).notes == []
    assert list(faults(alone)) == []
