"""Photos that a right holder asks for before it answers: who asks and replies, what each side reads, what is sealed."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, update

from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.enquiries.contact_domain import waits_since
from serve.enquiries.domain import ChosenPhoto, Enquiry, EnquiryRejectedError, EnquiryStateError, values_of
from serve.enquiries.permissions import EnquiryAction
from serve.enquiries.request_domain import MOST_REQUESTS, RequestState
from serve.enquiries.requesting import PhotoRequests
from serve.enquiries.service import Enquiries
from serve.enquiries.showing import Selection
from serve.enquiries.tables import photo_requests
from serve.enquiries.verifier import EnquiryVerifier
from serve.enquiries.work import EnquiryWork
from serve.examinations.domain import Examination
from serve.platform.errors import NotFoundError
from serve.platform.waiting import Waiting
from serve.platform.work import Works
from tests.serve.record import faults, faults_after, log_of
from tests.serve.rules.desk import Desk, Stopped, Team, call, new_photo
from tests.serve.tiny_release import COUNTERFEIT


def asked(team: Team) -> tuple[Stopped, str]:
    """An item, and the enquiry about it."""
    one = team.officer.stop()
    return one, team.officer.enquire(one)


def read(desk: Desk, enquiry: str) -> Enquiry:
    return desk.parts[Enquiries].view(desk.actor, enquiry).enquiry


def photographed(team: Team, one: Stopped) -> Examination:
    return team.officer.examine(one.case, one.item, new_photo()).examination


def waiting(desk: Desk) -> dict[str, int]:
    return dict(desk.parts[Waiting].counts(desk.actor))


def test_photos_are_asked_for_taken_and_sent_and_the_enquiry_is_answered(alone: Team) -> None:
    one, enquiry = asked(alone)
    request = alone.reviewer.request(enquiry, "The edge of the logo.", point="logo")
    (waits,) = read(alone.officer, enquiry).pending
    assert (waits.text, waits.point, waits.name, waits.state) == (
        "The edge of the logo.",
        "logo",
        alone.reviewer.actor.name,
        RequestState.WAITING,
    )
    photographed(alone, one)
    alone.officer.reply(enquiry, request, text="From two sides.")
    seen = read(alone.reviewer, enquiry)
    assert [each.state for each in seen.requests] == [RequestState.SENT]
    assert seen.requests[0].reply is not None
    assert (seen.requests[0].reply.photos, seen.requests[0].reply.by) == ((1,), "")
    assert (len(seen.photos), seen.asked_with) == (2, 1)
    assert alone.parts[Enquiries].photo(alone.reviewer.actor, enquiry, 1) == seen.photos[1]
    alone.reviewer.answer(enquiry, "confirmed_counterfeit")
    assert faults(alone) == []


def test_what_is_asked_waits_for_the_officer_and_the_reply_for_who_asked(alone: Team) -> None:
    one, enquiry = asked(alone)
    alone.contributor.request(enquiry)
    request = alone.reviewer.request(enquiry)
    assert (waiting(alone.officer), waiting(alone.senior)) == ({"photo_requests": 2}, {})
    assert request in alone.parts[Waiting].ids(alone.officer.actor)
    more = photographed(alone, one)
    with pytest.raises(EnquiryRejectedError, match="Choose the photos to send"):  # for which of the two are they?
        alone.senior.reply(enquiry, request)
    alone.senior.reply(enquiry, request, ChosenPhoto(more.id, 0))
    assert waiting(alone.officer) == {"photo_requests": 1}
    assert (waiting(alone.reviewer), waiting(alone.contributor)) == ({"photo_replies": 1}, {})
    read(alone.contributor, enquiry)
    read(alone.reviewer, enquiry)
    assert waiting(alone.reviewer) == {}
    alone.reviewer.answer(enquiry, "cannot_tell")
    assert waiting(alone.officer) == {"answers": 1}


def test_an_enquiry_waits_for_an_answer_once_photos_were_sent(alone: Team) -> None:
    one, enquiry = asked(alone)
    assert waiting(alone.reviewer) == {"enquiries": 1}
    request = alone.reviewer.request(enquiry)
    assert waiting(alone.contributor) == {}
    photographed(alone, one)
    alone.officer.reply(enquiry, request)
    assert waiting(alone.contributor) == {"enquiries": 1}


def test_who_asked_for_a_photo_withdraws_the_request_and_the_enquiry_waits_for_them_again(alone: Team) -> None:
    one, enquiry = asked(alone)
    requests, request = alone.parts[PhotoRequests], alone.reviewer.request(enquiry)
    with pytest.raises(NotFoundError):
        requests.withdraw(alone.desk(Role.REVIEWER, "rival").actor, enquiry, request)
    done = requests.withdraw(alone.contributor.actor, enquiry, request)
    assert (done.request.state, done.read.enquiry.pending) == (RequestState.WITHDRAWN, ())
    assert (waiting(alone.officer), waiting(alone.reviewer)) == ({}, {"enquiries": 1})
    assert waits_since(done.read.enquiry) == done.request.withdrawn_at
    with pytest.raises(EnquiryStateError, match="has withdrawn"):
        alone.officer.reply(enquiry, request)
    with pytest.raises(EnquiryStateError, match="has withdrawn"):
        requests.withdraw(alone.reviewer.actor, enquiry, request)
    other = alone.reviewer.request(enquiry)
    photographed(alone, one)
    alone.officer.reply(enquiry, other)
    with pytest.raises(EnquiryStateError, match="has a reply"):
        requests.withdraw(alone.reviewer.actor, enquiry, other)
    assert faults(alone) == []


def test_the_same_file_sent_again_is_said_to_be_there_already(alone: Team) -> None:
    one, enquiry = asked(alone)
    alone.reviewer.request(enquiry)
    requests = alone.parts[PhotoRequests]

    def repeats() -> bool:
        (found,) = requests.of_item(alone.officer.actor, one.case, one.item)
        more = requests.more_photos(alone.officer.actor, found)
        assert more is not None
        return more.repeats_since(found.enquiry.pending[0].at)

    assert not repeats()
    alone.officer.examine(one.case, one.item, COUNTERFEIT)
    assert repeats()


def test_what_cannot_be_photographed_says_why(team: Team) -> None:
    _, enquiry = asked(team)
    request = team.reviewer.request(enquiry, view="front")
    with pytest.raises(EnquiryRejectedError, match="The reason is missing"):
        team.parts[PhotoRequests].refuse(team.officer.actor, enquiry, request, " ")
    team.parts[PhotoRequests].refuse(team.officer.actor, enquiry, request, "The box is sealed by the court.")
    (done,) = read(team.reviewer, enquiry).requests
    assert (done.state, done.view) == (RequestState.NOT_POSSIBLE, "front")
    assert done.reply is not None
    assert (done.reply.photos, done.reply.text) == ((), "The box is sealed by the court.")


def test_the_new_photos_are_sent_unless_others_are_chosen(team: Team) -> None:
    one, enquiry = asked(team)
    more = team.officer.examine(one.case, one.item, new_photo()).examination
    request = team.reviewer.request(enquiry)
    with pytest.raises(EnquiryRejectedError, match="photograph it first"):
        team.officer.reply(enquiry, request)
    with pytest.raises(EnquiryRejectedError, match="has photo 0"):
        team.officer.reply(enquiry, request, ChosenPhoto(one.examination, 0))
    team.officer.reply(enquiry, request, ChosenPhoto(more.id, 0))
    assert read(team.reviewer, enquiry).photos[1:] == more.photos[:1]


def test_a_request_has_one_reply_and_only_an_open_enquiry_takes_any(team: Team) -> None:
    one, enquiry = asked(team)
    first, second = team.reviewer.request(enquiry), team.reviewer.request(enquiry)
    photo = ChosenPhoto(photographed(team, one).id, 0)
    team.officer.reply(enquiry, first, photo)
    with pytest.raises(EnquiryStateError, match="has a reply already"):
        team.officer.reply(enquiry, first, photo)
    team.reviewer.answer(enquiry, "cannot_tell")
    for ask in (lambda: team.reviewer.request(enquiry), lambda: team.officer.reply(enquiry, second)):
        with pytest.raises(EnquiryStateError, match="is answered"):
            ask()
    withdrawn = team.officer.enquire(one)
    request = team.reviewer.request(withdrawn)
    team.parts[Enquiries].withdraw(team.officer.actor, withdrawn)
    for ask in (lambda: team.reviewer.request(withdrawn), lambda: team.officer.reply(withdrawn, request)):
        with pytest.raises(EnquiryStateError, match="withdrew"):
            ask()


def test_of_many_replies_at_once_one_is_taken(team: Team) -> None:
    one, enquiry = asked(team)
    request = team.reviewer.request(enquiry)
    photographed(team, one)
    desks = (team.officer, team.senior)

    def is_taken(number: int) -> bool:
        try:
            desks[number % 2].reply(enquiry, request)
        except (EnquiryStateError, EnquiryRejectedError):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(is_taken, range(4))) == [False, False, False, True]
    assert len(read(team.reviewer, enquiry).photos) == 2


def test_the_same_call_asks_and_replies_once(team: Team) -> None:
    one, enquiry = asked(team)
    requests, reviewer, officer = team.parts[PhotoRequests], team.reviewer.actor, team.officer.actor
    (request,) = {requests.ask(reviewer, enquiry, "Edge", call=call(reviewer, "ask")).request.id for _ in range(2)}
    assert len(read(team.officer, enquiry).requests) == 1
    photographed(team, one)
    for _ in range(2):
        reply = requests.reply(officer, enquiry, request, Selection(), call=call(officer, "reply"))
        assert reply.request.state is RequestState.SENT


@pytest.mark.parametrize(
    ("text", "of", "words"),
    [
        (" ", {}, "The text is missing"),
        ("x" * 501, {}, "at most 500"),
        ("Edge", {"point": "nothing"}, "no such point"),
        ("Edge", {"view": "nothing"}, "no such view"),
        ("Edge", {"point": "logo", "view": "front"}, "not both"),
    ],
)
def test_what_cannot_be_asked_is_refused(team: Team, text: str, of: dict[str, str], words: str) -> None:
    _, enquiry = asked(team)
    with pytest.raises(EnquiryRejectedError, match=words):
        team.reviewer.request(enquiry, text, **of)


def test_photos_are_not_asked_for_without_end(team: Team) -> None:
    _, enquiry = asked(team)
    for _ in range(MOST_REQUESTS):
        team.reviewer.request(enquiry)
    with pytest.raises(EnquiryRejectedError, match="10 times"):
        team.reviewer.request(enquiry)


def test_a_withheld_point_is_read_by_its_right_holder_alone(team: Team) -> None:
    _, enquiry = asked(team)
    team.reviewer.request(enquiry, "Under the flap.", point="secret")
    team.reviewer.request(enquiry, "The print.", point="logo")
    team.reviewer.request(enquiry, "The whole.", view="front")
    shown = team.parts[Enquiries].view(team.reviewer.actor, enquiry)
    assert team.parts[PhotoRequests].withheld(team.reviewer.actor, shown) == {"secret"}
    assert points(read(team.reviewer, enquiry)) == ["secret", "logo", None]
    for desk in (team.officer, team.senior):
        assert points(read(desk, enquiry)) == [None, "logo", None]
        assert [each.text for each in read(desk, enquiry).requests] == ["Under the flap.", "The print.", "The whole."]
    listed = team.parts[Enquiries].page(team.officer.actor, None, None, 10).enquiries
    assert points(listed[0].enquiry) == [None, "logo", None]


def test_an_agency_that_the_right_holder_no_longer_allows_reads_the_words_alone(alone: Team) -> None:
    _, enquiry = asked(alone)
    alone.reviewer.request(enquiry, "The print.", point="logo")
    accounts, reviewer = alone.parts[Accounts], alone.reviewer.actor
    accounts.change_allowance(reviewer, [])
    assert points(read(alone.officer, enquiry)) == [None]
    shown = alone.parts[Enquiries].view(reviewer, enquiry)
    assert alone.parts[PhotoRequests].withheld(reviewer, shown) == {"logo", "seal", "secret"}
    accounts.change_allowance(reviewer, None)
    assert points(read(alone.officer, enquiry)) == ["logo"]


def points(enquiry: Enquiry) -> list[str | None]:
    return [each.point for each in enquiry.requests]


def test_no_record_that_an_agency_holds_names_a_withheld_point(team: Team) -> None:
    _, enquiry = asked(team)
    request = team.reviewer.request(enquiry, "Under the flap.", point="secret")
    with team.parts[Works].of(EnquiryWork).look(team.officer.actor) as work:
        found = work.enquiries.get(enquiry)
    assert found.requests[0].salt
    written = json.dumps(values_of(found), default=str)
    events = [each.details for each in log_of(team) if each.subject == enquiry]
    for text in (written, *events):
        assert "secret" not in text
        assert found.requests[0].salt not in text
    assert request in written


def test_only_the_two_sides_of_an_enquiry_ask_and_reply(team: Team) -> None:
    one, enquiry = asked(team)
    request = team.reviewer.request(enquiry)
    photographed(team, one)
    with pytest.raises(NotFoundError):
        team.rival.request(enquiry)
    with pytest.raises(NotFoundError):
        team.desk(Role.OFFICER, "second").reply(enquiry, request)
    with pytest.raises(NotFoundError, match="no such photo request"):
        team.officer.reply(enquiry, "h-" + "0" * 32)
    other = team.officer.enquire(one)
    with pytest.raises(NotFoundError, match="no such photo request"):
        team.officer.reply(other, request)


def test_what_happens_to_a_request_is_on_record(team: Team) -> None:
    one, enquiry = asked(team)
    request = team.reviewer.request(enquiry)
    photographed(team, one)
    team.officer.reply(enquiry, request)
    found = [event for event in log_of(team) if event.subject == enquiry]
    assert [event.action for event in found] == [EnquiryAction.CREATE, EnquiryAction.REQUEST, EnquiryAction.REPLY]
    details = [json.loads(event.details) for event in found]
    assert [each.get("case") for each in details] == [one.case, None, one.case]
    assert [each.get("request") for each in details] == [None, request, request]
    assert faults(team) == []


EDITS = [
    update(photo_requests).values(text="Another"),
    update(photo_requests).values(point="secret"),
    update(photo_requests).values(salt="0" * 32),
    update(photo_requests).values(name="Another Person"),
    update(photo_requests).values(reply="Another"),
    update(photo_requests).values(photos=0, first_photo=None),
    delete(photo_requests),
]


def test_an_edit_by_hand_is_found(team: Team) -> None:
    one, enquiry = asked(team)
    request = team.reviewer.request(enquiry, point="logo")
    photographed(team, one)
    team.officer.reply(enquiry, request, text="Seen.")
    assert faults_after(team, EnquiryVerifier()) == []
    for edit in EDITS:
        assert any(enquiry in fault for fault in faults_after(team, EnquiryVerifier(), edit))
