"""Second opinions: who is asked, what they see before they answer, and what the answer says of that."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from model.verdict import Outcome
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.cases.domain import (
    CaseRejectedError,
    CaseState,
    CaseStateError,
    Conclusion,
    ItemFinding,
    Opinion,
    OpinionAnswer,
)
from serve.cases.dossier import CaseQuery, ItemFile
from serve.cases.filing import Destination, Filings
from serve.cases.revisions import Revisions
from serve.cases.service import Cases
from serve.enquiries.drafting import EnquiryDrafting
from serve.enquiries.service import Enquiries
from serve.examinations.revising import Revision
from serve.examinations.service import Examinations
from serve.opinions.domain import OpinionFile
from serve.opinions.service import Opinions
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page
from tests.serve.rules.desk import Desk, Stopped, Team, call, request_of
from tests.serve.tiny_release import COUNTERFEIT, GENUINE

REASON = "The seal is printed."


def asked(team: Team, *photos: bytes) -> tuple[Stopped, Opinion]:
    """An item that is concluded on, and the opinion that the senior officer is asked for."""
    one = team.officer.stop(*photos, place="Hall 3")
    team.officer.conclude(one.case, one.item, "counterfeit", "The officer's reason.")
    return one, team.officer.ask(one.case, one.item, team.senior, "Do you know this seal?")


def give(desk: Desk, opinion: Opinion, reason: str = REASON, sent: IdempotentCall = UNNAMED) -> OpinionFile:
    return desk.parts[Opinions].answer(desk.actor, opinion.id, ItemFinding.COUNTERFEIT, reason, sent)


def given(desk: Desk, opinion: Opinion) -> OpinionAnswer:
    answer = give(desk, opinion).opinion.answer
    assert answer is not None
    return answer


def test_the_colleague_sees_photos_and_question_alone_until_they_have_answered(team: Team) -> None:
    one, opinion = asked(team)
    before = team.parts[Opinions].view(team.senior.actor, opinion.id)
    assert (before.opinion.question, len(before.photos)) == ("Do you know this seal?", 1)
    assert (before.opinion.answer, before.item) == (None, None)
    with pytest.raises(NotFoundError):
        team.parts[Opinions].photo(team.senior.actor, opinion.id, 1)
    after = give(team.senior, opinion)
    assert after.item is not None
    assert [visit.examination.id for visit in after.item.visits] == [one.examination]
    assert after.item.conclusions[0].reason == "The officer's reason."
    [seen] = team.officer.view(one.case).items[0].opinions
    assert seen.answer is not None
    assert (seen.asked_of, seen.answer.reason) == (team.senior.actor.person_id, REASON)


def read_conclusions(desk: Desk, one: Stopped) -> None:
    def find(file: ItemFile) -> Page[Conclusion]:
        return Page(file.conclusions, None)

    desk.parts[Cases].view_records(desk.actor, one.case, one.item, find)


def read_opinions(desk: Desk, one: Stopped) -> None:
    def find(file: ItemFile) -> Page[Opinion]:
        return Page(file.opinions, None)

    desk.parts[Cases].view_records(desk.actor, one.case, one.item, find)


def read_enquiries(desk: Desk, one: Stopped) -> None:
    desk.parts[Enquiries].view_of_case(desk.actor, one.case)


def read_enquiry(desk: Desk, one: Stopped) -> None:
    [enquiry] = desk.parts[Enquiries].of_case(desk.actor, one.case)
    desk.parts[Enquiries].view(desk.actor, enquiry.enquiry.id)


def listed_enquiries(desk: Desk) -> list[str]:
    return [each.enquiry.id for each in desk.parts[Enquiries].page(desk.actor, None, None, 100).enquiries]


def read_lists(desk: Desk, _: Stopped) -> None:
    desk.find()
    listed_enquiries(desk)
    desk.parts[Examinations].recent(desk.actor, None, 10)
    desk.parts[Opinions].asked(desk.actor)


Look = Callable[[Desk, Stopped], object]
SHOW_PHOTOS_ALONE: dict[str, Look] = {
    "nothing": lambda _, __: None,
    "original": lambda desk, one: desk.parts[Examinations].original(desk.actor, one.examination, 0),
    "no conclusion": read_conclusions,
    "no answered opinion": read_opinions,
    "no enquiry": read_enquiries,
    "lists": read_lists,
}
SHOW_THE_VERDICT: dict[str, Look] = {
    "case": lambda desk, one: desk.view(one.case),
    "item": lambda desk, one: desk.parts[Cases].view_item(desk.actor, one.case, one.item),
    "verdict": lambda desk, one: desk.parts[Examinations].view(desk.actor, one.examination),
    "a finding's picture": lambda desk, one: desk.parts[Examinations].record_look(desk.actor, one.examination),
    "the same photo, examined": lambda desk, _: desk.examine_loose(COUNTERFEIT, product="box"),
    "form for an enquiry": lambda desk, one: desk.parts[EnquiryDrafting].askable(desk.actor, one.case, one.item),
    "own enquiry": lambda desk, one: desk.enquire(one),
}


@pytest.mark.parametrize("look", SHOW_PHOTOS_ALONE.values(), ids=SHOW_PHOTOS_ALONE)
def test_what_shows_no_finding_is_not_counted_as_seen(team: Team, look: Look) -> None:
    one = team.officer.stop()
    opinion = team.officer.ask(one.case, one.item, team.senior)
    look(team.senior, one)
    assert given(team.senior, opinion).had_seen is False


@pytest.mark.parametrize("look", SHOW_THE_VERDICT.values(), ids=SHOW_THE_VERDICT)
def test_what_shows_the_verdict_is_counted_as_seen(team: Team, look: Look) -> None:
    one = team.officer.stop()
    opinion = team.officer.ask(one.case, one.item, team.senior)
    look(team.senior, one)
    assert given(team.senior, opinion).had_seen is True


@pytest.mark.parametrize("look", [read_conclusions, read_opinions, read_enquiries, read_enquiry])
def test_what_others_found_is_counted_as_seen(team: Team, look: Look) -> None:
    one, third = team.officer.stop(), team.colleague
    opinion = team.officer.ask(one.case, one.item, team.senior)
    team.officer.conclude(one.case, one.item, "counterfeit")
    give(third, team.officer.ask(one.case, one.item, third))
    team.reviewer.answer(team.officer.enquire(one), "confirmed_counterfeit")
    look(team.senior, one)
    assert given(team.senior, opinion).had_seen is True


def test_the_list_of_enquiries_leaves_out_an_item_until_the_opinion_on_it_is_given(team: Team) -> None:
    one, other = team.officer.stop(), team.officer.stop()
    opinion = team.officer.ask(one.case, one.item, team.senior)
    hidden, listed = team.officer.enquire(one), team.officer.enquire(other)
    team.reviewer.answer(hidden, "confirmed_counterfeit")
    assert listed_enquiries(team.senior) == [listed]
    assert listed_enquiries(team.officer) == [listed, hidden]
    assert given(team.senior, opinion).had_seen is False
    assert listed_enquiries(team.senior) == [listed, hidden]


def test_who_asks_for_or_gives_another_opinion_on_the_item_has_seen_it(team: Team) -> None:
    one = team.officer.stop()
    first, second = (team.officer.ask(one.case, one.item, team.senior) for _ in range(2))
    assert given(team.senior, first).had_seen is False
    assert given(team.senior, second).had_seen is True
    third = team.officer.ask(one.case, one.item, team.colleague)
    team.colleague.ask(one.case, one.item, team.senior)
    assert given(team.colleague, third).had_seen is True


@pytest.mark.parametrize("looked", [True, False])
def test_a_verdict_from_before_the_item_was_in_the_case_is_one_that_they_had_seen(team: Team, *, looked: bool) -> None:
    officer, senior = team.officer, team.senior
    first = officer.examine_loose(COUNTERFEIT, product="box")
    revision = Revision(uploads=request_of(GENUINE).uploads)
    later = team.parts[Revisions].revise(officer.actor, first.id, revision, None)
    filed = team.parts[Filings].file(officer.actor, later.id, Destination())
    if looked:
        team.parts[Examinations].view(senior.actor, first.id)
    opinion = officer.ask(filed.case.id, filed.file.item.id, senior)
    assert given(senior, opinion).had_seen is looked


def test_lists_tell_nothing_of_a_case_until_the_opinion_on_it_is_given(team: Team) -> None:
    _, opinion = asked(team)

    def told() -> tuple[object, object]:
        [case] = team.parts[Cases].search(team.senior.actor, CaseQuery()).cases
        return case.outcomes, case.conclusions

    assert told() == ((), ())
    assert given(team.senior, opinion).had_seen is False
    assert told() == ((Outcome.SUSPECTED,), (ItemFinding.COUNTERFEIT,))


def test_no_search_tells_what_is_hidden_until_the_opinion_is_given(team: Team) -> None:
    one = team.officer.stop(product="bag", place="Hall 3", declaration="26JP-88", notes="Surely forged")
    team.officer.examine(one.case, one.item, COUNTERFEIT, product="box")
    team.officer.conclude(one.case, one.item, "undetermined")
    opinion = team.officer.ask(one.case, one.item, team.senior)
    hidden: list[dict[str, Any]] = [{"text": word} for word in ("forged", "carton", "hall forged")]
    hidden += [{"product": product} for product in ("box", "bag")]
    hidden += [{"outcome": Outcome.SUSPECTED}, {"conclusion": ItemFinding.UNDETERMINED}]
    listed: list[dict[str, Any]] = [{}, {"state": CaseState.OPEN}, {"officer": team.officer.actor.username}]
    listed += [{"text": text} for text in ("hall 3", "26JP", team.officer.view(one.case).case.number)]
    for query in hidden:
        assert team.officer.find(**query) == [one.case], query
        assert team.senior.find(**query) == [], query
    for query in listed:
        assert team.senior.find(**query) == [one.case], query
    assert given(team.senior, opinion).had_seen is False
    for query in hidden:
        assert team.senior.find(**query) == [one.case], query


def test_the_pages_of_a_search_do_not_tell_what_is_hidden_either(team: Team) -> None:
    older = team.officer.stop()
    asked(team)
    found = team.parts[Cases].search(team.senior.actor, CaseQuery(outcome=Outcome.SUSPECTED), limit=1)
    assert ([case.id for case in found.cases], found.after) == ([older.case], None)


def test_what_was_asked_may_be_answered_when_the_case_is_closed(team: Team) -> None:
    one, opinion = asked(team)
    team.officer.close(one.case)
    give(team.senior, opinion)
    assert team.officer.view(one.case).case.state is CaseState.CLOSED


def test_an_opinion_is_given_once(team: Team) -> None:
    _, opinion = asked(team)
    with pytest.raises(CaseRejectedError):
        give(team.senior, opinion, "")
    sent = call(team.senior.actor, "give")
    first, again = (give(team.senior, opinion, sent=sent) for _ in range(2))
    assert first == again
    with pytest.raises(CaseStateError):
        give(team.senior, opinion, "I changed my mind.")


def test_the_list_has_what_waits_the_oldest_first_and_if_wanted_what_was_given(team: Team) -> None:
    (_, first), (_, second), (_, third) = (asked(team) for _ in range(3))
    give(team.senior, first)

    def listed(desk: Desk, *, with_answered: bool = False) -> list[str]:
        return [each.id for each in team.parts[Opinions].asked(desk.actor, with_answered=with_answered).opinions]

    assert listed(team.senior) == [second.id, third.id]
    assert listed(team.senior, with_answered=True) == [second.id, third.id, first.id]
    assert listed(team.officer) == []


def test_only_who_is_asked_sees_and_gives_it(team: Team) -> None:
    _, opinion = asked(team)
    opinions = team.parts[Opinions]
    for desk in (team.officer, team.desk(Role.OFFICER, "second"), team.desk(Role.SENIOR_OFFICER, "second")):
        with pytest.raises(NotFoundError):
            opinions.view(desk.actor, opinion.id)
        with pytest.raises(NotFoundError):
            opinions.photo(desk.actor, opinion.id, 0)
        with pytest.raises(NotFoundError):
            give(desk, opinion)


def test_only_colleagues_who_give_opinions_can_be_asked(team: Team) -> None:
    one, _ = asked(team)
    left, accounts = f"left-{uuid4().hex[:8]}", team.parts[Accounts]
    agency = team.organisation("first").id
    accounts.add_person(None, organisation_id=agency, username=left, name="Who left", role=Role.OFFICER, by_openid=True)
    accounts.set_disabled(None, left, disabled=True)
    others = [team.officer, team.desk(Role.TRAINER), team.desk(Role.OFFICER, "second")]
    for username in (*(desk.actor.username for desk in others), left, "no-such-person"):
        with pytest.raises(CaseRejectedError):
            team.parts[Opinions].ask(team.officer.actor, one.case, one.item, username, "?")


def test_an_item_without_photos_cannot_be_asked_about(team: Team) -> None:
    case = team.officer.open()
    with pytest.raises(CaseStateError, match="no photo"):
        team.officer.ask(case, team.officer.add_item(case), team.senior)
