"""Clearances on a running service, for tests that go through every page, door and row."""

from typing import Any

from tests.serve.running import Service
from tests.serve.world import World, made


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


def clearance_on(service: Service, agency: str = "first", *, holder: str = "acme", **said: Any) -> str:
    """The id of a new clearance of acme or rival for an agency."""
    client = service.as_("reviewer") if holder == "acme" else World(service).rival()
    found: str = made(client.post("/v1/clearances", json=clearing(service, agency, holder=holder, **said)))["id"]
    return found
