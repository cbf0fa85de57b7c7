"""The page of an organisation, on which the operator changes its name and country."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from serve.accounts.countries import by_name
from serve.accounts.domain import OrganisationUpdate
from serve.accounts.routes import (
    AccountsPart,
    OrganisationChanger,
    OrganisationChangesPart,
    OrganisationId,
)
from serve.platform.pages import PagesPart, rendered
from serve.platform.reader import language_of
from serve.platform.versions import ANY_VERSION, ReadVersion, etag

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Text = Annotated[str, Form(max_length=200)]


@router.get("/organisations/{organisation_id}/details")
def get_organisation(
    request: Request,
    actor: OrganisationChanger,
    pages: PagesPart,
    accounts: AccountsPart,
    organisation_id: OrganisationId,
    *,
    kept: Annotated[bool, Query()] = False,
) -> str:
    """One organisation, to change."""
    organisation = accounts.organisation(actor, organisation_id)
    countries = by_name(language_of(request))
    return rendered(request, pages, "organisation.html", organisation=organisation, countries=countries, kept=kept)


@router.post("/organisations/{organisation_id}/details")
def post_organisation(
    actor: OrganisationChanger,
    changes: OrganisationChangesPart,
    organisation_id: OrganisationId,
    name: Text = "",
    country: Text = "",
    read: Text = "",
) -> Response:
    """Change the name and the country of an organisation."""
    version = ReadVersion((etag(read),)) if read else ANY_VERSION
    changes.change(actor, organisation_id, OrganisationUpdate(name, country), version)
    return RedirectResponse(f"/organisations/{organisation_id}/details?kept=true", HTTPStatus.SEE_OTHER)
