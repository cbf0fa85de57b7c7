"""API tokens with a scope and an end: cut with the role at each use, and never more than what makes them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
from sqlalchemy import update

from serve.accounts.domain import AccountError, Actor, NotPermittedError, TokenExpiredError
from serve.accounts.permissions import AccountAction, AccountPermission, Role
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from serve.accounts.tables import people
from serve.accounts.token_domain import LONGEST_TERM, UNLIMITED, TokenLimits
from serve.accounts.tokens import Tokens
from serve.accounts.work import AccountWork
from serve.audit.domain import COMMAND_LINE, details_of
from serve.platform.clock import Clock
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import Team

READ, USE, CREATE = "case:read", str(AccountPermission.ACCOUNT_USE), "case:create"


@pytest.fixture
def owner(team: Team) -> Actor:
    """An officer of an agency of their own."""
    accounts = team.parts[Accounts]
    agency = accounts.add_organisation(None, "agency", f"agency-{uuid4().hex[:8]}", "JP")
    added = accounts.add_person(
        None, organisation_id=agency.id, username=f"t-{uuid4().hex[:12]}", name="T", role=Role.OFFICER, by_openid=True
    )
    return accounts.actor_of(added.person, via="tests")


@pytest.fixture
def tokens(team: Team) -> Tokens:
    return Tokens(team.parts[Works].of(AccountWork))


Entered = Callable[..., Actor]


@pytest.fixture
def entered(team: Team, tokens: Tokens, owner: Actor) -> Entered:
    """The actor of a call with a new token of these limits, so much later."""

    def entered(limits: TokenLimits = UNLIMITED, later: timedelta = timedelta(), by: Actor | None = None) -> Actor:
        secret = tokens.add(by or owner, "script", limits).secret or ""
        works = team.parts[Works].of(AccountWork)
        clock = Clock(lambda: team.parts.clock.now() + later, later.total_seconds)
        return replace(team.parts[SignIn], work=replace(works, clock=clock)).by_token(secret)

    return entered


def test_a_token_may_only_what_its_scope_has(entered: Entered, owner: Actor) -> None:
    actor = entered(TokenLimits(frozenset({READ})))
    assert actor.permissions == {READ}
    actor.must(READ)
    with pytest.raises(NotPermittedError, match=r"This API token does not include case:create\."):
        actor.must(CREATE)
    assert entered().permissions == owner.permissions


def test_a_scope_is_cut_with_the_role_of_each_use(team: Team, tokens: Tokens, owner: Actor) -> None:
    secret = tokens.add(owner, "script", TokenLimits(frozenset({CREATE, READ}))).secret or ""
    sign_in = team.parts[SignIn]
    assert sign_in.by_token(secret).permissions == {CREATE, READ}
    with team.parts.database.writing(SYSTEM) as connection:
        connection.execute(update(people).where(people.c.id == owner.person_id).values(role=Role.TRAINER.value))
    now = sign_in.by_token(secret)
    trainers = team.parts[Accounts].roles.permissions(Role.TRAINER, "agency")
    assert now.permissions == trainers & {CREATE, READ}
    assert CREATE not in now.permissions
    with pytest.raises(NotPermittedError, match="Your role"):
        now.must(CREATE)
    with team.parts.database.writing(SYSTEM) as connection:  # as it was, for the log
        connection.execute(update(people).where(people.c.id == owner.person_id).values(role=Role.OFFICER.value))


def test_a_token_ends_when_it_says_and_the_refusal_says_so(team: Team, entered: Entered) -> None:
    end = team.parts.clock.now() + timedelta(days=30)
    limits = TokenLimits(None, end)
    assert entered(limits, timedelta(days=29)).limits == limits
    with pytest.raises(TokenExpiredError, match=r"This API token ended on .*Make a new one"):
        entered(limits, timedelta(days=30))
    assert entered(UNLIMITED, timedelta(days=9000)).limits == UNLIMITED


def test_an_end_is_kept_in_utc(team: Team, tokens: Tokens, owner: Actor) -> None:
    end = team.parts.clock.now() + timedelta(days=30)
    made = tokens.add(owner, "script", TokenLimits(None, end.astimezone(timezone(timedelta(hours=9)))))
    (kept,) = tokens.of(owner.person_id)
    assert kept.limits.expires_at == end
    assert kept.limits == made.token.limits


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (TokenLimits(frozenset()), "needs a permission"),
        (TokenLimits(frozenset({"person:manage"})), "person:manage is no permission"),
        (TokenLimits(frozenset({"nonsense"})), "nonsense is no permission"),
    ],
)
def test_a_scope_within_what_its_person_may(tokens: Tokens, owner: Actor, limits: TokenLimits, words: str) -> None:
    with pytest.raises(AccountError, match=words) as refused:
        tokens.add(owner, "script", limits)
    assert refused.value.field == "scope"


@pytest.mark.parametrize(
    ("later", "words"), [(timedelta(), "in the future"), (LONGEST_TERM + timedelta(days=1), "3,650 days")]
)
def test_an_end_in_the_future_and_not_too_far(
    team: Team, tokens: Tokens, owner: Actor, later: timedelta, words: str
) -> None:
    with pytest.raises(AccountError, match=words):
        tokens.add(owner, "script", TokenLimits(None, team.parts.clock.now() + later))


def test_a_token_makes_none_that_may_more_or_lasts_longer(team: Team, tokens: Tokens, entered: Entered) -> None:
    now = team.parts.clock.now()
    end = now + timedelta(days=30)
    caller = entered(TokenLimits(frozenset({USE, READ}), end))
    assert tokens.add(caller, "same").token.limits == TokenLimits(frozenset({USE, READ}), end)
    sooner = TokenLimits(frozenset({READ}), now + timedelta(days=1))
    assert tokens.add(caller, "less", sooner).token.limits == sooner
    for limits, words in (
        (TokenLimits(frozenset({CREATE})), "case:create is no permission"),
        (TokenLimits(None, end + timedelta(days=1)), "at the latest"),
    ):
        with pytest.raises(AccountError, match=words):
            tokens.add(caller, "more", limits)


def test_the_log_has_the_limits_and_whose_it_is_and_finds_a_scope_that_was_widened(
    team: Team, tokens: Tokens, owner: Actor
) -> None:
    end: datetime = team.parts.clock.now() + timedelta(days=3)
    made = tokens.add(owner, "script", TokenLimits(frozenset({READ}), end), maker=COMMAND_LINE).token
    (event,) = [each for each in log_of(team) if each.subject == made.id]
    said = details_of(event)
    assert (event.action, event.actor) == (AccountAction.TOKEN_CREATE, COMMAND_LINE)
    assert (said["person"], said["scope"]) == (owner.person_id, READ)
    assert datetime.fromisoformat(str(said["expires_at"])) == end
    assert not faults(team)
    with pytest.raises(NotFoundError):
        tokens.revoke("u-" + "0" * 32, made.id)
    team.parts[Accounts].set_disabled(None, owner.username, disabled=True)  # which revokes it, although another made it
    assert tokens.of(owner.person_id) == []
    assert not faults(team)
