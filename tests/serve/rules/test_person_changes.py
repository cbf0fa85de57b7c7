"""Changes of people and organisations: role, name, moves, and what is never lost by them."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from serve.accounts.domain import (
    AccountError,
    NotPermittedError,
    NotSignedInError,
    OrganisationUpdate,
    Person,
    PersonUpdate,
)
from serve.accounts.organisation_changes import OrganisationChanges
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.person_changes import PersonChanges
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from serve.audit.domain import details_of
from serve.platform.errors import ConflictError, NotFoundError
from serve.platform.versions import ChangedMeanwhileError, ReadVersion, etag
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import Desk, Team, new_photo

PASSWORD = "eleven slow ferries"  # noqa: S105  # of people who live as long as a test


@pytest.fixture
def chief(team: Team) -> Desk:
    """The first agency's administrator."""
    return team.desk(Role.ADMINISTRATOR)


def person_of(desk: Desk) -> Person:
    with desk.parts[Accounts].work.look(desk.actor) as work:
        return work.people.get(desk.actor.person_id)


def test_a_role_and_a_name_change_and_the_log_keeps_it(team: Team, chief: Desk) -> None:
    changes, officer = team.parts[PersonChanges], team.officer.actor
    changed = changes.change(chief.actor, officer.username, PersonUpdate("  Aiko  Tanaka ", Role.SENIOR_OFFICER))
    assert (changed.name, changed.role, changed.id) == ("Aiko Tanaka", Role.SENIOR_OFFICER, officer.person_id)
    (last,) = [each for each in log_of(team) if each.subject == officer.person_id][-1:]
    assert (last.action, details_of(last)["role"]) == ("person:change", Role.SENIOR_OFFICER)
    before = len(log_of(team))
    changes.change(chief.actor, officer.username, PersonUpdate("Aiko Tanaka"))  # it is so already
    assert len(log_of(team)) == before
    assert faults(team) == []


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (PersonUpdate(name=" "), "needs a name"),
        (PersonUpdate(role="reviewer"), "no role in an organisation of the kind Agency"),
    ],
)
def test_an_invalid_change_changes_nothing(team: Team, chief: Desk, wanted: PersonUpdate, words: str) -> None:
    before = person_of(team.officer)
    with pytest.raises(AccountError, match=words):
        team.parts[PersonChanges].change(chief.actor, before.username, wanted)
    assert person_of(team.officer) == before


def test_a_change_of_what_was_read_before_is_refused(team: Team, chief: Desk) -> None:
    changes, username = team.parts[PersonChanges], team.officer.actor.username
    read = ReadVersion((etag(person_of(team.officer).version),))
    changes.change(chief.actor, username, PersonUpdate("One"), read)
    with pytest.raises(ChangedMeanwhileError):
        changes.change(chief.actor, username, PersonUpdate("Two"), read)


def test_the_last_administrator_stays(team: Team, chief: Desk) -> None:
    changes, username = team.parts[PersonChanges], chief.actor.username
    with pytest.raises(AccountError, match="the last administrator") as refused:
        changes.change(chief.actor, username, PersonUpdate(role=Role.OFFICER))
    assert refused.value.field == "role"
    other = team.desk(Role.ADMINISTRATOR, post="second")
    changes.change(chief.actor, username, PersonUpdate(role=Role.OFFICER))
    with pytest.raises(AccountError, match="the last administrator"):
        changes.change(other.actor, other.actor.username, PersonUpdate(role=Role.TRAINER))


def test_a_disabled_administrator_does_not_count(team: Team, chief: Desk) -> None:
    other = team.desk(Role.ADMINISTRATOR, post="second")
    team.parts[Accounts].set_disabled(chief.actor, other.actor.username, disabled=True)
    with pytest.raises(AccountError, match="the last administrator"):
        team.parts[PersonChanges].change(chief.actor, chief.actor.username, PersonUpdate(role=Role.OFFICER))


def test_the_operator_may_disable_the_last_administrator_of_an_agency_but_not_its_own(team: Team, chief: Desk) -> None:
    changes, operator = team.parts[PersonChanges], team.operator.actor
    assert changes.change(operator, chief.actor.username, PersonUpdate(disabled=True)).disabled_at is not None
    others = [each for each in team.parts[Accounts].people(None) if each.organisation.id == operator.organisation_id]
    for each in others:
        if each.role == Role.ADMINISTRATOR and each.id != operator.person_id:
            changes.change(None, each.username, PersonUpdate(disabled=True))
    with pytest.raises(AccountError, match="the last administrator"):
        changes.change(operator, operator.username, PersonUpdate(role=Role.CURATOR))


