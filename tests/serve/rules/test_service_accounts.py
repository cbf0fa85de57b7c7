"""Service accounts: no one signs in with one, no one asks one, and its tokens are an administrator's and end."""

from datetime import timedelta
from uuid import uuid4

import pytest

from serve.accounts.attempts import SignInAttempt
from serve.accounts.colleagues import Colleagues
from serve.accounts.domain import (
    AccountError,
    Actor,
    NotPermittedError,
    NotSignedInError,
    Organisation,
    PersonUpdate,
    SignInRefusedError,
)
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import AccountAction, Role
from serve.accounts.person_changes import PersonChanges
from serve.accounts.service import Accounts
from serve.accounts.service_accounts import ServiceAccount, ServiceAccounts
from serve.accounts.signing_in import SignIn
from serve.accounts.token_domain import TokenLimits
from serve.audit.domain import details_of
from serve.events.domain import EventQuery
from serve.events.messages import actor_words
from serve.events.service import Events
from serve.opinions.domain import can_be_asked
from serve.platform.errors import NotFoundError
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import Team


@pytest.fixture
def agency(team: Team) -> Organisation:
    return team.parts[Accounts].add_organisation(None, "agency", f"agency-{uuid4().hex[:8]}", "JP")


@pytest.fixture
def chief(team: Team, agency: Organisation) -> Actor:
    """The agency's administrator."""
    return person(team, agency, Role.ADMINISTRATOR)


@pytest.fixture
def services(team: Team) -> ServiceAccounts:
    return team.parts[ServiceAccounts]


@pytest.fixture
def account(services: ServiceAccounts, agency: Organisation, chief: Actor) -> ServiceAccount:
    """A service account that may what a senior officer may."""
    return services.add(
        chief, organisation_id=agency.id, username=f"s-{uuid4().hex[:12]}", name="Export", role=Role.SENIOR_OFFICER
    )


def person(team: Team, agency: Organisation, role: Role) -> Actor:
    accounts = team.parts[Accounts]
    added = accounts.add_person(
        None, organisation_id=agency.id, username=f"p-{uuid4().hex[:12]}", name="P", role=role, by_openid=True
    )
    return accounts.actor_of(added.person, via="tests")


def ending(team: Team, days: int = 30, scope: frozenset[str] | None = None) -> TokenLimits:
    return TokenLimits(scope, team.parts.clock.now() + timedelta(days=days))


def test_a_program_calls_with_a_token_that_an_administrator_made(
    team: Team, services: ServiceAccounts, account: ServiceAccount, chief: Actor
) -> None:
    username = account.person.username
    made = services.add_token(chief, username, "nightly", ending(team))
    actor = team.parts[SignIn].by_token(made.secret or "")
    assert (actor.person_id, actor.is_service, actor.role) == (account.person.id, True, Role.SENIOR_OFFICER)
    assert services.one(chief, username).tokens == (services.token(chief, username, made.token.id),)
    services.revoke_token(chief, username, made.token.id)
    with pytest.raises(NotSignedInError):
        team.parts[SignIn].by_token(made.secret or "")
    assert not faults(team)


def test_a_token_needs_an_end_and_no_service_account_makes_one(
    team: Team, services: ServiceAccounts, account: ServiceAccount, chief: Actor
) -> None:
    username = account.person.username
    with pytest.raises(AccountError, match="needs an end"):
        services.add_token(chief, username, "nightly", TokenLimits())
    secret = services.add_token(chief, username, "nightly", ending(team)).secret or ""
    with pytest.raises(NotPermittedError, match="An administrator makes the tokens"):
        team.parts[OwnAccount].add_token(team.parts[SignIn].by_token(secret), "more")


