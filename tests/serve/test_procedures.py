"""Procedures: clocks that steps begin and meet, how much is left, and results; the worked examples through the API."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.audit.service import Audit
from serve.codelists.code_file import code_lists
from serve.deadlines.counting import Deadlines
from serve.deadlines.domain import Condition
from serve.deadlines.messages import STARTS, STEPS
from serve.deadlines.rulebook_file import rulebook
from serve.platform.clock import Clock
from serve.platform.settings import Settings
from serve.procedures.checking import ResultPlan
from serve.procedures.recounting import step_kinds
from serve.procedures.service import Procedures
from tests.serve.enquiring import stopped
from tests.serve.frozen import actor_of
from tests.serve.running import Service, run
from tests.serve.test_deadlines import Example, examples
from tests.serve.world import made

PAGE = {"accept": "text/html"}
RIGHT_HOLDER = "eu-608-2013/right-holder"
TODAY = datetime.now(UTC).date()
LATER = datetime(2028, 6, 1, 12, tzinfo=UTC)


def officer_of(service: Service, country: str, name: str = "procedures") -> httpx.Client:
    """An officer of an agency of these tests in a country."""
    name = f"{name}-{country.lower()}"
    if name not in service.people.agencies:
        found = service.parts[Accounts].add_organisation(None, OrganisationKind.AGENCY, f"Customs {name}", country)
        service.people.agencies[name] = found
    return service.as_("officer", name)


def case_of(client: httpx.Client) -> str:
    found: str = made(client.post("/v1/cases", json={"place": "Dock 4"}))["id"]
    return found


def procedure_of(client: httpx.Client, case: str = "", **said: Any) -> dict[str, Any]:
    """A new procedure, in a new case unless one is given."""
    path = f"/v1/cases/{case or case_of(client)}/procedures"
    found: dict[str, Any] = made(client.post(path, json={"right_holder": "Tornavik", **said}))
    return found


def stepped(client: httpx.Client, procedure: Mapping[str, Any], kind: str, event: str, **said: Any) -> dict[str, Any]:
    path = f"/v1/procedures/{procedure['id']}/steps"
    found: dict[str, Any] = made(client.post(path, json={"kind": kind, "event": event, **said}))
    return found


def counting(procedure: Mapping[str, Any]) -> dict[str, Any]:
    """The clocks that count, by rule."""
    return {clock["rule"]: clock for clock in procedure["clocks"] if clock["state"] not in {"replaced", "void"}}


@pytest.fixture(scope="module")
def later_service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    """A service after the last of the worked examples: a step is recorded once it has happened."""
    ahead = LATER - datetime.now(UTC)
    clock = Clock(wall=lambda: datetime.now(UTC) + ahead)
    yield from run(Settings(data_dir=tmp_path_factory.mktemp("later"), release=tiny_release, workers=1), clock)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
def test_a_step_counts_as_the_worked_example(later_service: Service, example: Example) -> None:
    service = later_service
    rule = rulebook().versions(example.rule)[-1]
    flags: dict[str, Any] = {name.value: wanted for name, wanted in rule.conditions.items()}
    client = officer_of(service, example.country)
    place = {name: getattr(example, name) for name in ("subdivision", "zone") if getattr(example, name)}
    procedure = procedure_of(client, **flags, **place)
    found = stepped(client, procedure, rule.start, example.event)
    if example.extension:
        extension = {"rule": example.rule, "days": int(example.extension)}
        found = stepped(client, procedure, "extension", found["steps"][0]["on"], **extension)
    clock = counting(found)[example.rule]
    assert clock["deadline"] == example.deadline, example.reasoning
    assert clock["extension"] == int(example.extension or 0)


def test_law_country_and_zone_are_the_agencys_by_default(service: Service) -> None:
    found = procedure_of(officer_of(service, "DE"))
    assert (found["regime"], found["country"], found["zone"]) == ("eu-608-2013", "DE", "Europe/Berlin")
    elsewhere = procedure_of(officer_of(service, "CH"))
    assert (elsewhere["regime"], elsewhere["zone"]) == ("", "UTC")
    assert stepped(officer_of(service, "CH"), elsewhere, "right-holder-notified", "2026-10-05")["clocks"] == []


def test_a_clock_is_met_late_or_in_time_by_the_day_of_the_step(service: Service) -> None:
    client = officer_of(service, "DE")
    for on, standing in (("2026-06-22", "met"), ("2026-06-23", "late")):
        procedure = procedure_of(client)
        stepped(client, procedure, "right-holder-notified", "2026-06-08")
        clock = counting(stepped(client, procedure, "right-holder-confirmed", on))[RIGHT_HOLDER]
        assert (clock["deadline"], clock["standing"], clock["met_on"]) == ("2026-06-22", standing, on)


def test_what_came_after_the_last_day_does_not_take_the_proposed_result_away(service: Service) -> None:
    client = officer_of(service, "DE", "late")
    procedure = procedure_of(client)
    stepped(client, procedure, "right-holder-notified", "2026-06-08")
    assert stepped(client, procedure, "right-holder-confirmed", "2026-06-22")["proposed_result"] is None
    late = stepped(client, procedure, "right-holder-confirmed", "2026-06-23")
    assert (counting(late)[RIGHT_HOLDER]["standing"], late["proposed_result"]) == ("late", "released_no_action")
    page = client.get(f"/procedures/{procedure['id']}", headers=PAGE).text
    assert ("after the last day" in page, "Confirm this result" in page) == (True, True)
    ended = made(client.post(f"/v1/procedures/{procedure['id']}/result", json={"result": "destroyed"}))
    assert ended["proposed_result"] is None


def test_an_enquiry_is_needed_by_the_deadline_that_ends_first_unless_the_officer_says_otherwise(
    service: Service,
) -> None:
    client = officer_of(service, "DE", "asking")
    one = stopped(client)
    path = f"/cases/{one.case}/items/{one.item}/enquiries/new"
    assert "Proposed:" not in client.get(path, headers=PAGE).text
    procedure_of(client, one.case, right_holder="acme")
    other = procedure_of(client, one.case, right_holder="another one")
    stepped(client, other, "right-holder-notified", (TODAY - timedelta(days=5)).isoformat())
    assert "Proposed:" not in client.get(path, headers=PAGE).text
    procedure = procedure_of(client, one.case, right_holder="acme")
    day = counting(stepped(client, procedure, "right-holder-notified", TODAY.isoformat()))[RIGHT_HOLDER]["deadline"]
    shown = client.get(path, headers=PAGE).text
    assert re.search(rf'name="needed_by" value="{day}"', shown)
    assert "Proposed: on this day" in shown


def test_a_corrected_day_and_an_extension_add_a_clock_and_keep_the_one_before(service: Service) -> None:
    client = officer_of(service, "DE")
    procedure = procedure_of(client)
    stepped(client, procedure, "right-holder-notified", "2026-06-08")
    stepped(client, procedure, "right-holder-notified", "2026-06-09")
    found = stepped(client, procedure, "extension", "2026-06-20", rule=RIGHT_HOLDER, days=10)
    states = [(clock["event"], clock["extension"], clock["state"]) for clock in found["clocks"]]
    assert states == [("2026-06-08", 0, "replaced"), ("2026-06-09", 0, "replaced"), ("2026-06-09", 10, "open")]
    assert found["clocks"][0]["deadline"] == "2026-06-22"
    assert found["clocks"][2]["calendar"].startswith("DE, holidays")
    withdrawn = stepped(client, procedure, "right-holder-notified", "2026-06-09", withdrawn=True)
    assert [clock["state"] for clock in withdrawn["clocks"]] == ["replaced", "replaced", "void"]


def test_a_clock_that_is_not_concerned_stays_as_it_was_counted(service: Service) -> None:
    client = officer_of(service, "DE")
    procedure = procedure_of(client)
    stepped(client, procedure, "declarant-notified", "2026-06-08")
    found = stepped(client, procedure, "right-holder-notified", "2026-06-09")
    again = made(client.patch(f"/v1/procedures/{procedure['id']}", json={"reasons": "The seam"}))
    assert [clock["number"] for clock in again["clocks"]] == [1, 2]
    assert again["clocks"] == found["clocks"]


def test_other_conditions_stop_clocks_and_begin_others(service: Service) -> None:
    client = officer_of(service, "DE")
    procedure = procedure_of(client)
    stepped(client, procedure, "right-holder-notified", "2026-06-08")
    found = made(client.patch(f"/v1/procedures/{procedure['id']}", json={"perishable": True}))
    assert {rule: clock["deadline"] for rule, clock in counting(found).items()} == {
        "eu-608-2013/right-holder-perishable": "2026-06-11"
    }
    moved = made(client.patch(f"/v1/procedures/{procedure['id']}", json={"country": "FR"}))
    assert (moved["zone"], counting(moved)["eu-608-2013/right-holder-perishable"]["country"]) == ("Europe/Paris", "FR")


def test_an_extension_after_the_last_day_or_longer_than_allowed_is_refused(service: Service) -> None:
    client = officer_of(service, "DE")
    procedure = procedure_of(client)
    stepped(client, procedure, "right-holder-notified", "2026-06-08")
    path = f"/v1/procedures/{procedure['id']}/steps"
    for event, days, rule in (
        ("2026-06-23", 5, RIGHT_HOLDER),
        ("2026-06-20", 11, RIGHT_HOLDER),
        ("2026-06-20", 5, "x"),
    ):
        said = {"kind": "extension", "event": event, "rule": rule, "days": days}
        assert client.post(path, json=said).status_code == 422
    assert client.post(path, json={"kind": "extension", "event": "2026-06-20", "rule": RIGHT_HOLDER}).status_code == 422


def test_released_as_no_one_acted_is_proposed_confirmed_and_counted_first(service: Service) -> None:
    client = officer_of(service, "AT", "results")
    procedure = procedure_of(client)
    found = stepped(client, procedure, "right-holder-notified", "2026-06-08")
    assert (found["proposed_result"], found["result"]) == ("released_no_action", None)
    assert counting(found)[RIGHT_HOLDER]["standing"] == "lapsed"
    said = {"result": "released_no_action", "on": "2026-06-24", "cost": "120.50", "currency": "EUR"}
    ended = made(client.post(f"/v1/procedures/{procedure['id']}/result", json=said))
    assert (ended["result"], ended["cost"], ended["proposed_result"]) == ("released_no_action", "120.50", None)
    assert counting(ended)[RIGHT_HOLDER]["state"] == "ended"
    counts = made(client.get("/v1/procedure-results", params={"from": "2026-06-01"}))["results"]
    assert counts[0] == {"result": "released_no_action", "count": 1}
    assert sum(each["count"] for each in counts) == 1
    assert made(client.get("/v1/deadlines"))["deadlines"] == []
    assert client.patch(f"/v1/procedures/{procedure['id']}", json={"reasons": "x"}).status_code == 409
    back = made(client.post(f"/v1/procedures/{procedure['id']}/result", json={"result": ""}))
    assert (back["result"], counting(back)[RIGHT_HOLDER]["state"]) == (None, "open")


def test_deadlines_are_listed_by_their_end_with_the_days_that_are_left(service: Service) -> None:
    client = officer_of(service, "BE", "listed")
    later, sooner = procedure_of(client), procedure_of(client, perishable=True)
    lapsed = procedure_of(client)
    stepped(client, later, "right-holder-notified", TODAY.isoformat())
    stepped(client, sooner, "right-holder-notified", TODAY.isoformat())
    stepped(client, lapsed, "right-holder-notified", "2026-06-08")
    first = made(client.get("/v1/deadlines", params={"limit": 2}))
    rest = made(client.get("/v1/deadlines", params={"limit": 2, "after": first["after"]}))
    found = [*first["deadlines"], *rest["deadlines"]]
    assert [each["procedure"] for each in found] == [lapsed["id"], sooner["id"], later["id"]]
    assert [(each["standing"], each["days_left"]) for each in found[:2]] == [("lapsed", 0), ("running", 3)]
    assert found[2]["days_left"] in {9, 10}  # by the zone's day
    running = made(client.get("/v1/deadlines", params={"state": "running", "before": str(TODAY + timedelta(9))}))
    assert [each["procedure"] for each in running["deadlines"]] == [sooner["id"]]
    waiting = {each["kind"]: each for each in made(client.get("/v1/work"))["waiting"]}
    assert waiting["deadlines"]["count"] == 2
    assert waiting["deadlines"]["first"][0]["page"] == f"/procedures/{lapsed['id']}"
    page = client.get("/work").text
    assert "Lapsed: the last day was" in page
    assert "3 working days left" in page
    cases = {case["id"]: case["deadline"] for case in made(client.get("/v1/cases"))["cases"]}
    assert cases[sooner["case"]] | {"deadline": ""} == {
        "rule": "eu-608-2013/right-holder-perishable",
        "deadline": "",
        "days_left": 3,
        "kind": "working",
        "standing": "running",
    }
    assert cases[lapsed["case"]]["standing"] == "lapsed"
    case_of(client)
    assert {each["deadline"] for each in made(client.get("/v1/cases", params={"limit": 1}))["cases"]} == {None}


def test_a_right_holder_sees_what_it_has_to_meet_and_nothing_else(service: Service) -> None:
    client, holder = officer_of(service, "DK"), service.as_("reviewer")
    named = {"right_holder_id": service.people.holder.id, "reasons": "canary", "application_number": "AFA-77"}
    procedure = procedure_of(client, **named)
    stepped(client, procedure, "right-holder-notified", TODAY.isoformat(), note="canary")
    stepped(client, procedure, "declarant-notified", TODAY.isoformat())
    answer = holder.get("/v1/deadlines")
    (entry,) = (each for each in made(answer)["deadlines"] if each["application_number"] == "AFA-77")
    assert (entry["procedure"], entry["case"], entry["case_number"]) == (None, None, None)
    assert (entry["rule"], entry["agency_country"]) == (RIGHT_HOLDER, "DK")
    assert "canary" not in answer.text
    assert "canary" not in holder.get("/deadlines").text
    assert holder.get(f"/v1/procedures/{procedure['id']}").status_code == 403
    service.parts[Accounts].add_organisation(None, OrganisationKind.RIGHT_HOLDER, "other holder", None)
    rival = service.people.outsider("other holder", Role.REVIEWER)
    assert "AFA-77" not in rival.get("/v1/deadlines").text
    made(client.patch(f"/v1/procedures/{procedure['id']}", json={"right_holder_id": None}))
    assert "AFA-77" not in holder.get("/v1/deadlines").text


def test_another_agency_sees_none_of_it(service: Service) -> None:
    client, other = officer_of(service, "DE"), officer_of(service, "JP")
    case = case_of(client)
    procedure = procedure_of(client, case)
    stepped(client, procedure, "right-holder-notified", "2026-06-08")
    assert other.get(f"/v1/procedures/{procedure['id']}").status_code == 404
    assert other.get(f"/v1/cases/{case}/procedures").status_code == 404
    assert procedure["id"] not in other.get("/v1/deadlines?limit=100").text


def test_a_change_rests_on_what_was_read_and_is_made_once(service: Service) -> None:
    client = officer_of(service, "DE")
    procedure = procedure_of(client)
    path = f"/v1/procedures/{procedure['id']}"
    read = client.get(path).headers["ETag"]
    step = {"kind": "right-holder-notified", "event": "2026-06-08"}
    headers = {"If-Match": read, "Idempotency-Key": uuid4().hex}
    assert len(made(client.post(f"{path}/steps", json=step, headers=headers))["steps"]) == 1
    assert len(made(client.post(f"{path}/steps", json=step, headers=headers))["steps"]) == 1
    assert client.post(f"{path}/steps", json=step, headers={"If-Match": read}).status_code == 412


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"right_kind": "secret"}, "#/right_kind"),
        ({"country": "US", "regime": "eu-608-2013"}, "#/regime"),
        ({"zone": "Mars"}, "#/zone"),
        ({"subdivision": "ZZ"}, "#/subdivision"),
        ({"right_holder": " "}, "#/right_holder"),
        ({"right_number": "a\u0007"}, "#/right_number"),
        ({"right_holder_id": f"o-{'0' * 32}"}, "#/right_holder_id"),
    ],
)
def test_a_wrong_value_is_named(service: Service, said: dict[str, str], pointer: str) -> None:
    client = officer_of(service, "DE")
    answer = client.post(f"/v1/cases/{case_of(client)}/procedures", json={"right_holder": "T", **said})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_wrong_step_or_result_is_refused(service: Service) -> None:
    client = officer_of(service, "DE")
    path = f"/v1/procedures/{procedure_of(client)['id']}"
    for said in ({"kind": "opinion-given", "event": "2026-06-08"}, {"kind": "declarant-notified", "event": "8 June"}):
        assert client.post(f"{path}/steps", json=said).status_code == 422
    far = {"kind": "declarant-notified", "event": str(TODAY + timedelta(days=1000))}
    assert client.post(f"{path}/steps", json=far).status_code == 422
    for result in ({"result": "lost"}, {"result": "court", "on": str(TODAY + timedelta(days=9))}):
        assert client.post(f"{path}/result", json=result).status_code == 422


def test_a_closed_case_does_not_change(service: Service) -> None:
    client = officer_of(service, "DE")
    case = case_of(client)
    procedure = procedure_of(client, case)
    made(client.post(f"/v1/cases/{case}/close", json={"reason": "Handed over."}))
    step = {"kind": "right-holder-notified", "event": "2026-06-08"}
    assert client.post(f"/v1/procedures/{procedure['id']}/steps", json=step).status_code == 409


def test_a_deadline_that_has_lapsed_waits_for_no_one_once_its_case_is_closed(service: Service) -> None:
    client = officer_of(service, "DE", "closing")
    case = case_of(client)
    procedure = procedure_of(client, case)
    stepped(client, procedure, "right-holder-notified", "2026-06-08")

    def waiting() -> tuple[int, int]:
        groups = {each["kind"]: each["count"] for each in made(client.get("/v1/work"))["waiting"]}
        return groups.get("deadlines", 0), len(made(client.get("/v1/deadlines"))["deadlines"])

    assert waiting() == (1, 1)
    made(client.post(f"/v1/cases/{case}/close", json={"reason": "The goods went to the court."}))
    assert waiting() == (0, 0)
    assert made(client.get(f"/v1/procedures/{procedure['id']}"))["clocks"][0]["standing"] == "lapsed"


def test_an_officer_goes_through_a_procedure_on_pages(service: Service) -> None:
    client = officer_of(service, "NL")
    case = case_of(client)
    form = {"right_holder": "Tornavik", "right_kind": "trade_mark", "right_number": "018", "country": "NL"}
    page = client.post(f"/cases/{case}/procedures", data=form, follow_redirects=False)
    assert page.status_code == 303, page.text
    address = page.headers["location"]
    step = {"kind": "right-holder-notified", "event": "2026-06-08"}
    assert client.post(f"{address}/steps", data=step, follow_redirects=False).status_code == 303
    read = client.get(address).text
    assert "Confirm this result" in read
    assert "Lapsed: the last day was" in read
    assert "Lapsed: the last day was" in client.get(f"/cases/{case}").text
    assert "Lapsed: the last day was" in client.get("/cases").text
    assert "Lapsed: the last day was" in client.get("/deadlines?state=lapsed").text
    assert client.post(f"{address}/result", data={"result": "released_no_action"}, follow_redirects=False).is_redirect
    assert "Released, as no one acted" in client.get(address).text
    wrong = client.post(f"{address}/result", data={"result": "court", "cost": "much"}, follow_redirects=False)
    assert wrong.status_code == 422
    assert service.parts[Audit].verify().faults == ()


def test_every_condition_is_asked_for_by_a_rule(service: Service) -> None:
    deadlines = service.parts[Deadlines]
    assert {name for rule in deadlines.book.rules for name in rule.conditions} == set(Condition)
    kinds = step_kinds("", deadlines)
    assert len(kinds) == len(set(kinds)) == len({*STARTS, *STEPS})


def test_kinds_of_rights_and_results_are_codes_of_their_lists_on_the_day(service: Service) -> None:
    client = officer_of(service, "DE", "codes")
    case = case_of(client)
    answer = client.post(f"/v1/cases/{case}/procedures", json={"right_holder": "T", "right_kind": "trademark"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/code-rejected")
    assert "right_kind" in answer.json()["detail"]
    assert "did you mean trade_mark?" in answer.json()["detail"]
    found = procedure_of(client, case, right_kind="trade_mark")
    answer = client.post(f"/v1/procedures/{found['id']}/result", json={"result": "lost"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/result")
    assert "the list result" in answer.json()["detail"]


OWN_LISTS = """
[[lists]]
id = "right_kind"
edition = 2026-01-01
source = "Our law"
codes = [{ code = "trade_mark", valid_until = 2026-06-30 }, { code = "seal", words = { en = "Seal", ja = "印" } }]

