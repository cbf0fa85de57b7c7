"""Who is recognised, by what and for how long, and how guessing is slowed down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import select

from serve.accounts import signing_in
from serve.accounts.attempts import SignInAttempt
from serve.accounts.domain import (
    ABSOLUTE,
    FAILURES_ALLOWED,
    FAILURES_WITHIN,
    IDLE,
    AccountError,
    Actor,
    NotSignedInError,
    PasswordRefusedError,
    Person,
    SignInRefusedError,
    TooManySignInsError,
)
from serve.accounts.own import OwnAccount, set_password
from serve.accounts.permissions import AccountAction, Role
from serve.accounts.service import Accounts
from serve.accounts.signing_in import REFUSED, SignIn, hashed
from serve.accounts.tables import people, sessions, tokens
from serve.app import build
from serve.audit.domain import ANONYMOUS, COMMAND_LINE
from serve.platform.clock import Clock
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import Team, call

PASSWORD, ANOTHER = "correct horse battery staple", "eleven slow ferries"  # of people who live as long as a test
WRONG = "wrong wrong wrong"
ADDRESS = "192.0.2.7"


@pytest.fixture
def person(team: Team) -> Person:
    """A new person of the first agency, with a password."""
    added = team.parts[Accounts].add_person(
        None,
        organisation_id=team.organisation("first").id,
        username=f"aiko-{uuid4().hex[:12]}",
        name="Aiko Tanaka",
        role=Role.OFFICER,
        password=PASSWORD,
    )
    return added.person


def enter(team: Team, person: Person, password: str = PASSWORD) -> str:
    """The secret of a new session."""
    return team.parts[SignIn].with_password(person.username, password, ADDRESS).secret


def actor_of(team: Team, person: Person) -> Actor:
    return team.parts[Accounts].actor_of(person, via="tests")


def under(team: Team, wall: Callable[[], datetime]) -> SignIn:
    """Signing in under a clock of the test's own."""
    return SignIn(replace(team.parts[Accounts].work, clock=Clock(wall, lambda: wall().timestamp())))


def is_over(team: Team, secret: str) -> bool:
    try:
        team.parts[SignIn].by_session(secret)
    except NotSignedInError:
        return True
    return False


def test_who_signs_in_is_recognised_until_they_sign_out(team: Team, person: Person) -> None:
    signed_in = team.parts[SignIn].with_password(f" {person.username.upper()} ", PASSWORD, ADDRESS)
    actor = team.parts[SignIn].by_session(signed_in.secret)
    assert actor == signed_in.actor
    assert (actor.person_id, actor.name, actor.role) == (person.id, "Aiko Tanaka", Role.OFFICER)
    team.parts[SignIn].sign_out(signed_in.secret)
    assert is_over(team, signed_in.secret)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(team: Team, person: Person) -> None:
    for username in (person.username, "no-such-person"):
        with pytest.raises(SignInRefusedError) as refused:
            team.parts[SignIn].with_password(username, WRONG, ADDRESS)
        assert refused.value.message == REFUSED


def lock_out(team: Team, person: Person) -> TooManySignInsError:
    """How the attempt after the last one that is allowed is refused."""
    for _ in range(FAILURES_ALLOWED):
        with pytest.raises(SignInRefusedError):
            enter(team, person, WRONG)
    with pytest.raises(TooManySignInsError) as refused:
        enter(team, person, WRONG)
    return refused.value


def test_a_new_password_from_an_administrator_ends_a_lock_out_which_says_when_it_ends(
    team: Team, person: Person
) -> None:
    assert "Wait 15 minutes, until " in str(lock_out(team, person))
    with pytest.raises(TooManySignInsError, match=r"until [^,]+ UTC"):
        enter(team, person)
    renewed = team.parts[Accounts].reset_password(team.operator.actor, person.username).password
    assert renewed is not None
    assert not is_over(team, enter(team, person, renewed))


def test_guessing_is_slowed_down_for_that_name_alone_by_every_process(team: Team, person: Person) -> None:
    colleague = team.parts[Accounts].add_person(
        None,
        organisation_id=person.organisation.id,
        username=f"b-{person.username}",
        name="B",
        role=Role.OFFICER,
        password=PASSWORD,
    )
    assert 840 < lock_out(team, person).retry_after <= 900
    assert not is_over(team, enter(team, colleague.person))
    another = build(team.parts.settings)  # a second process on the same database, or the first one restarted
    with pytest.raises(TooManySignInsError, match="under this username"):
        another[SignIn].with_password(person.username, WRONG, "192.0.2.8")
    another.close()
    later = under(team, lambda: datetime.now(UTC) + FAILURES_WITHIN)
    with pytest.raises(SignInRefusedError, match="not right"):
        later.with_password(person.username, WRONG, ADDRESS)


