"""A person's own address for notices: set, confirmed, turned off, removed."""

from dataclasses import dataclass, replace

from model.messages import message
from serve.accounts.device_keys import IN_BROWSERS
from serve.accounts.domain import Actor, NotPermittedError, PasswordRefusedError, digest_of
from serve.accounts.own import WRONG, OwnAccount
from serve.accounts.recording import on_behalf_of
from serve.notices.domain import (
    CONFIRM_WITHIN,
    Notice,
    NoticeAddress,
    NoticeKind,
    NoticeRejectedError,
    NoticesOffError,
    check_pause,
    checked_address,
)
from serve.notices.permissions import NoticeAction
from serve.notices.work import NoticeWork
from serve.platform.work import Works

OFF = message("The operator of this service has set no mail server, so no notices are sent by e-mail.")
NOT_THE_LINK = message(
    "This link is not valid any more, or it is another person's. Sign in as the person who set the address, or have a "
    "new message sent."
)


@dataclass(frozen=True)
class OwnNotices:
    """The use cases. All of them block.

    Attributes:
        own: proves that it is the actor who sets another address.
        is_offered: whether the operator has set a mail server.
    """

    work: Works[NoticeWork]
    own: OwnAccount
    is_offered: bool

    def view(self, actor: Actor) -> NoticeAddress | None:
        """The actor's address; None without one."""
        with self.work.look(actor) as work:
            return work.addresses.of(actor.person_id)

    def choose(self, actor: Actor, address: str | None, *, is_on: bool, password: str = "") -> NoticeAddress | None:
        """Set the actor's address, or remove it, and whether they want to be told.

        A new address gets a message with a link first. The same address, confirmed, stays so.

        Args:
            password: the actor's own, for another address: links for new passwords go there.

        Raises:
            NoticeRejectedError: it is no address, or a message to confirm one was sent a moment ago.
            NoticesOffError: the operator has set no mail server.
            NotPermittedError: it is another address, and a token calls.
            PasswordRefusedError: it is another address, and the password is wrong.
            TooManySignInsError: too many wrong passwords were tried recently, here or at sign-in.
        """
        if address is None:
            self._remove(actor)
            return None
        checked = checked_address(address)
        self._must_be_offered()
        is_proved = self._prove_if_another(actor, checked, password)
        with self.work.begin(on_behalf_of(actor)) as work:
            before = work.addresses.of(actor.person_id, for_change=True)
            if before is not None and _is_same(before, checked):
                after = replace(before, is_on=is_on)
            else:
                if not is_proved:
                    raise PasswordRefusedError(WRONG)
                check_pause(before, work.now)
                after = NoticeAddress(actor.person_id, actor.organisation_id, checked, work.now, is_on)
                _end_messages(work, actor)
                _ask(work, actor)
            work.addresses.keep(after)
            work.record(NoticeAction.CHANGE, actor.person_id, on=is_on, confirmed=after.confirmed_at is not None)
            return after

    def _prove_if_another(self, actor: Actor, address: str, password: str) -> bool:
        """Have the actor prove who they are if this is not their address already; whether they did."""
        before = self.view(actor)
        if before is not None and _is_same(before, address):
            return False
        if actor.is_by_token:
            raise NotPermittedError(IN_BROWSERS)
        if self.own.has_password(actor):
            self.own.prove(actor, password, "address")
        return True

    def ask_again(self, actor: Actor) -> None:
        """Have a new message to confirm the address sent.

        Raises:
            NoticeRejectedError: there is no address to confirm, or a message was sent a moment ago.
            NoticesOffError: the operator has set no mail server.
        """
        self._must_be_offered()
        with self.work.begin(actor) as work:
            before = work.addresses.of(actor.person_id, for_change=True)
            if before is None or before.confirmed_at is not None:
                raise NoticeRejectedError(message("There is no address that waits to be confirmed."), "address")
            check_pause(before, work.now)
            work.addresses.keep(replace(before, asked_at=work.now))
            _ask(work, actor)

    def confirm(self, actor: Actor, token: str) -> NoticeAddress:
        """Confirm the address with the secret of the link that was sent to it.

        Raises:
            NoticeRejectedError: it is not the secret of the last link, or the link is too old.
        """
        with self.work.begin(actor) as work:
            before = work.addresses.of(actor.person_id, for_change=True)
            is_right = before is not None and before.token_sha256 == digest_of(token)
            if before is None or not is_right or work.now - before.asked_at > CONFIRM_WITHIN:
                raise NoticeRejectedError(NOT_THE_LINK, "token")
            after = replace(before, confirmed_at=work.now, token_sha256=None)
            work.addresses.keep(after)
            work.record(NoticeAction.CONFIRM, actor.person_id)
            return after

    def _remove(self, actor: Actor) -> None:
        with self.work.begin(on_behalf_of(actor)) as work:
            if work.addresses.of(actor.person_id, for_change=True) is not None:
                work.addresses.remove(actor.person_id)
                _end_messages(work, actor)
                work.record(NoticeAction.CHANGE, actor.person_id, on=False, confirmed=False)

    def _must_be_offered(self) -> None:
        if not self.is_offered:
            raise NoticesOffError(OFF)


def _is_same(before: NoticeAddress, address: str) -> bool:
    """Whether a person has this address already, and it works."""
    return before.address == address and not before.is_refused


def _end_messages(work: NoticeWork, actor: Actor) -> None:
    """Send nothing more to the earlier address; what was sent there gives no new password."""
    work.notices.remove(actor.person_id)
    work.links.end(actor.person_id)


def _ask(work: NoticeWork, actor: Actor) -> None:
    """Have a message sent with which the actor confirms the address."""
    notice = Notice(work.id("v"), actor.person_id, actor.organisation_id, NoticeKind.CONFIRMATION, work.now, work.now)
    work.notices.keep(notice)
