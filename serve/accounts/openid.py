"""Sign-in with OpenID Connect: an organisation's own provider identifies its people, and only its people.

Only the browser keeps a sign-in that is not finished, in a cookie that scripts can't read: one random secret, from
which state, nonce and PKCE verifier are derived. So an answer for another browser, another provider or another sign-in
does not match. An administrator adds people first, unless the provider's groups say who is added
(`serve.accounts.provisioning`).
"""

import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import NamedTuple, TypeVar
from urllib.parse import quote, unquote

import anyio
import anyio.to_thread
import structlog

from model.messages import message
from serve.accounts import attempts, provisioning
from serve.accounts.domain import (
    OpenIdRefusedError,
    Organisation,
    Person,
    ProviderUnavailableError,
    digest_of,
    new_secret,
)
from serve.accounts.openid_client import UNAVAILABLE, ProviderClient, Vouched
from serve.accounts.permissions import AccountAction
from serve.accounts.recording import record_person
from serve.accounts.signing_in import SignedIn, SignIn
from serve.accounts.work import AccountWork
from serve.audit.domain import ANONYMOUS
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import IdempotentCall
from serve.platform.openid_settings import OpenIdProvider
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works

CALLBACK = "/openid/callback"
UNDER_WAY = timedelta(minutes=10)  # for how long a browser keeps a sign-in that is not finished
AT_ONCE = 8  # sign-ins; each may wait for a provider, and nothing else may wait with them
LONGEST_WANTED, START = 2000, "%2F"  # as quoted, so that it fits into a cookie; longer ones become the start page
LONGEST_SUBJECT = 300  # as the database keeps it
ATTEMPT = re.compile(r"(o-[0-9a-f]{32})\.([A-Za-z0-9_-]{43})\.([\x21-\x7e]{1,2000})")
BUSY_ERRORS = frozenset({"server_error", "temporarily_unavailable"})  # RFC 6749, section 4.1.2.1

NOT_BEGUN = message("This sign-in was not started in this browser, or was started more than 10 minutes ago.")
STOPPED = message("The sign-in service did not let you in, or you stopped there.")
FINISHED = message("This sign-in is already finished.")
UNKNOWN = message("The sign-in service knows you, but you have no account here. Ask your administrator to add you.")
UNKNOWN_BY_NAME = message(
    "The sign-in service knows you, but you have no account here. Ask your administrator to add you with the username "
    "{username}."
)
TAKEN = message(
    "At the sign-in service this username belongs to another person. Ask your administrator for another one."
)
BY_PASSWORD = message("You have a password here. Sign in with it.")  # words
DISABLED = message("Your account here is disabled. Ask your administrator.")

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Started(NamedTuple):
    """A sign-in that is not finished: where the browser goes, and what it keeps."""

    address: str
    attempt: str


class AuthorizationResponse(NamedTuple):
    """A provider's answer, sent through the browser; None for absent values."""

    state: str | None
    code: str | None
    issuer: str | None
    error: str | None


class Finished(NamedTuple):
    """A completed sign-in, and the address to continue at."""

    signed_in: SignedIn
    wanted: str


@dataclass(frozen=True)
class UnfinishedSignIn:
    """One unfinished sign-in, at one organisation's provider and in one browser.

    Attributes:
        secret: 256 random bits, which leave the browser only for this service.
        wanted: the address to continue at.
    """

    organisation_id: str
    secret: str
    wanted: str

    @property
    def state(self) -> str:
        """The value that the provider's answer must repeat."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """The value that the ID token must repeat."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """The PKCE verifier, without which the code can't be used (RFC 7636)."""
        return self._derived("verifier")

    def _derived(self, purpose: str) -> str:
        return digest_of(f"{purpose} {self.organisation_id} {self.secret}")

    def as_text(self) -> str:
        """The value of the cookie."""
        wanted = quote(self.wanted, safe="")
        return f"{self.organisation_id}.{self.secret}.{wanted if len(wanted) <= LONGEST_WANTED else START}"


