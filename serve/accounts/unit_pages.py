"""The page of the units of an organisation."""

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.domain import LONGEST_UNIT
from serve.accounts.guard import CallPart
from serve.accounts.routes import ORGANISATION_PATTERN, AccountsPart, Manager
from serve.accounts.unit_routes import UnitId, UnitsPart
from serve.platform.pages import PagesPart, rendered

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Form(max_length=200)]


@router.get("/units")
def get_units(
    request: Request,
    actor: Manager,
    pages: PagesPart,
    accounts: AccountsPart,
    units: UnitsPart,
    organisation: Annotated[str | None, Query(pattern=ORGANISATION_PATTERN)] = None,
    *,
    kept: Annotated[bool, Query()] = False,
) -> str:
    """The units of an organisation: one's own, or for the operator any."""
    wanted = organisation if actor.is_operator else None
    of = accounts.organisation(actor, wanted or actor.organisation_id)
    return rendered(
        request,
        pages,
        "units.html",
        organisation=of,
        sizes=units.sizes(actor, of.id),
        kept=kept,
        longest=LONGEST_UNIT,
        idempotency_key=secrets.token_urlsafe(),
    )


@router.post("/units")
def post_unit(actor: Manager, units: UnitsPart, call: CallPart, organisation: Text = "", name: Text = "") -> Response:
    """Add a unit."""
    return _back_to(units.add(actor, organisation, name, call).organisation_id)


@router.post("/units/{unit_id}")
def post_rename(actor: Manager, units: UnitsPart, unit_id: UnitId, name: Text = "") -> Response:
    """Give a unit another name."""
    return _back_to(units.rename(actor, unit_id, name).organisation_id)


@router.post("/units/{unit_id}/remove")
def post_remove(actor: Manager, units: UnitsPart, unit_id: UnitId) -> Response:
    """Remove a unit in which no one is."""
    organisation = units.get(actor, unit_id).organisation_id
    units.remove(actor, unit_id)
    return _back_to(organisation)


def _back_to(organisation_id: str) -> RedirectResponse:
    return RedirectResponse(f"/units?organisation={organisation_id}&kept=true", HTTPStatus.SEE_OTHER)