def test_no_one_signs_in_with_it(team: Team, account: ServiceAccount, chief: Actor) -> None:
    sign_in, accounts = team.parts[SignIn], team.parts[Accounts]
    with pytest.raises(SignInRefusedError):
        sign_in.with_password(account.person.username, "", "192.0.2.1")
    with pytest.raises(SignInRefusedError):
        sign_in.as_person(account.person, SignInAttempt())
    with pytest.raises(AccountError, match="A service account has no password"):
        accounts.reset_password(chief, account.person.username)


def test_it_is_no_colleague_and_listed_apart(
    team: Team, services: ServiceAccounts, account: ServiceAccount, agency: Organisation, chief: Actor
) -> None:
    accounts, colleague = team.parts[Accounts], person(team, agency, Role.SENIOR_OFFICER)
    assert not can_be_asked(account.person, chief, accounts.roles)
    assert [each.id for each in team.parts[Colleagues].listed(chief).people] == [colleague.person_id]
    listed = {each.id for each in accounts.find_people(chief, limit=100).entries}
    assert listed == {chief.person_id, colleague.person_id}
    assert [each.person.id for each in services.all(chief)] == [account.person.id]


def test_it_is_no_administrator_who_can_sign_in(
    team: Team, services: ServiceAccounts, agency: Organisation, chief: Actor
) -> None:
    name = f"s-{uuid4().hex[:12]}"
    services.add(chief, organisation_id=agency.id, username=name, name="Export", role=Role.ADMINISTRATOR)
    with pytest.raises(AccountError, match="last administrator"):
        team.parts[PersonChanges].change(chief, chief.username, PersonUpdate(role=Role.OFFICER))


def test_it_stays_in_its_organisation(team: Team, account: ServiceAccount) -> None:
    other = team.parts[Accounts].add_organisation(None, "agency", uuid4().hex, "EE")
    with pytest.raises(AccountError, match="stays in its organisation"):
        team.parts[PersonChanges].change(None, account.person.username, PersonUpdate(organisation_id=other.id))


def test_others_neither_see_nor_manage_it(
    team: Team, services: ServiceAccounts, account: ServiceAccount, agency: Organisation
) -> None:
    other = person(team, team.parts[Accounts].add_organisation(None, "agency", uuid4().hex, "EE"), Role.ADMINISTRATOR)
    username = account.person.username
    assert services.all(other) == []
    for refused in (
        lambda: services.one(other, username),
        lambda: services.add_token(other, username, "x", ending(team)),
        lambda: services.revoke_token(other, username, "t-" + "0" * 32),
        lambda: services.one(None, person(team, agency, Role.OFFICER).username),  # a person is none
    ):
        with pytest.raises(NotFoundError, match="There is no such service account"):
            refused()
    with pytest.raises(NotPermittedError):
        services.add(other, organisation_id=agency.id, username="s-other", name="S", role=Role.OFFICER)


def test_one_that_is_disabled_loses_its_tokens_and_gets_none(
    team: Team, services: ServiceAccounts, account: ServiceAccount, chief: Actor
) -> None:
    username = account.person.username
    services.add_token(chief, username, "nightly", ending(team))
    team.parts[Accounts].set_disabled(chief, username, disabled=True)
    assert services.one(chief, username).tokens == ()
    with pytest.raises(AccountError, match="disabled"):
        services.add_token(chief, username, "again", ending(team))
    assert not faults(team)


def test_the_log_says_that_a_service_account_did_it(
    team: Team, services: ServiceAccounts, account: ServiceAccount, chief: Actor
) -> None:
    secret = services.add_token(chief, account.person.username, "x", ending(team)).secret or ""
    made = [each for each in log_of(team) if each.action == AccountAction.PERSON_CREATE][-1]
    assert any(details_of(each).get("service") is True for each in log_of(team) if each.subject == account.person.id)
    assert made
    team.parts[Accounts].find_people(team.parts[SignIn].by_token(secret))
    events = team.parts[Events].page(chief, EventQuery(actor=account.person.username), None, 5).events
    assert [(each.actor_name, each.actor_is_service) for each in events] == [("Export", True)]
    assert str(actor_words(events[0])) == "Export (service account)"
