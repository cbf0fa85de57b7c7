"""What stands before every route: who asks, and whether their role includes it.

A route declares `Annotated[Actor, Depends(permitted(Permission.X))]`, or `Depends(open_to_all)` where nobody needs
to sign in. A route that declares neither keeps the service from starting (`undeclared`).
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Header
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request

from serve.accounts.domain import Actor, NotSignedInError
from serve.accounts.permissions import Permission
from serve.accounts.signing_in import SignIn
from serve.platform.doors import open_to_all
from serve.platform.errors import CallRejectedError, ClockError, StorageError
from serve.platform.idempotency import KEY_PATTERN, Call
from serve.platform.pages import wants_page

COOKIE = "shingan_session"
BEARER = re.compile(r"Bearer ([\x21-\x7e]{1,200})", re.IGNORECASE)
FORM = "application/x-www-form-urlencoded"
NOBODY = "Sign in, or send an API token in the Authorization header (Bearer)."
NOBODY_ON_A_PAGE = "You are not signed in, so nothing was sent."
KEY_FIELD = "idempotency_key"  # in a page's form; a program sends the header

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=KEY_PATTERN,
        description="A name for this call, such as a UUID. Sent again under it within 30 days, the same contents give "
        "what they gave the first time and are not carried out again; other contents are refused.",
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ),
]


async def recognised(request: Request) -> Actor:
    """Who asks.

    Raises:
        NotSignedInError: nobody, or somebody whose session or token is over.
    """
    known: Actor | None = getattr(request.state, "actor", None)
    if known is None:
        sign_in: SignIn = request.app.state.provided[SignIn]
        known = await anyio.to_thread.run_sync(_recognise, sign_in, request)
        request.state.actor = known
    return known


def _recognise(sign_in: SignIn, request: Request) -> Actor:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        bearer = BEARER.fullmatch(authorization)
        if bearer is None:
            raise NotSignedInError("The Authorization header must be: Bearer, a space, and an API token.")
        return sign_in.by_token(bearer.group(1))
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise NotSignedInError(NOBODY_ON_A_PAGE if wants_page(request) else NOBODY)
    return sign_in.by_session(cookie)


class Permitted:
    """A dependency that gives the actor, if their role includes a permission."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> Actor:
        """Give the actor."""
        actor = await recognised(request)
        actor.must(self.permission)
        return actor


def permitted(permission: Permission) -> Permitted:
    """What a route depends on that only some may use.

    Raises:
        NotSignedInError: nobody is signed in.
        NotPermittedError: their role doesn't include it.
    """
    return Permitted(permission)


async def note_who_asks(request: Request) -> None:
    """Note for a page's menu who asks, where that can be found out."""
    if wants_page(request):
        with suppress(NotSignedInError, StorageError, ClockError):
            await recognised(request)


async def call_of(request: Request, key: IdempotencyKey = None) -> Call:
    """The call's name, the actor's own, and what it holds; a page's form carries the name in a field.

    What is kept of both are digests, that of the contents keyed by the name: a body may hold a password, which nobody
    who reads the table may be able to try out.

    Raises:
        CallRejectedError: the name can't be one.
    """
    actor = await recognised(request)
    is_form = request.headers.get("content-type", "").startswith(FORM)
    fields = [(name, str(value)) for name, value in (await request.form()).multi_items()] if is_form else []
    body = json.dumps(fields).encode() if is_form else await request.body()
    name = key if key is not None else dict(fields).get(KEY_FIELD)
    if name is None:
        return Call()
    if not re.match(KEY_PATTERN, name):
        raise CallRejectedError("The form's idempotency_key must be 1 to 190 visible ASCII characters.")
    contents = f"{request.method} {request.url.path}\n".encode() + body
    fingerprint = hmac.new(name.encode(), contents, hashlib.sha256).hexdigest()
    kept = f"{actor.person_id}/{hashlib.sha256(name.encode()).hexdigest()}"
    # other contents from one page are another call
    return Call(kept if key is not None else f"{kept}/{fingerprint}", fingerprint)


CallPart = Annotated[Call, Depends(call_of)]


def declared(route: APIRoute) -> Permission | None:
    """The permission that a route asks for; None where it is open to all.

    Raises:
        RuntimeError: it declares neither.
    """
    for dependency in _dependencies(route.dependant):
        if isinstance(dependency.call, Permitted):
            return dependency.call.permission
        if dependency.call is open_to_all:
            return None
    raise RuntimeError(
        f"{','.join(route.methods or ())} {route.path}: declares no permission, nor that it is open to all"
    )


def check_declared(routers: Iterable[APIRouter]) -> None:
    """Raise RuntimeError where a route says nothing of who may use it."""
    for route in _routes(routers):
        declared(route)


def needed(routers: Iterable[APIRouter]) -> dict[str, Permission | None]:
    """What each operation of the API asks for, by its id; None where it is open to all.

    Raises:
        RuntimeError: a route says nothing of who may use it.
    """
    return {route.operation_id: declared(route) for route in _routes(routers) if route.operation_id}


def _routes(routers: Iterable[APIRouter]) -> Iterator[APIRoute]:
    return (route for router in routers for route in router.routes if isinstance(route, APIRoute))


def _dependencies(dependant: Dependant) -> Iterator[Dependant]:
    for each in dependant.dependencies:
        yield each
        yield from _dependencies(each)
