"""The JSON API of service accounts, for those who manage people."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.guard import CallPart
from serve.accounts.own_routes import TokenId
from serve.accounts.routes import USERNAME_PATTERN, Manager
from serve.accounts.schemas import NewTokenOut, TokenOut, shown_token
from serve.accounts.service_account_schemas import (
    ServiceAccountIn,
    ServiceAccountOut,
    ServiceAccountsOut,
    ServiceTokenIn,
    shown_service,
)
from serve.accounts.service_accounts import ServiceAccounts
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of

router = APIRouter(prefix="/v1/service-accounts", tags=["accounts"])
ServicesPart = Annotated[ServiceAccounts, Depends(provided(ServiceAccounts))]
ServiceName = Annotated[str, Path(pattern=USERNAME_PATTERN, examples=["nightly-export"])]


@router.get(
    "",
    operation_id="listServiceAccounts",
    summary="Service accounts",
    description="By username. Programs call with their tokens, and no one signs in.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_services(
    actor: Manager,
    services: ServicesPart,
    after: Annotated[str | None, Query(pattern=USERNAME_PATTERN, description=AFTER)] = None,
    limit: Limit = PAGE,
) -> ServiceAccountsOut:
    """One page of the service accounts that the actor manages."""
    page = page_of(services.all(actor), after, limit, lambda each: each.person.username)
    return ServiceAccountsOut(service_accounts=[shown_service(each) for each in page.entries], after=page.after)


@router.post(
    "",
    operation_id="addServiceAccount",
    status_code=201,
    summary="Add a service account",
    description="It has no password, and no token yet. `changePerson` disables it, which ends its tokens.",
    responses={201: located("the service account"), **problem_responses(400, 401, 403, 404, 422, 503)},
)
def post_service(
    actor: Manager, services: ServicesPart, given: ServiceAccountIn, call: CallPart, response: Response
) -> ServiceAccountOut:
    """Add a service account."""
    added = services.add(
        actor,
        organisation_id=given.organisation,
        username=given.username,
        name=given.name,
        role=given.role,
        call=call,
    )
    response.headers["Location"] = f"{router.prefix}/{added.person.username}"
    return shown_service(added)


@router.get(
    "/{service_account}",
    operation_id="getServiceAccount",
    summary="One service account",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_service(actor: Manager, services: ServicesPart, service_account: ServiceName) -> ServiceAccountOut:
    """One service account."""
    return shown_service(services.one(actor, service_account))


@router.post(
    "/{service_account}/tokens",
    operation_id="addServiceToken",
    status_code=201,
    summary="Make a token for a service account",
    description="It has an end, and may do what the account may, or less. The secret is shown only once.",
    responses={201: located("the token"), **problem_responses(400, 401, 403, 404, 422, 503)},
)
def post_service_token(
    actor: Manager,
    services: ServicesPart,
    service_account: ServiceName,
    given: ServiceTokenIn,
    call: CallPart,
    response: Response,
) -> NewTokenOut:
    """Make a token."""
    new = services.add_token(actor, service_account, given.label, given.limits, call)
    response.headers["Location"] = f"{router.prefix}/{service_account}/tokens/{new.token.id}"
    return NewTokenOut(**shown_token(new.token).model_dump(), token=new.secret)


@router.get(
    "/{service_account}/tokens/{token_id}",
    operation_id="getServiceToken",
    summary="One token of a service account",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_service_token(
    actor: Manager, services: ServicesPart, service_account: ServiceName, token_id: TokenId
) -> TokenOut:
    """One token, without its secret."""
    return shown_token(services.token(actor, service_account, token_id))


@router.delete(
    "/{service_account}/tokens/{token_id}",
    operation_id="revokeServiceToken",
    status_code=204,
    summary="Revoke a token of a service account",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def delete_service_token(
    actor: Manager, services: ServicesPart, service_account: ServiceName, token_id: TokenId
) -> None:
    """Revoke one."""
    services.revoke_token(actor, service_account, token_id)
