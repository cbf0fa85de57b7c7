"""Extensions count where they were granted while the clock ran; days of steps follow the time zone that is written."""

from datetime import date
from typing import Any

import httpx
import pytest

from tests.serve.running import Service
from tests.serve.test_procedures import PAGE, RIGHT_HOLDER, counting, officer_of, procedure_of, stepped
from tests.serve.world import made

NOTIFIED = "right-holder-notified"


@pytest.fixture
def client(service: Service) -> httpx.Client:
    return officer_of(service, "DE", "extensions")


def extended(client: httpx.Client, procedure: dict[str, Any], on: str, days: int = 10, **said: Any) -> dict[str, Any]:
    return stepped(client, procedure, "extension", on, rule=RIGHT_HOLDER, days=days, **said)


def clock_of(found: dict[str, Any]) -> tuple[str, int, str]:
    clock = counting(found)[RIGHT_HOLDER]
    return clock["deadline"], clock["extension"], clock["standing"]


def test_an_extension_counts_only_if_the_clock_ran_when_it_was_granted(client: httpx.Client) -> None:
    procedure = procedure_of(client)
    stepped(client, procedure, NOTIFIED, "2026-06-08")
    found = extended(client, procedure, "2026-06-20")
    assert clock_of(found) == ("2026-07-06", 10, "lapsed")
    earlier = stepped(client, procedure, NOTIFIED, "2026-05-21")
    assert clock_of(earlier) == ("2026-06-05", 0, "lapsed")  # it had ended two weeks before the extension was granted
    page = client.get(f"/procedures/{procedure['id']}", headers=PAGE).text
    assert "It does not count: on that day, the deadline did not run." in page
    again = stepped(client, procedure, NOTIFIED, "2026-06-08")
    assert clock_of(again) == ("2026-07-06", 10, "lapsed")
    later = stepped(client, procedure, NOTIFIED, "2026-06-22")
    assert clock_of(later) == ("2026-07-06", 0, "lapsed")  # granted before it began
    stepped(client, procedure, NOTIFIED, "2026-06-22", withdrawn=True)
    again = stepped(client, procedure, NOTIFIED, "2026-09-07")
    assert clock_of(again)[1] == 0
    assert "It does not count" in client.get(f"/procedures/{procedure['id']}", headers=PAGE).text


def test_a_second_extension_rests_on_the_first_and_a_correction_takes_its_place(client: httpx.Client) -> None:
    procedure = procedure_of(client)
    stepped(client, procedure, NOTIFIED, "2026-06-08")  # until 22 June
    assert clock_of(extended(client, procedure, "2026-06-20", 5))[0] == "2026-06-29"
    assert clock_of(extended(client, procedure, "2026-06-26", 10))[0] == "2026-07-06"  # within the five days
    path = f"/v1/procedures/{procedure['id']}/steps"
    said = {"kind": "extension", "event": "2026-06-30", "rule": RIGHT_HOLDER, "days": 10}
    refused = client.post(path, json=said)  # corrects the second one, and lies after the first one's end
    assert "its last day was" in refused.json()["detail"]
    assert clock_of(extended(client, procedure, "2026-06-26", 8))[0] == "2026-07-02"
    assert clock_of(extended(client, procedure, "2026-06-26", 8, withdrawn=True)) == ("2026-06-22", 0, "lapsed")
    assert "0 is no extension" in client.post(path, json={**said, "days": 0}).json()["detail"]


def test_an_extension_is_taken_back_on_the_page(client: httpx.Client) -> None:
    procedure = procedure_of(client)
    stepped(client, procedure, NOTIFIED, "2026-06-08")
    extended(client, procedure, "2026-06-20")
    page = client.get(f"/procedures/{procedure['id']}", headers=PAGE).text
    assert page.count('name="withdrawn"') == 2
    form = {"kind": "extension", "rule": RIGHT_HOLDER, "days": "", "event": "2026-06-20", "withdrawn": "true"}
    assert client.post(f"/procedures/{procedure['id']}/steps", data=form).is_redirect
    assert clock_of(made(client.get(f"/v1/procedures/{procedure['id']}"))) == ("2026-06-22", 0, "lapsed")


