"""The JSON API of accounts: oneself, one's tokens, people, organisations, and what a right holder allows."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from serve.accounts.domain import Actor, ApiToken, Organisation, Person
from serve.accounts.guard import CallPart, permitted
from serve.accounts.permissions import OrganisationKind, Permission, Role, permissions_of
from serve.accounts.service import Accounts, Allowance
from serve.accounts.signing_in import SignIn
from serve.platform.openapi import problem_responses
from serve.platform.wiring import provided

router = APIRouter(prefix="/v1", tags=["accounts"])

AccountsPart = Annotated[Accounts, Depends(provided(Accounts))]
SignInPart = Annotated[SignIn, Depends(provided(SignIn))]
Self = Annotated[Actor, Depends(permitted(Permission.ACCOUNT_USE))]
Manager = Annotated[Actor, Depends(permitted(Permission.PERSON_MANAGE))]
Username = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]$", examples=["aiko.tanaka"])]
TokenId = Annotated[str, Path(pattern="^t-[0-9a-f]{32}$", examples=["t-00000000000000000000000000000000"])]
OrganisationId = Annotated[str, Field(pattern="^o-[0-9a-f]{32}$")]

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
}
TOKEN: dict[str, Any] = {
    "id": "t-3d5f8a7e6c1b4a2f9e0d1c2b3a495867",
    "label": "nightly export",
    "created_at": "2026-11-25T08:00:00Z",
    "used_on": None,
}
EXAMPLES: dict[str, Any] = {
    "MeOut": {**PERSON, "permissions": ["account:use", "case:create"]},
    "PersonOut": PERSON,
    "PeopleOut": {"people": [PERSON]},
    "NewPersonOut": {**PERSON, "password": "k3-made-up-once-and-shown-once"},
    "OrganisationOut": ORGANISATION,
    "OrganisationsOut": {"organisations": [ORGANISATION]},
    "TokensOut": {"tokens": [TOKEN]},
    "NewTokenOut": {**TOKEN, "token": "shn_shown-this-once"},
    "AllowanceOut": {"agencies": [ORGANISATION["id"]]},
    "EndedOut": {"sessions": 2},
}


class Body(BaseModel):
    """What a call holds: unknown members are refused."""

    model_config = ConfigDict(extra="forbid")


class OrganisationOut(BaseModel):
    """An agency, a right holder or the operator."""

    id: str
    kind: OrganisationKind
    name: str
    country: str | None


class OrganisationsOut(BaseModel):
    """Every organisation, by name."""

    organisations: list[OrganisationOut]


class OrganisationIn(Body):
    """A new organisation."""

    kind: OrganisationKind
    name: str = Field(max_length=120, description="Of a right holder: as product sheets name it.")
    country: str | None = Field(default=None, max_length=2, description="ISO 3166-1; agencies must have one.")


class PersonOut(BaseModel):
    """Somebody who may sign in."""

    id: str
    username: str
    name: str
    role: Role
    organisation: OrganisationOut
    disabled: bool


class PeopleOut(BaseModel):
    """People, by username."""

    people: list[PersonOut]


class MeOut(PersonOut):
    """Who asks, and what they may do."""

    permissions: list[Permission]


class PersonIn(Body):
    """Somebody new."""

    organisation: OrganisationId
    username: str = Field(max_length=64)
    name: str = Field(max_length=120)
    role: Role
    password: str | None = Field(default=None, max_length=200, description="Unset: one is made up and shown once.")
    by_openid: bool = Field(default=False, description="They sign in by their agency's OpenID provider alone.")


class NewPersonOut(PersonOut):
    """Somebody added."""

    password: str | None = Field(description="Shown this once; null where one was given, or the call is a repetition.")


class PersonChange(Body):
    """What to change about somebody."""

    disabled: bool = Field(description="Whether they are barred; their sessions and tokens end at once.")


class PasswordIn(Body):
    """One's new password."""

    old: str = Field(max_length=200)
    new: str = Field(max_length=200)


