"""A form that is cut off is refused with a message at every address: nothing is kept, and it can be sent again."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from serve.platform.errors import BrokenFormError
from serve.platform.multipart import WholeForms, read_form
from tests.serve.casework import Officer
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE

HEAD = b'--XbX\r\nContent-Disposition: form-data; name="photos"; filename="%s"\r\nContent-Type: image/jpeg\r\n\r\n'
CLOSING = b"\r\n--XbX--"
BODY = HEAD % b"front.jpg" + GENUINE + b"\r\n" + HEAD % b"back.jpg" + COUNTERFEIT + CLOSING
SMALL = HEAD % b"a.jpg" + b"--Xb\r\n--Xb\r\n" + b"\r\n" + HEAD % b"b.jpg" + b"\xff\xd8--XbX--\r\n" + CLOSING
TYPE = "multipart/form-data; boundary=XbX"
PAGE = {"accept": "text/html"}
CUTS = {
    "at the start": b"",
    "in the first head": BODY[:40],
    "in the first photo": BODY[: len(GENUINE) // 2],
    "between the photos": BODY[: len(HEAD % b"front.jpg" + GENUINE) + 2],
    "in the second head": BODY[: len(HEAD % b"front.jpg" + GENUINE) + 60],
    "in the second photo": BODY[: -len(COUNTERFEIT) // 2],
    "before the closing boundary": BODY[: -len(CLOSING)],
    "in the closing boundary": BODY[:-1],
    "with an opening boundary for a closing one": BODY[:-2] + b"\r\n",
    "under another boundary": BODY.replace(b"XbX", b"XcX"),
}


def parsed(body: bytes, cuts: list[int], content_type: str = TYPE) -> dict[str, list[str | None]]:
    """The file names by field of a form whose body comes in pieces."""
    edges = [0, *sorted(cuts), len(body)]
    pieces = [body[start:end] for start, end in pairwise(edges)]
    found: dict[str, list[str | None]] = {}

    async def receive() -> Message:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def app(scope: Scope, receive: Receive, _: Send) -> None:
        form = await read_form(Request(scope, receive), {"photos"}, max_files=9, max_fields=9, max_part_size=4096)
        for name, value in form.multi_items():
            found.setdefault(name, []).append(None if isinstance(value, str) else value.filename)
        await form.close()

    async def send(_: Message) -> None: ...

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", content_type.encode())]}
    asyncio.run(WholeForms(app)(scope, receive, send))
    return found


@given(st.integers(0, len(SMALL) - 1), st.lists(st.integers(0, len(SMALL)), max_size=4))
def test_a_form_cut_at_any_byte_and_sent_in_any_pieces_has_broken_off(length: int, cuts: list[int]) -> None:
    with pytest.raises(BrokenFormError):
        parsed(SMALL[:length], [cut for cut in cuts if cut <= length])


@given(st.sampled_from([b"", b"\r\n", b"\r\nan epilogue"]), st.lists(st.integers(0, len(SMALL)), max_size=4))
def test_a_whole_form_is_read_in_any_pieces(epilogue: bytes, cuts: list[int]) -> None:
    assert parsed(SMALL + epilogue, cuts) == {"photos": ["a.jpg", "b.jpg"]}


def test_the_media_type_and_its_boundary_are_understood_in_every_spelling() -> None:
    for spelling in ('Multipart/Form-Data; boundary="XbX"', "multipart/form-data;charset=utf-8 ; BOUNDARY=XbX"):
        assert parsed(SMALL, [], spelling) == {"photos": ["a.jpg", "b.jpg"]}, spelling


@pytest.fixture(params=["API", "page"])
def post(request: pytest.FixtureRequest) -> Callable[..., httpx.Response]:
    """Send a body as programs do, or as a page does."""

    def post_(client: httpx.Client, paths: dict[str, str], content: bytes, **headers: str) -> httpx.Response:
        asks = PAGE if request.param == "page" else {}
        return client.post(paths[request.param], content=content, headers={"content-type": TYPE, **asks, **headers})

    return post_


@pytest.fixture(params=["examination", "revision", "visit"])
def paths(request: pytest.FixtureRequest, service: Service) -> dict[str, str]:
    """Where photos are sent to."""
    if request.param == "examination":
        return {"API": "/v1/examinations", "page": "/examinations"}
    if request.param == "revision":
        name = service.examine(GENUINE).headers["location"].rpartition("/")[2]
        return {"API": f"/v1/examinations/{name}/revisions", "page": f"/examinations/{name}/revisions"}
    officer = Officer(service.client)
    case = officer.open()
    item = f"/cases/{case}/items/{officer.add_item(case)}"
    return {"API": f"/v1{item}/examinations", "page": f"{item}/photos"}


def counted(service: Service) -> tuple[int, int]:
    """How many examinations and photos there are."""
    examinations = service.client.get("/v1/examinations", params={"limit": 100}).json()["examinations"]
    return len(examinations), sum(each["photos"] for each in examinations)


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)  # a form is refused before anything is kept
def test_nothing_of_a_form_that_breaks_off_is_kept_and_none_of_its_photos_is_lost(
    service: Service, paths: dict[str, str], post: Callable[..., httpx.Response]
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    before = counted(service)
    for where, body in CUTS.items():
        answer = post(service.client, paths, body, **key)
        assert answer.status_code == 400, where
        assert "The form was cut off" in answer.text, where
        assert counted(service) == before, where
    assert post(service.client, paths, BODY, **key).status_code in {201, 303}
    assert counted(service)[0] == before[0] + 1


def test_a_form_without_photos_is_read_whole_or_not_at_all_too(service: Service) -> None:
    before = service.client.get("/v1/cases").json()
    field = b'--XbX\r\nContent-Disposition: form-data; name="place"\r\n\r\nDock 4'
    answer = service.client.post("/cases", content=field, headers={"content-type": TYPE})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/form-broken-off")
    assert service.client.get("/v1/cases").json() == before


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("filename*=UTF-8''%E5%86%99%E7%9C%9F.jpg", "写真.jpg"),
        ("filename*=utf-8'ja'%E5%86%99%E7%9C%9F.jpg", "写真.jpg"),
        ("filename=\"plain.jpg\"; filename*=UTF-8''%E5%86%99.jpg", "写.jpg"),
        ("filename*=UTF-8''%E5%86%99.jpg; filename=\"plain.jpg\"", "写.jpg"),
        ("filename*0*=UTF-8''%E5%86%99; filename*1=\"real.jpg\"", "写real.jpg"),
        ("filename*=iso-8859-1''pi%E8ce.jpg", "pièce.jpg"),
        ("FileName*=\"UTF-8''%E5%86%99.jpg\"", "写.jpg"),
        ('filename="写真.jpg"', "写真.jpg"),
        (r'filename="a \"good\"; one.jpg"', 'a "good"; one.jpg'),
        ('filename="3 * 4.jpg"', "3 * 4.jpg"),
        ("filename=plain.jpg", "plain.jpg"),
        ("filename*=idna''xn--%ff-; filename=plain.jpg", "plain.jpg"),
    ],
)
def test_a_photos_file_name_is_understood_in_every_spelling(disposition: str, name: str) -> None:
    body = HEAD.replace(b'filename="%s"', disposition.encode()) + GENUINE + CLOSING
    assert parsed(body, []) == {"photos": [name]}


def test_a_photo_named_by_the_extended_file_name_alone_is_examined(service: Service) -> None:
    named = HEAD.replace(b'filename="%s"', b"filename*=UTF-8''%E5%86%99%E7%9C%9F.jpg")
    headers = {"content-type": TYPE}
    answer = service.client.post("/v1/examinations", content=named + GENUINE + CLOSING, headers=headers)
    assert answer.status_code == 201, answer.text
    refused = service.client.post("/v1/examinations", content=named + b"GIF89a" + CLOSING, headers=headers)
    assert refused.json()["photo"] == {"index": 0, "file_name": "写真.jpg", "sent": True}


def test_a_photo_without_a_file_name_is_told_that_it_needs_one(service: Service) -> None:
    body = HEAD.replace(b'; filename="%s"', b"") + GENUINE + CLOSING
    answer = service.client.post("/v1/examinations", content=body, headers={"content-type": TYPE})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/call-rejected")
    assert "give each of its parts a filename" in answer.json()["detail"]
