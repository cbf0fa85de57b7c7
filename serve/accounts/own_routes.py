"""The JSON API of a person's own account: who they are, their password, their sessions and their API tokens."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.domain import Actor, Preferences
from serve.accounts.guard import CallPart, permitted
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import AccountPermission
from serve.accounts.schemas import (
    EndedOut,
    MeOut,
    NewTokenOut,
    PasswordIn,
    PreferencesIn,
    PreferencesOut,
    SessionOut,
    SessionsOut,
    TokenIn,
    TokenOut,
    TokensOut,
    UnitOut,
    shown,
    shown_preferences,
    shown_session,
    shown_token,
)
from serve.accounts.signing_in import SignIn
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of

router = APIRouter(prefix="/v1", tags=["accounts"])

OwnPart = Annotated[OwnAccount, Depends(provided(OwnAccount))]
SignInPart = Annotated[SignIn, Depends(provided(SignIn))]
Self = Annotated[Actor, Depends(permitted(AccountPermission.ACCOUNT_USE))]
Newcomer = Annotated[Actor, Depends(permitted(AccountPermission.ACCOUNT_USE, at_first=True))]
TOKEN_PATTERN, SESSION_PATTERN = "^t-[0-9a-f]{32}$", "^[0-9a-f]{16}$"  # patterns of ids, no secrets
TokenId = Annotated[str, Path(pattern=TOKEN_PATTERN, examples=["t-00000000000000000000000000000000"])]
SessionId = Annotated[str, Path(pattern=SESSION_PATTERN, examples=["0000000000000000"])]
AfterToken = Annotated[str | None, Query(pattern=TOKEN_PATTERN, description=AFTER)]
AfterSession = Annotated[str | None, Query(pattern=SESSION_PATTERN, description=AFTER)]


@router.get("/me", operation_id="getMe", summary="Who asks", responses=problem_responses(401))
async def get_me(actor: Newcomer) -> MeOut:
    """The caller, and what they may do."""
    return MeOut(
        id=actor.person_id,
        username=actor.username,
        name=actor.name,
        role=actor.role,
        organisation=shown(actor.organisation),
        disabled=False,
        unit=None if actor.unit is None else UnitOut(id=actor.unit.id, name=actor.unit.name),
        permissions=sorted(actor.permissions),
        token_expires_at=actor.limits.expires_at,
    )


@router.get(
    "/me/preferences",
    operation_id="getPreferences",
    summary="Your language and time zone",
    responses=problem_responses(401),
)
async def get_preferences(actor: Self) -> PreferencesOut:
    """What the caller chose."""
    return shown_preferences(actor.preferences)


@router.put(
    "/me/preferences",
    operation_id="changePreferences",
    summary="Choose your language and time zone",
    description="Pages, problems and reports for you are in this language; without one, each browser decides.",
    responses=problem_responses(401, 422, 503),
)
def put_preferences(actor: Self, own: OwnPart, given: PreferencesIn) -> PreferencesOut:
    """Keep what the caller chooses."""
    return shown_preferences(own.prefer(actor, Preferences(given.language, given.time_zone)))


@router.put(
    "/me/password",
    operation_id="changePassword",
    status_code=204,
    summary="Change your own password",
    description="All your sessions end; tokens stay. With a first password, this is what you may do.",
    responses=problem_responses(401, 422, 429, 503),
)
def put_password(actor: Newcomer, own: OwnPart, given: PasswordIn) -> None:
    """Change the caller's own password."""
    own.change_password(actor, given.old, given.new)


@router.delete(
    "/me/sessions",
    operation_id="signOutEverywhere",
    summary="Sign out everywhere",
    description="Ends all your sessions in browsers; tokens stay.",
    responses=problem_responses(401, 503),
)
def delete_sessions(actor: Newcomer, sign_in: SignInPart) -> EndedOut:
    """Sign out everywhere."""
    return EndedOut(sessions=sign_in.sign_out_everywhere(actor))


@router.get(
    "/me/sessions",
    operation_id="listSessions",
    summary="Your sessions in browsers",
    description="The latest first.",
    responses=problem_responses(401, 404, 422, 503),
)
def get_sessions(actor: Self, own: OwnPart, after: AfterSession = None, limit: Limit = PAGE) -> SessionsOut:
    """One page of the caller's sessions."""
    page = page_of(own.sessions(actor), after, limit, lambda session: session.public_id)
    return SessionsOut(sessions=[shown_session(each, actor.via) for each in page.entries], after=page.after)


@router.get(
    "/me/sessions/{session_id}",
    operation_id="getSession",
    summary="One of your sessions",
    responses=problem_responses(401, 404, 422, 503),
)
def get_session(actor: Self, own: OwnPart, session_id: SessionId) -> SessionOut:
    """One of the caller's sessions."""
    return shown_session(own.session(actor, session_id), actor.via)


@router.delete(
    "/me/sessions/{session_id}",
    operation_id="endSession",
    status_code=204,
    summary="Sign out in one browser",
    responses=problem_responses(401, 404, 422, 503),
)
def delete_session(actor: Self, own: OwnPart, session_id: SessionId) -> None:
    """End one of the caller's sessions."""
    own.end_session(actor, session_id)


@router.get(
    "/tokens",
    operation_id="listTokens",
    summary="Your own API tokens",
    description="The oldest first.",
    responses=problem_responses(401, 404, 422, 503),
)
def get_tokens(actor: Self, own: OwnPart, after: AfterToken = None, limit: Limit = PAGE) -> TokensOut:
    """One page of the caller's own tokens."""
    page = page_of(own.tokens(actor), after, limit, lambda token: token.id)
    return TokensOut(tokens=[shown_token(token) for token in page.entries], after=page.after)


@router.get(
    "/tokens/{token_id}",
    operation_id="getToken",
    summary="One of your own API tokens",
    responses=problem_responses(401, 404, 422, 503),
)
def get_token(actor: Self, own: OwnPart, token_id: TokenId) -> TokenOut:
    """One of the caller's own tokens."""
    return shown_token(own.token(actor, token_id))


@router.post(
    "/tokens",
    operation_id="createToken",
    status_code=201,
    summary="Create an API token",
    description="It may do what its owner may, or less: `scope`, until `expires_at`. The secret is shown only once.",
    responses={201: located("the token"), **problem_responses(400, 401, 422, 503)},
)
def post_token(actor: Self, own: OwnPart, given: TokenIn, call: CallPart, response: Response) -> NewTokenOut:
    """Create a token for the caller."""
    new = own.add_token(actor, given.label, call, given.limits)
    response.headers["Location"] = f"{router.prefix}/tokens/{new.token.id}"
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