class TokenIn(Body):
    """A new API token."""

    label: str = Field(max_length=120, description="What it is for, such as: nightly export.")


class TokenOut(BaseModel):
    """An API token, without its secret."""

    id: str
    label: str
    created_at: datetime
    used_on: datetime | None = Field(description="The day of its last use.")


class TokensOut(BaseModel):
    """One's own tokens."""

    tokens: list[TokenOut]


class NewTokenOut(TokenOut):
    """A token added."""

    token: str | None = Field(description="The secret, shown this once; null where the call is a repetition.")


class AllowanceOut(BaseModel):
    """Which agencies see a right holder's `officer` points."""

    agencies: list[str] | None = Field(description="Ids; null where every agency does.")


class AllowanceIn(Body):
    """The same, to be."""

    agencies: list[OrganisationId] | None = Field(max_length=1000)


class EndedOut(BaseModel):
    """How many sessions were ended."""

    sessions: int


def shown(organisation: Organisation) -> OrganisationOut:
    """An organisation as others see it."""
    return OrganisationOut(
        id=organisation.id, kind=organisation.kind, name=organisation.name, country=organisation.country
    )


def _person(person: Person) -> PersonOut:
    return PersonOut(
        id=person.id,
        username=person.username,
        name=person.name,
        role=person.role,
        organisation=shown(person.organisation),
        disabled=person.disabled_at is not None,
    )


def _token(token: ApiToken) -> TokenOut:
    return TokenOut(id=token.id, label=token.label, created_at=token.created_at, used_on=token.used_on)


@router.get("/me", operation_id="getMe", summary="Who asks", responses=problem_responses(401))
async def get_me(actor: Self) -> MeOut:
    """Oneself, and what one may do."""
    return MeOut(
        id=actor.person_id,
        username=actor.username,
        name=actor.name,
        role=actor.role,
        organisation=shown(actor.organisation),
        disabled=False,
        permissions=sorted(permissions_of(actor.role, actor.organisation.kind)),
    )


@router.put(
    "/me/password",
    operation_id="changePassword",
    status_code=204,
    summary="Change one's own password",
    description="All of one's sessions end; tokens stay.",
    responses=problem_responses(401, 422, 503),
)
def put_password(actor: Self, accounts: AccountsPart, given: PasswordIn) -> None:
    """Change one's own password."""
    accounts.change_password(actor, given.old, given.new)


@router.delete(
    "/me/sessions",
    operation_id="signOutEverywhere",
    summary="Sign out everywhere",
    description="Ends all of one's sessions in browsers; tokens stay.",
    responses=problem_responses(401, 503),
)
def delete_sessions(actor: Self, sign_in: SignInPart) -> EndedOut:
    """Sign out everywhere."""
    return EndedOut(sessions=sign_in.sign_out_everywhere(actor))


@router.get("/tokens", operation_id="listTokens", summary="One's own API tokens", responses=problem_responses(401, 503))
def get_tokens(actor: Self, accounts: AccountsPart) -> TokensOut:
    """One's own tokens."""
    return TokensOut(tokens=[_token(token) for token in accounts.tokens(actor)])


@router.post(
    "/tokens",
    operation_id="createToken",
    status_code=201,
    summary="Make an API token",
    description="It may do what its maker may. The secret is shown this once.",
    responses=problem_responses(400, 401, 422, 503),
)
def post_token(actor: Self, accounts: AccountsPart, given: TokenIn, call: CallPart) -> NewTokenOut:
    """Make a token for oneself."""
    new = accounts.add_token(actor, given.label, call)
    return NewTokenOut(**_token(new.token).model_dump(), token=new.secret)


@router.delete(
    "/tokens/{token_id}",
    operation_id="revokeToken",
    status_code=204,
    summary="Revoke an API token",
    responses=problem_responses(401, 404, 422, 503),
)
def delete_token(actor: Self, accounts: AccountsPart, token_id: TokenId) -> None:
    """Revoke one of one's own tokens."""
    accounts.revoke_token(actor, token_id)


