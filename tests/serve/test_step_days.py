"""Days of steps, results and interceptions: none in the future, none against the order of the law."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.serve.running import Service
from tests.serve.test_procedures import case_of, counting, officer_of, procedure_of, stepped
from tests.serve.world import made

DAY = timedelta(days=1)
RULE = "eu-608-2013/right-holder"


def refused(client: httpx.Client, path: str, said: dict[str, Any]) -> tuple[str, str]:
    """The field and the words of a refusal."""
    answer = client.put(path, json=said) if path.endswith("interception") else client.post(path, json=said)
    assert answer.status_code == 422, answer.text
    return answer.json()["errors"][0]["pointer"], answer.json()["detail"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Berlin", "Pacific/Pago_Pago"])
def test_today_is_that_of_the_procedures_zone_and_a_later_day_meets_and_begins_no_clock(
    service: Service, zone: str
) -> None:
    client = officer_of(service, "DE", "days")
    found = procedure_of(client, zone=zone)
    steps, today = f"/v1/procedures/{found['id']}/steps", datetime.now(ZoneInfo(zone)).date()
    moment = (datetime.now(UTC) + 2 * DAY).isoformat(timespec="minutes")
    for event in (str(today + DAY), moment):
        field, words = refused(client, steps, {"kind": "right-holder-notified", "event": event})
        assert field == "#/event"
        assert "has not come yet" in words
        assert zone in words
    stepped(client, found, "right-holder-notified", str(today))
    refused(client, steps, {"kind": "court-action", "event": str(today + DAY)})
    refused(client, steps, {"kind": "extension", "event": str(today + DAY), "rule": RULE, "days": 5})
    field, _ = refused(client, f"/v1/procedures/{found['id']}/result", {"result": "court", "on": str(today + DAY)})
    assert field == "#/on"
    clock = counting(made(client.get(f"/v1/procedures/{found['id']}")))[RULE]
    assert (clock["state"], clock["extension"]) == ("open", 0)


def test_a_reply_is_not_before_what_it_replies_to_and_both_can_be_corrected(service: Service) -> None:
    client = officer_of(service, "DE", "days")
    found = procedure_of(client)
    steps = f"/v1/procedures/{found['id']}/steps"
    stepped(client, found, "right-holder-notified", "2026-06-10")
    field, words = refused(client, steps, {"kind": "right-holder-confirmed", "event": "2026-06-09"})
    assert (field, "too early" in words, "the right holder was notified" in words) == ("#/event", True, True)
    stepped(client, found, "court-action", "2026-06-01")  # it may have gone to court before
    stepped(client, found, "declarant-notified", "2026-06-10")
    stepped(client, found, "declarant-consented", "2026-06-09")  # told by telephone
    stepped(client, found, "right-holder-confirmed", "2026-06-12")
    _, words = refused(client, steps, {"kind": "right-holder-notified", "event": "2026-06-15"})
    assert "too late" in words
    stepped(client, found, "right-holder-confirmed", "2026-06-16")
    stepped(client, found, "right-holder-notified", "2026-06-15")
    stepped(client, found, "right-holder-confirmed", "2026-06-01", withdrawn=True)  # what is taken back has no order
    refused(client, steps, {"kind": "extension", "event": "2026-06-12", "rule": RULE, "days": 5})


def test_replies_under_the_other_laws_have_their_order(service: Service) -> None:
    japan = officer_of(service, "JP", "days")
    found = procedure_of(japan)
    stepped(japan, found, "notice-received", "2026-06-10")
    refused(japan, f"/v1/procedures/{found['id']}/steps", {"kind": "addressee-disputed", "event": "2026-06-09"})
    stepped(japan, found, "opinion-given", "2026-06-09")  # the notice after a dispute has a date of its own
    stepped(japan, found, "notice-dated", "2026-06-15")
    states = officer_of(service, "US", "days")
    found = procedure_of(states)
    kinds = ("goods-presented", "detention-decided", "importer-notified", "importer-answered")
    for day, (kind, following) in enumerate(pairwise(kinds), start=10):
        stepped(states, found, kind, f"2026-06-{day}")
        early = {"kind": following, "event": f"2026-06-{day - 1:02}"}
        refused(states, f"/v1/procedures/{found['id']}/steps", early)


def test_the_goods_are_found_before_anyone_is_told_and_before_the_result(service: Service) -> None:
    client = officer_of(service, "DE", "days")
    case = case_of(client)
    found, interception = procedure_of(client, case), f"/v1/cases/{case}/interception"
    made(client.put(interception, json={"found_on": "2026-06-10"}))
    steps = f"/v1/procedures/{found['id']}/steps"
    _, words = refused(client, steps, {"kind": "right-holder-notified", "event": "2026-06-09"})
    assert "the goods were found" in words
    refused(client, f"/v1/procedures/{found['id']}/result", {"result": "settled", "on": "2026-06-09"})
    stepped(client, found, "application-filed", "2026-06-01")
    stepped(client, found, "right-holder-notified", "2026-06-12")
    field, words = refused(client, interception, {"found_on": "2026-06-13"})
    assert (field, "Tornavik" in words) == ("#/found_on", True)
    made(client.put(interception, json={"found_on": "2026-06-12"}))


def test_an_interception_has_no_day_that_has_not_come(service: Service) -> None:
    client = officer_of(service, "US", "days")
    case = case_of(client)
    today = datetime.now(ZoneInfo("America/New_York")).date()
    for name in ("found_on", "declaration_date"):
        field, words = refused(client, f"/v1/cases/{case}/interception", {name: str(today + DAY)})
        assert (field, "has not come yet" in words) == (f"#/{name}", True)
    procedure_of(client, case, zone="Pacific/Guam")  # the authority is ahead of the capital
    there = datetime.now(ZoneInfo("Pacific/Guam")).date()
    made(client.put(f"/v1/cases/{case}/interception", json={"found_on": str(there)}))


def test_pages_refuse_the_same_and_offer_no_later_day(service: Service) -> None:
    client = officer_of(service, "DE", "days")
    case = case_of(client)
    address = f"/procedures/{procedure_of(client, case)['id']}"
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    assert f'max="{today}"' in client.get(address).text
    step = {"kind": "right-holder-notified", "event": str(today + DAY)}
    answer = client.post(f"{address}/steps", data=step, headers={"accept": "text/html"})
    assert (answer.status_code, "has not come yet" in answer.text) == (422, True)
    answer = client.post(f"/cases/{case}/record", data={"found_on": str(today + DAY)})
    assert (answer.status_code, "has not come yet" in answer.text) == (422, True)
