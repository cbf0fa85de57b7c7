"""Alerts: who reads them and for how long, what they show, and what the record says of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import delete, update

from model.datasets.fields import Label
from serve.accounts.domain import Organisation
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.alerts.domain import (
    TO_ALL,
    Address,
    Alert,
    AlertRejectedError,
    AlertState,
    AlertStateError,
    PictureWithdrawal,
    ShownAlert,
    Withdrawal,
    check_points,
    checked_language,
    checked_last_day,
    checked_words,
    recipients,
    seen_by_agency,
    withdrawn,
)
from serve.alerts.drafting import PURPOSE, AlertDraft, AlertDrafting, KnownPicture
from serve.alerts.service import Alerts
from serve.alerts.tables import alerts, pictures
from serve.alerts.tables import recipients as recipient_rows
from serve.alerts.verifier import AlertVerifier
from serve.platform.errors import ConflictError, NotFoundError
from serve.platform.waiting import Waiting
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from serve.review.curating import ReviewQueue
from serve.review.deciding import DecisionInput
from serve.review.domain import DecisionKind, EntrySource, Proposal, Standing
from serve.review.service import withdraw as withdraw_entries
from serve.review.tables import entries
from serve.review.work import ReviewWork
from serve.uploads.domain import Announcement
from serve.uploads.service import Uploads
from tests.serve.freezing import curator
from tests.serve.record import check_found, faults, log_of
from tests.serve.reviewing import entry_of, hand_in, handed_in
from tests.serve.rules.desk import Desk, Team, call, names_of, new_photo

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
CUSTOMS, DOUANE = (
    Organisation(f"o-{number}", OrganisationKind.AGENCY, name, country, NOW)
    for number, name, country in ((1, "Customs", "JP"), (2, "Douane", "FR"))
)
ALLOWED = [CUSTOMS, DOUANE]
SENT = Alert(
    id="l-1",
    right_holder_id="o-9",
    product_id="box",
    title="A new seal",
    text="The seal has no number.",
    language="en",
    points=("seal",),
    pictures=(),
    agencies=("o-1",),
    valid_until=NOW.date(),
    sent_by="u-1",
    sent_at=NOW,
)
DRAFT = AlertDraft(product="box", title="A new seal", text="The seal has no number.", language="en")


# --- the rules alone -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "names"),
    [
        (TO_ALL, ["Customs", "Douane"]),
        (Address(countries=frozenset({"FR", "XX"})), ["Douane"]),
        (Address(agencies=frozenset({"o-1"})), ["Customs"]),
        (Address(frozenset({"FR"}), frozenset({"o-1"})), ["Customs", "Douane"]),
    ],
)
def test_an_alert_goes_to_all_agencies_that_are_allowed_or_to_the_chosen_ones(
    address: Address, names: list[str]
) -> None:
    assert [agency.name for agency in recipients(address, ALLOWED)] == names


@pytest.mark.parametrize(
    ("address", "allowed", "words"),
    [
        (TO_ALL, [], "No agency would get this alert"),
        (Address(countries=frozenset({"XX"})), ALLOWED, "No agency would get this alert"),
        (Address(agencies=frozenset()), ALLOWED, "No agency would get this alert"),
        (Address(agencies=frozenset({"o-1"})), [DOUANE], "You do not allow the agency o-1"),
    ],
)
def test_an_alert_that_reaches_no_one_or_an_agency_that_is_refused_is_not_sent(
    address: Address, allowed: list[Organisation], words: str
) -> None:
    with pytest.raises(AlertRejectedError, match=words):
        recipients(address, allowed)


def test_an_alert_is_valid_until_the_end_of_its_last_day() -> None:
    assert SENT.state(NOW.replace(hour=23)) is AlertState.VALID
    assert SENT.state(NOW + timedelta(days=1)) is AlertState.EXPIRED
    assert withdrawn(SENT, Withdrawal("u-1", NOW, "Ours.")).state(NOW) is AlertState.WITHDRAWN


def test_an_agency_reads_of_a_withdrawn_alert_no_more_than_that_and_why() -> None:
    seen = seen_by_agency(withdrawn(SENT, Withdrawal("u-1", NOW, "Ours.")))
    assert (seen.text, seen.points, seen.pictures, seen.withdrawal) == ("", (), (), Withdrawal("u-1", NOW, "Ours."))
    assert seen_by_agency(SENT) is SENT


def test_an_alert_is_withdrawn_once() -> None:
    with pytest.raises(AlertStateError):
        withdrawn(replace(SENT, withdrawal=Withdrawal("u-1", NOW, "Ours.")), Withdrawal("u-2", NOW, "Again."))


def test_the_last_day_is_ninety_days_away_unless_another_one_is_chosen() -> None:
    assert checked_last_day(None, NOW) == date(2027, 2, 25)
    assert checked_last_day(date(2026, 11, 27), NOW) == date(2026, 11, 27)
    for day, words in ((date(2026, 11, 25), "has passed"), (date(2029, 1, 1), "two years")):
        with pytest.raises(AlertRejectedError, match=words):
            checked_last_day(day, NOW)


@pytest.mark.parametrize(
    ("text", "words"), [(" \n", "title"), ("a" * 121, "at most 120 characters"), ("a\0", "control character")]
)
def test_a_text_says_something_that_can_be_shown(text: str, words: str) -> None:
    with pytest.raises(AlertRejectedError, match=words):
        checked_words(text, "title", 120)
    assert checked_words(" a\r\nb ", "title", 120) == "a\nb"


def test_a_language_is_named_by_its_tag() -> None:
    assert checked_language("pt-BR") == "pt-BR"
    with pytest.raises(AlertRejectedError, match="such as en or ja"):
        checked_language("in English")


# --- who reads them --------------------------------------------------------------------------------------------------


def sent(team: Team, *agencies: str, by: Desk | None = None, **said: object) -> str:
    """The id of an alert to these agencies of the team."""
    named = Address(agencies=frozenset(team.organisation(each).id for each in agencies or ("first",)))
    draft = replace(DRAFT, address=named, **said)  # type: ignore[arg-type]  # by their names
    desk = by or team.reviewer
    return desk.parts[Alerts].send(desk.actor, draft).alert.id


def view(desk: Desk, alert: str) -> ShownAlert:
    return desk.parts[Alerts].view(desk.actor, alert)


def listed(desk: Desk, state: AlertState | None = None) -> list[str]:
    return [each.alert.id for each in desk.parts[Alerts].page(desk.actor, state, None, 100).entries]


def beside_box(desk: Desk) -> list[str]:
    return [each.alert.id for each in desk.parts[Alerts].of_product(desk.actor, "box")]


def waiting(desk: Desk) -> int:
    return desk.parts[Waiting].counts(desk.actor).get("alerts", 0)


def is_seen(desk: Desk, alert: str) -> bool:
    try:
        view(desk, alert)
    except NotFoundError:
        assert alert not in {*listed(desk), *beside_box(desk)}
        return False
    assert alert in listed(desk)
    return True


def test_the_chosen_agencys_people_the_holders_and_the_operator_read_it_and_no_one_else(team: Team) -> None:
    alert = sent(team)
    readers = [team.officer, team.senior, team.desk(Role.TRAINER), team.desk(Role.ADMINISTRATOR)]
    for desk in (*readers, team.reviewer, team.contributor, team.operator):
        assert is_seen(desk, alert)
        assert alert in beside_box(desk)
    for desk in (team.desk(Role.OFFICER, "second"), team.rival):
        assert not is_seen(desk, alert)


def test_a_valid_alert_waits_for_each_person_of_the_agency_until_they_open_it(team: Team) -> None:
    first, second = sent(team), sent(team)
    people = (team.officer, team.senior, team.reviewer, team.operator, team.desk(Role.OFFICER, "second"))
    assert [waiting(desk) for desk in people] == [2, 2, 0, 0, 0]
    view(team.officer, first)
    assert [waiting(desk) for desk in people] == [1, 2, 0, 0, 0]
    team.reviewer.parts[Alerts].withdraw(team.reviewer.actor, second, "A mistake.")
    assert [waiting(desk) for desk in people] == [0, 1, 0, 0, 0]


def test_only_the_holder_reads_to_whom_it_went_and_no_agency_learns_who_sent_it(team: Team) -> None:
    alert = sent(team, "first", "second")
    seen = view(team.officer, alert)
    assert (seen.recipients, seen.sender, seen.alert.agencies) == ((), "", (team.organisation("first").id,))
    told = view(team.reviewer, alert)
    assert len(told.recipients) == 2
    assert told.sender == team.reviewer.actor.name


def test_an_agency_that_is_refused_sees_it_no_more_until_it_is_allowed_again(alone: Team) -> None:
    first, second = alone.organisation("first").id, alone.organisation("second").id
    alert, accounts = sent(alone, "first", "second"), alone.parts[Accounts]
    assert is_seen(alone.officer, alert)
    accounts.change_allowance(alone.reviewer.actor, [second])
    assert not is_seen(alone.officer, alert)
    assert is_seen(alone.desk(Role.OFFICER, "second"), alert)
    accounts.change_allowance(alone.reviewer.actor, [first, second])
    assert is_seen(alone.officer, alert)
    accounts.change_allowance(alone.reviewer.actor, [second])
    with pytest.raises(AlertRejectedError, match="You do not allow the agency"):
        sent(alone, "first")


def test_the_holder_reads_how_many_people_of_which_agency_opened_it(team: Team) -> None:
    alert = sent(team, "first", "second")
    for desk in (team.officer, team.officer, team.senior, team.reviewer):
        view(desk, alert)
    counted = {each.agency.id: each.readers for each in view(team.reviewer, alert).recipients}
    assert counted == {team.organisation("first").id: 2, team.organisation("second").id: 0}
    assert [each.readers for each in team.parts[Alerts].page(team.reviewer.actor, None, None, 1).entries] == [2]


def test_the_list_is_read_page_by_page_and_by_state(alone: Team) -> None:
    names = [sent(alone) for _ in range(3)]
    alone.parts[Alerts].withdraw(alone.reviewer.actor, names[1], "Ours after all.")
    for desk in (alone.officer, alone.reviewer):
        page = alone.parts[Alerts].page(desk.actor, None, None, 2)
        assert [each.alert.id for each in page.entries] == [names[2], names[1]]
        rest = alone.parts[Alerts].page(desk.actor, None, page.after, 2)
        assert ([each.alert.id for each in rest.entries], rest.after) == ([names[0]], None)
        assert listed(desk, AlertState.VALID) == [names[2], names[0]]
        assert listed(desk, AlertState.WITHDRAWN) == [names[1]]
        assert beside_box(desk) == [names[2], names[0]]


def test_an_expired_alert_is_still_read_but_no_longer_noticed(alone: Team) -> None:
    alert = sent(alone)
    with alone.parts.database.writing(alone.reviewer.actor) as connection:
        connection.execute(update(alerts).values(valid_until=date(2026, 1, 1)))
    assert beside_box(alone.officer) == listed(alone.officer, AlertState.VALID) == []
    assert listed(alone.officer, AlertState.EXPIRED) == [alert]
    assert view(alone.officer, alert).alert.text == DRAFT.text


def test_what_is_withdrawn_says_why_and_shows_an_agency_nothing_more(team: Team) -> None:
    alert = sent(team, uploads=(uploaded(team.reviewer, new_photo()),))
    found = team.parts[Alerts].withdraw(team.reviewer.actor, alert, "Ours after all.")
    assert (found.state, len(found.alert.pictures)) == (AlertState.WITHDRAWN, 1)
    seen = view(team.officer, alert)
    assert seen.alert.withdrawal is not None
    assert (seen.alert.withdrawal.reason, seen.alert.text) == ("Ours after all.", "")
    with pytest.raises(NotFoundError, match="no such picture"):
        team.parts[Alerts].picture(team.officer.actor, alert, 0)
    assert alert not in beside_box(team.officer)
    with pytest.raises(AlertStateError):
        team.parts[Alerts].withdraw(team.reviewer.actor, alert, "Again.")


def test_another_holder_withdraws_nothing_and_reports_nothing_of_others_products(team: Team) -> None:
    alert = sent(team)
    with pytest.raises(NotFoundError):
        team.parts[Alerts].withdraw(team.rival.actor, alert, "Mine.")
    for product in ("box", "nothing"):
        with pytest.raises(AlertRejectedError, match="a product of your organisation"):
            sent(team, by=team.rival, product=product)


def test_a_call_that_is_sent_again_sends_one_alert(team: Team) -> None:
    desk, upload = team.reviewer, uploaded(team.reviewer, new_photo())
    draft = replace(DRAFT, uploads=(upload,), address=Address(agencies=frozenset({team.organisation("first").id})))
    ids = {desk.parts[Alerts].send(desk.actor, draft, call(desk.actor, upload)).alert.id for _ in range(2)}
    assert len(ids) == 1
    assert sum(event.subject in ids and event.action == "alert:send" for event in log_of(team)) == 1


# --- what they show --------------------------------------------------------------------------------------------------


def uploaded(desk: Desk, content: bytes, purpose: str = PURPOSE) -> str:
    """The id of an upload of which all bytes are here."""
    found = desk.parts[Uploads].create(desk.actor, Announcement("a.jpg", purpose, len(content)))
    return desk.parts[Uploads].append(desk.actor, found.id, 0, content).id


def shown(team: Team, alert: str) -> list[str]:
    """The objects of an alert's pictures, as an officer gets them."""
    read = view(team.officer, alert)
    return [team.parts[Alerts].picture(team.officer.actor, alert, n).sha256 for n in range(len(read.alert.pictures))]


