"""Sends what is to be sent: who is to be told is found first, then every message that is due goes out.

A message is a row before it is sent, and the row goes when the mail server has taken it. So a message is lost by no
kill; one that was sent just before a kill is sent again with the same id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import anyio
import anyio.to_thread
import structlog

from serve.accounts.domain import Actor, Person, digest_of, new_secret
from serve.accounts.languages import OrganisationLanguages
from serve.accounts.service import Accounts
from serve.notices.domain import BETWEEN_NOTICES, Notice, NoticeAddress, NoticeKind
from serve.notices.letters import Letter
from serve.notices.mail import AddressRefusedError, Connection, Mail, MailError, MessageDelayedError
from serve.notices.messages import Words, of_waiting, to_confirm
from serve.notices.permissions import NoticeAction
from serve.notices.work import NoticeWork
from serve.platform.errors import ClockError, StorageError
from serve.platform.languages import language_for
from serve.platform.tenancy import the_service
from serve.platform.translations import Language
from serve.platform.waiting import ALL_OF_IT, Waiting
from serve.platform.work import Works

log = structlog.get_logger(__name__)
ITSELF = the_service("notices")
AT_ONCE = 200  # people who are looked at in one run; of 3,000, each every four minutes
SETTINGS, CONFIRM = "/account/notices", "/account/notices/confirm"


@dataclass
class LookingTurn:
    """After whose id people are looked at next; empty to begin again."""

    after: str = ""


@dataclass(frozen=True)
class NoticeSender:
    """Finds whom to tell, and sends. It blocks, except `keep_sending`.

    Attributes:
        base: the service's address for browsers, without a slash at its end.
        letters: what later subjects write, by the kind of the message.
        turn: whose turn it is to be looked at.
    """

    work: Works[NoticeWork]
    waiting: Waiting
    accounts: Accounts
    languages: OrganisationLanguages
    mail: Mail
    base: str
    letters: Mapping[NoticeKind, Letter] = field(default_factory=dict)
    turn: LookingTurn = field(default_factory=LookingTurn)

    async def keep_sending(self, seconds: float) -> None:
        """Look for what is to be sent, and send it, again and again until cancelled."""
        while True:
            await anyio.to_thread.run_sync(self.run)
            await anyio.sleep(seconds)

    def run(self) -> None:
        """Send what is due, find whom to tell, and send that; what fails is tried again later."""
        try:
            self.send()  # a link for a new password does not wait until everyone was looked at
            self.find()
            self.send()
        except (StorageError, ClockError) as fault:
            log.warning("no_notices_sent", error=str(fault))

    def find(self) -> None:
        """Write a message to people for whom something waits that they were not told of: to the next ones in turn."""
        with self.work.look(ITSELF) as work:
            due = work.addresses.told_before(work.now - BETWEEN_NOTICES, self.turn.after, AT_ONCE)
            people = work.people.with_ids([each.person_id for each in due])
        self.turn.after = due[-1].person_id if len(due) == AT_ONCE else ""
        for each in due:
            self._note(each, self._waiting_for(self._actor(people[each.person_id])))

    def _note(self, address: NoticeAddress, found: frozenset[str]) -> None:
        """Write a message if something new waits. What no longer does is forgotten: it may come again."""
        if found == address.told:
            return
        with self.work.begin(ITSELF) as work:
            now = work.addresses.of(address.person_id, for_change=True)
            if now is None or not now.is_due(work.now):
                return
            work.addresses.keep(replace(now, told=now.told & found))
            if found - now.told:
                person = address.person_id, address.organisation_id
                work.notices.keep(Notice(work.id("v"), *person, NoticeKind.WAITING, work.now, work.now))

    def send(self) -> int:
        """Send every message that is due, over one connection; returns how many were sent."""
        if (first := self._take()) is None:
            return 0
        try:
            with self.mail.connected() as connection:
                return self._send_all(connection, first)
        except MailError as fault:  # the message is tried again after its pause, and the others with it
            log.warning("notices_not_sent", error=str(fault))
            return 0

    def _send_all(self, connection: Connection, first: Notice) -> int:
        sent, notice = 0, first
        while True:
            try:
                sent += self._sent(connection, notice)
            except MessageDelayedError as fault:  # it is tried again after its pause
                log.warning("notice_delayed", person=notice.person_id, error=str(fault))
            if (following := self._take()) is None:
                return sent
            notice = following

    def _take(self) -> Notice | None:
        """A message that is due. It is not taken again before its pause has passed, by this process or another one."""
        with self.work.begin(ITSELF) as work:
            while (notice := work.notices.due(work.now)) is not None:
                if not notice.is_over(work.now):
                    work.notices.change(notice.tried(work.now))
                    return notice
                work.notices.delete(notice.id)
        return None

    def _sent(self, connection: Connection, notice: Notice) -> bool:
        """Send one message, unless there is nothing to say by now; whether it was sent."""
        with self.work.look(ITSELF) as work:
            person, address = work.people.get(notice.person_id), work.addresses.of(notice.person_id)
            now = work.now
        if address is None or person.disabled_at is not None:
            self._end(notice, None)
            return False
        if notice.kind is NoticeKind.CONFIRMATION:
            return self._confirmation(connection, notice, address, person)
        if (letter := self.letters.get(notice.kind)) is not None:
            return self._letter(connection, notice, address, person, letter)
        found = self._waiting_for(self._actor(person))
        if not (found and address.is_told):
            self._end(notice, None)
            return False
        words = of_waiting(len(found), f"{self.base}{ALL_OF_IT}", f"{self.base}{SETTINGS}")
        return self._deliver(connection, notice, replace(address, told=found, told_at=now), person, words)

    def _confirmation(self, connection: Connection, notice: Notice, address: NoticeAddress, person: Person) -> bool:
        """Send the link with which an address is confirmed. Its secret is made here, and only its digest is kept."""
        secret = new_secret()
        with self.work.begin(ITSELF) as work:
            kept = work.addresses.of(person.id, for_change=True)
            if kept is None or kept.address != address.address or kept.confirmed_at is not None:
                work.notices.delete(notice.id)
                return False
            kept = replace(kept, token_sha256=digest_of(secret))
            work.addresses.keep(kept)
        return self._deliver(connection, notice, kept, person, to_confirm(f"{self.base}{CONFIRM}?token={secret}"))

    def _letter(
        self, connection: Connection, notice: Notice, address: NoticeAddress, person: Person, letter: Letter
    ) -> bool:
        """Send what a later subject writes, to an address that is known to be the person's."""
        with self.work.begin(ITSELF) as work:
            now = work.people.get(person.id, for_change=True)
            kept = work.addresses.of(person.id, for_change=True)
            is_theirs = kept is not None and kept.is_reached and kept.address == address.address
            words = letter.write(work, now, self.base) if is_theirs else None
        if words is None:
            self._end(notice, None)
            return False
        return self._deliver(connection, notice, address, person, words)

    def _deliver(
        self, connection: Connection, notice: Notice, address: NoticeAddress, person: Person, words: Words
    ) -> bool:
        """Send a message and note that it was; of an address that is refused for good, note that."""
        try:
            connection.send(address.address, notice.id, words, self._language(person), notice.made_at)
        except AddressRefusedError as fault:
            log.warning("notice_refused", person=person.id, error=str(fault))
            self._end(notice, replace(address, is_refused=True), NoticeAction.REFUSE)
            return False
        self._end(notice, address, NoticeAction.SEND)
        return True

    def _end(self, notice: Notice, address: NoticeAddress | None, action: NoticeAction | None = None) -> None:
        """Remove a message, and keep what is known now of its address unless the person has changed it meanwhile."""
        with self.work.begin(ITSELF) as work:
            work.notices.delete(notice.id)
            kept = work.addresses.of(notice.person_id, for_change=True)
            if address is not None and kept is not None and kept.address == address.address:
                told, told_at, is_refused = address.told, address.told_at, address.is_refused
                work.addresses.keep(replace(kept, told=told, told_at=told_at, is_refused=is_refused))
            if action is not None:
                work.record(action, notice.person_id, kind=notice.kind.value)

    def _waiting_for(self, actor: Actor) -> frozenset[str]:
        return self.waiting.ids(actor)

    def _actor(self, person: Person) -> Actor:
        return self.accounts.actor_of(person, via="notices")

    def _language(self, person: Person) -> Language:
        """The language that the person chose, otherwise that of their organisation."""
        chosen = person.preferences.language or self.languages.of(person.organisation.id)
        return language_for((chosen,))
