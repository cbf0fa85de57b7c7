"""Request and response bodies of accounts."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from serve.accounts.domain import (
    LONGEST_KEYWORD,
    LONGEST_NAME,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    Organisation,
    Person,
    Preferences,
    Session,
)
from serve.accounts.token_domain import ApiToken, TokenLimits
from serve.platform.fields import NEEDED
from serve.platform.languages import LONGEST_TAG, LONGEST_ZONE
from serve.platform.openapi import REGISTERED
from serve.platform.paging import PageOut
from serve.platform.translations import tags

OrganisationId = Annotated[str, Field(pattern="^o-[0-9a-f]{32}$")]

UNIT_PATTERN = "^r-[0-9a-f]{32}$"
NO_UNIT_OR_ONE = "^(r-[0-9a-f]{32})?$"

ORGANISATION: dict[str, Any] = {
    "id": "o-7c9e6679742540de944be07fc1f90ae7",
    "kind": "agency",
    "name": "Port of Tallin Customs",
    "country": "EE",
}
PERSON: dict[str, Any] = {
    "id": "u-16fd2706e8ba4c5b9c1e1b1f1a1d1e1f",
    "username": "aiko.tanaka",
    "name": "Aiko Tanaka",
    "role": "officer",
    "organisation": ORGANISATION,
    "disabled": False,
    "unit": {"id": "r-2c5ea4c0406711e9b210d663bd873d93", "name": "Port of Muuga"},
}
TOKEN: dict[str, Any] = {
    "id": "t-3d5f8a7e6c1b4a2f9e0d1c2b3a495867",
    "label": "nightly export",
    "created_at": "2026-11-25T08:00:00Z",
    "used_on": None,
    "scope": ["case:read", "examination:read"],
    "expires_at": "2027-02-23T08:00:00Z",
}
SESSION: dict[str, Any] = {
    "id": "9f86d081884c7d65",
    "created_at": "2026-11-25T08:00:00Z",
    "used_at": "2026-11-25T08:40:00Z",
    "is_this": False,
}
EXAMPLES: dict[str, Any] = {
    "MeOut": {**PERSON, "permissions": ["account:use", "case:create"], "token_expires_at": None},
    "PreferencesOut": {"language": "ja", "time_zone": "Asia/Tokyo", "languages": ["en", "ja"]},
    "PersonOut": PERSON,
    "PeopleOut": {"people": [PERSON], "after": None},
    "NewPersonOut": {**PERSON, "password": "k3-made-up-once-and-shown-once"},
    "OrganisationOut": ORGANISATION,
    "OrganisationsOut": {"organisations": [ORGANISATION], "after": None},
    "OrganisationLanguageOut": {"language": "fr"},
    "OrganisationLanguageIn": {"language": "fr"},
    "TokenOut": TOKEN,
    "TokensOut": {"tokens": [TOKEN], "after": None},
    "SessionOut": SESSION,
    "SessionsOut": {"sessions": [SESSION], "after": None},
    "NewTokenOut": {**TOKEN, "token": "shn_shown-this-once"},
    "AllowanceOut": {"agencies": [ORGANISATION["id"]]},
    "EndedOut": {"sessions": 2},
}


MOST_PERMISSIONS = 300  # in a scope
PermissionName = Annotated[str, Field(max_length=64)]
KindName = Annotated[str, Field(max_length=LONGEST_KEYWORD, json_schema_extra={REGISTERED: "kinds"})]
RoleName = Annotated[str, Field(max_length=LONGEST_KEYWORD, json_schema_extra={REGISTERED: "roles"})]


class Body(BaseModel):
    """A request body: unknown members are refused."""

    model_config = ConfigDict(extra="forbid")


class OrganisationOut(BaseModel):
    """An agency, a right holder or the operator."""

    id: str
    kind: KindName
    name: str
    country: str | None


class OrganisationsOut(PageOut):
    """One page of all organisations, by name."""

    organisations: list[OrganisationOut]


class OrganisationIn(Body):
    """A new organisation."""

    kind: KindName
    name: str = Field(
        max_length=LONGEST_NAME,
        description="Of a right holder: as product sheets name it.",
        json_schema_extra=NEEDED,
    )
    country: str | None = Field(default=None, max_length=2, description="ISO 3166-1; agencies must have one.")
    language: str | None = Field(
        default=None,
        max_length=LONGEST_TAG,
        description="In which it is written to; a language that is offered. Unset: as its people choose.",
    )


class OrganisationChange(Body):
    """What to change about an organisation; what is left out or null stays."""

    name: str | None = Field(
        default=None, max_length=LONGEST_NAME, description="Of a right holder: as product sheets name it."
    )
    country: str | None = Field(default=None, max_length=2, description="ISO 3166-1; empty for none.")


class OrganisationLanguageOut(BaseModel):
    """The language in which an organisation is written to."""

    language: str | None = Field(description="Its tag; null if none was chosen: then it is that of most of its people.")


class OrganisationLanguageIn(Body):
    """The same, as requested."""

    language: str | None = Field(
        max_length=LONGEST_TAG, description="A language that is offered; null leaves it to the people."
    )


class UnitOut(BaseModel):
    """A part of an organisation, such as a port or a post office."""

    id: str
    name: str


class PersonOut(BaseModel):
    """A person who may sign in."""

    id: str
    username: str
    name: str
    role: RoleName
    organisation: OrganisationOut
    disabled: bool
    unit: UnitOut | None = Field(description="In which they work; null for none.")


class PeopleOut(PageOut):
    """One page of people, by username."""

    people: list[PersonOut]


class MeOut(PersonOut):
    """The caller, and what they may do."""

    permissions: list[str] = Field(description="Of the role; of a call with a token, cut with the token's scope.")
    token_expires_at: datetime | None = Field(description="When the token of the call ends; null: never, or no token.")


class PreferencesIn(Body):
    """What the caller chooses for their account; null leaves it to each browser, or to Accept-Language."""

    language: str | None = Field(default=None, max_length=LONGEST_TAG, description="A language that is offered.")
    time_zone: str | None = Field(default=None, max_length=LONGEST_ZONE, description="Its name in the IANA database.")


class PreferencesOut(BaseModel):
    """What the caller chose, and what there is to choose from."""

    language: str | None
    time_zone: str | None
    languages: list[str] = Field(description="Tags of the languages that are offered.")


class PersonIn(Body):
    """A new person."""

    organisation: OrganisationId
    username: str = Field(max_length=64, json_schema_extra={"minLength": 3})
    name: str = Field(max_length=LONGEST_NAME, json_schema_extra=NEEDED)
    role: RoleName
    password: str | None = Field(
        default=None, max_length=LONGEST_PASSWORD, description="Unset: one is generated and shown once."
    )
    by_openid: bool = Field(default=False, description="They sign in only with their agency's OpenID provider.")
    unit: str | None = Field(default=None, pattern=UNIT_PATTERN, description="Of the organisation.")
    must_change: bool = Field(
        default=False,
        description="The password is for the first sign-in alone: they choose another one before anything else.",
    )


class NewPersonOut(PersonOut):
    """A person who was added."""

    password: str | None = Field(description="Shown only once; null if one was given, or the call is a repetition.")


class PersonChange(Body):
    """What to change about a person; what is left out or null stays."""

    disabled: bool | None = Field(
        default=None, description="Whether they are disabled; their sessions and tokens end at once."
    )
    name: str | None = Field(default=None, max_length=LONGEST_NAME)
    role: RoleName | None = None
    organisation: OrganisationId | None = Field(
        default=None,
        description="The operator's administrators move people to another organisation. They get an account of the "
        "same username there, with another id; the one that they had stays, disabled, under another username.",
    )
    unit: str | None = Field(
        default=None, max_length=34, pattern=NO_UNIT_OR_ONE, description="Of their organisation; empty for none."
    )


class PasswordIn(Body):
    """The caller's new password."""

    old: str = Field(max_length=LONGEST_PASSWORD)
    new: str = Field(max_length=LONGEST_PASSWORD, json_schema_extra={"minLength": SHORTEST_PASSWORD})


