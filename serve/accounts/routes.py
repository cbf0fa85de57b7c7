"""The JSON API of accounts: the caller, their tokens, people, organisations, and what a right holder allows."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import Permission, permissions_of
from serve.accounts.schemas import (
    AllowanceIn,
    AllowanceOut,
    EndedOut,
    MeOut,
    NewPersonOut,
    NewTokenOut,
    OrganisationIn,
    OrganisationOut,
    OrganisationsOut,
    PasswordIn,
    PeopleOut,
    PersonChange,
    PersonIn,
    PersonOut,
    TokenIn,
    TokensOut,
    shown,
    shown_person,
    shown_token,
)
from serve.accounts.service import Accounts, Allowance
from serve.accounts.signing_in import SignIn
from serve.platform.openapi import problem_responses
from serve.platform.wiring import provided

router = APIRouter(prefix="/v1", tags=["accounts"])

AccountsPart = Annotated[Accounts, Depends(provided(Accounts))]
OwnPart = Annotated[OwnAccount, Depends(provided(OwnAccount))]
SignInPart = Annotated[SignIn, Depends(provided(SignIn))]
Self = Annotated[Actor, Depends(permitted(Permission.ACCOUNT_USE))]
Manager = Annotated[Actor, Depends(permitted(Permission.PERSON_MANAGE))]
Username = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]$", examples=["aiko.tanaka"])]
TokenId = Annotated[str, Path(pattern="^t-[0-9a-f]{32}$", examples=["t-00000000000000000000000000000000"])]


@router.get("/me", operation_id="getMe", summary="Who asks", responses=problem_responses(401))
async def get_me(actor: Self) -> MeOut:
    """The caller, and what they may do."""
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
    summary="Change your own password",
    description="All your sessions end; tokens stay.",
    responses=problem_responses(401, 422, 429, 503),
)
def put_password(actor: Self, own: OwnPart, given: PasswordIn) -> None:
    """Change the caller's own password."""
    own.change_password(actor, given.old, given.new)


@router.delete(
    "/me/sessions",
    operation_id="signOutEverywhere",
    summary="Sign out everywhere",
    description="Ends all your sessions in browsers; tokens stay.",
    responses=problem_responses(401, 503),
)
def delete_sessions(actor: Self, sign_in: SignInPart) -> EndedOut:
    """Sign out everywhere."""
    return EndedOut(sessions=sign_in.sign_out_everywhere(actor))


@router.get("/tokens", operation_id="listTokens", summary="Your own API tokens", responses=problem_responses(401, 503))
def get_tokens(actor: Self, own: OwnPart) -> TokensOut:
    """The caller's own tokens."""
    return TokensOut(tokens=[shown_token(token) for token in own.tokens(actor)])


@router.post(
    "/tokens",
    operation_id="createToken",
    status_code=201,
    summary="Create an API token",
    description="It may do what its owner may. The secret is shown only once.",
    responses=problem_responses(400, 401, 422, 503),
)
def post_token(actor: Self, own: OwnPart, given: TokenIn, call: CallPart) -> NewTokenOut:
    """Create a token for the caller."""
    new = own.add_token(actor, given.label, call)
    return NewTokenOut(**shown_token(new.token).model_dump(), token=new.secret)


@router.delete(
    "/tokens/{token_id}",
    operation_id="revokeToken",
    status_code=204,
    summary="Revoke an API token",
    responses=problem_responses(401, 404, 422, 503),
)
def delete_token(actor: Self, own: OwnPart, token_id: TokenId) -> None:
    """Revoke one of the caller's own tokens."""
    own.revoke_token(actor, token_id)


@router.get(
    "/people",
    operation_id="listPeople",
    summary="People",
    description="Those of your own organisation; an operator's administrator sees all people.",
    responses=problem_responses(401, 403, 503),
)
def get_people(
    actor: Annotated[Actor, Depends(permitted(Permission.PERSON_READ))], accounts: AccountsPart
) -> PeopleOut:
    """All people whom the actor may see."""
    return PeopleOut(people=[shown_person(person) for person in accounts.people(actor)])


@router.post(
    "/people",
    operation_id="addPerson",
    status_code=201,
    summary="Add a person",
    responses=problem_responses(400, 401, 403, 404, 422, 503),
)
def post_person(actor: Manager, accounts: AccountsPart, given: PersonIn, call: CallPart) -> NewPersonOut:
    """Add a person."""
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
    return NewPersonOut(**shown_person(new.person).model_dump(), password=new.password)


@router.patch(
    "/people/{username}",
    operation_id="changePerson",
    summary="Disable or enable a person",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def patch_person(actor: Manager, accounts: AccountsPart, username: Username, given: PersonChange) -> PersonOut:
    """Disable or enable a person."""
    return shown_person(accounts.set_disabled(actor, username, disabled=given.disabled))


@router.put(
    "/people/{username}/password",
    operation_id="resetPassword",
    summary="Give a person a new password",
    description="It is shown only once; their sessions end.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def put_persons_password(actor: Manager, accounts: AccountsPart, username: Username) -> NewPersonOut:
    """Give a person a new password."""
    new = accounts.reset_password(actor, username)
    return NewPersonOut(**shown_person(new.person).model_dump(), password=new.password)


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
    summary="Which agencies see your points",
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
    summary="Set which agencies see your points",
    responses=problem_responses(401, 403, 422, 503),
)
def put_allowance(
    actor: Annotated[Actor, Depends(permitted(Permission.ALLOWANCE_CHANGE))],
    accounts: AccountsPart,
    given: AllowanceIn,
) -> AllowanceOut:
    """Set which agencies the actor's organisation allows."""
    return _allowance(accounts.change_allowance(actor, given.agencies))


def _allowance(allowance: Allowance) -> AllowanceOut:
    return AllowanceOut(agencies=None if allowance.agencies is None else list(allowance.agencies))
