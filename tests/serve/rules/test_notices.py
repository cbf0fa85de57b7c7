"""Notices by e-mail: to a confirmed address alone, at most one an hour, without a word of what waits."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from quopri import decodestring

import pytest

from serve.accounts.domain import Preferences
from serve.accounts.own import OwnAccount
from serve.accounts.service import Accounts
from serve.cases.domain import ItemFinding
from serve.notices.domain import NoticeRejectedError, NoticesOffError, checked_address
from serve.notices.mail import Mail, MailError, message_for
from serve.notices.messages import TEST, Words, of_waiting, to_confirm
from serve.notices.sending import ITSELF, NoticeSender
from serve.notices.service import OwnNotices
from serve.notices.work import NoticeWork
from serve.opinions.service import Opinions
from serve.platform.clock import Clock
from serve.platform.languages import language_for
from serve.platform.settings import Settings, SmtpSecurity
from serve.platform.terminal import MARKS
from serve.platform.translations import ENGLISH, Language, tags
from serve.platform.work import Works
from tests.serve.mailing import HOST, PASSWORD, USER, Mailbox, certified, mail_server
from tests.serve.record import log_of
from tests.serve.rules.desk import Desk, Stopped, Team
from tests.serve.running import quiet
from tests.storage import Build

TO = "senior@customs.example"


@dataclass
class Hours:
    """A clock that tests put forward."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    passed: float = 0.0

    def clock(self) -> Clock:
        """The clock."""
        return Clock(lambda: self.now + timedelta(seconds=self.passed), lambda: self.passed)

    def pass_by(self, **time: float) -> None:
        """Let time pass."""
        self.passed += timedelta(**time).total_seconds()


@dataclass(frozen=True)
class Post:
    """A service that sends, its mail server, and its people."""

    team: Team
    mailbox: Mailbox
    hours: Hours
    stack: ExitStack

    @property
    def notices(self) -> OwnNotices:
        """The use cases of a person."""
        return self.team.parts[OwnNotices]

    def run(self) -> int:
        """Find whom to tell, and send; how many messages arrived."""
        before = len(self.mailbox.messages)
        self.team.parts[NoticeSender].run()
        return len(self.mailbox.messages) - before

    def text(self) -> str:
        """The latest message."""
        return str(self.mailbox.messages[-1].get_content())

    def confirm(self, desk: Desk, to: str = TO) -> None:
        """Set an address, and follow the link that arrives there."""
        self.notices.choose(desk.actor, to, is_on=True)
        assert self.run() == 1
        self.notices.confirm(desk.actor, self.token())

    def token(self) -> str:
        """The secret in the link that arrived last."""
        token: str
        (token,) = re.findall(r"/account/notices/confirm\?token=(\S+)", self.text())
        return token

    def waiting(self) -> int:
        """How many messages are to be sent."""
        with self.team.parts[Works].of(NoticeWork).look(ITSELF) as work:
            return len(work.notices.all())

    def stop_server(self) -> None:
        """Stop the mail server."""
        self.stack.close()

    def start_server(self) -> None:
        """Start it again."""
        self.stack.enter_context(mail_server(self.mailbox, port=self.mailbox.port))


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


def ask(post: Post, one: Stopped | None = None) -> Stopped:
    """Ask the senior officer for an opinion."""
    one = one or post.team.officer.stop(place="Hall 3")
    post.team.officer.ask(one.case, one.item, post.team.senior, "Do you know this seal?")
    return one


def test_an_address_is_told_nothing_before_its_link_is_followed(post: Post) -> None:
    senior, notices = post.team.senior, post.notices
    ask(post)
    notices.choose(senior.actor, TO, is_on=True)
    assert post.run() == 1
    (message,) = post.mailbox.messages
    assert (message["To"], message["From"]) == (TO, "shingan@customs.example")
    assert message["Auto-Submitted"] == "auto-generated"
    assert post.run() == 0
    for desk, token in ((senior, "another"), (post.team.colleague, post.token())):
        with pytest.raises(NoticeRejectedError):
            notices.confirm(desk.actor, token)
    notices.confirm(senior.actor, post.token())
    with pytest.raises(NoticeRejectedError):
        notices.confirm(senior.actor, post.token())  # a link works once
    assert post.run() == 1
    assert post.mailbox.messages[-1]["Subject"] == "Shingan: 1 thing waits for you"
    assert "https://shingan.example/work" in post.text()


def test_a_link_that_is_too_old_or_of_an_earlier_message_confirms_nothing(post: Post) -> None:
    senior, notices = post.team.senior, post.notices
    notices.choose(senior.actor, TO, is_on=True)
    post.run()
    first = post.token()
    with pytest.raises(NoticeRejectedError, match="a moment ago"):
        notices.ask_again(senior.actor)
    post.hours.pass_by(minutes=6)
    notices.ask_again(senior.actor)
    assert post.run() == 1
    with pytest.raises(NoticeRejectedError):
        notices.confirm(senior.actor, first)
    post.hours.pass_by(hours=25)
    with pytest.raises(NoticeRejectedError):
        notices.confirm(senior.actor, post.token())