def test_a_moment_has_its_day_in_the_time_zone_that_is_written_now(client: httpx.Client) -> None:
    procedure = procedure_of(client, zone="Asia/Tokyo")
    path = f"/v1/procedures/{procedure['id']}"
    found = stepped(client, procedure, NOTIFIED, "2026-06-08T20:00Z")  # 9 June in Tokyo
    assert (found["steps"][0]["on"], counting(found)[RIGHT_HOLDER]["event"]) == ("2026-06-09", "2026-06-09")
    moved = made(client.patch(path, json={"zone": "Europe/Berlin"}))
    assert (moved["steps"][0]["on"], counting(moved)[RIGHT_HOLDER]["event"]) == ("2026-06-08", "2026-06-08")
    for number in range(3):
        same = made(client.patch(path, json={"reasons": f"The seam {number}"}))
        assert same["clocks"] == moved["clocks"]
    confirmed = stepped(client, procedure, "right-holder-confirmed", "2026-06-08T21:00Z")
    assert counting(confirmed)[RIGHT_HOLDER]["met_on"] == "2026-06-08"


def test_another_country_on_the_page_takes_its_own_law_zone_and_holidays(client: httpx.Client) -> None:
    procedure = procedure_of(client, subdivision="BY")
    address = f"/procedures/{procedure['id']}"
    form = {"right_holder": "Tornavik", "country": "JP", "subdivision": "BY", "zone": "Europe/Berlin"}
    assert client.post(address, data=form, headers=PAGE).is_redirect
    found = made(client.get(f"/v1{address}"))
    assert [found[name] for name in ("regime", "subdivision", "zone")] == ["jp-nintei", "", "Asia/Tokyo"]
    assert 'name="zone" value=""' in client.get(address, headers=PAGE).text
    assert client.post(address, data={**form, "country": "DE", "subdivision": "", "zone": "UTC"}).is_redirect
    assert made(client.get(f"/v1{address}"))["zone"] == "UTC"  # one that was typed counts
    stated = made(client.patch(f"/v1{address}", json={"country": "FR", "zone": "UTC"}))
    assert stated["zone"] == "UTC"


def test_a_number_that_is_corrected_on_the_page_begins_no_law(client: httpx.Client) -> None:
    procedure = procedure_of(client, regime="")
    form = {"right_holder": "Tornavik", "country": "DE", "right_number": "018"}
    assert client.post(f"/procedures/{procedure['id']}", data=form).is_redirect
    found = made(client.get(f"/v1/procedures/{procedure['id']}"))
    assert (found["regime"], found["right_number"]) == ("", "018")


def test_a_form_that_was_only_opened_ends_nothing(client: httpx.Client) -> None:
    procedure = procedure_of(client)
    address = f"/procedures/{procedure['id']}"
    stepped(client, procedure, NOTIFIED, "2026-06-08")
    page = client.get(address, headers=PAGE).text
    assert page.count('<option value="">\u2013</option>') == 2
    for path, said in (("result", {"result": ""}), ("steps", {"kind": "", "event": "2026-06-08"})):
        assert client.post(f"{address}/{path}", data=said, headers=PAGE).status_code == 422
    assert client.post(f"{address}/result", data={"result": "court", "on": "2026-06-15"}).is_redirect
    ended = client.get(address, headers=PAGE).text
    assert 'name="on" value="2026-06-15"' in ended
    assert client.post(f"{address}/result", data={"result": "not-ended"}).is_redirect
    found = made(client.get(f"/v1{address}"))
    assert (found["result"], found["result_on"]) == (None, None)
    assert date.fromisoformat(counting(found)[RIGHT_HOLDER]["deadline"]) == date(2026, 6, 22)
