"""What waits for a person: each kind until it is done, for the people who do it and no one else."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from serve.accounts.permissions import Role
from serve.cases.domain import ItemFinding
from serve.enquiries.domain import EnquiryState
from serve.enquiries.service import Enquiries
from serve.opinions.service import Opinions
from serve.platform.waiting import Waiting
from serve.review.curating import ReviewQueue
from serve.review.deciding import DecisionInput
from serve.review.domain import DecisionKind, Proposal
from serve.waiting.domain import WorkList
from serve.waiting.service import OwnWork
from tests.serve.freezing import curator
from tests.serve.record import log_of
from tests.serve.reviewing import handed_in
from tests.serve.rules.desk import Desk, Team, new_photo


def waiting(desk: Desk) -> dict[str, int]:
    return dict(desk.parts[Waiting].counts(desk.actor))


def work(desk: Desk, each: int = 5) -> WorkList:
    return desk.parts[OwnWork].view(desk.actor, each)


def test_an_opinion_waits_for_the_colleague_until_it_is_given(team: Team) -> None:
    one = team.officer.stop()
    opinion = team.officer.ask(one.case, one.item, team.senior, "Do you know this seal?")
    assert (waiting(team.senior), waiting(team.colleague), waiting(team.officer)) == ({"opinions": 1}, {}, {})
    (group,) = work(team.senior).groups
    (first,) = group.first
    assert (group.kind, group.count, group.page) == ("opinions", 1, "/opinions")
    assert (first.address, first.label, first.product) == (f"/opinions/{opinion.id}", "Do you know this seal?", None)
    team.parts[Opinions].answer(team.senior.actor, opinion.id, ItemFinding.GENUINE, "Seen.")
    assert waiting(team.senior) == {}
    assert work(team.senior).groups == []


def test_an_opinion_that_is_given_waits_for_who_asked_until_they_open_the_case(team: Team) -> None:
    one = team.officer.stop()
    team.officer.view(one.case)
    opinion = team.officer.ask(one.case, one.item, team.senior, "Do you know this seal?")
    assert waiting(team.officer) == {}
    team.parts[Opinions].answer(team.senior.actor, opinion.id, ItemFinding.GENUINE, "Seen.")
    team.senior.view(one.case)  # a colleague has read it, who asked has not
    assert (waiting(team.senior), waiting(team.colleague)) == ({}, {})
    assert waiting(team.officer) == {"given_opinions": 1}
    assert opinion.id in team.parts[Waiting].ids(team.officer.actor)
    (group,) = work(team.officer).groups
    (first,) = group.first
    assert (group.kind, group.count, group.page) == ("given_opinions", 1, "/cases")
    assert (first.address, first.label) == (f"/cases/{one.case}#{one.item}", "Do you know this seal?")
    team.officer.view(one.case)
    assert waiting(team.officer) == {}


def test_an_enquiry_waits_for_the_right_holder_and_its_answer_for_who_asked(alone: Team) -> None:
    enquiry, enquiries = alone.officer.enquire(alone.officer.stop()), alone.parts[Enquiries]
    assert (waiting(alone.reviewer), waiting(alone.contributor)) == ({"enquiries": 1}, {"enquiries": 1})
    assert (waiting(alone.rival), waiting(alone.officer)) == ({}, {})
    alone.reviewer.answer(enquiry, "confirmed_genuine")
    assert waiting(alone.reviewer) == {}
    assert (waiting(alone.officer), waiting(alone.senior)) == ({"answers": 1}, {})
    enquiries.view(alone.senior.actor, enquiry)  # a colleague has read it, who asked has not
    enquiries.page(alone.officer.actor, EnquiryState.ANSWERED, None, 10)
    assert waiting(alone.officer) == {"answers": 1}
    enquiries.view(alone.officer.actor, enquiry)
    assert waiting(alone.officer) == {}
    alone.reviewer.answer(enquiry, "cannot_tell", amends=True)
    assert waiting(alone.officer) == {"answers": 1}
    enquiries.of_case(alone.officer.actor, enquiries.view(alone.senior.actor, enquiry).enquiry.own.case_id)
    assert waiting(alone.officer) == {}


def test_a_withdrawn_enquiry_waits_for_no_one(alone: Team) -> None:
    enquiry = alone.officer.enquire(alone.officer.stop())
    alone.parts[Enquiries].withdraw(alone.officer.actor, enquiry)
    assert (waiting(alone.reviewer), waiting(alone.officer)) == ({}, {})


def test_what_is_due_first_is_on_top_then_what_has_waited_longest(alone: Team) -> None:
    one = alone.officer.stop()
    day = datetime.now(UTC).date() + timedelta(days=9)
    late, undated, soon = (
        alone.officer.enquire(one, needed_by=needed) for needed in (day, None, day - timedelta(days=4))
    )
    (group,) = work(alone.reviewer, 2).groups
    assert (group.count, [each.id for each in group.first]) == (3, [soon, late])
    assert [each.due for each in group.first] == [day - timedelta(days=4), day]
    assert [each.id for each in work(alone.reviewer).groups[0].first][2:] == [undated]


def test_an_item_waits_in_review_and_one_that_was_sent_back_for_its_right_holder(alone: Team) -> None:
    holder = f"holder-{uuid4().hex[:8]}"
    contributor, reader = alone.desk(Role.CONTRIBUTOR, holder), alone.desk(Role.ADMINISTRATOR, holder)
    deciding = curator(alone)
    before = waiting(deciding).get("review", 0)
    entry = handed_in(alone.parts, contributor.actor, new_photo())
    assert waiting(deciding) == {"review": before + 1}
    assert waiting(contributor) == {}
    decision = DecisionInput(DecisionKind.SEND_BACK, "Please send a photo that is in focus.", Proposal())
    alone.parts[ReviewQueue].decide(deciding.actor, entry, decision)
    assert waiting(deciding).get("review", 0) == before
    assert (waiting(contributor), waiting(reader)) == ({"corrections": 1}, {})
    (first,) = work(contributor).groups[0].first
    assert first.address == f"/contributions/corrections/{entry}"


def test_a_look_at_it_is_on_record_with_the_counts_alone(team: Team) -> None:
    one = team.officer.stop()
    team.officer.ask(one.case, one.item, team.senior, "Do you know this seal?")
    work(team.senior)
    (look,) = [
        event for event in log_of(team) if event.action == "work:view" and event.actor == team.senior.actor.person_id
    ]
    assert look.subject == team.senior.actor.organisation_id
    assert "seal" not in str(look)