def test_there_is_at_most_one_message_an_hour_and_none_of_what_was_told(post: Post) -> None:
    post.confirm(post.team.senior)
    one = ask(post)
    assert post.run() == 1
    ask(post, one)
    assert post.run() == 0
    post.hours.pass_by(minutes=59)
    assert post.run() == 0
    post.hours.pass_by(minutes=2)
    assert post.run() == 1
    assert post.mailbox.messages[-1]["Subject"] == "Shingan: 2 things wait for you"
    post.hours.pass_by(hours=20)
    assert post.run() == 0
    assert post.waiting() == 0


def test_a_message_has_no_word_of_what_waits(post: Post) -> None:
    post.confirm(post.team.senior)
    one = ask(post)
    post.run()
    whole = post.mailbox.messages[-1].as_string() + post.text()
    case = post.team.officer.view(one.case).case
    for secret in (case.number, one.case, one.item, "Hall 3", "seal", "box", "acme", post.team.officer.actor.name):
        assert secret not in whole


def test_a_message_is_in_the_persons_language(post: Post) -> None:
    post.team.parts[OwnAccount].prefer(post.team.senior.actor, Preferences("ja", None))
    post.confirm(post.team.senior)
    ask(post)
    assert post.run() == 1
    assert [each["Content-Language"] for each in post.mailbox.messages] == ["ja", "ja"]


def test_one_who_turned_it_off_removed_the_address_or_may_not_sign_in_gets_nothing(post: Post) -> None:
    senior, notices = post.team.senior, post.notices
    post.confirm(senior)
    notices.choose(senior.actor, TO, is_on=False)
    ask(post)
    assert post.run() == 0
    notices.choose(senior.actor, TO, is_on=True)
    post.team.parts[NoticeSender].find()
    assert post.waiting() == 1
    notices.choose(senior.actor, None, is_on=True)
    assert (post.run(), post.waiting(), notices.view(senior.actor)) == (0, 0, None)
    post.hours.pass_by(minutes=6)
    post.confirm(senior)
    post.team.parts[Accounts].set_disabled(None, senior.actor.username, disabled=True)
    assert post.run() == 0


def test_nothing_is_sent_of_what_was_done_before_the_server_took_it(post: Post) -> None:
    post.confirm(post.team.senior)
    one = post.team.officer.stop()
    opinion = post.team.officer.ask(one.case, one.item, post.team.senior, "?")
    post.team.parts[NoticeSender].find()
    assert post.waiting() == 1
    post.team.parts[Opinions].answer(post.team.senior.actor, opinion.id, ItemFinding.GENUINE, "Seen.")
    assert (post.run(), post.waiting()) == (0, 0)


def test_an_address_that_the_server_refuses_gets_nothing_more(post: Post) -> None:
    post.confirm(post.team.senior)
    post.mailbox.refused[TO] = "550 No such mailbox"
    one = ask(post)
    assert (post.run(), post.waiting()) == (0, 0)
    address = post.notices.view(post.team.senior.actor)
    assert address is not None
    assert address.is_refused
    post.mailbox.refused.clear()
    post.hours.pass_by(hours=2)
    ask(post, one)
    assert post.run() == 0
    actions = [event.action for event in log_of(post.team) if event.action.startswith("notice:")]
    assert actions == ["notice:change", "notice:send", "notice:confirm", "notice:refuse"]
    assert all(TO not in str(event) for event in log_of(post.team))


def test_what_is_refused_for_now_is_tried_again(post: Post) -> None:
    post.confirm(post.team.senior)
    post.mailbox.refused[TO] = "450 Mailbox busy"
    ask(post)
    assert (post.run(), post.waiting()) == (0, 1)
    post.mailbox.refused.clear()
    assert post.run() == 0
    post.hours.pass_by(minutes=2)
    assert (post.run(), post.waiting()) == (1, 0)


def test_one_mailbox_that_is_busy_delays_no_other_person(post: Post) -> None:
    post.confirm(post.team.senior)
    post.mailbox.refused[TO] = "450 Greylisted"
    ask(post)
    post.notices.choose(
        post.team.colleague.actor, "colleague@customs.example", is_on=True
    )  # its message is the later one
    assert (post.run(), post.mailbox.messages[-1]["To"], post.waiting()) == (1, "colleague@customs.example", 1)


