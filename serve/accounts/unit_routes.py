"""The JSON API of units of organisations."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from serve.accounts.domain import Unit
from serve.accounts.guard import CallPart
from serve.accounts.routes import ORGANISATION_PATTERN, Manager, PersonReader
from serve.accounts.schemas import UNIT_PATTERN, UnitOut
from serve.accounts.unit_schemas import UnitChange, UnitIn, UnitsOut
from serve.accounts.units import Units
from serve.platform.dependencies import provided
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of
from serve.platform.versions import ETAG, ReadVersionPart, etag

router = APIRouter(prefix="/v1", tags=["accounts"])

UnitsPart = Annotated[Units, Depends(provided(Units))]
UnitId = Annotated[str, Path(pattern=UNIT_PATTERN, examples=[f"r-{'0' * 32}"])]


@router.get(
    "/units",
    operation_id="listUnits",
    summary="Units of an organisation",
    description="Its ports, post offices and the like, by name; an operator's administrator sees those of every one.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_units(
    actor: PersonReader,
    units: UnitsPart,
    organisation: Annotated[
        str | None, Query(pattern=ORGANISATION_PATTERN, description="Unset: your own organisation.")
    ] = None,
    after: Annotated[str | None, Query(pattern=UNIT_PATTERN, description=AFTER)] = None,
    limit: Limit = PAGE,
) -> UnitsOut:
    """One page of units."""
    page = page_of(units.of(actor, organisation), after, limit, lambda unit: unit.id)
    return UnitsOut(units=[_out(each) for each in page.entries], after=page.after)


@router.get(
    "/units/{unit_id}",
    operation_id="getUnit",
    summary="One unit",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 422, 503)},
)
def get_unit(actor: PersonReader, units: UnitsPart, unit_id: UnitId, response: Response) -> UnitOut:
    """One unit."""
    return _shown(units.get(actor, unit_id), response)


@router.post(
    "/units",
    operation_id="addUnit",
    status_code=201,
    summary="Add a unit",
    responses={201: located("the unit"), **problem_responses(400, 401, 403, 404, 422, 503)},
)
def post_unit(actor: Manager, units: UnitsPart, given: UnitIn, call: CallPart, response: Response) -> UnitOut:
    """Add a unit."""
    unit = units.add(actor, given.organisation, given.name, call)
    response.headers["Location"] = f"{router.prefix}/units/{unit.id}"
    return _out(unit)


@router.patch(
    "/units/{unit_id}",
    operation_id="renameUnit",
    summary="Give a unit another name",
    description="Cases that were opened keep the name that they say.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 404, 412, 422, 503)},
)
def patch_unit(
    actor: Manager, units: UnitsPart, unit_id: UnitId, given: UnitChange, read: ReadVersionPart, response: Response
) -> UnitOut:
    """Rename a unit."""
    return _shown(units.rename(actor, unit_id, given.name, read), response)


@router.delete(
    "/units/{unit_id}",
    operation_id="removeUnit",
    status_code=204,
    summary="Remove a unit in which no one is",
    responses=problem_responses(401, 403, 404, 409, 422, 503),
)
def delete_unit(actor: Manager, units: UnitsPart, unit_id: UnitId) -> None:
    """Remove a unit."""
    units.remove(actor, unit_id)


def _shown(unit: Unit, response: Response) -> UnitOut:
    response.headers["ETag"] = etag(unit.version)
    return _out(unit)


def _out(unit: Unit) -> UnitOut:
    return UnitOut(id=unit.id, name=unit.name)
