"""People, organisations and actors. Imports only the standard library."""

import hashlib
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from model.catalogue import Visibility
from model.errors import ShinganError, ValueRejectedError
from model.messages import Message, Wording, counted, listed, message
from serve.accounts.messages import KINDS, ROLES
from serve.accounts.permissions import OrganisationKind
from serve.accounts.token_domain import UNLIMITED, TokenLimits

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]")
USERNAME_RULE = message(
    "A username has 3 to 64 letters a-z, digits, dots, hyphens, underscores or @, and begins and ends with a letter or "
    "digit."
)
LONGEST_USERNAME = 64
LONGEST_NAME = 120
LONGEST_UNIT = 100  # as the unit of a case
LONGEST_KEYWORD = 16  # the name of a role or of a kind of organisation
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
IDLE, ABSOLUTE = timedelta(hours=1), timedelta(hours=12)  # a session ends unused after the one, and at the other
FAILURES_ALLOWED, FAILURES_WITHIN = 10, timedelta(minutes=15)  # sign-ins that fail, of one username
ADDRESS_FAILURES_ALLOWED = 100  # the same from one address, which an office may share


class AccountError(ValueRejectedError):
    """An account can't be created or changed as requested; the message says why."""


class NoColleagueError(AccountError):
    """No colleague has the name that was written."""


class NotSignedInError(ShinganError):
    """The caller is not signed in, or the session or token has ended."""


class TokenExpiredError(NotSignedInError):
    """The API token of the call has ended."""


class AnotherPersonError(NotSignedInError):
    """Someone else is signed in than the person for whom the call was made."""


class NotPermittedError(ShinganError):
    """The person's role doesn't include this."""


class FirstPasswordError(ShinganError):
    """The person has yet to choose a password in place of the first one, and may do nothing else."""


class SecondFactorMissingError(ShinganError):
    """The person's organisation requires a second factor, and they have yet to set one up."""


class SignInRefusedError(ShinganError):
    """Username and password don't match. The message does not say which of the two is wrong."""


class SecondStepNeededError(ShinganError):
    """The password is right, and the sign-in needs a second step.

    Attributes:
        person: who has signed in so far.
    """

    def __init__(self, person: "Person") -> None:
        super().__init__(message("This sign-in needs a second step."))
        self.person = person


class PasswordRefusedError(SignInRefusedError):
    """The current password of someone who is signed in is not right."""


class OpenIdRefusedError(SignInRefusedError):
    """A sign-in with an OpenID provider was refused; the message says what to do.

    Attributes:
        person_id: the person who tried to sign in; None if unknown.
        ends_sessions: whether the provider says that they may not be here at all.
    """

    def __init__(self, message: Wording, person_id: str | None = None, *, ends_sessions: bool = False) -> None:
        super().__init__(message)
        self.person_id = person_id
        self.ends_sessions = ends_sessions


class ProviderUnavailableError(ShinganError):
    """An organisation's OpenID provider does not answer, or its answer is invalid."""


