"""A new password by e-mail: for people with an address that is theirs, once, for half an hour, told to no one else."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from serve.accounts.domain import AccountError, NotSignedInError, Person, SignInRefusedError, TooManySignInsError
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from serve.audit.domain import ANONYMOUS
from serve.notices.service import OwnNotices
from serve.platform.settings import SmtpSecurity
from serve.resets.domain import OF_USERNAME_ALLOWED, ResetRefusedError
from serve.resets.permissions import ResetAction
from serve.resets.service import PasswordResets
from tests.serve.mailing import HOST, Mailbox, mail_server
from tests.serve.record import faults, log_of
from tests.serve.rules.desk import Team
from tests.serve.rules.test_notices import Hours, Post
from tests.serve.running import quiet
from tests.storage import Build

PASSWORD, ANOTHER = "correct horse battery staple", "eleven slow ferries"
TO, FROM = "aiko@customs.example", "192.0.2.7"


@pytest.fixture
def post(tmp_path: Path, tiny_release: Path, build_on: Build) -> Iterator[Post]:
    quiet()
    hours, mailbox = Hours(), Mailbox()
    with ExitStack() as stack:
        stack.enter_context(mail_server(mailbox))
        made = build_on(
            hours.clock(),
            data_dir=tmp_path / "data",
            release=tiny_release,
            public_url="https://shingan.example",
            smtp_host=HOST,
            smtp_port=mailbox.port,
            smtp_security=SmtpSecurity.NONE,
            smtp_from="shingan@customs.example",
        )
        made.open()
        yield Post(Team(made), mailbox, hours, stack)
        build_on.end(made)  # type: ignore[attr-defined]


def person_of(post: Post, username: str = "aiko", *, by_openid: bool = False) -> Person:
    """A person with a password, whose address is confirmed."""
    parts = post.team.parts
    person = (
        parts[Accounts]
        .add_person(
            None,
            organisation_id=post.team.organisation("first").id,
            username=username,
            name="Aiko Tanaka",
            role=Role.OFFICER,
            password=None if by_openid else PASSWORD,
            by_openid=by_openid,
        )
        .person
    )
    actor = parts[Accounts].actor_of(person, via="tests")
    parts[OwnNotices].choose(actor, TO, is_on=True, password="" if by_openid else PASSWORD)
    assert post.run() == 1
    parts[OwnNotices].confirm(actor, post.token())
    parts[OwnNotices].choose(actor, TO, is_on=False)  # who wants no notices still gets the link
    return person


def resets(post: Post) -> PasswordResets:
    return post.team.parts[PasswordResets]


def link_of(post: Post, username: str = "aiko") -> str:
    """The secret in the link that is sent."""
    resets(post).ask(username, FROM)
    assert post.run() == 1
    (secret,) = re.findall(r"https://shingan.example/sign-in/reset\?token=(\S+)", post.text())
    return str(secret)


def test_the_link_gives_a_new_password_once_and_ends_sessions(post: Post) -> None:
    person = person_of(post)
    sign_in = post.team.parts[SignIn]
    session = sign_in.with_password("aiko", PASSWORD, FROM).secret
    secret = link_of(post, " AIKO ")
    resets(post).check(secret)
    with pytest.raises(AccountError, match="12 to 200"):
        resets(post).choose(secret, "short")
    resets(post).choose(secret, ANOTHER)
    with pytest.raises(NotSignedInError):
        sign_in.by_session(session)
    with pytest.raises(SignInRefusedError):
        sign_in.with_password("aiko", PASSWORD, FROM)
    assert not sign_in.with_password("aiko", ANOTHER, FROM).actor.must_change
    for use in (resets(post).check, lambda used: resets(post).choose(used, PASSWORD)):
        with pytest.raises(ResetRefusedError):
            use(secret)
    assert post.run() == 1
    assert post.mailbox.messages[-1]["Subject"] == "Your password for Shingan was changed"
    events = [event for event in log_of(post.team) if event.subject == person.id]
    assert {ResetAction.ASK, ResetAction.USE} <= {event.action for event in events}
    assert not [event for event in log_of(post.team) if secret in event.details or TO in event.details]
    assert faults(post.team) == []


def test_a_lock_out_ends_with_the_new_password(post: Post) -> None:
    person_of(post)
    sign_in = post.team.parts[SignIn]
    for _ in range(10):
        with pytest.raises(SignInRefusedError):
            sign_in.with_password("aiko", "wrong wrong wrong", FROM)
    with pytest.raises(TooManySignInsError):
        sign_in.with_password("aiko", PASSWORD, FROM)
    resets(post).choose(link_of(post), ANOTHER)
    assert sign_in.with_password("aiko", ANOTHER, FROM).actor.username == "aiko"


def test_a_link_holds_for_half_an_hour_and_until_the_next_one(post: Post) -> None:
    person_of(post)
    first = link_of(post)
    second = link_of(post)
    with pytest.raises(ResetRefusedError):
        resets(post).check(first)
    post.hours.pass_by(minutes=29)
    resets(post).check(second)
    post.hours.pass_by(minutes=2)
    with pytest.raises(ResetRefusedError):
        resets(post).choose(second, ANOTHER)


def test_a_link_of_who_was_disabled_meanwhile_does_nothing(post: Post) -> None:
    person_of(post)
    secret = link_of(post)
    post.team.parts[Accounts].set_disabled(None, "aiko", disabled=True)
    with pytest.raises(ResetRefusedError):
        resets(post).choose(secret, ANOTHER)
    resets(post).ask("aiko", FROM)
    assert post.run() == 0


def changed(post: Post, person: Person, how: str) -> None:
    """Do what ends links."""
    parts, actor = post.team.parts, post.team.parts[Accounts].actor_of(person, via="tests")
    notices = parts[OwnNotices]
    ways: dict[str, Callable[[], object]] = {
        "password": lambda: parts[OwnAccount].change_password(actor, PASSWORD, ANOTHER),
        "administrator": lambda: parts[Accounts].reset_password(None, "aiko"),
        "address": lambda: notices.choose(actor, "b@customs.example", is_on=True, password=PASSWORD),
        "no address": lambda: notices.choose(actor, None, is_on=False),
        "disabled": lambda: [parts[Accounts].set_disabled(None, "aiko", disabled=each) for each in (True, False)],
    }
    ways[how]()


@pytest.mark.parametrize("how", ["password", "administrator", "address", "no address", "disabled"])
def test_a_link_ends_with_what_it_was_sent_for(post: Post, how: str) -> None:
    person = person_of(post)
    secret = link_of(post)
    resets(post).check(secret)
    post.hours.pass_by(minutes=6)
    resets(post).ask("aiko", FROM)
    changed(post, person, how)
    for use in (resets(post).check, lambda used: resets(post).choose(used, "twelve slow ferries")):
        with pytest.raises(ResetRefusedError):
            use(secret)
    post.run()  # of an address that is to be confirmed
    assert "/sign-in/reset" not in post.text() or secret in post.text()


def test_no_one_is_written_to_without_a_password_or_a_confirmed_address(post: Post) -> None:
    person_of(post, "by-openid", by_openid=True)
    unconfirmed = (
        post.team.parts[Accounts]
        .add_person(
            None,
            organisation_id=post.team.organisation("first").id,
            username="kei",
            name="Kei",
            role=Role.OFFICER,
            password=PASSWORD,
        )
        .person
    )
    actor = post.team.parts[Accounts].actor_of(unconfirmed, "tests")
    post.team.parts[OwnNotices].choose(actor, TO, is_on=True, password=PASSWORD)
    assert post.run() == 1
    for username in ("by-openid", "kei", "no-such-person"):
        resets(post).ask(username, FROM)
    assert post.run() == 0
    assert [event.subject for event in log_of(post.team) if event.action == ResetAction.ASK] == 3 * [ANONYMOUS]


@pytest.mark.parametrize("username", ["aiko", "no-such-person"])
def test_asking_too_often_is_refused_alike(post: Post, username: str) -> None:
    person_of(post)
    for _ in range(OF_USERNAME_ALLOWED):
        resets(post).ask(username, FROM)
    with pytest.raises(TooManySignInsError, match=r"too often for this username\. Wait 15 minutes"):
        resets(post).ask(username, FROM)
    post.hours.pass_by(minutes=16)
    resets(post).ask(username, FROM)


def test_one_address_may_not_ask_for_everyone(post: Post) -> None:
    for number in range(20):
        resets(post).ask(f"person-{number}", FROM)
    with pytest.raises(TooManySignInsError, match="from this address"):
        resets(post).ask("another", FROM)
    resets(post).ask("another", "192.0.2.8")
