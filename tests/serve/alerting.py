"""Alerts on a running service, for tests that go through every page, door and row."""

from typing import Any

import httpx

from model.datasets.fields import Label
from serve.uploads.protocol import BYTES, encoded
from tests.serve.frozen import accept, actor_of
from tests.serve.reviewing import handed_in
from tests.serve.running import Service
from tests.serve.tiny_release import new_picture
from tests.serve.world import World, made, new_photo


def sending(service: Service, agency: str = "first", *, holder: str = "acme", **said: Any) -> dict[str, Any]:
    """What a call says that sends an alert to an agency."""
    return {
        "product": "box" if holder == "acme" else "bag",
        "title": "A seal without a number",
        "text": "The seal has no number. Ours has nine digits.",
        "language": "en",
        "agencies": [service.people.agencies[agency].id],
        **said,
    }


def alert_on(
    service: Service, agency: str = "first", *, holder: str = "acme", with_picture: bool = True, **said: Any
) -> str:
    """The id of a new alert of acme or rival to an agency, with a picture."""
    client = service.as_("reviewer") if holder == "acme" else World(service).rival()
    pictures = {"pictures": [picture_of(client)]} if with_picture else {}
    answer = client.post("/v1/alerts", json=sending(service, agency, holder=holder, **pictures, **said))
    found: str = made(answer)["id"]
    return found


def picture_of(client: httpx.Client, content: bytes | None = None, name: str = "seal.jpg") -> str:
    """The id of an upload of a picture for an alert."""
    sent = content or new_photo()
    metadata = encoded({"filename": name, "purpose": "alert"})
    headers = {"Upload-Length": str(len(sent)), "Upload-Metadata": metadata, "Content-Type": BYTES}
    found: str = made(client.post("/v1/uploads", headers=headers, content=sent))["id"]
    return found


def known_on(service: Service) -> str:
    """The entry of a new accepted counterfeit item of acme's, whose photos an alert can show."""
    contributor = actor_of(service, "contributor")
    name = handed_in(service.parts, contributor, new_picture(), label=Label.COUNTERFEIT)
    accept(service, actor_of(service, "administrator"), name)
    return name
