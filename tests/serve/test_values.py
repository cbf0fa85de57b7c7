"""What an API says of a value that it does not take: what the value must be, in words, and how to send it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from serve.platform.exact_reasons import words_for
from serve.platform.values import repeated_members
from tests.serve.casework import Officer
from tests.serve.running import Service
from tests.serve.tiny_release import GENUINE
from tests.serve.world import absent_id

CASE = re.compile(r"must be c- and 32 hexadecimal digits in lower case, such as c-[0-9a-f]{32}")


def error_of(service: Service, method: str, path: str, status: int = 422, **sent: Any) -> dict[str, str]:
    """The one value that a call is refused for."""
    answer = service.client.request(method, path, **sent)
    assert answer.status_code == status, answer.text
    (error,) = answer.json()["errors"]
    return dict(error)


@pytest.mark.parametrize("headers", [{}, {"content-type": "text/plain"}])
def test_json_that_is_not_sent_as_such_is_told_how_to_be_sent(service: Service, headers: dict[str, str]) -> None:
    error = error_of(service, "POST", "/v1/cases", content=b'{"place": "Port"}', headers=headers)
    assert error["detail"] == "The body is not read as JSON; send it with the header Content-Type: application/json"


def test_a_body_that_is_no_object_or_not_there_is_told_so(service: Service) -> None:
    assert error_of(service, "POST", "/v1/cases", json=[1])["detail"] == "must be a JSON object"
    missing = error_of(service, "POST", "/v1/cases")["detail"]
    assert missing == "The body is missing; send it with the header Content-Type: application/json"


def test_a_parameter_that_is_given_twice_is_refused(service: Service) -> None:
    error = error_of(service, "GET", "/v1/cases?state=open&state=closed")
    assert error == {"parameter": "state", "detail": "given more than once; give it once"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ('{"place": "Port", "place": "Hall"}', "#/place"),
        ('{"question": "?", "photos": [{"examination": "e-1", "photo": 0, "photo": 1}]}', "#/photos/0/photo"),
    ],
)
def test_a_member_that_is_given_twice_is_refused(service: Service, body: str, pointer: str) -> None:
    path = "/v1/cases" if "place" in body else f"/v1/cases/{absent_id('c')}/items/{absent_id('i')}/enquiries"
    error = error_of(service, "POST", path, content=body, headers={"content-type": "application/json; charset=utf-8"})
    assert error == {"pointer": pointer, "detail": "given more than once; give it once"}


def test_no_call_waits_until_the_document_of_all_routes_is_made(service: Service) -> None:
    """That takes seconds, in which the first officer after a start would see no outline."""
    app = service.app
    before, app.openapi_schema = app.openapi_schema, None
    try:
        assert service.client.get("/v1/catalogue/products/box/capture", params={"language": "en"}).status_code == 200
        assert error_of(service, "GET", "/v1/cases?stat=open")["parameter"] == "stat"
        assert error_of(service, "POST", "/v1/cases", json={"plaice": "Port"})["detail"].startswith("unknown; this")
        assert app.openapi_schema is None
    finally:
        app.openapi_schema = before


def test_members_are_looked_through_however_deep_they_are() -> None:
    assert repeated_members(b'{"a": {"b": [1, {"c": 1, "c": 2}]}, "a": 3}') == [("a",), ("a", "b", 1, "c")]
    deep = 800
    assert repeated_members(b"[" * deep + b"]" * deep) == []
    assert repeated_members(b"[" * 100_000) == repeated_members(b"no JSON") == repeated_members(b"1") == []


def test_an_unknown_member_is_answered_with_those_that_are_known(service: Service) -> None:
    detail = error_of(service, "POST", "/v1/cases", json={"colour": "red"})["detail"]
    assert detail.startswith("unknown; this operation takes: ")
    assert {"place", "notes"} <= set(detail.partition("takes: ")[2].split(", "))
    path = f"/v1/cases/{absent_id('c')}/items/{absent_id('i')}/enquiries"
    photo = {"examination": absent_id("e"), "photo": 0, "colour": "red"}
    error = error_of(service, "POST", path, json={"question": "?", "photos": [photo]})
    assert error["detail"].startswith("unknown; this object takes: examination, photo")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/v1/cases/1", CASE),
        ("/v1/examinations?after=1", re.compile("must be e- and 32 hexadecimal digits in lower case, such as e-")),
        (f"/v1/enquiries/{absent_id('q')}/answers?after=x", re.compile("must be a whole number from 1")),
        (
            f"/v1/cases/{absent_id('c')}/bundle.zip?language=xx",
            re.compile("The report does not speak “xx”; it speaks en"),
        ),
    ],
)
def test_a_malformed_value_is_told_in_words_what_it_looks_like(
    service: Service, path: str, words: re.Pattern[str]
) -> None:
    assert words.match(error_of(service, "GET", path)["detail"])


def test_a_malformed_key_is_told_in_words_what_it_looks_like(service: Service) -> None:
    error = error_of(service, "POST", "/v1/cases", json={}, headers={"idempotency-key": "a b"})
    assert error["detail"].startswith("must be 1 to 190 visible ASCII characters without a space, such as a UUID: ")


def patterns(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            yield part["pattern"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from patterns(each)


def test_every_pattern_of_the_api_has_words_and_its_example_fits(service: Service) -> None:
    found = set(patterns(service.client.get("/openapi.json").json())) - {r"\S"}  # refused by the domain, in words
    assert len(found) > 10
    for pattern in found:
        words = str(words_for(pattern) or "")
        assert words, pattern
        example = words.rpartition(" ")[2]
        assert re.search(pattern, example), (pattern, words)


LISTS = [
    ("officer", f"/v1/examinations?after={absent_id('e')}"),
    ("officer", f"/v1/enquiries?after={absent_id('q')}"),
    ("officer", f"/v1/opinions?after={absent_id('p')}"),
    ("officer", f"/v1/tokens?after={absent_id('t')}"),
    ("reviewer", f"/v1/confirmations?after={absent_id('b')}"),
    ("administrator", "/v1/releases?after=r-0000000000000000"),
]


@pytest.mark.parametrize(("role", "path"), LISTS)
def test_an_end_of_no_page_is_told_in_the_same_words_by_every_list(service: Service, role: str, path: str) -> None:
    answer = service.as_(role).get(path)
    assert answer.status_code == 404, answer.text
    assert answer.json()["detail"] == "The list has no entry that `after` names; start again without it."


def test_a_method_that_an_address_lacks_is_answered_with_those_that_it_has(service: Service) -> None:
    answer = service.client.delete("/v1/cases")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"
    assert answer.json()["detail"] == "Nothing here takes DELETE. This address takes: GET, POST."


def test_a_photo_that_is_too_large_is_told_the_limit_and_no_wrong_size(service: Service) -> None:
    answer = service.client.post("/v1/examinations", files={"photos": ("a.jpg", GENUINE + bytes(36 << 20))})
    assert answer.status_code == 413
    assert answer.json()["photos"][0]["detail"].startswith("The photo is larger than the limit of 32 MB; choose")


def test_a_case_that_is_closed_already_is_not_to_be_reopened_for_that(service: Service) -> None:
    officer = Officer(service.client)
    case = officer.open()
    officer.close(case)
    answer = service.client.post(f"/v1/cases/{case}/close", json={})
    assert answer.status_code == 409
    assert answer.json()["detail"].endswith(" is closed already.")