class TokenIn(Body):
    """A new API token."""

    label: str = Field(
        max_length=LONGEST_NAME, description="What it is for, such as: nightly export.", json_schema_extra=NEEDED
    )
    scope: list[PermissionName] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_PERMISSIONS,
        description="What it may do at most, of what `GET /v1/me` lists. Unset: all that its owner may.",
        examples=[["case:read"]],
    )
    expires_at: AwareDatetime | None = Field(
        default=None,
        description="When it ends, within ten years. Unset: it has no end.",
        examples=["2027-02-23T08:00:00Z"],
    )

    @property
    def limits(self) -> TokenLimits:
        """Its limits."""
        return TokenLimits(None if self.scope is None else frozenset(self.scope), self.expires_at)


class TokenOut(BaseModel):
    """An API token, without its secret."""

    id: str
    label: str
    created_at: datetime
    used_on: datetime | None = Field(description="The day of its last use.")
    scope: list[str] | None = Field(description="What it may do at most; null: all that its owner may.")
    expires_at: datetime | None = Field(description="When it ends; null if it has no end.")


class TokensOut(PageOut):
    """The caller's tokens."""

    tokens: list[TokenOut]


class NewTokenOut(TokenOut):
    """A token added."""

    token: str | None = Field(description="The secret, shown only once; null if the call is a repetition.")


