"""The JSON API of second factors: what the caller has, what an organisation requires, and a person's lost devices.

Factors are set up and removed in a browser alone: an API token that leaked must not become a way to sign in.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.accounts.permissions import AccountPermission
from serve.accounts.routes import Manager, OrganisationId, Username
from serve.factors.requiring import RequiredFactors
from serve.factors.schemas import (
    FactorsOut,
    OwnFactorsOut,
    RequirementIn,
    RequirementOut,
    shown_factors,
    shown_own,
    shown_requirement,
)
from serve.factors.service import OwnFactors
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.versions import ETAG, ReadVersionPart, etag

router = APIRouter(prefix="/v1", tags=["accounts"])
SettingUp = Annotated[Actor, Depends(permitted(AccountPermission.ACCOUNT_USE, at_set_up=True))]
FactorsPart = Annotated[OwnFactors, Depends(provided(OwnFactors))]
RequiredPart = Annotated[RequiredFactors, Depends(provided(RequiredFactors))]


@router.get(
    "/me/factors",
    operation_id="getOwnFactors",
    summary="Your second factors",
    description="Passkeys, one-time codes and recovery codes. They are set up and removed in a browser, on the page "
    "`/account/factors`.",
    responses=problem_responses(401, 503),
)
def get_own_factors(actor: SettingUp, factors: FactorsPart) -> OwnFactorsOut:
    """What the caller has."""
    return shown_own(factors.view(actor))


@router.get(
    "/people/{username}/factors",
    operation_id="getPersonsFactors",
    summary="A person's second factors",
    description="For those who manage them.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_persons_factors(actor: Manager, required: RequiredPart, username: Username) -> FactorsOut:
    """What a person has."""
    return shown_factors(required.of_person(actor, username).factors)


@router.delete(
    "/people/{username}/factors",
    operation_id="resetFactors",
    status_code=204,
    summary="Take a person's second factors away",
    description="All passkeys, one-time codes and recovery codes, after a lost device; make sure first who asks. Their "
    "sessions end.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def delete_persons_factors(actor: Manager, required: RequiredPart, username: Username) -> None:
    """Take them away."""
    required.reset(actor, username)


@router.get(
    "/organisations/{organisation_id}/second-factor",
    operation_id="getRequiredFactor",
    summary="Since when an organisation requires a second factor",
    description="For those who manage its people.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_required_factor(
    actor: Manager, required: RequiredPart, organisation_id: OrganisationId, response: Response
) -> RequirementOut:
    """What an organisation requires."""
    view = required.view(actor, organisation_id)
    response.headers["ETag"] = etag(view.requirement.version)
    return shown_requirement(view)


@router.put(
    "/organisations/{organisation_id}/second-factor",
    operation_id="requireFactor",
    summary="Require a second factor from a day on",
    description="Of people who sign in with a password. Who has none sets one up at the next sign-in. API tokens and "
    "sign-ins with OpenID Connect are not affected.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 412, 422, 503)},
)
def put_required_factor(
    actor: Manager,
    required: RequiredPart,
    organisation_id: OrganisationId,
    given: RequirementIn,
    read: ReadVersionPart,
    response: Response,
) -> RequirementOut:
    """Require it, or no longer."""
    required.require(actor, organisation_id, given.since, read)
    return get_required_factor(actor, required, organisation_id, response)