def test_pictures_that_were_sent_are_shown_once_each_and_never_in_another_alert(team: Team) -> None:
    content = new_photo()
    uploads = tuple(uploaded(team.reviewer, content) for _ in range(2))
    assert shown(team, sent(team, uploads=uploads)) == names_of(content)
    with pytest.raises(ConflictError):
        sent(team, uploads=uploads)


def test_who_only_looks_at_a_picture_has_opened_the_alert_too(team: Team) -> None:
    alert = sent(team, uploads=(uploaded(team.reviewer, new_photo()),))
    for _ in range(2):
        team.parts[Alerts].picture(team.officer.actor, alert, 0)
    assert view(team.reviewer, alert).readers == 1
    with pytest.raises(NotFoundError):
        team.parts[Alerts].picture(team.officer.actor, alert, 1)


def test_what_is_no_picture_or_was_sent_for_something_else_is_refused(team: Team) -> None:
    with pytest.raises(AlertRejectedError, match=r"a\.jpg is no picture"):
        sent(team, uploads=(uploaded(team.reviewer, b"no picture"),))
    with pytest.raises(ConflictError):
        sent(team, uploads=(uploaded(team.reviewer, new_photo(), "contribution"),))
    with pytest.raises(NotFoundError):
        sent(team, uploads=(uploaded(team.contributor, new_photo()),))
    with pytest.raises(AlertRejectedError, match="8 pictures at most"):
        sent(team, uploads=tuple(f"f-{number:032x}" for number in range(9)))


