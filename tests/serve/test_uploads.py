"""Uploads over HTTP: a conversation in tus 1.0, also after an interruption, and what is refused."""

import base64
import hashlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest

from serve.accounts.guard import COOKIE
from serve.uploads import receiving
from serve.uploads.protocol import BYTES, encoded
from tests.serve.running import Service

CONTENT = bytes(range(256)) * 800
GIVEN = {"filename": "genuine/item-1/é.jpg", "purpose": "contribution"}
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def client(service: Service) -> httpx.Client:
    return service.as_("contributor")


def create(client: httpx.Client, content: bytes = CONTENT, sent: bytes = b"", **more: str) -> httpx.Response:
    headers = {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": encoded(GIVEN | more)}
    return client.post("/v1/uploads", headers=headers | ({"Content-Type": BYTES} if sent else {}), content=sent)


def send(client: httpx.Client, address: str, start: int, content: bytes, **headers: str) -> httpx.Response:
    given = {**TUS, "Upload-Offset": str(start), "Content-Type": BYTES, **headers}
    return client.patch(address, headers=given, content=content)


def offset(client: httpx.Client, address: str) -> int:
    answer = client.head(address, headers=TUS)
    assert answer.status_code == 200, answer.headers
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


def test_a_file_is_announced_sent_in_pieces_and_whole(client: httpx.Client) -> None:
    limits = client.options("/v1/uploads").headers
    assert limits["tus-version"] == "1.0.0"
    assert set(limits["tus-extension"].split(",")) == {"creation", "creation-with-upload", "expiration", "termination"}
    assert int(limits["tus-max-size"]) == 2 * 2**30
    created = create(client)
    assert (created.status_code, created.headers["upload-offset"]) == (201, "0")
    assert created.json()["name"] == GIVEN["filename"]
    address = created.headers["location"]
    for start in range(0, len(CONTENT), 100_000):
        assert offset(client, address) == start
        answer = send(client, address, start, CONTENT[start : start + 100_000])
        assert answer.status_code == 204
        assert answer.headers["tus-resumable"] == "1.0.0"
        assert answer.headers["upload-expires"].endswith("GMT")
    found = client.get(address)
    assert found.json()["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert found.headers["upload-length"] == found.headers["upload-offset"] == str(len(CONTENT))


def test_a_small_file_comes_with_its_announcement(client: httpx.Client) -> None:
    whole = create(client, b"small", b"small").json()
    assert (whole["state"], whole["offset"]) == ("finished", 5)
    part = create(client, b"larger", b"lar")
    assert send(client, part.headers["location"], 3, b"ger").headers["upload-offset"] == "6"


def test_a_file_larger_than_a_form_is_taken_and_only_here(client: httpx.Client) -> None:
    large = bytes(2**20 + 1) * 5
    assert create(client, large, large).json()["offset"] == len(large)
    answer = client.post("/v1/tokens", headers={"content-type": BYTES}, content=large)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/request-too-large")


@contextmanager
def sending(service: Service, client: httpx.Client, address: str) -> Iterator[socket.socket]:
    """A connection on which a request that sends the whole file has begun; its bytes have not."""
    headers = {**TUS, "Upload-Offset": "0", "Content-Type": BYTES, "Authorization": client.headers["authorization"]}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"PATCH {address} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(CONTENT)}\r\n{lines}\r\n"
    with socket.create_connection(("127.0.0.1", int(service.base.rpartition(":")[2])), 20) as connection:
        connection.sendall(head.encode())
        yield connection


def wait_for(client: httpx.Client, address: str, arrived: int) -> None:
    deadline = time.monotonic() + 20
    while offset(client, address) < arrived:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_arrived_before_the_connection_broke_is_kept(service: Service, client: httpx.Client) -> None:
    address = create(client).headers["location"]
    with sending(service, client, address) as connection:
        connection.sendall(CONTENT[:70_000])
    wait_for(client, address, 70_000)
    assert send(client, address, 70_000, CONTENT[70_000:]).status_code == 204


def test_what_a_slow_sender_has_sent_is_kept_before_it_has_finished(
    service: Service, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "PART_SECONDS", 0.05)
    address = create(client).headers["location"]
    with sending(service, client, address) as connection:
        connection.sendall(CONTENT[:50_000])
        wait_for(client, address, 50_000)
        connection.sendall(CONTENT[50_000:])
        assert connection.recv(100).startswith(b"HTTP/1.1 204")


def test_a_sender_that_falls_silent_holds_nothing(
    service: Service, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "PART_SECONDS", 0.02)
    monkeypatch.setattr(receiving, "SILENT_SECONDS", 0.05)
    address = create(client).headers["location"]
    with sending(service, client, address) as connection:
        connection.sendall(CONTENT[:50_000])
        assert b"upload-offset: 50000" in connection.recv(1000).lower()


def test_bytes_at_a_wrong_place_are_refused_with_the_right_one(client: httpx.Client) -> None:
    address = create(client, sent=CONTENT[:1000]).headers["location"]
    answer = send(client, address, 900, CONTENT[900:])
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")
    assert "1,000 bytes" in answer.json()["detail"]
    assert offset(client, address) == 1000


def test_a_call_whose_answer_was_lost_leads_to_the_same_upload(client: httpx.Client) -> None:
    key = {"Idempotency-Key": str(uuid4()), "Upload-Length": "6", "Upload-Metadata": encoded(GIVEN)}
    first = client.post("/v1/uploads", headers=key | {"Content-Type": BYTES}, content=b"one")
    again = client.post("/v1/uploads", headers=key | {"Content-Type": BYTES}, content=b"one")
    assert first.headers["location"] == again.headers["location"]
    assert again.headers["upload-offset"] == "3"
    other = client.post("/v1/uploads", headers=key | {"Upload-Length": "7"})
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


def test_one_that_was_removed_is_gone(client: httpx.Client) -> None:
    address = create(client, sent=b"one").headers["location"]
    listed = [each["id"] for each in client.get("/v1/uploads").json()["uploads"]]
    assert address.rpartition("/")[2] in listed
    assert client.delete(address, headers=TUS).status_code == 204
    for answer in (client.head(address), client.delete(address), send(client, address, 3, b"two")):
        assert answer.status_code == 404
        assert answer.headers["tus-resumable"] == "1.0.0"
    assert address.rpartition("/")[2] not in client.get("/v1/uploads").text


def test_a_file_that_changed_on_its_way_is_to_be_sent_again(client: httpx.Client) -> None:
    address = create(client, sha256=hashlib.sha256(b"other").hexdigest()).headers["location"]
    answer = send(client, address, 0, CONTENT)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/upload-altered")
    assert "send it again" in answer.json()["detail"]
    assert client.head(address).status_code == 404


def test_a_page_of_another_site_can_send_nothing(service: Service, client: httpx.Client) -> None:
    address = create(client).headers["location"]
    with service.visitor(cookies={COOKIE: service.people.session("contributor")}) as browser:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
            assert send(browser, address, 0, CONTENT, **headers).status_code == 403
        assert send(browser, address, 0, CONTENT, **{"Sec-Fetch-Site": "same-origin"}).status_code == 204


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Tus-Resumable": "0.2.2"}, (412, "tus-version-unsupported")),
        ({"Upload-Length": str(2**31 + 1)}, (413, "upload-too-large")),
        ({"Upload-Length": "0"}, (422, "call-invalid")),
        ({"Upload-Length": "-5"}, (422, "call-invalid")),
        ({"Upload-Metadata": "filename"}, (400, "call-rejected")),
        ({"Upload-Metadata": "filename *,purpose *"}, (400, "call-rejected")),
        ({"Upload-Metadata": encoded(GIVEN | {"purpose": "other"})}, (400, "call-rejected")),
        ({"Upload-Metadata": encoded(GIVEN | {"sha256": "12"})}, (400, "call-rejected")),
        ({"Upload-Metadata": encoded(GIVEN | {"filename": " "})}, (400, "call-rejected")),
        ({"Upload-Metadata": encoded(GIVEN | {"filename": "\n" * 500})}, (400, "call-rejected")),
        ({"Upload-Metadata": encoded(GIVEN) + ",filename YQ=="}, (400, "call-rejected")),
        ({"Upload-Metadata": "filename " + base64.b64encode(b"\xff").decode()}, (400, "call-rejected")),
        ({"Content-Type": "text/plain"}, (415, "media-type-unsupported")),
    ],
)
def test_what_is_not_as_tus_says_is_refused(
    client: httpx.Client, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    given = {**TUS, "Upload-Length": "5", "Upload-Metadata": encoded(GIVEN), "Content-Type": BYTES, **headers}
    answer = client.post("/v1/uploads", headers=given, content=b"bytes")
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["type"]) == (expected[0], f"/problems/{expected[1]}"), problem
    assert answer.headers["tus-resumable"] == "1.0.0"
