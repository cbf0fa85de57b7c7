"""Bodies of service accounts."""

from typing import Any

from pydantic import AwareDatetime, Field

from serve.accounts.domain import LONGEST_NAME
from serve.accounts.schemas import (
    PERSON,
    TOKEN,
    Body,
    OrganisationId,
    PersonOut,
    RoleName,
    TokenIn,
    TokenOut,
    shown_person,
    shown_token,
)
from serve.accounts.service_accounts import ServiceAccount
from serve.platform.fields import NEEDED
from serve.platform.paging import PageOut

ACCOUNT: dict[str, Any] = {**PERSON, "username": "nightly-export", "name": "Nightly export", "tokens": [TOKEN]}
EXAMPLES: dict[str, Any] = {
    "ServiceAccountOut": ACCOUNT,
    "ServiceAccountsOut": {"service_accounts": [ACCOUNT], "after": None},
}


class ServiceAccountIn(Body):
    """A new service account."""

    organisation: OrganisationId
    username: str = Field(max_length=64, json_schema_extra={"minLength": 3})
    name: str = Field(max_length=LONGEST_NAME, json_schema_extra=NEEDED)
    role: RoleName


class ServiceAccountOut(PersonOut):
    """A service account: programs call with its tokens, and no one signs in."""

    tokens: list[TokenOut] = Field(description="Without their secrets, the oldest first.")


class ServiceAccountsOut(PageOut):
    """One page of service accounts, by username."""

    service_accounts: list[ServiceAccountOut]


class ServiceTokenIn(TokenIn):
    """A new token of a service account, which has an end."""

    expires_at: AwareDatetime = Field(description="When it ends, within ten years.", examples=["2027-02-23T08:00:00Z"])


def shown_service(account: ServiceAccount) -> ServiceAccountOut:
    """A service account, as shown to those who manage it."""
    tokens = [shown_token(each) for each in account.tokens]
    return ServiceAccountOut(**shown_person(account.person).model_dump(), tokens=tokens)
