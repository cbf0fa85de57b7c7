"""Second factors: one-time codes, recovery codes and passkeys, each taken once, and what organisations require."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pyotp
import pytest

from serve.accounts.attempts import FROM_ADDRESS, FailedSignIns, SignInAttempt
from serve.accounts.domain import (
    FAILURES_ALLOWED,
    Actor,
    NotPermittedError,
    NotSignedInError,
    Person,
    SecondStepNeededError,
    SignInRefusedError,
    TooManySignInsError,
)
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import AccountAction, Role
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignedIn, SignIn
from serve.accounts.work import AccountWork
from serve.audit.domain import details_of
from serve.factors.domain import (
    RECOVERY_CODES,
    FactorRejectedError,
    RelyingParty,
    SecondStepOverError,
    relying_party,
)
from serve.factors.passkeys import Passkeys
from serve.factors.permissions import FactorAction
from serve.factors.requiring import RequiredFactors
from serve.factors.second_steps import SecondSteps
from serve.factors.service import OwnFactors
from serve.factors.work import FactorWork
from serve.platform.clock import Clock
from serve.platform.errors import ConflictError, NotFoundError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from tests.serve.authenticating import Authenticator
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import Team

PASSWORD = "correct horse battery staple"  # noqa: S105  # of people who live as long as a test
ADDRESS = "192.0.2.7"
PARTY = RelyingParty("shingan.example", "https://shingan.example")
OTHER_SITE = "https://shingan.example.evil.example"


@dataclass
class Someone:
    """A person with a password in an agency of their own, and what they do."""

    team: Team
    person: Person
    ahead: timedelta = timedelta()

    @property
    def actor(self) -> Actor:
        """They, signed in."""
        return self.team.parts[Accounts].actor_of(self.person, via="tests")

    @property
    def works(self) -> Works[FactorWork]:
        """Units of work under a clock that is so much ahead."""
        works = self.team.parts[Works].of(FactorWork)
        clock = self.team.parts.clock
        return replace(works, clock=Clock(lambda: clock.now() + self.ahead, self.ahead.total_seconds))

    @property
    def own(self) -> OwnFactors:
        """Their use cases."""
        return replace(self.team.parts[OwnFactors], work=self.works)

    @property
    def steps(self) -> SecondSteps:
        """Second steps of signing in."""
        sign_in = replace(self.team.parts[SignIn], work=self.works.of(AccountWork))
        return replace(self.team.parts[SecondSteps], work=self.works, sign_in=sign_in)

    @property
    def passkeys(self) -> Passkeys:
        """Passkeys."""
        return replace(self.team.parts[Passkeys], work=self.works, sign_in=self.steps.sign_in)

    @property
    def required(self) -> RequiredFactors:
        """What administrators do."""
        return replace(self.team.parts[RequiredFactors], work=self.works)

    def code(self, secret: str) -> str:
        """The code that their app shows."""
        return pyotp.TOTP(secret).at(self.team.parts.clock.now() + self.ahead)

    def with_codes(self) -> tuple[str, tuple[str, ...]]:
        """The secret of their app, and their recovery codes."""
        secret = self.own.begin_codes(self.actor).secret
        codes = self.own.confirm_codes(self.actor, self.code(secret))
        self.ahead += timedelta(seconds=31)
        return secret, codes

    def enter(self) -> SignedIn:
        """Sign in with the password."""
        return self.steps.sign_in.with_password(self.person.username, PASSWORD, ADDRESS)

    def half_way(self) -> str:
        """What the browser keeps after the password."""
        with pytest.raises(SecondStepNeededError) as needed:
            self.enter()
        return self.steps.begin(needed.value.person, "/cases")

    def finish(self, code: str, kept: str | None = None) -> SignedIn:
        """Sign in with password and code."""
        return self.steps.finish(kept or self.half_way(), code, ADDRESS)

    def add_passkey(self, device: Authenticator, name: str = "Phone") -> None:
        """Register a passkey."""
        ceremony = self.passkeys.begin_adding(self.actor, PARTY)
        self.passkeys.add(self.actor, PARTY, ceremony.kept, name, device.make(ceremony.options))

    def by_passkey(self, device: Authenticator) -> SignedIn:
        """Sign in with a passkey."""
        ceremony = self.passkeys.begin_sign_in(PARTY)
        return self.passkeys.finish_sign_in(PARTY, ceremony.kept, device.answer(ceremony.options), ADDRESS)

    def refused(self) -> list[dict[str, object]]:
        """What the log says of sign-ins of theirs that were refused."""
        found = [event for event in log_of(self.team) if event.action == AccountAction.SESSION_REFUSE]
        return [dict(details_of(event)) for event in found if event.subject == self.person.id]


@pytest.fixture
def someone(team: Team) -> Iterator[Someone]:
    accounts = team.parts[Accounts]
    agency = accounts.add_organisation(None, "agency", f"Agency {uuid4().hex[:8]}", "JP")
    person = accounts.add_person(
        None,
        organisation_id=agency.id,
        username=f"aiko-{uuid4().hex[:12]}",
        name="Aiko Tanaka",
        role=Role.OFFICER,
        password=PASSWORD,
    ).person
    yield Someone(team, person)
    assert faults(team) == []


def test_a_password_alone_is_enough_until_codes_are_confirmed(someone: Someone) -> None:
    secret = someone.own.begin_codes(someone.actor)
    assert f"secret={secret.secret}" in secret.address
    assert someone.own.pending_codes(someone.actor) == secret
    assert someone.enter().actor.person_id == someone.person.id
    with pytest.raises(FactorRejectedError, match="not the code"):
        someone.own.confirm_codes(someone.actor, "000000")
    assert len(someone.own.confirm_codes(someone.actor, someone.code(secret.secret))) == RECOVERY_CODES
    someone.half_way()
    with pytest.raises(ConflictError):
        someone.own.begin_codes(someone.actor)


def test_a_code_is_taken_once_and_none_before_it(someone: Someone) -> None:
    secret, _ = someone.with_codes()
    before, now = pyotp.TOTP(secret), someone.code(secret)
    earlier = before.at(someone.team.parts.clock.now() + someone.ahead - timedelta(seconds=30))
    assert someone.finish(f" {now[:3]} {now[3:]} ").actor.username == someone.person.username
    for used in (now, earlier):
        with pytest.raises(SignInRefusedError):
            someone.finish(used)
    someone.ahead += timedelta(seconds=31)
    assert someone.finish(someone.code(secret)).actor.must_set_up is False


def test_a_recovery_code_stands_in_once_and_new_ones_replace_all(someone: Someone) -> None:
    _, codes = someone.with_codes()
    assert someone.finish(codes[0].upper().replace("-", " ")).actor.person_id == someone.person.id
    with pytest.raises(SignInRefusedError):
        someone.finish(codes[0])
    assert someone.own.view(someone.actor).factors.left == RECOVERY_CODES - 1
    renewed = someone.own.renew_recovery(someone.actor)
    with pytest.raises(SignInRefusedError):
        someone.finish(codes[1])
    someone.finish(renewed[1])


def test_wrong_codes_are_counted_with_wrong_passwords_and_told_in_the_log(someone: Someone) -> None:
    secret, _ = someone.with_codes()
    kept = someone.half_way()
    for _ in range(FAILURES_ALLOWED - 1):  # the password's own attempt counts until the second step is taken
        with pytest.raises(SignInRefusedError):
            someone.finish("123456", kept)
    with pytest.raises(TooManySignInsError):
        someone.finish(someone.code(secret), kept)
    assert someone.refused() == (FAILURES_ALLOWED - 1) * [{"second_step": "code"}]
    assert not [event for event in log_of(someone.team) if "123456" in event.details]


def test_many_may_take_both_steps_from_one_address(someone: Someone) -> None:
    someone.with_codes()
    with pytest.raises(SecondStepNeededError):
        someone.steps.sign_in.with_password(someone.person.username, PASSWORD, "192.0.2.77")
    with someone.works.look(SYSTEM) as work:
        key = FROM_ADDRESS.key_for("192.0.2.77")
        assert FailedSignIns(work.credentials, work.now).get_moving_window(key, 100, 900)[1] == 0


def test_a_second_step_ends_with_time_a_new_password_and_another_key(someone: Someone) -> None:
    secret, _ = someone.with_codes()
    kept = someone.half_way()
    assert someone.steps.view(kept).wanted == "/cases"
    for other in (None, "", "x", kept[:-2], someone.passkeys.begin_sign_in(PARTY).kept):
        with pytest.raises(SecondStepOverError):
            someone.steps.view(other)
    someone.team.parts[Accounts].reset_password(None, someone.person.username)
    with pytest.raises(SecondStepOverError):
        someone.finish(someone.code(secret), kept)


def test_a_second_step_is_awaited_for_ten_minutes(someone: Someone) -> None:
    secret, _ = someone.with_codes()
    kept = someone.half_way()
    someone.ahead += timedelta(minutes=11)
    with pytest.raises(SecondStepOverError):
        someone.finish(someone.code(secret), kept)


def test_secrets_and_codes_are_not_in_the_database(someone: Someone) -> None:
    secret, codes = someone.with_codes()
    with someone.works.look(SYSTEM) as work:
        kept = repr(work.factors.of(someone.person.id))
    assert secret not in kept
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]
    assert not [event for event in log_of(someone.team) if secret in event.details]


def test_a_passkey_alone_signs_in_and_others_may_be_added_and_removed(someone: Someone) -> None:
    phone, desk = Authenticator(), Authenticator(count=4)
    someone.add_passkey(phone, " My  phone ")
    someone.add_passkey(desk, "Desk")
    assert someone.by_passkey(phone).actor.person_id == someone.person.id
    desk.count = 5
    assert someone.by_passkey(desk).actor.person_id == someone.person.id
    assert someone.enter().actor.person_id == someone.person.id  # a passkey that no one requires adds no step
    mine, other = someone.own.view(someone.actor).factors.passkeys
    assert (mine.name, other.name) == ("My phone", "Desk")
    assert other.sign_count == 5
    someone.own.remove_passkey(someone.actor, mine.id)
    with pytest.raises(SignInRefusedError):
        someone.by_passkey(phone)
    with pytest.raises(NotFoundError):
        someone.own.remove_passkey(someone.actor, mine.id)
    someone.by_passkey(replace(desk, count=6))


@pytest.mark.parametrize(
    "change",
    [{"origin": OTHER_SITE}, {"host": "evil.example"}, {"is_verifying": False}],
    ids=["origin", "host", "unverified"],
)
def test_another_sites_or_an_unverified_passkey_is_refused(someone: Someone, change: dict[str, Any]) -> None:
    device = Authenticator()
    wrong = replace(device, **change)
    with pytest.raises(FactorRejectedError):
        someone.add_passkey(wrong)
    someone.add_passkey(device)
    with pytest.raises(SignInRefusedError):
        someone.by_passkey(wrong)
    assert someone.refused() == [{"second_step": "passkey"}]


def test_a_copied_passkey_whose_count_falls_behind_is_refused(someone: Someone) -> None:
    device = Authenticator(count=7)
    someone.add_passkey(device)
    with pytest.raises(SignInRefusedError):
        someone.by_passkey(replace(device, count=7))
    someone.by_passkey(replace(device, count=8))


def test_an_answer_counts_once_and_for_five_minutes(someone: Someone) -> None:
    device = Authenticator()
    someone.add_passkey(device)
    ceremony = someone.passkeys.begin_sign_in(PARTY)
    answer = device.answer(ceremony.options)
    someone.passkeys.finish_sign_in(PARTY, ceremony.kept, answer, ADDRESS)
    later = someone.passkeys.begin_sign_in(PARTY)
    someone.ahead += timedelta(minutes=6)
    for kept, sent in ((ceremony.kept, answer), (None, answer), (later.kept, device.answer(later.options))):
        with pytest.raises(SignInRefusedError):
            someone.passkeys.finish_sign_in(PARTY, kept, sent, ADDRESS)


@pytest.mark.parametrize("broken", [{}, {"id": "x"}, {"id": 1, "response": []}, {"id": "é", "rawId": None}])
def test_what_is_no_answer_is_refused(someone: Someone, broken: dict[str, object]) -> None:
    ceremony = someone.passkeys.begin_sign_in(PARTY)
    with pytest.raises(SignInRefusedError):
        someone.passkeys.finish_sign_in(PARTY, ceremony.kept, broken, ADDRESS)
    adding = someone.passkeys.begin_adding(someone.actor, PARTY)
    with pytest.raises(FactorRejectedError):
        someone.passkeys.add(someone.actor, PARTY, adding.kept, "Phone", broken)


def test_a_ceremony_is_its_persons_own(someone: Someone, team: Team) -> None:
    ceremony = someone.passkeys.begin_adding(someone.actor, PARTY)
    device = Authenticator()
    with pytest.raises(FactorRejectedError, match="another browser"):
        someone.passkeys.add(team.officer.actor, PARTY, ceremony.kept, "Phone", device.make(ceremony.options))


def test_guessing_passkeys_from_an_address_is_slowed_down(someone: Someone) -> None:
    for _ in range(100):
        someone.steps.sign_in.begin_attempt(SignInAttempt(address="192.0.2.9"))
    ceremony = someone.passkeys.begin_sign_in(PARTY)
    with pytest.raises(TooManySignInsError):
        someone.passkeys.finish_sign_in(PARTY, ceremony.kept, {"id": "x"}, "192.0.2.9")


def today(someone: Someone) -> date:
    return (someone.team.parts.clock.now() + someone.ahead).date()


def test_who_is_required_to_have_one_sets_it_up_after_signing_in(someone: Someone) -> None:
    chief = someone.team.operator.actor
    tomorrow = today(someone) + timedelta(days=1)
    someone.required.require(chief, someone.person.organisation.id, tomorrow)
    assert not someone.enter().actor.must_set_up
    someone.ahead += timedelta(days=1)
    first = someone.enter()
    assert first.actor.must_set_up
    assert someone.steps.sign_in.by_session(first.secret).must_set_up
    someone.with_codes()
    again = someone.steps.sign_in.again(first.actor, first.secret)
    assert not again.actor.must_set_up
    with pytest.raises(NotSignedInError):
        someone.steps.sign_in.by_session(first.secret)
    with pytest.raises(FactorRejectedError, match="requires a second factor"):
        someone.own.remove_codes(someone.actor)
    someone.add_passkey(Authenticator())
    someone.own.remove_codes(someone.actor)
    someone.half_way()  # a password is not enough, and a passkey is
    someone.required.require(chief, someone.person.organisation.id, None)
    assert not someone.enter().actor.must_set_up


def test_tokens_and_the_provider_of_an_organisation_are_not_affected(someone: Someone) -> None:
    token = OwnAccount(someone.works.of(AccountWork)).add_token(someone.actor, "script").secret or ""
    someone.required.require(someone.team.operator.actor, someone.person.organisation.id, today(someone))
    assert not someone.steps.sign_in.by_token(token).must_set_up
    assert not someone.steps.sign_in.as_person(someone.person, SignInAttempt()).actor.must_set_up


def test_an_administrator_takes_a_persons_factors_away(someone: Someone, team: Team) -> None:
    someone.with_codes()
    device = Authenticator()
    someone.add_passkey(device)
    session = someone.by_passkey(device).secret
    found = someone.required.of_person(team.operator.actor, someone.person.username)
    assert (len(found.factors.passkeys), found.factors.codes is not None, found.factors.left) == (1, True, 10)
    with pytest.raises((NotFoundError, NotPermittedError)):
        someone.required.reset(team.officer.actor, someone.person.username)
    someone.required.reset(team.operator.actor, someone.person.username)
    assert not someone.own.view(someone.actor).factors.are_any
    with pytest.raises(NotSignedInError):
        someone.steps.sign_in.by_session(session)
    assert not someone.enter().actor.must_set_up
    with pytest.raises(ConflictError):
        someone.own.renew_recovery(someone.actor)
    (event,) = [
        each for each in log_of(team) if each.action == FactorAction.RESET and each.subject == someone.person.id
    ]
    assert event.actor == team.operator.actor.person_id


def test_an_administrator_sees_how_far_people_are(someone: Someone) -> None:
    chief, agency = someone.team.operator.actor, someone.person.organisation.id
    assert someone.required.view(chief, agency)[2:] == (1, 0)
    someone.with_codes()
    assert someone.required.view(chief, agency)[2:] == (1, 1)
    with pytest.raises(NotPermittedError):
        someone.required.view(someone.actor, someone.team.organisation("second").id)


@pytest.mark.parametrize(
    ("address", "party"),
    [
        ("https://shingan.example", ("shingan.example", "https://shingan.example")),
        ("https://shingan.example:8443/", ("shingan.example", "https://shingan.example:8443")),
        ("http://localhost:8000/", ("localhost", "http://localhost:8000")),
        ("http://shingan.example", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]", None),
        ("http://127.0.0.1:8000", None),
    ],
)
def test_passkeys_belong_to_a_safe_address_with_a_name(address: str, party: tuple[str, str] | None) -> None:
    assert relying_party(address) == (RelyingParty(*party) if party else None)
