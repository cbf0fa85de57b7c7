"""Request and response bodies of units."""

from typing import Any

from pydantic import Field

from serve.accounts.domain import LONGEST_UNIT
from serve.accounts.schemas import PERSON, Body, OrganisationId, UnitOut
from serve.platform.fields import NEEDED
from serve.platform.paging import PageOut

EXAMPLES: dict[str, Any] = {"UnitOut": PERSON["unit"], "UnitsOut": {"units": [PERSON["unit"]], "after": None}}


class UnitsOut(PageOut):
    """One page of the units of an organisation, by name."""

    units: list[UnitOut]


class UnitIn(Body):
    """A new unit."""

    organisation: OrganisationId
    name: str = Field(max_length=LONGEST_UNIT, json_schema_extra=NEEDED)


class UnitChange(Body):
    """What to change about a unit."""

    name: str = Field(max_length=LONGEST_UNIT, json_schema_extra=NEEDED)