def accepted(desk: Desk, *photos: bytes, source: EntrySource = EntrySource.CONTRIBUTION, **said: object) -> str:
    """The id of an accepted item that a person handed in."""
    entry = entry_of(desk.actor, *photos, **said)  # type: ignore[arg-type]  # by their names
    name = hand_in(desk.parts, desk.actor, [replace(entry, source=source)], *photos)[0]
    with desk.parts.database.writing(desk.actor) as connection:
        here = update(entries).where(entries.c.id == name)
        connection.execute(here.values(standing=Standing.ACCEPTED.value))
    return name


def test_photos_of_accepted_counterfeit_items_are_offered_and_shown(alone: Team) -> None:
    first, second = new_photo(), new_photo()
    name = accepted(alone.reviewer, first, second, label=Label.COUNTERFEIT)
    drafting = alone.parts[AlertDrafting]
    assert name in {entry.id for entry in drafting.known_items(alone.reviewer.actor, "box").entries}
    assert drafting.known_photo(alone.reviewer.actor, name, 1).sha256 == names_of(second)[0]
    assert shown(alone, sent(alone, known=(KnownPicture(name, 1),))) == names_of(second)


def test_all_accepted_counterfeit_items_are_offered_page_by_page(alone: Team) -> None:
    names = [accepted(alone.reviewer, new_photo(), label=Label.COUNTERFEIT) for _ in range(3)]
    drafting, actor = alone.parts[AlertDrafting], alone.reviewer.actor
    first = drafting.known_items(actor, "box", 2)
    rest = drafting.known_items(actor, None, 2, first.after)
    assert (len(first.entries), len(rest.entries), rest.after) == (2, 1, None)
    assert {each.id for each in (*first.entries, *rest.entries)} == set(names)
    with pytest.raises(NotFoundError):
        drafting.known_items(alone.rival.actor, None, 2, first.after)