@router.get(
    "/people",
    operation_id="listPeople",
    summary="People",
    description="Those of one's own organisation; an operator's administrator sees everybody.",
    responses=problem_responses(401, 403, 503),
)
def get_people(
    actor: Annotated[Actor, Depends(permitted(Permission.PERSON_READ))], accounts: AccountsPart
) -> PeopleOut:
    """Everybody whom the actor may see."""
    return PeopleOut(people=[_person(person) for person in accounts.people(actor)])


@router.post(
    "/people",
    operation_id="addPerson",
    status_code=201,
    summary="Add somebody",
    responses=problem_responses(400, 401, 403, 404, 422, 503),
)
def post_person(actor: Manager, accounts: AccountsPart, given: PersonIn, call: CallPart) -> NewPersonOut:
    """Add somebody."""
    new = accounts.add_person(
        actor,
        organisation_id=given.organisation,
        username=given.username,
        name=given.name,
        role=given.role,
        password=given.password,
        by_openid=given.by_openid,
        call=call,
    )
    return NewPersonOut(**_person(new.person).model_dump(), password=new.password)


@router.patch(
    "/people/{username}",
    operation_id="changePerson",
    summary="Bar somebody, or let them in again",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def patch_person(actor: Manager, accounts: AccountsPart, username: Username, given: PersonChange) -> PersonOut:
    """Bar somebody, or let them in again."""
    return _person(accounts.set_disabled(actor, username, disabled=given.disabled))


@router.put(
    "/people/{username}/password",
    operation_id="resetPassword",
    summary="Give somebody a new password",
    description="It is shown this once; their sessions end.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def put_persons_password(actor: Manager, accounts: AccountsPart, username: Username) -> NewPersonOut:
    """Give somebody a new password."""
    new = accounts.reset_password(actor, username)
    return NewPersonOut(**_person(new.person).model_dump(), password=new.password)


@router.get(
    "/organisations", operation_id="listOrganisations", summary="Organisations", responses=problem_responses(401, 503)
)
def get_organisations(
    actor: Annotated[Actor, Depends(permitted(Permission.ORGANISATION_READ))], accounts: AccountsPart
) -> OrganisationsOut:
    """Every organisation, by name."""
    return OrganisationsOut(organisations=[shown(each) for each in accounts.organisations(actor)])


@router.post(
    "/organisations",
    operation_id="addOrganisation",
    status_code=201,
    summary="Add an organisation",
    responses=problem_responses(400, 401, 403, 422, 503),
)
def post_organisation(
    actor: Annotated[Actor, Depends(permitted(Permission.ORGANISATION_CREATE))],
    accounts: AccountsPart,
    given: OrganisationIn,
    call: CallPart,
) -> OrganisationOut:
    """Add an organisation."""
    return shown(accounts.add_organisation(actor, given.kind, given.name, given.country, call))


@router.get(
    "/allowance",
    operation_id="getAllowance",
    summary="Which agencies see one's points",
    description="For a right holder: which agencies see its identification points of the visibility `officer`.",
    responses=problem_responses(401, 403, 503),
)
def get_allowance(
    actor: Annotated[Actor, Depends(permitted(Permission.ALLOWANCE_READ))], accounts: AccountsPart
) -> AllowanceOut:
    """Which agencies the actor's organisation allows."""
    return _allowance(accounts.allowance(actor))


@router.put(
    "/allowance",
    operation_id="changeAllowance",
    summary="Say which agencies see one's points",
    responses=problem_responses(401, 403, 422, 503),
)
def put_allowance(
    actor: Annotated[Actor, Depends(permitted(Permission.ALLOWANCE_CHANGE))],
    accounts: AccountsPart,
    given: AllowanceIn,
) -> AllowanceOut:
    """Say which agencies the actor's organisation allows."""
    return _allowance(accounts.change_allowance(actor, given.agencies))


def _allowance(allowance: Allowance) -> AllowanceOut:
    return AllowanceOut(agencies=None if allowance.agencies is None else list(allowance.agencies))
