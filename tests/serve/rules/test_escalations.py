"""Enquiries that wait too long: whom their right holder names, when they are told, once, and what is on record."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.enquiries.contact_domain import EnquiryContact, told_at
from serve.enquiries.domain import Enquiry, EnquiryRejectedError, EnquiryState
from serve.enquiries.escalating import Escalations
from serve.enquiries.permissions import EnquiryAction
from serve.enquiries.request_domain import PhotoRequest, RequestReply
from serve.enquiries.requesting import PhotoRequests
from serve.enquiries.service import Enquiries
from serve.enquiries.tables import escalations
from serve.enquiries.verifier import EnquiryVerifier
from serve.platform.versions import ChangedMeanwhileError, ReadVersion, etag
from serve.platform.waiting import Waiting
from tests.serve.record import faults, faults_after, log_of
from tests.serve.rules.desk import Desk, Team
from tests.serve.rules.test_notices import Hours
from tests.storage import Build

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def enquiry(needed_by: date | None = None, *requests: PhotoRequest, state: EnquiryState = EnquiryState.OPEN) -> Enquiry:
    return Enquiry("q-1", "o-1", "o-2", "box", "?", MONDAY, state, (), None, needed_by=needed_by, requests=requests)


def request(*, replied: datetime | None = None) -> PhotoRequest:
    reply = RequestReply((), "No.", "u-1", replied) if replied else None
    return PhotoRequest("h-1", "The edge", None, None, "", "u-2", "Rita", MONDAY + DAY, reply)


@pytest.mark.parametrize(
    ("contact", "asked", "moment"),
    [
        (EnquiryContact("u", 24, None), enquiry(), MONDAY + DAY),
        (EnquiryContact("u", None, 50), enquiry(), None),  # of no time
        (EnquiryContact("u", None, 50), enquiry(date(2026, 11, 24)), MONDAY + timedelta(hours=26)),
        (EnquiryContact("u", None, 100), enquiry(date(2026, 11, 24)), datetime(2026, 11, 25, 12, tzinfo=UTC)),
        (EnquiryContact("u", 24, 50), enquiry(date(2026, 11, 24)), MONDAY + DAY),  # the earlier one
        (EnquiryContact("u", 24, None), enquiry(None, request()), None),  # it waits for the agency
        (EnquiryContact("u", 24, None), enquiry(None, request(replied=MONDAY + 2 * DAY)), MONDAY + 3 * DAY),
        (EnquiryContact("u", None, 50), enquiry(date(2026, 11, 20)), MONDAY),  # the day had passed
        (EnquiryContact("u", 24, None), enquiry(state=EnquiryState.ANSWERED), None),
        (EnquiryContact("u", 24, None), enquiry(state=EnquiryState.WITHDRAWN), None),
    ],
)
def test_a_contact_is_told_when_an_enquiry_has_waited_for_so_long(
    contact: EnquiryContact, asked: Enquiry, moment: datetime | None
) -> None:
    assert told_at(asked, contact) == moment


def name(team: Team, *contacts: EnquiryContact) -> None:
    """Name these contacts of acme."""
    team.parts[Escalations].change(team.reviewer.actor, contacts)


def after_an_hour(desk: Desk) -> EnquiryContact:
    return EnquiryContact(desk.actor.person_id, 1, None)


@dataclass(frozen=True)
class Hall:
    """People of a service whose clock tests put forward."""

    team: Team
    hours: Hours

    def run(self, **time: float) -> int:
        """Let time pass, and look for what waits too long."""
        self.hours.pass_by(**time)
        return self.team.parts[Escalations].run()


@pytest.fixture
def hall(tmp_path: Path, tiny_release: Path, build_on: Build) -> Iterator[Hall]:
    hours = Hours()
    made = build_on(hours.clock(), data_dir=tmp_path / "data", release=tiny_release)
    made.open()
    yield Hall(Team(made), hours)
    build_on.end(made)  # type: ignore[attr-defined]


def told(desk: Desk, asked: str) -> list[str]:
    return [each.name for each in desk.parts[Enquiries].view(desk.actor, asked).enquiry.escalations]


def test_an_enquiry_that_waits_too_long_is_escalated_once_and_waits_for_its_contact(hall: Hall) -> None:
    team = hall.team
    name(team, after_an_hour(team.contributor))
    asked = team.officer.enquire(team.officer.stop())
    assert [hall.run(), hall.run(minutes=59), hall.run(minutes=1), hall.run(hours=9)] == [0, 0, 1, 0]
    for desk in (team.officer, team.reviewer):
        assert told(desk, asked) == [team.contributor.actor.name]
    waiting = team.parts[Waiting]
    assert dict(waiting.counts(team.contributor.actor)) == {"enquiries": 1, "escalations": 1}
    assert dict(waiting.counts(team.reviewer.actor)) == {"enquiries": 1}
    assert len(waiting.ids(team.contributor.actor)) == 2  # so that they are told of it by e-mail, too
    team.reviewer.answer(asked, "cannot_tell")
    assert dict(waiting.counts(team.contributor.actor)) == {}
    (event,) = (each for each in log_of(team) if each.action == EnquiryAction.ESCALATE)
    assert json.loads(event.details)["to"] == team.contributor.actor.person_id
    assert faults(team) == []


def test_what_waits_for_photos_of_the_agency_is_escalated_after_its_reply(hall: Hall) -> None:
    team = hall.team
    name(team, after_an_hour(team.reviewer))
    asked = team.officer.enquire(team.officer.stop())
    wanted = team.reviewer.request(asked)
    assert hall.run(hours=5) == 0
    team.parts[PhotoRequests].refuse(team.officer.actor, asked, wanted, "It is sealed.")
    assert [hall.run(), hall.run(hours=1)] == [0, 1]


def test_who_has_left_is_not_told(hall: Hall) -> None:
    team = hall.team
    name(team, after_an_hour(team.contributor))
    team.officer.enquire(team.officer.stop())
    team.parts[Accounts].set_disabled(None, team.contributor.actor.username, disabled=True)
    assert hall.run(hours=2) == 0


def test_an_edit_of_an_escalation_is_found(hall: Hall) -> None:
    team = hall.team
    name(team, after_an_hour(team.reviewer))
    asked = team.officer.enquire(team.officer.stop())
    assert hall.run(hours=2) == 1
    assert faults_after(team, EnquiryVerifier()) == []
    for edit in (update(escalations).values(name="Another"), delete(escalations)):
        assert any(asked in fault for fault in faults_after(team, EnquiryVerifier(), edit))


@pytest.mark.parametrize(
    ("contacts", "words"),
    [
        ([EnquiryContact("u-1", None, None)], "after how many hours"),
        ([EnquiryContact("u-1", 0, None)], "1 to 2,160 hours"),
        ([EnquiryContact("u-1", None, 101)], "1 to 100 percent"),
        ([EnquiryContact("u-1", 1, None), EnquiryContact("u-1", 2, None)], "each once"),
        ([EnquiryContact("u-1", 1, None)], "person of yours"),
    ],
)
def test_contacts_that_cannot_be_are_refused(team: Team, contacts: list[EnquiryContact], words: str) -> None:
    with pytest.raises(EnquiryRejectedError, match=words):
        name(team, *contacts)


def test_only_those_who_may_answer_are_contacts_and_a_change_meanwhile_is_noticed(alone: Team) -> None:
    outsiders = [alone.officer.actor, alone.desk(Role.REVIEWER, "rival").actor]
    for each in outsiders:
        with pytest.raises(EnquiryRejectedError, match="person of yours"):
            name(alone, EnquiryContact(each.person_id, 1, None))
    read = alone.parts[Escalations].contacts(alone.reviewer.actor).contacts.version
    name(alone, after_an_hour(alone.reviewer))
    with pytest.raises(ChangedMeanwhileError):
        alone.parts[Escalations].change(alone.reviewer.actor, [], ReadVersion([etag(read)]))
    name(alone)
    assert alone.parts[Escalations].contacts(alone.reviewer.actor).contacts.all == ()
