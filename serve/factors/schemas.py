"""Bodies of second factors. Answers of authenticators, which scripts of pages send, are checked where they are used."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from serve.accounts.schemas import Body
from serve.factors.domain import LONGEST_NAME, Factors
from serve.factors.requiring import OrganisationFactors
from serve.factors.service import OwnFactorsView

Credential = Annotated[dict[str, Any], Field(max_length=20)]

PASSKEY: dict[str, Any] = {
    "id": "b-5e2f1c7a9d3b4e6f8a0c1d2e3f405162",
    "name": "Work phone",
    "made_at": "2026-11-25T08:00:00Z",
    "used_on": "2026-11-28",
}
FACTORS: dict[str, Any] = {"passkeys": [PASSKEY], "one_time_codes": True, "recovery_codes": 9}
EXAMPLES: dict[str, Any] = {
    "PasskeyOut": PASSKEY,
    "FactorsOut": FACTORS,
    "OwnFactorsOut": {**FACTORS, "required_since": "2027-01-31", "is_required": False},
    "RequirementOut": {"since": "2027-01-31", "people": 40, "have_one": 31},
    "RequirementIn": {"since": "2027-01-31"},
}


class PasskeyIn(Body):
    """An answer of an authenticator, as `PublicKeyCredential.toJSON()` gives it."""

    credential: Credential


class NewPasskeyIn(PasskeyIn):
    """The same of a new passkey, and how its person calls it."""

    name: str = Field(max_length=LONGEST_NAME)


class PasskeyOut(BaseModel):
    """A passkey of a person."""

    id: str
    name: str
    made_at: datetime
    used_on: date | None = Field(description="The day of its last use.")


class FactorsOut(BaseModel):
    """The second factors of a person, without their secrets."""

    passkeys: list[PasskeyOut]
    one_time_codes: bool = Field(description="Whether they have one-time codes.")
    recovery_codes: int = Field(description="How many recovery codes were not used.")


class OwnFactorsOut(FactorsOut):
    """The caller's own second factors, and what their organisation requires."""

    required_since: date | None = Field(description="From this day on their organisation requires one; null: never.")
    is_required: bool = Field(description="Whether it does so today.")


class RequirementOut(BaseModel):
    """Since when an organisation requires a second factor of people who sign in with a password."""

    since: date | None = Field(description="The first day; null if none is required.")
    people: int = Field(description="How many may sign in with a password.")
    have_one: int = Field(description="How many may sign in and have a second factor.")


class RequirementIn(Body):
    """The same, as requested."""

    since: date | None = Field(description="The first day; null requires none.")


def shown_factors(factors: Factors) -> FactorsOut:
    """What a person has."""
    passkeys = [PasskeyOut(id=it.id, name=it.name, made_at=it.made_at, used_on=it.used_on) for it in factors.passkeys]
    return FactorsOut(passkeys=passkeys, one_time_codes=factors.codes is not None, recovery_codes=factors.left)


def shown_own(view: OwnFactorsView) -> OwnFactorsOut:
    """What the caller has."""
    return OwnFactorsOut(
        **shown_factors(view.factors).model_dump(),
        required_since=view.requirement.since,
        is_required=view.is_required,
    )


def shown_requirement(view: OrganisationFactors) -> RequirementOut:
    """What an organisation requires."""
    return RequirementOut(since=view.requirement.since, people=view.people, have_one=view.have_one)