def test_a_move_makes_an_account_elsewhere_and_leaves_the_records_where_they_are(team: Team) -> None:
    accounts, changes, agency = team.parts[Accounts], team.parts[PersonChanges], team.organisation("first")
    username = f"mover-{uuid4().hex[:12]}"
    old = accounts.add_person(
        None, organisation_id=agency.id, username=username, name="Kei", role=Role.OFFICER, password=PASSWORD
    ).person
    actor = accounts.actor_of(old, via="tests")
    desk, sign_in = Desk(team.parts, actor), SignIn(accounts.work)
    case = desk.open(place="Quay 4")
    token = OwnAccount(accounts.work).add_token(actor, "export").secret or ""
    session = sign_in.with_password(username, PASSWORD, "test").secret
    to = team.organisation("second").id
    new = changes.change(team.operator.actor, username, PersonUpdate(organisation_id=to))
    assert (new.username, new.name, new.role, new.organisation.id) == (username, "Kei", Role.OFFICER, to)
    assert new.id != old.id
    with pytest.raises(NotSignedInError):
        sign_in.by_token(token)
    with pytest.raises(NotSignedInError):
        sign_in.by_session(session)
    assert sign_in.with_password(username, PASSWORD, "test").actor.organisation_id == to
    with accounts.work.look(team.officer.actor) as work:  # the agency that they left still knows who opened the case
        kept = work.people.get(old.id)
    assert (kept.name, kept.disabled_at is not None, kept.username == username) == ("Kei", True, False)
    with pytest.raises(NotFoundError):
        Desk(team.parts, accounts.actor_of(new, via="tests")).conclude(case, "i-" + 32 * "0", "genuine")
    assert faults(team) == []


def test_only_the_operator_moves_people_and_no_one_themselves(team: Team, chief: Desk) -> None:
    changes, to = team.parts[PersonChanges], team.organisation("second").id
    with pytest.raises(NotPermittedError):
        changes.change(chief.actor, team.officer.actor.username, PersonUpdate(organisation_id=to))
    with pytest.raises(AccountError, match="your own account"):
        changes.change(team.operator.actor, team.operator.actor.username, PersonUpdate(organisation_id=to))
    with pytest.raises(AccountError, match="no role"):
        changes.change(
            team.operator.actor, team.officer.actor.username, PersonUpdate(organisation_id=team.organisation("acme").id)
        )


def test_what_a_person_holds_open_is_said(team: Team, chief: Desk) -> None:
    changes, officer = team.parts[PersonChanges], team.officer
    assert changes.held(chief.actor, person_of(officer)) == []
    case = officer.open()
    officer.open()
    item = officer.add_item(case)
    officer.examine(case, item, new_photo())
    officer.ask(case, item, team.senior)
    OwnAccount(team.parts[Accounts].work).add_token(officer.actor, "export")
    said = [str(each) for each in changes.held(chief.actor, person_of(officer))]
    assert said == ["2 open cases", "1 API token"]
    assert [str(each) for each in changes.held(chief.actor, person_of(team.senior))] == [
        "1 opinion that a colleague asked for"
    ]
    officer.close(officer.open())
    assert str(changes.held(chief.actor, person_of(officer))[0]) == "2 open cases"


def test_an_organisation_gets_another_name_and_country(team: Team) -> None:
    changes, operator = team.parts[OrganisationChanges], team.operator.actor
    agency, name = team.organisation("second"), f"Customs {uuid4().hex[:8]}"
    changed = changes.change(operator, agency.id, OrganisationUpdate(name, "lv"))
    assert (changed.name, changed.country, changed.kind) == (name, "LV", agency.kind)
    with pytest.raises(AccountError, match="already"):
        changes.change(operator, agency.id, OrganisationUpdate(team.organisation("first").name))
    with pytest.raises(AccountError, match="ISO 3166-1"):
        changes.change(operator, agency.id, OrganisationUpdate(country=""))
    with pytest.raises(ChangedMeanwhileError):
        changes.change(operator, agency.id, OrganisationUpdate("Other"), ReadVersion((etag(agency.version),)))
    assert changes.change(operator, agency.id, OrganisationUpdate(agency.name, agency.country)).name == agency.name
    assert faults(team) == []


def test_a_right_holder_that_product_sheets_name_keeps_its_name(team: Team) -> None:
    changes, operator, holder = team.parts[OrganisationChanges], team.operator.actor, team.organisation("acme")
    with pytest.raises(ConflictError, match="product sheets"):
        changes.change(operator, holder.id, OrganisationUpdate("Acme Corporation"))
    assert changes.change(operator, holder.id, OrganisationUpdate(country="se")).country == "SE"
    changes.change(operator, holder.id, OrganisationUpdate(country=""))
    unnamed = team.parts[Accounts].add_organisation(None, OrganisationKind.RIGHT_HOLDER, uuid4().hex, None)
    name = f"Holder {datetime.now(UTC).timestamp()}"
    assert changes.change(operator, unnamed.id, OrganisationUpdate(name)).name == name
