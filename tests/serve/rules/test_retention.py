"""What is old goes by rule, with its photos and with an event; what is held, open or young stays."""

from datetime import UTC, datetime, timedelta

import pytest

from serve.cases.dossier import CaseQuery
from serve.cases.filing import Destination, Filings
from serve.cases.revisions import Revisions
from serve.cases.service import Cases
from serve.enquiries.service import Enquiries
from serve.examinations.revising import Revision
from serve.examinations.service import Examinations
from serve.platform.errors import NotFoundError
from serve.platform.work import Works
from serve.retention.domain import Removed, Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from tests.serve.record import faults
from tests.serve.rules.desk import Desk, Stopped, Team, names_of, new_photo, request_of

LATER = timedelta(days=40)
RULES = Rules(closed_cases=timedelta(days=30), loose_examinations=timedelta(days=30))


def retention(team: Team, rules: Rules) -> Retention:
    return Retention(team.parts[Works].of(RetentionWork), team.parts.objects, rules)


def apply(team: Team, later: timedelta = LATER, rules: Rules = RULES) -> Removed:
    return retention(team, rules).apply(datetime.now(UTC) + later)


def concluded(officer: Desk, *photos: bytes) -> Stopped:
    """A case with an enquiry and a conclusion."""
    one = officer.stop(*photos)
    officer.enquire(one)
    officer.conclude(one.case, one.item, "counterfeit")
    return one


def has(team: Team, content: bytes) -> bool:
    return team.parts.objects.has(names_of(content)[0])


def is_there(desk: Desk, examination: str) -> bool:
    try:
        desk.parts[Examinations].view(desk.actor, examination)
    except NotFoundError:
        return False
    return True


def revised(desk: Desk, examination: str) -> str:
    """The id of a revision with one photo more."""
    revision = Revision(uploads=request_of(new_photo()).uploads)
    return desk.parts[Revisions].revise(desk.actor, examination, revision, None).id


def test_a_closed_case_goes_with_all_that_was_its_own_and_the_log_stays_whole(alone: Team) -> None:
    officer, mine, shared = alone.officer, new_photo(), new_photo()
    gone, still_open = concluded(officer, mine, shared), concluded(officer, shared)
    officer.close(gone.case)
    assert apply(alone, timedelta(days=29)).cases == 0
    removed = apply(alone)
    assert (removed.cases, removed.photos) == (1, 1)
    with pytest.raises(NotFoundError):
        officer.view(gone.case)
    assert not is_there(officer, gone.examination)
    found = alone.parts[Cases].search(officer.actor, CaseQuery()).cases
    assert [case.id for case in found] == [still_open.case]
    enquiries = alone.parts[Enquiries].page(officer.actor, None, None, 10).enquiries
    assert [each.enquiry.own.case_id for each in enquiries] == [still_open.case]
    assert (has(alone, mine), has(alone, shared)) == (False, True)
    assert faults(alone) == []


def test_a_held_case_stays_until_the_hold_is_lifted(alone: Team) -> None:
    content = new_photo()
    one = concluded(alone.officer, content)
    alone.officer.close(one.case)
    alone.senior.hold(one.case)
    assert apply(alone).cases == 0
    assert has(alone, content)
    alone.senior.hold(one.case, held=False)
    assert apply(alone).cases == 1
    assert not has(alone, content)


def test_an_examination_of_no_case_goes_by_its_age(alone: Team) -> None:
    content = new_photo()
    name = alone.officer.examine_loose(content).id
    assert apply(alone, timedelta(days=29)).examinations == 0
    assert apply(alone).examinations == 1
    assert not is_there(alone.officer, name)
    assert not has(alone, content)
    assert faults(alone) == []


def test_an_examination_is_kept_as_long_as_the_one_that_follows_it(alone: Team) -> None:
    officer, content = alone.officer, new_photo()
    first = officer.examine_loose(content).id
    second = revised(officer, first)
    third = revised(officer, second)
    filed = alone.parts[Filings].file(officer.actor, third, Destination())
    assert apply(alone).examinations == 0
    assert [is_there(officer, each) for each in (first, second, third)] == [True] * 3
    officer.conclude(filed.case.id, filed.file.item.id, "counterfeit")
    officer.close(filed.case.id)
    alone.senior.hold(filed.case.id)
    assert apply(alone) == Removed(0, 0, 0)
    assert is_there(officer, first)
    alone.senior.hold(filed.case.id, held=False)
    assert apply(alone).examinations == 3
    assert [is_there(officer, each) for each in (first, second, third)] == [False] * 3
    assert not has(alone, content)
    assert faults(alone) == []


def test_of_old_examinations_in_no_case_a_whole_chain_goes_at_once_and_is_told_beforehand(alone: Team) -> None:
    first = alone.officer.examine_loose(new_photo()).id
    revised(alone.officer, first)
    rules = Rules(None, timedelta(days=30))
    assert retention(alone, rules).due(datetime.now(UTC) + LATER).examinations == 2
    assert apply(alone, rules=rules).examinations == 2
    assert not is_there(alone.officer, first)


def test_without_rules_nothing_goes(alone: Team) -> None:
    name = alone.officer.examine_loose(new_photo()).id
    assert apply(alone, timedelta(days=36500), Rules(None, None)) == Removed(0, 0, 0)
    assert is_there(alone.officer, name)


def test_a_photo_that_is_sent_again_meanwhile_stays(alone: Team) -> None:
    officer, content = alone.officer, new_photo()
    officer.examine_loose(content)
    assert apply(alone, timedelta(seconds=1), Rules(None, timedelta(0))).photos == 0  # the photo waits for a day
    assert has(alone, content)
    again = officer.examine_loose(content).id
    apply(alone, rules=Rules(None, None))
    assert alone.parts[Examinations].original(officer.actor, again, 0)[1] == content