@pytest.mark.parametrize(
    ("after", "ends"),
    [
        (IDLE - timedelta(minutes=1), False),
        (IDLE + timedelta(minutes=1), True),
        (ABSOLUTE + timedelta(minutes=1), True),
    ],
)
def test_a_session_ends_unused_and_by_its_age(team: Team, person: Person, after: timedelta, ends: bool) -> None:  # noqa: FBT001
    now = datetime.now(UTC)
    secret = under(team, lambda: now).as_person(person, SignInAttempt()).secret
    later = under(team, lambda: now + after)
    if ends:
        with pytest.raises(NotSignedInError, match="Sign in again"):
            later.by_session(secret)
    else:
        assert later.by_session(secret).username == person.username


def test_a_session_in_use_lives_on_but_not_for_ever(team: Team, person: Person) -> None:
    clock = [datetime.now(UTC)]
    used = under(team, lambda: clock[0])
    secret = used.as_person(person, SignInAttempt()).secret
    for _ in range(int(ABSOLUTE / timedelta(minutes=50))):
        clock[0] += timedelta(minutes=50)
        used.by_session(secret)
    clock[0] += timedelta(minutes=50)
    with pytest.raises(NotSignedInError):
        used.by_session(secret)


def test_signing_out_everywhere_ends_every_session_and_no_token(team: Team, person: Person) -> None:
    actor, sign_in = actor_of(team, person), team.parts[SignIn]
    secrets = [sign_in.as_person(person, SignInAttempt()).secret for _ in range(2)]
    token = team.parts[OwnAccount].add_token(actor, "script").secret
    assert sign_in.sign_out_everywhere(actor) == 2
    assert [is_over(team, secret) for secret in secrets] == [True] * 2
    assert token is not None
    assert sign_in.by_token(token).person_id == person.id


def test_of_secrets_only_digests_are_kept(team: Team, person: Person) -> None:
    secret = enter(team, person)
    token = team.parts[OwnAccount].add_token(actor_of(team, person), "script").secret
    assert token is not None
    with team.parts.database.reading(SYSTEM) as connection:
        kept = [str(row) for table in (people, sessions, tokens) for row in connection.execute(select(table))]
    assert not any(each in row for each in (token, secret, PASSWORD) for row in kept)
    assert any(person.id in row and "$argon2id$" in row for row in kept)


def test_a_token_may_what_its_maker_may_until_it_is_revoked(team: Team, person: Person) -> None:
    actor, account, sign_in = actor_of(team, person), team.parts[OwnAccount], team.parts[SignIn]
    made = account.add_token(actor, "nightly")
    assert made.secret is not None
    recognised = sign_in.by_token(made.secret)
    assert (recognised.person_id, recognised.permissions) == (person.id, actor.permissions)
    account.revoke_token(actor, made.token.id)
    with pytest.raises(NotSignedInError, match="revoked"):
        sign_in.by_token(made.secret)
    with pytest.raises(NotFoundError):
        account.revoke_token(actor, made.token.id)


def test_a_token_asked_for_twice_is_made_once_and_shown_once(team: Team, person: Person) -> None:
    actor = actor_of(team, person)
    first, second = (team.parts[OwnAccount].add_token(actor, "script", call(actor, "token")) for _ in range(2))
    assert first.token.id == second.token.id
    assert (first.secret is not None, second.secret) == (True, None)
    assert [token.id for token in team.parts[OwnAccount].tokens(actor)] == [first.token.id]


def test_who_is_disabled_is_out_at_once(team: Team, person: Person) -> None:
    accounts, sign_in, administrator = team.parts[Accounts], team.parts[SignIn], team.operator.actor
    secret, token = enter(team, person), team.parts[OwnAccount].add_token(actor_of(team, person), "x").secret
    assert token is not None
    assert accounts.set_disabled(administrator, person.username, disabled=True).disabled_at is not None
    assert is_over(team, secret)
    with pytest.raises(SignInRefusedError):
        enter(team, person)
    with pytest.raises(NotSignedInError):
        sign_in.by_token(token)
    assert accounts.set_disabled(administrator, person.username, disabled=False).disabled_at is None
    assert not is_over(team, enter(team, person))
    assert is_over(team, secret)
    with pytest.raises(NotSignedInError):
        sign_in.by_token(token)