def test_an_item_that_was_settled_as_genuine_is_not_shown_as_a_counterfeit(alone: Team) -> None:
    actor = alone.contributor.actor
    name, queue = handed_in(alone.parts, actor, new_photo(), label=Label.COUNTERFEIT), alone.parts[ReviewQueue]
    queue.decide(curator(alone).actor, name, DecisionInput(DecisionKind.PROPOSE, "", Proposal(Label.GENUINE, {})))
    queue.decide(curator(alone, "third").actor, name, DecisionInput(DecisionKind.ADOPT))
    drafting = alone.parts[AlertDrafting]
    assert name not in {entry.id for entry in drafting.known_items(alone.reviewer.actor, "box").entries}
    with pytest.raises(NotFoundError):
        drafting.known_photo(alone.reviewer.actor, name, 0)
    with pytest.raises(AlertRejectedError):
        sent(alone, known=(KnownPicture(name, 0),))


def test_an_item_that_was_settled_as_a_counterfeit_is_offered_as_one(alone: Team) -> None:
    name, queue = handed_in(alone.parts, alone.contributor.actor, new_photo()), alone.parts[ReviewQueue]
    queue.decide(curator(alone).actor, name, DecisionInput(DecisionKind.PROPOSE, "", Proposal(Label.COUNTERFEIT, {})))
    queue.decide(curator(alone, "third").actor, name, DecisionInput(DecisionKind.ADOPT))
    assert [entry.id for entry in alone.parts[AlertDrafting].known_items(alone.reviewer.actor, "box").entries] == [name]
    assert sent(alone, known=(KnownPicture(name, 0),))


