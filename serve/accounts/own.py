"""What every person may do with their own account: their password, and API tokens for their scripts."""

from collections.abc import Collection
from dataclasses import dataclass

from model.messages import listed, message
from serve.accounts.attempts import Attempts, SignInAttempt
from serve.accounts.domain import (
    AccountError,
    Actor,
    NotPermittedError,
    PasswordRefusedError,
    Person,
    Preferences,
    Session,
    check_password,
)
from serve.accounts.permissions import AccountAction
from serve.accounts.recording import on_behalf_of, record_person
from serve.accounts.signing_in import SignIn, hashed, is_as_verified, verified
from serve.accounts.token_domain import UNLIMITED, ApiToken, TokenLimits
from serve.accounts.tokens import NewToken, Tokens
from serve.accounts.work import AccountWork
from serve.platform.errors import ConflictError, NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.languages import zone_named
from serve.platform.tenancy import SYSTEM
from serve.platform.translations import tags
from serve.platform.work import Works

NO_LANGUAGE = message("{language} is not offered here; choose one of these: {offered}.")
WRONG = message("Your current password is wrong; nothing was changed.")
ALREADY_CHOSEN = message("You have chosen your password already. Change it on the page of your account.")
NO_ZONE = message("There is no time zone {zone}; write one such as Asia/Tokyo.")


