"""An agency that asks and right holders that answer, through the API."""

import io
import itertools
from functools import cache
from typing import Any, NamedTuple

import httpx
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from serve.accounts.own import OwnAccount
from serve.accounts.service import Accounts
from tests.clients import client_of
from tests.serve.running import Service
from tests.serve.tiny_release import as_new, photo

RED, GREEN = (170, 60, 60), (90, 140, 90)  # what the tiny release suspects, and what it finds consistent
_numbers = itertools.count(1000)
_photo = cache(photo)


class Stopped(NamedTuple):
    """An item of a case, examined."""

    case: str
    item: str
    examination: str

    @property
    def path(self) -> str:
        """Of the item, in the API."""
        return f"/v1/cases/{self.case}/items/{self.item}"


def made(answer: httpx.Response) -> dict[str, Any]:
    """What an answer holds that something was made or done."""
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def new_photo(colour: tuple[int, int, int] = RED) -> bytes:
    """A photo in a file unlike any before."""
    return as_new(_photo(colour, seed=1000))


def located(content: bytes, place: str) -> bytes:
    """The photo with where it was taken, and by which camera, in its metadata."""
    picture = Image.open(io.BytesIO(content))
    metadata = picture.getexif()
    metadata[Base.Make] = place
    metadata[Base.ImageDescription] = place
    metadata.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (59.0, 26.0, 13.25)})
    metadata.get_ifd(IFD.Exif)[Base.UserComment] = b"ASCII\0\0\0" + place.encode()
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=metadata, comment=place.encode(), quality=92)
    return buffer.getvalue()


def stopped(client: httpx.Client, *photos: bytes, product: str | None = "box", **said: str) -> Stopped:
    """A new case with one item that is examined, on these photos or a new red one."""
    case = made(client.post("/v1/cases", json=said))["id"]
    item = made(client.post(f"/v1/cases/{case}/items", json={"description": "carton", "product": product}))["id"]
    return examined(client, case, item, *(photos or (new_photo(),)))


def examined(client: httpx.Client, case: str, item: str, *photos: bytes) -> Stopped:
    """An item examined, once more."""
    files = [("photos", (f"{index}.jpg", content, "image/jpeg")) for index, content in enumerate(photos)]
    visit = made(client.post(f"/v1/cases/{case}/items/{item}/examinations", files=files))
    return Stopped(case, item, visit["examination"]["id"])


def asking(one: Stopped, *indices: int, question: str = "Is this one of yours?") -> dict[str, Any]:
    """What a call holds that asks about some photos of an item."""
    photos = [{"examination": one.examination, "photo": index} for index in indices or (0,)]
    return {"question": question, "photos": photos}


def asked(client: httpx.Client, one: Stopped, *indices: int, question: str = "Is this one of yours?") -> dict[str, Any]:
    """An enquiry about an item."""
    return made(client.post(f"{one.path}/enquiries", json=asking(one, *indices, question=question)))


def answered(client: httpx.Client, enquiry: str, outcome: str, *, amends: bool = False) -> dict[str, Any]:
    """The enquiry with an answer of the right holder's, or an amendment to it."""
    said = {"outcome": outcome, "statement": f"I have looked at the photos: {outcome}."}
    return made(client.post(f"/v1/enquiries/{enquiry}/{'amendments' if amends else 'answer'}", json=said))


def confirmed(service: Service, label: str, colour: tuple[int, int, int] = RED, product: str = "box") -> Stopped:
    """An item of this colour that acme confirms to be genuine or counterfeit."""
    one = stopped(service.client, new_photo(colour), product=product)
    answered(service.as_("reviewer"), asked(service.client, one)["id"], f"confirmed_{label}")
    return one


def rival(service: Service) -> httpx.Client:
    """A reviewer of another right holder, both of which the administrator has added; close it."""
    parts, administrator = service.parts, service.as_("administrator")
    known = {each.name: each.id for each in parts[Accounts].organisations(None)}
    if "rival" not in known:
        known["rival"] = made(administrator.post("/v1/organisations", json={"kind": "right_holder", "name": "rival"}))[
            "id"
        ]
    name = f"rival-{next(_numbers)}"
    person = {"organisation": known["rival"], "username": name, "name": "Rita Rival", "role": "reviewer"}
    made(administrator.post("/v1/people", json={**person, "by_openid": True}))
    found = next(each for each in parts[Accounts].people(None) if each.username == name)
    token = OwnAccount(parts[Accounts].work).add_token(parts[Accounts].actor_of(found, via="tests"), "tests").secret
    return client_of(service.base, headers={"Authorization": f"Bearer {token}"})