def attempt_of(text: str | None, state: str | None) -> UnfinishedSignIn:
    """The unfinished sign-in of a browser to which an answer belongs.

    Raises:
        OpenIdRefusedError: it has none, or the answer belongs to another one.
    """
    kept = ATTEMPT.fullmatch(text or "")
    if kept is not None:
        attempt = UnfinishedSignIn(kept[1], kept[2], unquote(kept[3]))
        if hmac.compare_digest(attempt.state.encode(), (state or "").encode()):
            return attempt
    raise OpenIdRefusedError(NOT_BEGUN)


@dataclass(frozen=True)
class OpenId:
    """The use cases. `start` and `finish` block; have them `run`.

    Attributes:
        clients: for the providers, by the name of their organisation.
    """

    work: Works[AccountWork]
    sign_in: SignIn
    clients: Mapping[str, ProviderClient]
    limiter: anyio.CapacityLimiter = field(default_factory=partial(anyio.CapacityLimiter, AT_ONCE))

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, which runs in one of a few worker threads reserved for this."""
        return await anyio.to_thread.run_sync(work, limiter=self.limiter)

    def offered(self) -> list[Organisation]:
        """The organisations that have a provider."""
        if not self.clients:
            return []
        with self.work.look(SYSTEM) as work:
            found = [each for each in work.organisations.all() if each.name in self.clients]
        for name in self.clients.keys() - {each.name for each in found}:
            log.warning("openid_organisation_missing", organisation=name)
        return found

    def start(self, organisation_id: str, wanted: str) -> Started:
        """Start a sign-in at an organisation's provider.

        Raises:
            NotFoundError: there is no such organisation, or it has no provider.
            ProviderUnavailableError: the provider does not answer.
        """
        attempt = UnfinishedSignIn(organisation_id, new_secret(), wanted)
        address = self._client(organisation_id).address(attempt.state, attempt.nonce, attempt.verifier)
        return Started(address, attempt.as_text())

    def finish(self, kept: str | None, answer: AuthorizationResponse, address: str) -> Finished:
        """Sign in the person that the provider identifies.

        Args:
            kept: what the browser kept of the sign-in.
            address: of the caller, to slow down guessing.

        Raises:
            NotFoundError: the organisation no longer has a provider.
            OpenIdRefusedError: the answer is not valid, or names a person without an account; recorded if a provider
                was asked.
            ProviderUnavailableError: the provider does not answer, or says that it is temporarily unavailable.
            TooManySignInsError: too many sign-ins failed recently from this address.
        """
        attempt = attempt_of(kept, answer.state)
        client = self._client(attempt.organisation_id)
        client.check_sender(answer.issuer)
        code = _code(answer)
        counted = self.sign_in.begin_attempt(attempts.SignInAttempt(address=address))
        try:
            vouched = client.vouched_for(code, attempt.nonce, attempt.verifier)
            person = self._person(attempt, client, vouched)
        except OpenIdRefusedError as refused:
            self.sign_in.refuse(refused.person_id or ANONYMOUS, openid=attempt.organisation_id)
            if refused.ends_sessions and refused.person_id is not None:
                self.sign_in.end_all(refused.person_id)
            raise
        except ProviderUnavailableError:
            with self.work.begin(SYSTEM) as work:
                attempts.Attempts(work).clear(counted)
            raise
        return Finished(self.sign_in.as_person(person, counted), attempt.wanted)

    def _client(self, organisation_id: str) -> ProviderClient:
        with self.work.look(SYSTEM) as work:
            organisation = work.organisations.get(organisation_id)
        if organisation.name not in self.clients:
            raise NotFoundError(message("This organisation has no sign-in service of its own here."))
        return self.clients[organisation.name]

    def _person(self, attempt: UnfinishedSignIn, client: ProviderClient, vouched: Vouched) -> Person:
        """The person, linked with the provider's id of them since their first sign-in.

        Raises:
            OpenIdRefusedError: the person is not of the organisation, has no account for this and is in no group that
                gives one, or is disabled; or the sign-in is already finished.
        """
        subject = subject_of(client.issuer, vouched.subject)
        with self.work.begin(SYSTEM, IdempotentCall(f"openid/{attempt.state}")) as work:
            if work.replayed:
                raise OpenIdRefusedError(FINISHED)
            if client.groups and _is_new(work, vouched, subject):
                organisation = work.organisations.get(attempt.organisation_id)
                role = provisioning.role_of(work, organisation, client.groups, vouched, None)
                return provisioning.add_person(work, organisation, role, vouched, subject)
            person = _known(work, subject) or _pending(work, attempt, vouched.username, subject)
            if person.organisation.id != attempt.organisation_id:
                raise OpenIdRefusedError(UNKNOWN, person.id)
            if person.disabled_at is not None:
                raise OpenIdRefusedError(DISABLED, person.id)
            if person.openid_subject is None:
                _link(work, person, subject)
            if client.groups:
                role = provisioning.role_of(work, person.organisation, client.groups, vouched, person.id)
                person = provisioning.give_role(work, person, role)
        return person


def _link(work: AccountWork, person: Person, subject: str) -> None:
    """Store the provider's id of a person; if another sign-in stored one in the meantime, it must be the same."""
    if work.people.link(person.id, subject):
        record_person(work, AccountAction.PERSON_CHANGE, person.id, by=person.id, openid=True)
        return
    linked = _known(work, subject)
    if linked is None or linked.id != person.id:
        raise OpenIdRefusedError(TAKEN, person.id)


