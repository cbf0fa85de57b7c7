"""The page on which a shift is handed over, and the same for scripts."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from tests.serve.clearing import new_agency
from tests.serve.running import Service
from tests.serve.world import made

PAGE = {"accept": "text/html"}
TIME = "%Y-%m-%dT%H:%M"


@pytest.fixture
def officer(service: Service) -> httpx.Client:
    """An officer of an agency of its own, with one open case."""
    client = service.as_("officer", new_agency(service, f"shift-{uuid4().hex[:8]}"))
    made(client.post("/v1/cases", json={"place": "Hall 3", "unit": "Post"}))
    return client


def test_the_page_has_what_was_done_and_takes_a_note(officer: httpx.Client) -> None:
    text = officer.get("/shift", headers=PAGE).text
    for words in ("1 case was opened", "0 cases were closed", "1 case is open.", "Hall 3", "0 examinations were made."):
        assert words in text, words
    written = officer.post("/shift/notes", data={"text": "<b>Gate 2</b>", "unit": "Post"}, headers=PAGE)
    assert (written.status_code, written.headers["location"]) == (303, "/shift?unit=Post#notes")
    assert "&lt;b&gt;Gate 2&lt;/b&gt;" in officer.get("/shift?unit=Post", headers=PAGE).text
    assert "Gate 2" not in officer.get("/shift?unit=Containers", headers=PAGE).text
    empty = officer.post("/shift/notes", data={"text": " "}, headers=PAGE)
    assert (empty.status_code, "is missing" in empty.text) == (422, True)


def test_times_are_those_of_the_reader(officer: httpx.Client) -> None:
    made(officer.put("/v1/me/preferences", json={"time_zone": "Asia/Tokyo"}))
    tokyo = datetime.now(UTC) + timedelta(hours=9)
    until = (tokyo + timedelta(minutes=2)).strftime(TIME)
    now = officer.get("/shift", params={"since": (tokyo - timedelta(hours=1)).strftime(TIME), "until": until})
    assert "1 case was opened" in now.text
    before = {
        "since": (tokyo - timedelta(hours=3)).strftime(TIME),
        "until": (tokyo - timedelta(hours=1)).strftime(TIME),
    }
    assert "0 cases were opened" in officer.get("/shift", params=before).text
    for wrong in ({"since": "tomorrow"}, {"since": until, "until": until}):
        answer = officer.get("/shift", params=wrong, headers=PAGE)
        assert (answer.status_code, 'class="notice"' in answer.text) == (422, True)


def test_times_have_minutes_and_the_zone_its_name(officer: httpx.Client) -> None:
    at = {"since": "2026-11-25T06:00", "until": "2026-11-25T14:30", "language": "en"}
    assert "Coordinated Universal Time" in officer.get("/shift", params=at, headers=PAGE).text
    made(officer.put("/v1/me/preferences", json={"time_zone": "Asia/Tokyo"}))
    text = officer.get("/shift", params=at, headers=PAGE).text
    assert "Japan Standard Time" in text
    shown = re.findall("<time [^>]*>([^<]*)</time>", text)
    assert [each.replace("\u202f", " ") for each in shown[:2]] == ["Nov 25, 2026, 6:00 AM", "Nov 25, 2026, 2:30 PM"]
    assert not [each for each in shown if re.search(r"\d:\d\d:\d\d", each)]


def test_a_script_reads_it_and_writes_notes(officer: httpx.Client) -> None:
    answer = officer.post("/v1/shift/notes", json={"text": "Gate 2 is still to be opened.", "unit": "Post"})
    note = made(answer)
    assert officer.get(answer.headers["location"]).json() == note
    found = officer.get("/v1/shift", params={"unit": "post"}).json()
    assert (found["opened_count"], found["open_cases"], found["notes"]) == (1, 1, [note])
    assert found["opened"][0]["unit"] == "Post"
    assert officer.get("/v1/shift", params={"since": "2026-01-01T00:00"}).status_code == 422
    for moment in ({"since": "9999-12-31T23:00:00Z"}, {"until": "0001-01-01T00:00:00Z"}):
        refused = officer.get("/v1/shift", params=moment)
        assert (refused.status_code, "2000 and 2999" in refused.text) == (422, True), moment
    assert officer.get("/v1/shift", params={"place": "Hall 3", "unit": "Containers"}).json()["opened"] == []


def test_those_who_keep_no_cases_have_no_shift(service: Service) -> None:
    for role in ("trainer", "reviewer", "administrator"):
        assert service.as_(role).get("/v1/shift").status_code == 403