@dataclass(frozen=True)
class OwnAccount:
    """The use cases. All of them block."""

    work: Works[AccountWork]

    def has_password(self, actor: Actor) -> bool:
        """Whether the actor signs in with a password."""
        return self._person(actor).password_hash is not None

    def change_password(self, actor: Actor, old: str, new: str) -> None:
        """Change the actor's password; all of their sessions end.

        Raises:
            AccountError: the new one is too weak.
            PasswordRefusedError: the old one is wrong.
            TooManySignInsError: too many wrong ones were tried recently, here or at sign-in.
        """
        person = self.prove(actor, old, "password")
        check_password(new, person.username, "new")
        _replace_password(self.work, actor, person, new)

    def prove(self, actor: Actor, password: str, change: str) -> Person:
        """Have the actor prove with their password that it is they who change something; the person, as they are.

        Args:
            change: what they change, for the audit log.

        Raises:
            PasswordRefusedError: it is wrong.
            TooManySignInsError: too many wrong ones were tried recently, here or at sign-in.
        """
        person = self._person(actor)
        sign_in = SignIn(self.work)
        attempt = sign_in.begin_attempt(SignInAttempt(person.username))
        if not verified(person, password):
            sign_in.refuse(person.id, change=change)
            raise PasswordRefusedError(WRONG)
        with self.work.begin(on_behalf_of(actor)) as work:
            Attempts(work).clear(attempt)
        return person

    def choose_password(self, actor: Actor, new: str) -> None:
        """Choose a password in place of the first one, with which the actor has just signed in; their sessions end.

        Raises:
            AccountError: it is too weak, or is the first one.
            ConflictError: their password is no first one.
            PasswordRefusedError: it was changed meanwhile.
        """
        person = self._person(actor)
        if not person.must_change:
            raise ConflictError(ALREADY_CHOSEN)
        check_password(new, person.username, "new")
        if verified(person, new):
            raise AccountError(message("This is the password that you were given. Choose another one."), "new")
        _replace_password(self.work, actor, person, new)

    def prefer(self, actor: Actor, chosen: Preferences) -> Preferences:
        """Store which language and time zone the actor wants, in place of what they chose before.

        Raises:
            AccountError: the service does not offer the language, or there is no such time zone.
        """
        if chosen.language is not None and chosen.language not in tags():
            raise AccountError(NO_LANGUAGE.of(language=chosen.language, offered=listed(tags())), "language")
        if chosen.time_zone is not None and zone_named(chosen.time_zone) is None:
            raise AccountError(NO_ZONE.of(zone=chosen.time_zone), "time_zone")
        with self.work.begin(on_behalf_of(actor)) as work:
            work.people.prefer(actor.person_id, chosen)
        return chosen

    def add_token(
        self, actor: Actor, label: str, call: IdempotentCall = UNNAMED, limits: TokenLimits = UNLIMITED
    ) -> NewToken:
        """Create an API token; its secret is shown only once.

        Raises:
            AccountError: the label, the scope or the end is not valid.
            NotPermittedError: it is a service account.
        """
        if actor.is_service:
            raise NotPermittedError(message("An administrator makes the tokens of a service account."))
        return Tokens(self.work).add(actor, label, limits, call)

    def limits(self, scope: Collection[str] | None, days: int | None) -> TokenLimits:
        """The limits of a token that ends after some days; None for all that its person may, and for no end."""
        return Tokens(self.work).limits(scope, days)

    def tokens(self, actor: Actor) -> list[ApiToken]:
        """The actor's tokens."""
        return Tokens(self.work).of(actor.person_id)

    def token(self, actor: Actor, token_id: str) -> ApiToken:
        """One of the actor's own tokens.

        Raises:
            NotFoundError: the actor has no such token.
        """
        return Tokens(self.work).one(actor.person_id, token_id)

    def sessions(self, actor: Actor) -> list[Session]:
        """The actor's own sessions that have not ended, the latest first."""
        with self.work.look(SYSTEM) as work:
            return [each for each in work.credentials.sessions_of(actor.person_id) if not each.is_over(work.now)]

    def session(self, actor: Actor, session_id: str) -> Session:
        """One of the actor's own sessions, by its public id.

        Raises:
            NotFoundError: the actor has no such session, or it has ended.
        """
        for session in self.sessions(actor):
            if session.public_id == session_id:
                return session
        raise NotFoundError(message("You have no such session."))

    def end_session(self, actor: Actor, session_id: str) -> None:
        """End one of the actor's own sessions.

        Raises:
            NotFoundError: the actor has no such session, or it has ended.
        """
        session = self.session(actor, session_id)
        with self.work.begin(on_behalf_of(actor)) as work:
            work.credentials.end_session(session.id)
            work.record(AccountAction.SESSION_END, actor.person_id, session=session.id)

    def revoke_token(self, actor: Actor, token_id: str) -> None:
        """Revoke one of the actor's tokens.

        Raises:
            NotFoundError: there is none.
        """
        Tokens(self.work).revoke(actor.person_id, token_id)

    def _person(self, actor: Actor) -> Person:
        with self.work.look(actor) as work:
            return work.people.get(actor.person_id)


def set_password(
    works: Works[AccountWork], actor: Actor | None, person: Person, password: str, *, must_change: bool = False
) -> None:
    """Give a person a password that was checked for strength; their sessions and links end, and so does a lock-out.

    Args:
        must_change: it is for their next sign-in alone.
    """
    password_hash = hashed(password)
    with works.begin(on_behalf_of(actor)) as work:
        write_password(work, person, password_hash, must_change=must_change)


def _replace_password(works: Works[AccountWork], actor: Actor, person: Person, new: str) -> None:
    """Give a person a password in place of the one that they proved, unless they have another one by now."""
    password_hash = hashed(new)
    with works.begin(on_behalf_of(actor)) as work:
        if not is_as_verified(work, person):
            raise PasswordRefusedError(WRONG)
        write_password(work, person, password_hash)


def write_password(work: AccountWork, person: Person, password_hash: str, *, must_change: bool = False) -> None:
    """The same within a unit of work of the service, of a password that is hashed already."""
    work.people.change(person.id, password_hash=password_hash, must_change=must_change, password_until=None)
    work.credentials.end_sessions_of(person.id)
    work.links.end(person.id)
    Attempts(work).unlock(person.username)
    record_person(work, AccountAction.PERSON_CHANGE, person.id, password=True)
