"""The page of a person, on which an administrator changes, moves or disables them."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.domain import LONGEST_KEYWORD, Organisation, PersonUpdate
from serve.accounts.permissions import OrganisationKind
from serve.accounts.routes import AccountsPart, Manager, PersonChangesPart, Username
from serve.accounts.schemas import NO_UNIT_OR_ONE
from serve.accounts.unit_routes import UnitsPart
from serve.platform.pages import PagesPart, rendered
from serve.platform.versions import ANY_VERSION, ReadVersion, etag

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Form(max_length=200)]
Keyword = Annotated[str, Form(max_length=LONGEST_KEYWORD)]


@router.get("/people/{username}")
def get_person(
    request: Request,
    actor: Manager,
    pages: PagesPart,
    accounts: AccountsPart,
    changes: PersonChangesPart,
    units: UnitsPart,
    username: Username,
    *,
    kept: Annotated[bool, Query()] = False,
) -> str:
    """One person, to manage."""
    person = accounts.person(actor, username)
    others = [each for each in _moves_to(actor, accounts) if each.id != person.organisation.id]
    return rendered(
        request,
        pages,
        "person.html",
        person=person,
        is_own=person.id == actor.person_id,
        roles=accounts.roles.roles_of_kind[person.organisation.kind],
        roles_of_kinds=accounts.roles.roles_of_kind,
        held=changes.held(actor, person),
        units=units.of(actor, person.organisation.id),
        organisations=others,
        kept=kept,
    )


def _moves_to(actor: Manager, accounts: AccountsPart) -> Sequence[Organisation]:
    """The organisations to which an actor may move people."""
    return accounts.organisations(actor) if actor.kind == OrganisationKind.OPERATOR else ()


@router.post("/people/{username}")
def post_person(
    actor: Manager,
    changes: PersonChangesPart,
    username: Username,
    name: Text = "",
    role: Keyword = "",
    unit: Annotated[str, Form(pattern=NO_UNIT_OR_ONE)] = "",
    read: Text = "",
) -> Response:
    """Change the name, the role and the unit of a person."""
    changes.change(actor, username, PersonUpdate(name, role or None, unit_id=unit), _read(read))
    return _to_person(username)


@router.post("/people/{username}/move")
def post_move(
    actor: Manager,
    changes: PersonChangesPart,
    username: Username,
    organisation: Text = "",
    role: Keyword = "",
    read: Text = "",
) -> Response:
    """Move a person to another organisation."""
    changes.change(actor, username, PersonUpdate(None, role or None, organisation), _read(read))
    return _to_person(username)


def _read(version: str) -> ReadVersion:
    """The version of which a page's form was made; an empty one asks for none."""
    return ReadVersion((etag(version),)) if version else ANY_VERSION


def _to_person(username: str) -> RedirectResponse:
    return RedirectResponse(f"/people/{quote(username)}?kept=true", HTTPStatus.SEE_OTHER)