def test_a_refused_sign_in_of_who_is_disabled_is_recorded_with_them(team: Team, person: Person) -> None:
    team.parts[Accounts].set_disabled(None, person.username, disabled=True)
    for password in (PASSWORD, WRONG):
        with pytest.raises(SignInRefusedError) as refused:
            enter(team, person, password)
        assert refused.value.message == REFUSED
    disabled = replace(person, disabled_at=datetime.now(UTC))
    with pytest.raises(SignInRefusedError):
        team.parts[SignIn].as_person(disabled, SignInAttempt())
    events = [event for event in log_of(team) if event.action == AccountAction.SESSION_REFUSE]
    assert [event.subject for event in events[-3:]] == 3 * [person.id]


def meanwhile(monkeypatch: pytest.MonkeyPatch, where: str, happens: Callable[[], object]) -> None:
    """Have something happen once, after a password was verified and before anything is done with it."""
    waiting, verify = [happens], signing_in.verified

    def verified(person: Person | None, password: str) -> bool:
        is_right = verify(person, password)
        while waiting:
            waiting.pop()()
        return is_right

    monkeypatch.setattr(where, verified)


@pytest.mark.parametrize("is_disabled", [False, True], ids=["new password", "disabled"])
def test_a_sign_in_that_began_before_a_change_does_not_outlive_it(
    team: Team, person: Person, monkeypatch: pytest.MonkeyPatch, *, is_disabled: bool
) -> None:
    accounts = team.parts[Accounts]
    change = partial(accounts.set_disabled, None, person.username, disabled=True)
    monkeypatch.setattr("serve.accounts.signing_in._renewed", lambda _person, password: hashed(password))
    meanwhile(
        monkeypatch, "serve.accounts.signing_in.verified", change if is_disabled else partial(given, team, person)
    )
    with pytest.raises(SignInRefusedError) as refused:
        enter(team, person)
    assert refused.value.message == REFUSED
    assert team.parts[OwnAccount].sessions(actor_of(team, person)) == []
    accounts.set_disabled(None, person.username, disabled=False)
    assert enter(team, person, PASSWORD if is_disabled else ANOTHER)


def given(team: Team, person: Person) -> None:
    """Give a person another password."""
    set_password(team.parts[Accounts].work, None, person, ANOTHER)


def test_a_change_of_ones_own_password_overwrites_no_other_one(
    team: Team, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, "serve.accounts.own.verified", partial(given, team, person))
    with pytest.raises(PasswordRefusedError):
        team.parts[OwnAccount].change_password(actor_of(team, person), PASSWORD, "twelve slow ferries")
    assert enter(team, person, ANOTHER)


def test_a_password_is_changed_by_who_knows_it_and_ends_sessions(team: Team, person: Person) -> None:
    secret, change = enter(team, person), partial(team.parts[OwnAccount].change_password, actor_of(team, person))
    with pytest.raises(PasswordRefusedError):
        change("not it", ANOTHER)
    for weak in ("short", "aaaaaaaaaaaaaaaa", f"my-{person.username}-password"):
        with pytest.raises(AccountError):
            change(PASSWORD, weak)
    assert not is_over(team, secret)
    change(PASSWORD, ANOTHER)
    assert is_over(team, secret)
    with pytest.raises(SignInRefusedError):
        enter(team, person)
    assert not is_over(team, enter(team, person, ANOTHER))


def test_who_signs_in_elsewhere_has_no_password_to_be_changed(team: Team) -> None:
    trainer = team.desk(Role.TRAINER).actor  # added by OpenID
    assert not team.parts[OwnAccount].has_password(trainer)
    with pytest.raises(AccountError, match="has no password"):
        team.parts[Accounts].reset_password(team.operator.actor, trainer.username)
    with pytest.raises(SignInRefusedError):
        team.parts[SignIn].with_password(trainer.username, WRONG, ADDRESS)


def test_signing_in_and_failing_to_are_events(team: Team, person: Person) -> None:
    enter(team, person)
    with pytest.raises(SignInRefusedError):
        enter(team, person, WRONG)
    recorded = [(event.action, event.actor) for event in log_of(team) if event.subject == person.id]
    assert recorded == [
        (AccountAction.PERSON_CREATE, COMMAND_LINE),
        (AccountAction.SESSION_CREATE, person.id),
        (AccountAction.SESSION_REFUSE, ANONYMOUS),
    ]
    assert faults(team) == []