def test_people_are_looked_at_in_turn_so_that_thousands_delay_no_link(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    senior, colleague = post.team.senior, post.team.colleague
    post.confirm(senior)
    post.confirm(colleague, "colleague@customs.example")
    one = ask(post)
    post.team.officer.ask(one.case, one.item, colleague, "And you?")
    monkeypatch.setattr("serve.notices.sending.AT_ONCE", 1)
    assert [post.run() for _ in range(4)].count(1) == 2
    told = {each["To"] for each in post.mailbox.messages[-2:]}
    assert told == {TO, "colleague@customs.example"}


def test_a_server_that_is_down_gets_each_message_once_when_it_is_back(post: Post) -> None:
    post.confirm(post.team.senior)
    post.stop_server()
    ask(post)
    for minutes in (0, 2, 3, 5):
        post.hours.pass_by(minutes=minutes)
        assert post.run() == 0
    assert post.waiting() == 1
    post.start_server()
    post.hours.pass_by(minutes=61)
    assert post.run() == 1
    assert post.run() == 0
    assert post.waiting() == 0


def test_a_message_that_no_server_takes_is_given_up_after_days(post: Post) -> None:
    post.confirm(post.team.senior)
    post.stop_server()
    ask(post)
    assert post.run() == 0
    post.hours.pass_by(days=4)
    post.team.parts[NoticeSender].send()
    assert post.waiting() == 0
    post.start_server()
    assert post.run() == 1  # it still waits, so the person is told


@pytest.mark.parametrize(
    "written", ["", "no address", "a@b@c.example", "a@-b.example", "a@b.example\nBcc: c@d.example", "ö@b.example"]
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(NoticeRejectedError):
        checked_address(written)


def test_without_a_mail_server_no_address_is_taken(team: Team) -> None:
    with pytest.raises(NoticesOffError):
        team.parts[OwnNotices].choose(team.senior.actor, TO, is_on=True)


def sending(
    folder: Path, port: int, security: SmtpSecurity, certificate: Path | None, password: str
) -> Callable[[], None]:
    """Sends a test message as this user."""
    file = folder / "password"
    file.write_text(f"{password}\n")
    settings = Settings(
        public_url="https://shingan.example",
        smtp_host=HOST,
        smtp_port=port,
        smtp_security=security,
        smtp_user=USER,
        smtp_password_file=file,
        smtp_from="shingan@customs.example",
        smtp_ca_file=certificate,
    )

    def send() -> None:
        with Mail(settings).connected() as connection:
            connection.send(TO, "v-1", TEST, ENGLISH, datetime.now(UTC))

    return send


@pytest.mark.parametrize("security", [SmtpSecurity.STARTTLS, SmtpSecurity.TLS])
def test_a_server_with_tls_and_a_password_takes_messages(tmp_path: Path, security: SmtpSecurity) -> None:
    certificate = certified(tmp_path)
    with mail_server(Mailbox(), security, certificate) as mailbox:
        sending(tmp_path, mailbox.port, security, certificate, PASSWORD)()
        assert (len(mailbox.messages), mailbox.signed_in) == (1, 1)
        assert mailbox.messages[0]["Message-ID"] == "<v-1@customs.example>"
        with pytest.raises(MailError, match="535"):
            sending(tmp_path, mailbox.port, security, certificate, "wrong")()
        with pytest.raises(MailError, match=r"certificate|CERTIFICATE"):
            sending(tmp_path, mailbox.port, security, None, PASSWORD)()
        assert (len(mailbox.messages), mailbox.signed_in) == (1, 1)


def test_a_password_is_never_sent_without_encryption(tmp_path: Path) -> None:
    with mail_server(Mailbox()) as mailbox:
        with pytest.raises(MailError, match="STARTTLS"):
            sending(tmp_path, mailbox.port, SmtpSecurity.STARTTLS, None, PASSWORD)()
        with pytest.raises(ValueError, match="SHINGAN_SMTP_SECURITY"):
            sending(tmp_path, mailbox.port, SmtpSecurity.NONE, None, PASSWORD)
        assert (mailbox.messages, mailbox.signed_in) == ([], 0)


@pytest.mark.parametrize("tag", tags())
def test_a_subject_arrives_whole_in_every_language(tag: str) -> None:
    language = language_for((tag,))
    every = [to_confirm("x"), TEST, *(of_waiting(count, "x", "y") for count in (1, 2, 3, 5, 21, 999))]
    for words in every:
        lines = subject_lines(words, language)
        assert all(len(line) <= 78 for line in lines)
        assert read("".join(lines)) == language.say(words.subject).translate(MARKS)


def subject_lines(words: Words, language: Language) -> list[str]:
    """The subject of a message on the wire."""
    sent = bytes(message_for("shingan@customs.example", TO, "1", words, language, datetime.now(UTC)))
    head = sent.partition(b"\r\n\r\n")[0].decode("ascii")
    found = re.search(r"^Subject: [^\r]*(?:\r\n [^\r]*)*", head, re.MULTILINE)
    assert found is not None
    return found[0].split("\r\n")


def read(line: str) -> str:
    """A header as a mail program reads it (RFC 2047): between two encoded words a space is no part of the text."""
    joined = re.sub(r"\?=\s+=\?", "?==?", line.removeprefix("Subject: "))
    return re.sub(r"=\?utf-8\?([bq])\?(.*?)\?=", decoded, joined, flags=re.IGNORECASE)


def decoded(word: re.Match[str]) -> str:
    """One encoded word."""
    kind, text = word.groups()
    return (b64decode(text) if kind.lower() == "b" else decodestring(text.encode(), header=True)).decode("utf-8")