def clients_of(providers: Iterable[OpenIdProvider], public_url: str | None) -> dict[str, ProviderClient]:
    """Clients of the providers that the settings name; none is called yet.

    Raises:
        OSError: a secret's file can't be read.
    """
    return {provider.organisation: ProviderClient(provider, f"{public_url}{CALLBACK}") for provider in providers}


def subject_of(issuer: str, subject: str) -> str:
    """A provider's id of a person, as stored: with the issuer, because another issuer may use the same id."""
    text = f"{issuer} {subject}"
    return text if len(text) <= LONGEST_SUBJECT else f"sha256 {digest_of(text)}"


def _code(answer: AuthorizationResponse) -> str:
    if answer.error in BUSY_ERRORS:
        raise ProviderUnavailableError(UNAVAILABLE)
    if answer.error is not None or not answer.code:
        raise OpenIdRefusedError(STOPPED)
    return answer.code


def _is_new(work: AccountWork, vouched: Vouched, subject: str) -> bool:
    """Whether neither the provider's id of a person nor their username is known here."""
    if _known(work, subject) is not None:
        return False
    try:
        work.everyone.named(vouched.username or "")
    except NotFoundError:
        return True
    return False


def _known(work: AccountWork, subject: str) -> Person | None:
    try:
        return work.people.of_subject(subject)
    except NotFoundError:
        return None


def _pending(work: AccountWork, attempt: UnfinishedSignIn, username: str | None, subject: str) -> Person:
    """The person who was added under this name to sign in with the organisation's provider, and has not yet done so.

    Another first sign-in of theirs may be faster, so they may be linked by now.
    """
    unknown = UNKNOWN_BY_NAME.of(username=username) if username else UNKNOWN
    try:
        person = work.people.named(username or "")
    except NotFoundError:
        raise OpenIdRefusedError(unknown) from None
    if person.organisation.id != attempt.organisation_id or person.is_service:
        raise OpenIdRefusedError(unknown, person.id)
    if person.openid_subject not in {None, subject}:
        raise OpenIdRefusedError(TAKEN, person.id)
    if person.password_hash is not None:
        raise OpenIdRefusedError(BY_PASSWORD, person.id)
    return person