class TooManySignInsError(ShinganError):
    """Too many sign-ins failed recently.

    Attributes:
        retry_after: seconds after which it is worth trying again.
    """

    def __init__(self, message: Wording, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Organisation:
    """An agency, a right holder or the operator.

    Attributes:
        name: of a right holder, exactly as `right_holder` in product sheets.
        country: ISO 3166-1 alpha-2; None if it doesn't matter.
        allows_all: of a right holder: every agency sees its `officer` points, not only the listed ones.
    """

    id: str
    kind: str
    name: str
    country: str | None
    created_at: datetime
    allows_all: bool = True

    @property
    def version(self) -> str:
        """A digest of what others see of it."""
        seen = (self.id, self.kind, self.name, self.country or "")
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()


@dataclass(frozen=True)
class Unit:
    """A part of an organisation, such as a port or a post office."""

    id: str
    organisation_id: str
    name: str

    @property
    def version(self) -> str:
        """A digest of what others see of it."""
        return hashlib.sha256(f"{self.id}\n{self.name}".encode()).hexdigest()


class Preferences(NamedTuple):
    """What a person chose for themselves; None where they chose nothing, and their browser decides.

    Attributes:
        language: the tag of a language that the service offers.
        time_zone: its name in the IANA database.
    """

    language: str | None = None
    time_zone: str | None = None


UNDECIDED = Preferences()


class PersonUpdate(NamedTuple):
    """What to change about a person; None leaves it as it is.

    Attributes:
        organisation_id: of another organisation, to which they move.
        unit_id: of their organisation; empty for none.
    """

    name: str | None = None
    role: str | None = None
    organisation_id: str | None = None
    disabled: bool | None = None
    unit_id: str | None = None


class PeopleFilter(NamedTuple):
    """Which people are wanted; None stands for any."""

    role: str | None = None
    unit_id: str | None = None


ANY_PEOPLE = PeopleFilter()


class OrganisationUpdate(NamedTuple):
    """What to change about an organisation; None leaves it as it is.

    Attributes:
        country: empty for none.
    """

    name: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Person:
    """A person who may sign in.

    Attributes:
        password_hash: argon2; None if they sign in with OpenID Connect only.
        openid_subject: the provider's id of the person; None until their first sign-in with it.
        disabled_at: since when they may not sign in; None if they may.
        must_change: their password is a first one, in place of which they choose another before anything else.
        unit: in which they work; None for none.
        password_until: until when they may sign in with their password; None for no end.
        is_service: it is a service account: no one signs in with it, and programs call with its tokens.
    """

    id: str
    organisation: Organisation
    username: str
    name: str
    role: str
    password_hash: str | None
    openid_subject: str | None
    created_at: datetime
    disabled_at: datetime | None
    preferences: Preferences = UNDECIDED
    must_change: bool = False
    unit: Unit | None = None
    password_until: datetime | None = None
    is_service: bool = False

    @property
    def version(self) -> str:
        """A digest of what others see of the person."""
        seen = [self.id, self.username, self.name, self.role, self.organisation.id, str(self.disabled_at)]
        seen += [self.unit.id] if self.unit else []
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()


@dataclass(frozen=True)
class Actor:
    """The caller: the person, their permissions, and their organisation. Every query of a tenant's rows takes one.

    Attributes:
        via: the id (not the secret) of the session or API token that identified them.
        must_change: they have signed in with a first password, and may only choose another one.
        must_set_up: they have signed in with a password alone, and may only set up the second factor that is required.
        unit: in which they work; None for none.
        limits: of the API token with which they call; `permissions` are cut already.
        is_service: whether it is a service account.
    """

    person_id: str
    username: str
    name: str
    role: str
    organisation: Organisation
    via: str
    permissions: frozenset[str] = frozenset()
    preferences: Preferences = UNDECIDED
    must_change: bool = False
    must_set_up: bool = False
    unit: Unit | None = None
    limits: TokenLimits = UNLIMITED
    is_service: bool = False

    @property
    def language(self) -> str | None:
        """The tag of the language that they chose; None if their browser decides."""
        return self.preferences.language

    @property
    def time_zone(self) -> str | None:
        """The name of the time zone that they chose; None if their browser decides."""
        return self.preferences.time_zone

    @property
    def organisation_id(self) -> str:
        """Whose rows are theirs."""
        return self.organisation.id

    @property
    def kind(self) -> str:
        """The kind of the organisation, as text: the database's policies compare it."""
        return self.organisation.kind

    @property
    def is_by_token(self) -> bool:
        """Whether a script calls with an API token, and not a browser in which they have signed in."""
        return self.via.startswith("t-")

    @property
    def is_operator(self) -> bool:
        """Whether they act for the operator of the service."""
        return self.organisation.kind == OrganisationKind.OPERATOR

    def may(self, permission: str) -> bool:
        """Whether the role includes this."""
        return permission in self.permissions

    def must(self, permission: str) -> None:
        """Raise NotPermittedError unless the role, and the API token of the call, include this."""
        if self.limits.excludes(permission):
            raise NotPermittedError(message("This API token does not include {permission}.", permission=permission))
        if not self.may(permission):
            raise NotPermittedError(
                message("Your role ({role}) does not include this.", role=ROLES.get(self.role, self.role))
            )


@dataclass(frozen=True)
class Sight:
    """What an actor may see of identification points.

    Attributes:
        kind, name: of the actor's organisation.
        refusing: right holders, by name, that don't allow the actor's agency to see their `officer` points.
    """

    kind: str
    name: str
    refusing: frozenset[str] = frozenset()

    def owns(self, right_holder: str) -> bool:
        """Whether the actor sees everything of this right holder: its own people and the operator's do."""
        is_holder = self.kind == OrganisationKind.RIGHT_HOLDER and self.name == right_holder
        return is_holder or self.kind == OrganisationKind.OPERATOR

    def is_allowed(self, right_holder: str) -> bool:
        """Whether the actor sees what this right holder shows to officers."""
        agency = self.kind == OrganisationKind.AGENCY and right_holder not in self.refusing
        return agency or self.owns(right_holder)

    def sees(self, visibility: Visibility, right_holder: str) -> bool:
        """Whether the actor sees an identification point of this right holder."""
        match visibility:
            case Visibility.PUBLIC:
                return True
            case Visibility.OFFICER:
                return self.is_allowed(right_holder)
            case Visibility.HOLDER:
                return self.owns(right_holder)


@dataclass(frozen=True)
class Session:
    """A person signed in with a browser.

    Attributes:
        id: sha256 of the secret in the cookie.
        awaits_factor: whether its person has yet to set up the second factor that is required.
    """

    id: str
    person_id: str
    created_at: datetime
    used_at: datetime
    awaits_factor: bool = False

    @property
    def public_id(self) -> str:
        """The beginning of its id, by which it is named; the secret can't be derived from it."""
        return self.id[:16]

    def is_over(self, now: datetime) -> bool:
        """Whether it has expired: unused for too long, or too old."""
        return now - self.used_at > IDLE or now - self.created_at > ABSOLUTE


def new_secret() -> str:
    """256 random bits, for a cookie or a token."""
    return secrets.token_urlsafe(32)


def new_password() -> str:
    """96 random bits that a person can copy by hand."""
    return secrets.token_urlsafe(12)


def digest_of(secret: str) -> str:
    """The digest of a secret, as stored. A secret has 256 random bits, so a plain digest can't be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_id(prefix: str) -> str:
    """An unguessable id: o- organisations, u- people, t- tokens."""
    return f"{prefix}-{secrets.token_hex(16)}"


def checked_username(username: str) -> str:
    """The username in lower case.

    Raises:
        AccountError: it is not a valid username.
    """
    lowered = username.strip().lower()
    if not USERNAME.fullmatch(lowered):
        raise AccountError(USERNAME_RULE, "username")
    return lowered


ORGANISATION_NAMED = counted(
    "An organisation needs a name of 1 to {count} character.",
    "An organisation needs a name of 1 to {count} characters.",
)
PERSON_NAMED = counted(
    "A person needs a name of 1 to {count} character.",
    "A person needs a name of 1 to {count} characters.",
)
UNIT_NAMED = counted(
    "A unit needs a name of 1 to {count} character.",
    "A unit needs a name of 1 to {count} characters.",
)


def checked_name(name: str, otherwise: Message, field: str = "name", longest: int = LONGEST_NAME) -> str:
    """A name without surrounding space.

    Args:
        otherwise: what is said if it is not valid.
        field: as the caller names it.

    Raises:
        AccountError: it is empty, too long, or has control characters.
    """
    stripped = " ".join(name.split())
    if not stripped or len(stripped) > longest or not stripped.isprintable():
        raise AccountError(otherwise.of(count=longest), field)
    return stripped


def checked_unit(name: str) -> str:
    """The name of a unit without surrounding space.

    Raises:
        AccountError: it is empty, too long, or has control characters.
    """
    return checked_name(name, UNIT_NAMED, longest=LONGEST_UNIT)


def checked_country(country: str | None, kind: str, known: Collection[str]) -> str | None:
    """A country's code; agencies must have one.

    Args:
        known: the codes of all countries.

    Raises:
        AccountError: it is missing or unknown.
    """
    if not country and kind != OrganisationKind.AGENCY:
        return None
    if not country:
        raise AccountError(message("An agency needs its country as two letters (ISO 3166-1), such as JP."), "country")
    if country.upper() not in known:
        raise AccountError(
            message("ISO 3166-1 has no country {country}; give two letters, such as JP.", country=country), "country"
        )
    return country.upper()


def check_password(password: str, username: str, field: str = "password") -> None:
    """Raise AccountError, about a field, if a password is too weak: length is what counts (NIST SP 800-63B)."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(
            counted(
                "A password needs {shortest} to {count} character.",
                "A password needs {shortest} to {count} characters.",
                shortest=SHORTEST_PASSWORD,
                count=LONGEST_PASSWORD,
            ),
            field,
        )
    if username in password.lower() or len(set(password)) < SHORTEST_PASSWORD // 3:
        raise AccountError(
            message("A password must not contain the username, and needs more than a few different characters."), field
        )