[[lists]]
id = "result"
edition = 2026-01-01
source = "Our law"
codes = ["released_no_action", { code = "burnt", words = { en = "Burnt" }, valid_until = 2026-06-30 }]
"""
OWN_RULES = """
[[regimes]]
id = "de-markeng"
name = "Markengesetz"
counting = "BGB"
countries = ["DE"]

[[rules]]
id = "de-markeng/objection"
valid_from = 2020-01-01
start = "the declarant was told"
days = 14
kind = "calendar"
answer = "The declarant objects."
lapse = "The goods are seized."
source = "Section 147"
"""


@pytest.fixture(scope="module")
def own_service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path) -> Iterator[Service]:
    """A service with lists and a law of its operator's."""
    folder = tmp_path_factory.mktemp("own")
    for name, text in (("lists.toml", OWN_LISTS), ("rules.toml", OWN_RULES)):
        (folder / name).write_text(text, encoding="utf-8")
    settings = Settings(
        data_dir=folder / "data",
        release=tiny_release,
        workers=1,
        code_lists_file=folder / "lists.toml",
        deadlines_file=folder / "rules.toml",
    )
    yield from run(settings)


def test_a_code_that_ended_stays_on_old_rows(own_service: Service) -> None:
    client = officer_of(own_service, "DE")
    case, officer = case_of(client), actor_of(own_service, "officer", "procedures-de")
    procedures = own_service.parts[Procedures]
    earlier = replace(procedures, checks=replace(procedures.checks, lists=code_lists()))
    old = earlier.create(officer, case, {"right_holder": "T", "right_kind": "copyright"}).procedure.id
    earlier.conclude(officer, old, ResultPlan("settled", date(2026, 6, 1)))
    read = made(client.get(f"/v1/procedures/{old}"))
    assert (read["right_kind"], read["result"]) == ("copyright", "settled")
    page = client.get(f"/procedures/{old}").text
    assert "Copyright or related right" in page
    assert '<option value="settled" selected>' in page
    made(client.post(f"/v1/procedures/{old}/result", json={"result": "settled", "on": "2026-06-02"}))
    made(client.post(f"/v1/procedures/{old}/result", json={"result": ""}))
    made(client.patch(f"/v1/procedures/{old}", json={"right_kind": "copyright", "reasons": "The seam"}))
    assert client.post(f"/v1/procedures/{old}/result", json={"result": "settled"}).status_code == 422
    new = client.post(f"/v1/cases/{case}/procedures", json={"right_holder": "T", "right_kind": "trade_mark"})
    assert (new.status_code, "but not on" in new.json()["detail"]) == (422, True)


def test_the_page_offers_the_codes_of_the_day_and_asks_which_law_where_several_hold(own_service: Service) -> None:
    client, french = officer_of(own_service, "DE"), officer_of(own_service, "FR")
    case = case_of(client)
    page = client.get(f"/cases/{case}").text
    assert "Markengesetz" in page
    assert '<option value="seal">' in page
    assert '<option value="trade_mark">' not in page
    assert 'name="regime"' not in french.get(f"/cases/{case_of(french)}").text
    form = {"right_holder": "T", "right_kind": "seal", "country": "DE", "regime": "de-markeng"}
    address = client.post(f"/cases/{case}/procedures", data=form, follow_redirects=False).headers["location"]
    chosen = made(client.get(f"/v1{address}"))
    assert (chosen["regime"], chosen["right_kind"]) == ("de-markeng", "seal")
    result = f"/v1{address}/result"
    assert client.post(result, json={"result": "burnt", "on": "2026-07-01"}).status_code == 422
    made(client.post(result, json={"result": "burnt", "on": "2026-06-30"}))
    assert "Burnt" in client.get(address).text