def test_no_other_items_photos_are_offered_or_shown(alone: Team) -> None:
    others = [
        accepted(alone.reviewer, new_photo(), label=Label.GENUINE),
        accepted(alone.reviewer, new_photo(), label=Label.COUNTERFEIT, source=EntrySource.CONFIRMATION),
        accepted(alone.rival, new_photo(), label=Label.COUNTERFEIT, product="bag"),
        hand_in(alone.parts, alone.reviewer.actor, [entry_of(alone.reviewer.actor, b"x", label=Label.COUNTERFEIT)])[0],
    ]
    drafting = alone.parts[AlertDrafting]
    assert not {entry.id for entry in drafting.known_items(alone.reviewer.actor, "box").entries}.intersection(others)
    for name in others:
        with pytest.raises(NotFoundError):
            drafting.known_photo(alone.reviewer.actor, name, 0)
        with pytest.raises(AlertRejectedError, match="not of an accepted counterfeit item"):
            sent(alone, known=(KnownPicture(name, 0),))


def withdraw(desk: Desk, *names: str) -> None:
    with desk.parts[Works].of(ReviewWork).begin(desk.actor) as work:
        withdraw_entries(work, names, "A private garden is seen.")


def test_a_picture_whose_item_is_withdrawn_is_shown_to_no_one_and_the_holder_reads_which_and_why(alone: Team) -> None:
    content, other = new_photo(), new_photo()
    name = accepted(alone.reviewer, content, label=Label.COUNTERFEIT, item="carton 7")
    same, kept = (uploaded(alone.reviewer, each) for each in (content, other))
    alert = sent(alone, known=(KnownPicture(name, 0),), uploads=(kept,))
    again = sent(alone, uploads=(same,))
    withdraw(alone.reviewer, name)
    gone = PictureWithdrawal("carton 7", "A private garden is seen.")
    for desk, told in ((alone.officer, PictureWithdrawal()), (alone.reviewer, gone), (alone.operator, gone)):
        assert view(desk, alert).withdrawn_pictures == view(desk, again).withdrawn_pictures == ((1, told),)
        for hidden in (alert, again):
            with pytest.raises(NotFoundError, match="no such picture"):
                alone.parts[Alerts].picture(desk.actor, hidden, 0)
        assert alone.parts[Alerts].picture(desk.actor, alert, 1).sha256 == names_of(other)[0]
    assert faults(alone) == []


def test_a_photo_that_was_sent_for_an_alert_stays_while_another_item_has_it(alone: Team) -> None:
    content = new_photo()
    first, second = (accepted(alone.reviewer, content, label=Label.COUNTERFEIT) for _ in range(2))
    alert = sent(alone, uploads=(uploaded(alone.reviewer, content),))
    withdraw(alone.reviewer, first)
    assert shown(alone, alert) == names_of(content)
    withdraw(alone.reviewer, second)
    assert view(alone.officer, alert).withdrawn_pictures


def test_a_photo_that_was_withdrawn_is_not_sent_in_an_alert(alone: Team) -> None:
    content = new_photo()
    withdraw(alone.reviewer, accepted(alone.reviewer, content, label=Label.COUNTERFEIT))
    with pytest.raises(AlertRejectedError, match=r"a\.jpg is a photo of an item that you have withdrawn"):
        sent(alone, uploads=(uploaded(alone.reviewer, content),))
    withdraw(alone.rival, accepted(alone.rival, other := new_photo(), product="bag"))
    assert sent(alone, uploads=(uploaded(alone.reviewer, other),))  # what others withdraw, no one learns


