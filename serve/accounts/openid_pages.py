"""The two addresses of a sign-in with OpenID Connect: to an organisation's provider, and back from it."""

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from serve.accounts.guard import COOKIE
from serve.accounts.openid import CALLBACK, UNDER_WAY, AuthorizationResponse
from serve.accounts.pages import OpenIdPart, enter, local
from serve.platform.dependencies import open_to_all, provided
from serve.platform.settings import Settings

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_all)])

SettingsPart = Annotated[Settings, Depends(provided(Settings))]
OrganisationId = Annotated[str, Path(pattern="^o-[0-9a-f]{32}$")]
Said = Annotated[str | None, Query(max_length=4000)]


@router.get("/openid/{organisation_id}/start")
async def get_start(
    settings: SettingsPart,
    openid: OpenIdPart,
    organisation_id: OrganisationId,
    next: str = "/",  # noqa: A002  # the address says so
) -> Response:
    """Redirect to the organisation's provider, and store in the browser what its answer is checked against."""
    started = await openid.run(partial(openid.start, organisation_id, local(next)))
    response = RedirectResponse(started.address, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        _cookie(settings),
        started.attempt,
        max_age=int(UNDER_WAY.total_seconds()),
        httponly=True,
        samesite="lax",  # the way back begins on the provider's site
        secure=settings.is_secure,
    )
    return response


@router.get(CALLBACK)
async def get_callback(
    request: Request,
    settings: SettingsPart,
    openid: OpenIdPart,
    state: Said = None,
    code: Said = None,
    iss: Said = None,
    error: Said = None,
) -> Response:
    """Sign in the person that the provider identifies, and redirect to the address that they wanted."""
    kept = request.cookies.get(_cookie(settings))
    address = request.client.host if request.client else ""
    finished = await openid.run(partial(openid.finish, kept, AuthorizationResponse(state, code, iss, error), address))
    if replaced := request.cookies.get(COOKIE):
        await openid.run(partial(openid.sign_in.sign_out, replaced))
    response = await openid.run(partial(enter, request, finished.signed_in, finished.wanted))
    response.delete_cookie(_cookie(settings), secure=settings.is_secure, httponly=True, samesite="lax")
    return response


def _cookie(settings: Settings) -> str:
    """The cookie's name; because of its prefix, browsers accept it only from this host, not from a subdomain."""
    return "__Host-shingan_openid" if settings.is_secure else "shingan_openid"
