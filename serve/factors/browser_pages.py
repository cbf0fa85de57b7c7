"""What all pages of second factors share: what browsers keep for a while, and who asks for passkeys."""

from typing import Literal, overload

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.responses import RedirectResponse

from model.messages import message
from serve.factors.domain import UNDER_WAY, RelyingParty, relying_party
from serve.platform.dependencies import part_of
from serve.platform.errors import ConflictError
from serve.platform.settings import Settings

PASSKEY_COOKIE, STEP_COOKIE = "shingan_passkey", "shingan_second_step"
NO_PASSKEYS = message("Passkeys need https, and a name instead of an IP address.")


@overload
def party_of(request: Request, *, must: Literal[True]) -> RelyingParty: ...
@overload
def party_of(request: Request) -> RelyingParty | None: ...
def party_of(request: Request, *, must: bool = False) -> RelyingParty | None:
    """Who asks for passkeys: the public address, or without one this machine as localhost.

    Without a public address the `Host` of a call is not believed, except that it is this machine.

    Raises:
        ConflictError: browsers give this address none, and one is needed.
    """
    address = part_of(request.app, Settings).public_url or str(request.base_url)
    party = relying_party(address)
    if part_of(request.app, Settings).public_url is None and party is not None and party.id != "localhost":
        party = None
    if party is None and must:
        raise ConflictError(NO_PASSKEYS)
    return party


def answer_of(options: str) -> Response:
    """An answer with JSON that is written already."""
    return Response(options, media_type=JSONResponse.media_type)


def remember(request: Request, response: Response, cookie: str, kept: str) -> Response:
    """Have the browser keep something that no script can read."""
    response.set_cookie(
        cookie,
        kept,
        max_age=int(UNDER_WAY.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=_is_secure(request),
    )
    return response


def take_back(request: Request, response: Response, cookie: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(cookie, httponly=True, samesite="strict", secure=_is_secure(request))


def led_to(address: str) -> RedirectResponse:
    """Lead to a page."""
    return RedirectResponse(address, 303)


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https" or part_of(request.app, Settings).is_secure
