"""A first password is for one sign-in: after it, its person chooses another one, and may do nothing else before."""

from uuid import uuid4

import pytest

from serve.accounts.domain import AccountError, Actor, NotSignedInError, SignInRefusedError
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts, NewPerson
from serve.accounts.signing_in import SignedIn, SignIn
from serve.audit.domain import details_of
from serve.platform.errors import ConflictError
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import Team

OWN = "eleven slow ferries"
ADDRESS = "192.0.2.7"


def added(team: Team, password: str | None = None, *, must_change: bool = True, by_openid: bool = False) -> NewPerson:
    return team.parts[Accounts].add_person(
        team.operator.actor,
        organisation_id=team.organisation("first").id,
        username=f"mika-{uuid4().hex[:12]}",
        name="Mika Aalto",
        role=Role.OFFICER,
        password=password,
        by_openid=by_openid,
        must_change=must_change,
    )


def entered(team: Team, new: NewPerson, password: str | None = None) -> SignedIn:
    return team.parts[SignIn].with_password(new.person.username, password or new.password or "", ADDRESS)


def by(team: Team, signed_in: SignedIn) -> Actor:
    return team.parts[SignIn].by_session(signed_in.secret)


def test_who_has_a_first_password_chooses_another_one_and_then_signs_in_with_that(team: Team) -> None:
    new = added(team)
    first = entered(team, new)
    assert (first.actor.must_change, by(team, first).must_change) == (True, True)
    team.parts[OwnAccount].choose_password(by(team, first), OWN)
    with pytest.raises(NotSignedInError):
        by(team, first)
    with pytest.raises(SignInRefusedError):
        entered(team, new)
    assert not entered(team, new, OWN).actor.must_change
    assert not by(team, team.parts[SignIn].again(first.actor)).must_change


def test_the_one_that_was_given_and_a_weak_one_are_refused(team: Team) -> None:
    new = added(team)
    actor = entered(team, new).actor
    for refused, words in ((new.password or "", "that you were given"), ("short", "12 to 200 characters")):
        with pytest.raises(AccountError, match=words) as told:
            team.parts[OwnAccount].choose_password(actor, refused)
        assert told.value.field == "new"
    assert entered(team, new).actor.must_change


def test_changing_it_on_the_page_of_the_account_counts_as_well(team: Team) -> None:
    new = added(team)
    team.parts[OwnAccount].change_password(entered(team, new).actor, new.password or "", OWN)
    assert not entered(team, new, OWN).actor.must_change


def test_who_was_given_a_password_to_keep_keeps_it(team: Team) -> None:
    new = added(team, OWN, must_change=False)
    signed_in = entered(team, new, OWN)
    assert not signed_in.actor.must_change
    with pytest.raises(ConflictError, match="already"):
        team.parts[OwnAccount].choose_password(signed_in.actor, "twelve slow ferries")
    assert not added(team, by_openid=True).person.must_change


def test_an_administrators_reset_gives_a_first_password_and_leaves_scripts_alone(team: Team) -> None:
    new = added(team, OWN, must_change=False)
    token = team.parts[OwnAccount].add_token(entered(team, new, OWN).actor, "script").secret or ""
    reset = team.parts[Accounts].reset_password(team.operator.actor, new.person.username)
    assert entered(team, new, reset.password).actor.must_change
    assert not team.parts[SignIn].by_token(token).must_change


def test_the_log_names_the_change_but_no_password_and_a_change_by_hand_is_found(team: Team) -> None:
    new = added(team)
    team.parts[OwnAccount].choose_password(entered(team, new).actor, OWN)
    events = [event for event in log_of(team) if event.subject == new.person.id]
    assert details_of(events[-1])["password"] is True
    assert not [event for event in events if OWN in event.details or (new.password or "?") in event.details]
    assert faults(team) == []