def check_kind(kind: str, known: Sequence[str]) -> None:
    """Raise AccountError if there is no such kind of organisation."""
    if kind not in known:
        raise AccountError(
            message("{kind} is no kind of organisation; there are: {kinds}.", kind=kind, kinds=listed(known)), "kind"
        )


def check_role(role: str, kind: str, fitting: Sequence[str]) -> None:
    """Raise AccountError if organisations of this kind don't have this role."""
    if role not in fitting:
        raise AccountError(
            message(
                "{role} is no role in an organisation of the kind {kind}; there are: {roles}.",
                role=ROLES.get(role, role),
                kind=KINDS.get(kind, kind),
                roles=listed([ROLES.get(each, each) for each in fitting]),
            ),
            "role",
        )


def set_aside(username: str, person_id: str) -> str:
    """The username of an account that stays behind when its person moves to another organisation."""
    ending = f"-{person_id.rpartition('-')[2][:8]}"
    return username[: LONGEST_USERNAME - len(ending)] + ending


def check_unit(unit: Unit | None, organisation_id: str) -> None:
    """Raise AccountError if a unit is of another organisation."""
    if unit is not None and unit.organisation_id != organisation_id:
        raise AccountError(message("This unit is of another organisation."), "unit")


def check_manages(actor: Actor | None, organisation_id: str) -> None:
    """Raise NotPermittedError if the actor does not manage the people of an organisation."""
    if actor is not None and not actor.is_operator and actor.organisation_id != organisation_id:
        raise NotPermittedError(message("You manage the people of your own organisation only."))
