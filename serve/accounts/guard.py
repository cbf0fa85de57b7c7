"""The check before every route: who calls, and whether their role permits it.

A route or WebSocket declares `Annotated[Actor, Depends(permitted(CasePermission.READ))]`, or `Depends(open_to_all)`
where no one needs to sign in; `serve.accounts.declared` finds one that declares neither.
"""

import hashlib
import hmac
import json
import re
from contextlib import suppress
from typing import Annotated

import anyio.to_thread
from fastapi import Depends, Header
from starlette.requests import HTTPConnection, Request

from model.messages import message
from serve.accounts.domain import (
    Actor,
    AnotherPersonError,
    FirstPasswordError,
    NotSignedInError,
    SecondFactorMissingError,
)
from serve.accounts.signing_in import SignIn
from serve.platform.dependencies import part_of
from serve.platform.errors import CallRejectedError, ClockError, StorageError
from serve.platform.idempotency import KEY_PATTERN, IdempotentCall
from serve.platform.pages import wants_page
from serve.platform.values import check_values

COOKIE = "shingan_session"
PERSON = "Shingan-Person"  # the id of the person for whom a call is made
BEARER = re.compile(r"Bearer ([\x21-\x7e]{1,200})", re.IGNORECASE)
FORM = "application/x-www-form-urlencoded"
SIGN_IN_FIRST = message("Sign in, or send an API token in the Authorization header (Bearer).")
ANOTHER_PERSON = message("Someone else is signed in now, so nothing was sent.")
CHOOSE_FIRST = message("Your password was given to you. Choose one of your own first; nothing was sent.")
SET_UP_FIRST = message("Your organisation requires a second factor. Set one up first; nothing was sent.")
NOTHING_SENT = message("You are not signed in, so nothing was sent.")
KEY_FIELD = "idempotency_key"  # in a page's form; a program sends the header
PERSON_FIELD = "person"  # the same of `PERSON`

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


async def recognised(request: HTTPConnection) -> Actor:
    """The actor of a request.

    A call that names its person is refused under another one's session or token: a page stays open when the next person
    signs in, and what it sends then must not become theirs.

    Raises:
        NotSignedInError: there is no session or token, or it has ended.
        AnotherPersonError: it is another person's.
    """
    known: Actor | None = getattr(request.state, "actor", None)
    if known is None:
        known = await anyio.to_thread.run_sync(_recognise, part_of(request.app, SignIn), request)
        if request.headers.get(PERSON, known.person_id) != known.person_id:
            raise AnotherPersonError(ANOTHER_PERSON)
        request.state.actor = known
    return known


def check_person(request: HTTPConnection, named: str | None) -> None:
    """Check for whom a page's form was made, as the header of a call is checked; None if the form does not say it.

    Raises:
        AnotherPersonError: someone else has signed in meanwhile.
    """
    if named is not None and named != request.state.actor.person_id:
        raise AnotherPersonError(ANOTHER_PERSON)


def _recognise(sign_in: SignIn, request: HTTPConnection) -> Actor:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        bearer = BEARER.fullmatch(authorization)
        if bearer is None:
            raise NotSignedInError(message("The Authorization header must be: Bearer, a space, and an API token."))
        return sign_in.by_token(bearer.group(1))
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise NotSignedInError(NOTHING_SENT if wants_page(request) else SIGN_IN_FIRST)
    return sign_in.by_session(cookie)


class Permitted:
    """A dependency that returns the actor if their role includes a permission.

    Attributes:
        at_first: whether it is there for people, too, who have yet to choose a password in place of the first one.
        at_set_up: the same for people who have yet to set up the second factor that is required.
    """

    def __init__(self, permission: str, *, at_first: bool = False, at_set_up: bool = False) -> None:
        self.permission = permission
        self.at_first = at_first
        self.at_set_up = at_set_up or at_first

    async def __call__(self, request: HTTPConnection) -> Actor:
        """Return the actor."""
        actor = await recognised(request)
        if actor.must_change and not self.at_first:
            raise FirstPasswordError(CHOOSE_FIRST)
        if actor.must_set_up and not self.at_set_up:
            raise SecondFactorMissingError(SET_UP_FIRST)
        actor.must(self.permission)
        await check_values(request)
        return actor


def permitted(permission: str, *, at_first: bool = False, at_set_up: bool = False) -> Permitted:
    """The dependency of a route that needs a permission.

    Args:
        at_first: whether people may use it, too, who have yet to choose a password in place of the first one.
        at_set_up: the same of people who have yet to set up the second factor that is required.

    Raises:
        FirstPasswordError: they have to choose one.
        SecondFactorMissingError: they have to set one up.
        NotSignedInError: the caller is not signed in.
        NotPermittedError: their role doesn't include it.
    """
    return Permitted(permission, at_first=at_first, at_set_up=at_set_up)


async def note_who_asks(request: HTTPConnection) -> None:
    """Store the actor for the menu of a page, if the request identifies one."""
    if wants_page(request):
        with suppress(NotSignedInError, StorageError, ClockError):
            await recognised(request)


async def call_of(request: Request, key: IdempotencyKey = None) -> IdempotentCall:
    """The idempotency key of a call, specific to the actor, and a digest of its contents.

    A page's form has the key in a field.

    Only digests of both are stored, and the key of the call keys the digest of the contents: a body may contain a
    password, and a reader of the table must not be able to try passwords.

    Raises:
        AnotherPersonError: the form was made for someone else.
        CallRejectedError: the key is not a valid one.
    """
    actor = await recognised(request)
    is_form = request.headers.get("content-type", "").startswith(FORM)
    fields = [(name, str(value)) for name, value in (await request.form()).multi_items()] if is_form else []
    body = json.dumps(fields).encode() if is_form else await request.body()
    check_person(request, dict(fields).get(PERSON_FIELD))
    name = key if key is not None else dict(fields).get(KEY_FIELD)
    if name is not None and not re.match(KEY_PATTERN, name):
        raise CallRejectedError(message("The form's idempotency_key must be 1 to 190 visible ASCII characters."))
    call = call_named(actor, request, name, body)
    # different contents from one page are a different call
    return (
        call if key is not None or name is None else IdempotentCall(f"{call.key}/{call.fingerprint}", call.fingerprint)
    )


def call_named(actor: Actor, request: Request, name: str | None, contents: bytes) -> IdempotentCall:
    """A call by its idempotency key, of which only a digest is stored.

    Args:
        name: the key; None for a call that has none.
        contents: what an equal call has again.
    """
    if name is None:
        return IdempotentCall()
    whole = f"{request.method} {request.url.path}\n".encode() + contents
    fingerprint = hmac.new(name.encode(), whole, hashlib.sha256).hexdigest()
    return IdempotentCall(f"{actor.person_id}/{hashlib.sha256(name.encode()).hexdigest()}", fingerprint)


CallPart = Annotated[IdempotentCall, Depends(call_of)]