class AllowanceOut(BaseModel):
    """Which agencies see a right holder's `officer` points."""

    agencies: list[str] | None = Field(description="Ids; null if every agency does.")


class AllowanceIn(Body):
    """The same, as requested."""

    agencies: list[OrganisationId] | None = Field(max_length=1000)


class SessionOut(BaseModel):
    """A session in a browser, from signing in to signing out."""

    id: str
    created_at: datetime
    used_at: datetime = Field(description="When it was last used, to the minute.")
    is_this: bool = Field(description="Whether this call was made in it.")


class SessionsOut(PageOut):
    """One page of a person's sessions."""

    sessions: list[SessionOut]


class EndedOut(BaseModel):
    """How many sessions were ended."""

    sessions: int


def shown(organisation: Organisation) -> OrganisationOut:
    """An organisation as others see it."""
    return OrganisationOut(
        id=organisation.id, kind=organisation.kind, name=organisation.name, country=organisation.country
    )


def shown_person(person: Person) -> PersonOut:
    """A person, as shown to those who may see them."""
    return PersonOut(
        id=person.id,
        username=person.username,
        name=person.name,
        role=person.role,
        organisation=shown(person.organisation),
        disabled=person.disabled_at is not None,
        unit=UnitOut(id=person.unit.id, name=person.unit.name) if person.unit else None,
    )


def shown_preferences(chosen: Preferences) -> PreferencesOut:
    """What a person chose, and what there is to choose from."""
    return PreferencesOut(language=chosen.language, time_zone=chosen.time_zone, languages=list(tags()))


def shown_token(token: ApiToken) -> TokenOut:
    """A token without its secret."""
    scope, expires_at = token.limits
    return TokenOut(
        id=token.id,
        label=token.label,
        created_at=token.created_at,
        used_on=token.used_on,
        scope=None if scope is None else sorted(scope),
        expires_at=expires_at,
    )


def shown_session(session: Session, via: str) -> SessionOut:
    """A session without its secret.

    Args:
        via: the public id of the session or token by which the call was recognised.
    """
    return SessionOut(
        id=session.public_id,
        created_at=session.created_at,
        used_at=session.used_at,
        is_this=session.public_id == via,
    )
