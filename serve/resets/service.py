"""A new password by a link: who asks is told the same, whether there is such a person or not."""

from dataclasses import dataclass

from limits import RateLimitItemPerSecond

from serve.accounts.attempts import WINDOW, AttemptRule, Attempts
from serve.accounts.domain import Person, check_password, digest_of, new_secret
from serve.accounts.own import write_password
from serve.accounts.signing_in import hashed
from serve.audit.domain import ANONYMOUS
from serve.notices.domain import Notice, NoticeKind
from serve.notices.messages import Words
from serve.notices.work import NoticeWork
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import the_service
from serve.platform.work import Works
from serve.resets.domain import (
    FROM_ADDRESS_ALLOWED,
    OF_USERNAME_ALLOWED,
    VALID_FOR,
    PasswordReset,
    ResetRefusedError,
)
from serve.resets.messages import CHANGED, NOT_THE_LINK, TOO_MANY_FROM_ADDRESS, TOO_MANY_OF_USERNAME, to_reset
from serve.resets.permissions import ResetAction
from serve.resets.store import ResetStore
from serve.resets.work import ResetWork

CHOOSE = "/sign-in/reset"  # where the link leads
OF_USERNAME = RateLimitItemPerSecond(OF_USERNAME_ALLOWED, WINDOW, "reset-username")
FROM_ADDRESS = RateLimitItemPerSecond(FROM_ADDRESS_ALLOWED, WINDOW, "reset-address")


@dataclass(frozen=True)
class PasswordResets:
    """The use cases. All of them block.

    Attributes:
        is_offered: whether the operator has set a mail server.
    """

    work: Works[ResetWork]
    is_offered: bool

    def ask(self, username: str, address: str) -> None:
        """Have a link sent to a person, if there is one who can use it; no one is told whether there is.

        Args:
            address: of the caller.

        Raises:
            TooManySignInsError: links were asked for too often, for this username or from this address.
        """
        typed = username.strip().lower()
        rules = (
            AttemptRule(OF_USERNAME, typed, TOO_MANY_OF_USERNAME),
            AttemptRule(FROM_ADDRESS, address, TOO_MANY_FROM_ADDRESS),
        )
        with self.work.begin(the_service(ANONYMOUS)) as work:
            Attempts(work).count_by(rules)
            person = _reached(work, typed) if self.is_offered else None
            if person is not None:
                organisation, kind = person.organisation.id, NoticeKind.PASSWORD_RESET
                work.notices.keep(Notice(work.id("v"), person.id, organisation, kind, work.now, work.now))
            work.record(ResetAction.ASK, person.id if person else ANONYMOUS)

    def check(self, secret: str) -> None:
        """Whether the link with this secret may still be used.

        Raises:
            ResetRefusedError: it may not.
        """
        with self.work.look(the_service(ANONYMOUS)) as work:
            _owner(work, secret)

    def choose(self, secret: str, new: str) -> None:
        """Choose a new password with a link, which is used up; the person's sessions end, and so does a lock-out.

        Raises:
            AccountError: it is too weak; the link stays.
            ResetRefusedError: the link is not valid, or not any more.
        """
        with self.work.look(the_service(ANONYMOUS)) as work:
            person = _owner(work, secret)
        check_password(new, person.username, "new")
        password_hash = hashed(new)
        with self.work.begin(the_service(person.id)) as work:
            work.people.get(person.id, for_change=True)  # as everyone who ends links does: first the person
            person = _owner(work, secret, for_change=True)
            write_password(work, person, password_hash)
            work.record(ResetAction.USE, person.id)
            organisation, kind = person.organisation.id, NoticeKind.PASSWORD_CHANGED
            work.notices.keep(Notice(work.id("v"), person.id, organisation, kind, work.now, work.now))


def write_reset(work: NoticeWork, person: Person, base: str) -> Words | None:
    """The message with the link. Its secret is made here, and only its digest is kept."""
    if not _may_reset(person):
        return None
    secret, store = new_secret(), ResetStore(work.connection)
    store.forget(work.now - VALID_FOR)
    store.keep(PasswordReset(person.id, digest_of(secret), work.now))
    return to_reset(f"{base}{CHOOSE}?token={secret}")


def write_changed(_work: NoticeWork, _person: Person, _base: str) -> Words:
    """The message that a password was changed."""
    return CHANGED


def _may_reset(person: Person) -> bool:
    """Whether a person signs in with a password at all."""
    return person.password_hash is not None and person.disabled_at is None


def _reached(work: ResetWork, username: str) -> Person | None:
    """The person with a username who may choose a new password, and whose address is known to be theirs."""
    try:
        person = work.people.named(username)
    except NotFoundError:
        return None
    address = work.addresses.of(person.id)
    return person if _may_reset(person) and address is not None and address.is_reached else None


def _owner(work: ResetWork, secret: str, *, for_change: bool = False) -> Person:
    reset = work.resets.of_secret(digest_of(secret), for_change=for_change)
    if reset is None or reset.is_over(work.now):
        raise ResetRefusedError(NOT_THE_LINK)
    person = work.people.get(reset.person_id)
    if not _may_reset(person):
        raise ResetRefusedError(NOT_THE_LINK)
    return person