def test_before_items_are_withdrawn_the_alerts_that_lose_a_picture_are_named(alone: Team) -> None:
    actor, contents = alone.reviewer.actor, [new_photo() for _ in range(3)]
    items = [entry_of(actor, content, label=Label.COUNTERFEIT) for content in contents]
    names = hand_in(alone.parts, actor, items, *contents)
    with alone.parts.database.writing(actor) as connection:
        connection.execute(update(entries).values(standing=Standing.ACCEPTED.value))
    with alone.parts[Works].of(ReviewWork).look(actor) as work:
        source = work.entries.get(names[0]).source_id
    first = sent(alone, known=(KnownPicture(names[0], 0), KnownPicture(names[1], 0)))
    second = sent(alone, uploads=(uploaded(alone.reviewer, contents[1]),))
    sent(alone, uploads=(uploaded(alone.reviewer, new_photo()),))
    gone = sent(alone, known=(KnownPicture(names[1], 0),))
    alone.parts[Alerts].withdraw(actor, gone, "A mistake.")
    losses = alone.parts[Alerts].losses
    for entry, alerts_ in (
        (None, {first, second}),
        (names[0], {first}),
        (names[1], {first, second}),
        (names[2], set()),
    ):
        assert {each.alert_id for each in losses(actor, source, entry)} == alerts_
    assert losses(alone.rival.actor, source, None) == []


def test_a_preview_says_who_gets_it_and_warns_of_words_that_say_how_something_seems(team: Team) -> None:
    address = Address(agencies=frozenset({team.organisation("first").id}))
    draft = replace(
        DRAFT, text="The print is blurred.", address=address, uploads=(uploaded(team.reviewer, new_photo()),)
    )
    preview = team.parts[AlertDrafting].preview(team.reviewer.actor, draft)
    assert [agency.id for agency in preview.agencies] == [team.organisation("first").id]
    assert [upload.name for upload in preview.pictures] == ["a.jpg"]
    assert any("blurred" in str(words) for words in preview.warnings)
    assert listed(team.officer) == []


def test_points_that_officers_do_not_see_are_not_named(team: Team) -> None:
    sheet = team.parts[AlertDrafting].sheet(team.reviewer.actor, "box")
    check_points([point.id for point in sheet.points if point.visibility != "holder"], sheet)
    for point in ("nothing", *(point.id for point in sheet.points if point.visibility == "holder")):
        with pytest.raises(AlertRejectedError, match="shows officers no point"):
            check_points([point], sheet)


# --- the record ------------------------------------------------------------------------------------------------------


def test_an_edit_by_hand_is_found_and_named(alone: Team) -> None:
    alert = sent(alone, "first", "second", uploads=(uploaded(alone.reviewer, new_photo()),), points=("logo",))
    alone.parts[Alerts].withdraw(alone.reviewer.actor, alert, "Ours after all.")
    changes: list[dict[str, object]] = [
        {"title": "Another"},
        {"valid_until": date(2031, 1, 1)},
        {"reason": "Another"},
        {"points": '["label"]'},
        {"withdrawn_at": None, "withdrawn_by": None, "reason": None},
    ]
    edits = [(update(alerts).values(each), "was changed since") for each in changes]
    edits += [(update(pictures).values(sha256="0" * 64), "was changed since")]
    one = recipient_rows.c.agency_id == alone.organisation("second").id
    check_found(alone, AlertVerifier(), [*edits, (delete(recipient_rows).where(one), "was changed since")])
    assert faults(alone) == []


def test_old_alerts_go_by_rule_with_their_pictures_and_the_record_stays_whole(alone: Team) -> None:
    contents = [new_photo() for _ in range(2)]
    names = [sent(alone, uploads=(uploaded(alone.reviewer, each),)) for each in contents]
    alone.parts[Alerts].withdraw(alone.reviewer.actor, names[0], "Ours after all.")
    rules = Rules(closed_cases=None, loose_examinations=None, alerts=timedelta(days=30))
    retention = Retention(alone.parts[Works].of(RetentionWork), alone.parts.objects, rules)
    later = datetime.now(UTC) + timedelta(days=40)
    assert retention.due(datetime.now(UTC)).alerts == 0
    assert (retention.due(later).alerts, retention.apply(later).alerts) == (1, 1)
    assert listed(alone.reviewer) == [names[1]]
    assert [alone.parts.objects.has(sha256(each).hexdigest()) for each in contents] == [False, True]
    assert retention.apply(later + timedelta(days=90)).alerts == 1
    assert faults(alone) == []
