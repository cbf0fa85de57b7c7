"""A client that goes away is no fault of the service: nothing is recorded, no server error is counted."""

import logging
import re
import socket
import struct
import time
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import pytest
import structlog
from structlog.testing import LogCapture

from tests.serve.running import Service
from tests.serve.tiny_release import GENUINE, photo

Event = MutableMapping[str, Any]
HEAD = b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n'
CLOSING = b"\r\n--x--\r\n"
BODY = HEAD + GENUINE + CLOSING


@pytest.fixture
def log(service: Service) -> Iterator[list[Event]]:
    """What the service logs during the test."""
    assert service.base
    capture, before = LogCapture(), structlog.get_config()
    structlog.configure(processors=[capture], wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    yield capture.entries
    structlog.configure(**before)


@pytest.fixture(params=["closed", "reset"])
def leave(request: pytest.FixtureRequest) -> Callable[[socket.socket], None]:
    """How a client goes: with a word, or without one."""

    def leave_(connection: socket.socket) -> None:
        if request.param == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return leave_


def call(service: Service, path: str, *headers: str) -> bytes:
    lines = (f"POST {path} HTTP/1.1", "Host: h", f"Authorization: {service.client.headers['Authorization']}", *headers)
    return "\r\n".join((*lines, "\r\n")).encode()


def connected(service: Service) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(service.base.rpartition(":")[2])), 20)


def statuses(service: Service) -> set[str]:
    """Which statuses the metrics have counted."""
    return set(re.findall(r'status="(\d+)"', service.client.get("/metrics").text))


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def examinations(service: Service) -> object:
    return service.client.get("/v1/examinations").json()


CHUNKED = "Transfer-Encoding: chunked"
FORM, JSON = "Content-Type: multipart/form-data; boundary=x", "Content-Type: application/json"
HALF_SENT = {
    "a form": ("/v1/examinations", (FORM, f"Content-Length: {len(BODY)}"), BODY[: len(BODY) // 2]),
    "a form on a page": ("/examinations", (FORM, f"Content-Length: {len(BODY)}"), BODY[: len(BODY) // 2]),
    "no byte of it": ("/v1/examinations", (FORM, f"Content-Length: {len(BODY)}"), b""),
    "a chunk": ("/v1/examinations", (FORM, CHUNKED), b"%x\r\n" % len(BODY) + BODY[: len(BODY) // 2]),
    "whole chunks without the last": ("/v1/examinations", (FORM, CHUNKED), b"%x\r\n%b\r\n" % (len(BODY), BODY)),
    "what is no chunk": ("/v1/examinations", (FORM, CHUNKED), b"5\r\n--x\r\n\r\nno number\r\n"),
    "a document": ("/v1/cases", (JSON, "Content-Length: 100"), b'{"place": "Dock'),
    "fields": ("/cases", ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 100"), b"place=Dock"),
}


@pytest.mark.parametrize("what", HALF_SENT)
def test_a_client_that_goes_while_it_sends_is_no_server_error(
    service: Service, log: list[Event], leave: Callable[[socket.socket], None], what: str
) -> None:
    before = examinations(service), service.client.get("/v1/cases").json()
    path, headers, sent = HALF_SENT[what]
    connection = connected(service)
    connection.sendall(call(service, path, *headers) + sent)
    time.sleep(0.1)  # so that the service has begun to read
    leave(connection)
    until(lambda: any(event["event"] == "request" and event["status"] == 499 for event in log))
    assert {event["log_level"] for event in log} == {"info"}
    assert not any(status.startswith("5") for status in statuses(service))
    assert (examinations(service), service.client.get("/v1/cases").json()) == before


def test_a_client_that_goes_while_it_is_answered_is_no_server_error(
    service: Service, log: list[Event], leave: Callable[[socket.socket], None]
) -> None:
    body = HEAD + photo(seed=7001) + CLOSING
    connection = connected(service)
    connection.sendall(call(service, "/v1/examinations", FORM, f"Content-Length: {len(body)}") + body)
    leave(connection)
    until(lambda: any(event["event"] == "request" and event["route"] == "/v1/examinations" for event in log))
    assert {event["log_level"] for event in log} == {"info"}
    assert not any(status.startswith("5") for status in statuses(service))
