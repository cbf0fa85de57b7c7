"""Every fault of a call is answered by an RFC 9457 problem that says what to do."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

from serve.platform.inference import WorkerPool
from serve.releases.service import Releases
from tests.serve.running import Service
from tests.serve.tiny_release import GENUINE, photo

Start = Callable[..., Service]
PAGE = {"accept": "text/html"}


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, object] = answer.json()
    assert document["type"] == f"/problems/{slug}"
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    assert document["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"
    return document


def test_an_unreadable_photo_is_named_and_nothing_is_kept(start_service: Start, tmp_path: Path) -> None:
    service = start_service()
    files = [("photos", ("good.jpg", GENUINE)), ("photos", ("../<bad>.jpg", b"\xff\xd8\xff\xe0 no more"))]
    found = problem(service.client.post("/v1/examinations", files=files), 422, "photo-truncated")
    assert found["photo"] == {"index": 1, "file_name": "_bad_.jpg", "sent": True}
    assert str(found["detail"]).startswith("Photo 2 (_bad_.jpg): ")
    assert rows(tmp_path) == 0
    assert stored(tmp_path) == []


def test_every_photo_that_is_refused_is_named(start_service: Start) -> None:
    service = start_service(max_photo_bytes=200_000)
    contents = (GENUINE, b"GIF89a", GENUINE, b"", b"\0" * 200_001)
    files = [("photos", (f"{index}.jpg", content)) for index, content in enumerate(contents)]
    found = problem(service.client.post("/v1/examinations", files=files), 422, "photo-format-unsupported")
    entries = found["photos"]
    assert isinstance(entries, list)
    assert [(each["index"], each["file_name"], each["sent"]) for each in entries] == [
        (1, "1.jpg", True), (3, "3.jpg", True), (4, "4.jpg", True)
    ]  # fmt: skip
    kinds = ["photo-format-unsupported", "photo-empty", "photo-too-large"]
    assert [each["type"] for each in entries] == [f"/problems/{kind}" for kind in kinds]
    assert found["photo"] == {name: entries[0][name] for name in ("index", "file_name", "sent")}
    assert found["detail"] == " ".join(
        f"Photo {each['index'] + 1} ({each['file_name']}): {each['detail']}" for each in entries
    )
    page = service.client.post("/examinations", files=files, headers=PAGE).text
    assert "Photos were rejected" in page
    assert all(f"Photo {number} (" in page for number in (2, 4, 5))


@pytest.mark.parametrize(
    ("content", "status", "slug"),
    [
        (b"", 422, "photo-empty"),
        (b"%PDF-1.7", 422, "photo-format-unsupported"),
        (GENUINE[: len(GENUINE) // 2], 422, "photo-truncated"),
        (b"\0" * 200_001, 413, "photo-too-large"),
    ],
)
def test_each_way_a_photo_can_be_wrong(start_service: Start, content: bytes, status: int, slug: str) -> None:
    problem(start_service(max_photo_bytes=200_000).examine(content), status, slug)


@pytest.mark.parametrize(
    ("photos", "fields"),
    [
        (9, {}),
        (1, {"product": "no-such-product"}),
        (1, {"product": ["box", "bag"]}),
        (1, {"product": "box", "views": ["no-such-view"]}),
        (2, {"views": ["front"]}),
    ],
)
def test_an_item_that_cannot_be_examined_says_why(
    service: Service, photos: int, fields: dict[str, str | list[str]]
) -> None:
    files = [("photos", ("a.jpg", GENUINE)) for _ in range(photos)]
    answer = service.client.post("/v1/examinations", files=files, data=fields)
    problem(answer, 422, "examination-rejected")


def test_what_a_browser_sends_for_an_empty_choice_is_no_photo(service: Service) -> None:
    empty = b'--x\r\nContent-Disposition: form-data; name="photos"; filename=""\r\n\r\n\r\n--x--'
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = service.client.post("/v1/examinations", content=empty, headers=headers)
    assert "0 photos" in str(problem(answer, 422, "examination-rejected")["detail"])


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"{}", "application/json"),
        (b"", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="photos"\r\n\r\n1\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="colour"\r\n\r\n1\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="product"\r\n\r\n' + b"p" * 20_000 + b"\r\n--x--",
            "multipart/form-data; boundary=x",
        ),
        (b"a=b", "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_that_cannot_be_read(service: Service, body: bytes, media_type: str) -> None:
    answer = service.client.post("/v1/examinations", content=body, headers={"content-type": media_type})
    problem(answer, 400, "call-rejected")


def test_a_body_over_the_limit_is_refused_with_and_without_a_declared_length(start_service: Start) -> None:
    service = start_service(max_photos=1, max_photo_bytes=100_000)  # a mebibyte is added for the words
    files = {"photos": ("a.jpg", b"\0" * 1_200_000)}
    problem(service.client.post("/v1/examinations", files=files), 413, "request-too-large")

    def endless() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a"\r\n\r\n'
        for _ in range(12):
            yield b"\0" * 100_000

    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = service.client.post("/v1/examinations", content=endless(), headers=headers)
    problem(answer, 413, "request-too-large")


@pytest.mark.parametrize(
    ("who", "status", "slug"), [("officer", 413, "request-too-large"), ("anonymous", 401, "not-signed-in")]
)
def test_a_hopelessly_large_body_is_refused_before_it_is_sent(
    start_service: Start, who: str, status: int, slug: str
) -> None:
    service = start_service(max_photos=1, max_photo_bytes=100_000)
    connection = HTTPConnection(service.base.removeprefix("http://"), timeout=10)
    with closing(connection):
        connection.putrequest("POST", "/v1/examinations")
        connection.putheader("Content-Type", "multipart/form-data; boundary=x")
        connection.putheader("Content-Length", str(2**40))
        if who == "officer":
            connection.putheader("Authorization", service.client.headers["Authorization"])
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status == status
        assert json.load(answer)["type"] == f"/problems/{slug}"


def test_a_full_queue_says_when_to_come_back(start_service: Start) -> None:
    service = start_service(workers=1, queue_limit=0)
    pool: WorkerPool = service.parts[WorkerPool]
    pool._taken += 1
    answer = service.examine(GENUINE)
    problem(answer, 503, "busy")
    assert int(answer.headers["retry-after"]) > 0
    pool._taken -= 1
    assert service.examine(GENUINE).status_code == 201


def test_where_photos_cannot_be_stored_no_row_is_left(start_service: Start, tmp_path: Path) -> None:
    service = start_service()
    aside = tmp_path / "data" / "objects" / "unfinished"
    aside.rmdir()
    aside.write_text("in the way")
    found = problem(service.examine(GENUINE), 503, "storage-failed")
    assert str(tmp_path) not in str(found)
    assert rows(tmp_path) == 0
    checks = problem(service.client.get("/readyz"), 503, "not-ready")["checks"]
    assert isinstance(checks, dict)
    assert [name for name, fault in checks.items() if fault] == ["objects"]


def test_where_rows_cannot_be_written_only_harmless_objects_are_left(start_service: Start, tmp_path: Path) -> None:
    service = start_service()
    with sqlite3.connect(tmp_path / "data" / "shingan.db") as connection:
        connection.execute("DROP TABLE examination_photos")
    connection.close()
    problem(service.examine(GENUINE), 503, "storage-failed")
    assert rows(tmp_path) == 0
    assert len(stored(tmp_path)) == 1


def test_a_problem_says_whether_reading_or_writing_failed(start_service: Start, tmp_path: Path) -> None:
    service = start_service()
    location = service.examine(GENUINE).headers["location"]
    (kept,) = stored(tmp_path)
    kept.unlink()
    missing = problem(service.client.get(f"{location}/photos/0/original"), 503, "photo-missing")
    assert missing["detail"] == f"The photo {kept.name[:12]} is no longer in the store, although it was stored."
    kept.mkdir()
    unread = problem(service.client.get(f"{location}/photos/0/original"), 503, "storage-failed")
    assert unread["detail"] == "A photo could not be read from the store."
    with sqlite3.connect(tmp_path / "data" / "shingan.db") as connection:
        connection.execute("DROP TABLE examination_photos")
    connection.close()
    unread = problem(service.client.get(location), 503, "storage-failed")
    assert unread["detail"] == "The database could not be read."
    unwritten = problem(service.examine(photo((1, 2, 3))), 503, "storage-failed")
    assert unwritten["detail"] == "The database could not be written, so nothing was kept or changed."


def test_the_unforeseen_is_a_problem_too(start_service: Start) -> None:
    service = start_service()
    service.parts[Releases]._active = object()  # type: ignore[assignment]
    problem(service.examine(GENUINE), 500, "unexpected")
    assert service.client.get("/healthz").status_code == 200


def test_unknown_addresses_methods_and_values(service: Service) -> None:
    problem(service.client.get("/v1/nothing"), 404, "not-found")
    for path, methods in (("/v1/release", "GET"), ("/v1/cases", "GET, POST"), ("/static/shingan.css", "GET, HEAD")):
        refused = service.client.delete(path)
        problem(refused, 405, "method-not-allowed")
        assert refused.headers["allow"] == methods
    for day in ("0", "1700000000", "2026-1-1", "2026-02-30", "yesterday"):
        problem(service.client.get("/v1/cases", params={"opened_until": day}), 422, "call-invalid")
    found = problem(service.client.get("/v1/catalogue", params={"language": "x" * 99}), 422, "call-invalid")
    assert found["errors"]


def test_a_browser_gets_a_page_with_the_same_words(service: Service) -> None:
    accept = {"accept": "text/html,application/xhtml+xml"}
    files = {"photos": ("label.jpg", b"GIF89a")}
    answer = service.client.post("/examinations", files=files, headers=accept)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert "Photo 1 (<bdi>label.jpg</bdi>): " in answer.text
    assert answer.headers["x-request-id"] in answer.text


def test_who_is_not_signed_in_is_told_so_and_nothing_else(service: Service) -> None:
    name = service.examine(GENUINE).headers["location"].rpartition("/")[2]
    with service.visitor() as anonymous:
        for path in ("/v1/me", "/v1/catalogue", f"/v1/examinations/{name}", "/v1/examinations/e-" + "0" * 32):
            answer = anonymous.get(path, headers={"accept": "text/html"})  # programs get a program's answer
            problem(answer, 401, "not-signed-in")
            assert answer.headers["www-authenticate"] == "Bearer"
        files = {"photos": ("a.jpg", GENUINE)}
        assert problem(anonymous.post("/v1/examinations", files=files), 401, "not-signed-in")
        for path in ("/healthz", "/readyz", "/metrics", "/openapi.json", "/about", "/problems/busy"):
            assert anonymous.get(path).status_code == 200, path


def test_whose_role_does_not_include_it_is_told_which_role_that_is(service: Service) -> None:
    found = problem(service.examine(GENUINE, by=service.as_("contributor")), 403, "not-permitted")
    assert found["detail"] == "Your role (Contributor) does not include this."
    answer = service.as_("trainer").get("/people", headers={"accept": "text/html"})
    assert answer.status_code == 403
    assert "Your role (Trainer) does not include this." in answer.text


def test_every_type_of_problem_has_a_page_and_titles_are_never_empty(service: Service) -> None:
    for slug in ("photo-unreadable", "busy", "storage-failed", "unexpected", "not-found", "call-invalid"):
        assert service.client.get(f"/problems/{slug}").status_code == 200
    assert service.client.get("/problems/nothing").status_code == 404


def test_a_page_names_each_wrong_value_in_words(service: Service) -> None:
    answer = service.client.get("/cases", params={"q": "x" * 999, "state": "y" * 999}, headers=PAGE)
    assert answer.status_code == 422
    assert re.findall(r"<li>([^<]+: has more than \d+ characters\.)</li>", answer.text) == [
        "Words or numbers: has more than 200 characters.",
        "State: has more than 200 characters.",
    ]
    form = {"name": "N", "username": "n"}
    answer = service.as_("administrator").post("/people", data=form, headers=PAGE)
    assert "<li>Role: is missing.</li>" in answer.text


@pytest.mark.parametrize("path", ["/cases/xyz", "/examinations/1", "/cases/c-1/items/i-1/photos"])
def test_at_a_malformed_address_a_page_finds_nothing_and_a_program_is_told_why(service: Service, path: str) -> None:
    answer = service.client.get(path, headers=PAGE)
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text
    with service.visitor(headers=PAGE) as anonymous:
        assert anonymous.get(path).status_code == 303  # to the sign-in page, for every path
    problem(service.client.get("/v1/cases/xyz"), 422, "call-invalid")


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("{base}/cases?q=a%20b", "/cases?q=a%20b"),
        ("{base}/people", "/people"),
        ("{base}/sign-out", None),  # takes POST alone
        ("{base}/nothing-here", None),
        ("{base}//evil.example/", None),
        ("https://evil.example/cases", None),
        ("javascript:alert(1)", None),
        ("{base}.evil.example/cases", None),
        ("{base}/cases/xyz", None),  # the page itself
    ],
)
def test_the_way_back_leads_to_a_page_of_this_service_alone(service: Service, referer: str, back: str | None) -> None:
    headers = PAGE | {"referer": referer.format(base=service.base)}
    answer = service.client.get("/cases/xyz", headers=headers)
    assert re.findall(r'href="([^"]*)" id="back"', answer.text) == ([back] if back else [])
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("role", "start"),
    [
        ("officer", '"/">New examination'),
        ("trainer", '"/">New examination'),
        ("contributor", '"/overview">Your products'),
        (None, '"/sign-in">Sign in'),
    ],
)
@pytest.mark.parametrize("path", ["/nothing-here", "/problems/busy", "/about"])
def test_one_is_offered_a_start_that_fits_the_role(service: Service, role: str | None, start: str, path: str) -> None:
    with service.visitor() as anonymous:
        client = service.as_(role) if role else anonymous
        text = client.get(path, headers=PAGE).text
    assert re.findall(r'<a class="button" href=("[^<]*)</a>', text) == [start]


def rows(tmp_path: Path) -> int:
    connection = sqlite3.connect(tmp_path / "data" / "shingan.db")
    count: int = connection.execute("SELECT count(*) FROM examinations").fetchone()[0]
    connection.close()
    return count


def stored(tmp_path: Path) -> list[Path]:
    """The photos in the store, which also has the files and the key of a release."""
    connection = sqlite3.connect(tmp_path / "data" / "shingan.db")
    query = "SELECT sha256 FROM release_files UNION SELECT key_sha256 FROM releases"
    others = {name for (name,) in connection.execute(query)}
    connection.close()
    objects = tmp_path / "data" / "objects"
    return [path for path in objects.rglob("*") if path.is_file() and path.name not in others]
