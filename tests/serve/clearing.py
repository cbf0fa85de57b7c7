"""Clearances on a running service, for tests that go through every page, door and row."""

from typing import Any

from model.datasets.fields import Label
from serve.accounts.permissions import OrganisationKind
from serve.accounts.service import Accounts
from tests.serve.frozen import accept, actor_of
from tests.serve.reviewing import handed_in
from tests.serve.running import Service
from tests.serve.world import World, made, new_photo


def clearing(service: Service, agency: str = "first", *, holder: str = "acme", **said: Any) -> dict[str, Any]:
    """What a call says that clears a point for an agency."""
    product, point = ("box", "logo") if holder == "acme" else ("bag", "stitch")
    return {
        "product": product,
        "parts": [{"kind": "point", "name": point}],
        "agencies": [service.people.agencies[agency].id],
        **said,
    }


def ticking(service: Service, **said: Any) -> dict[str, Any]:
    """The same as a form sends it."""
    agencies = [service.people.agencies["first"].id]
    return {
        "product": "box",
        "parts": ["point:logo"],
        "to": "agencies",
        "agencies": agencies,
        "valid_until": "",
        **said,
    }


def new_agency(service: Service, name: str) -> str:
    """An agency of some tests alone, by its name: for those of the service, other tests clear parts too."""
    made = service.parts[Accounts].add_organisation(None, OrganisationKind.AGENCY, f"Customs of the {name}", "JP")
    service.people.agencies[name] = made
    return name


def clearance_on(service: Service, agency: str = "first", *, holder: str = "acme", **said: Any) -> str:
    """The id of a new clearance of acme or rival for an agency."""
    client = service.as_("reviewer") if holder == "acme" else World(service).rival()
    found: str = made(client.post("/v1/clearances", json=clearing(service, agency, holder=holder, **said)))["id"]
    return found


def taught_on(service: Service, agency: str = "first", *points: str, photo: bytes | None = None, view: str = "") -> str:
    """The entry of a new counterfeit item of acme's whose photo an agency may show, with these points of the box.

    Args:
        photo: of the item; None for a new one.
        view: which shot it is; empty if that is not said.
    """
    content = photo or new_photo()
    holder = actor_of(service, "contributor")
    name = handed_in(service.parts, holder, content, label=Label.COUNTERFEIT, view=view)
    accept(service, actor_of(service, "administrator"), name)
    parts = [{"kind": "point", "name": point} for point in points]
    clearance_on(service, agency, parts=[*parts, {"kind": "photo", "name": f"{name}/0"}])
    return name
