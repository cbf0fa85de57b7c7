"""An administrator reads what happened to what is theirs, and nothing of another's."""

import csv
import io
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from serve.accounts.own import OwnAccount
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.app import HERE
from serve.events import service as reading
from serve.events.messages import DEEDS, THINGS
from serve.events.permissions import EventAction
from serve.platform.settings import Settings
from tests.serve.running import Service, run
from tests.serve.world import Dossier, World, made
from tests.storage import Storage

CANARY = "canary-in-a-reason"
PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, either_database: Storage
) -> Iterator[Service]:
    data = tmp_path_factory.mktemp("data")
    yield from run(Settings(data_dir=data, release=tiny_release, workers=2, **either_database()))


@pytest.fixture(scope="module")
def dossiers(service: Service) -> dict[str, Dossier]:
    """A case of each agency with an answered enquiry, and a conclusion with a canary in it."""
    world, found = World(service), {}
    for agency in ("first", "second"):
        dossier = world.dossier(agency=agency)
        path = f"/v1/cases/{dossier.case_id}/items/{dossier.item_id}/conclusions"
        made(service.as_("officer", agency).post(path, json={"finding": "counterfeit", "reason": CANARY}))
        answer = {"outcome": "cannot_tell", "statement": CANARY}
        made(service.as_("reviewer").post(f"/v1/enquiries/{dossier.enquiry_id}/answer", json=answer))
        found[agency] = dossier
    return found


@pytest.fixture(scope="module")
def chiefs(service: Service, dossiers: dict[str, Dossier]) -> Iterator[dict[str, httpx.Client]]:
    """An administrator of each organisation."""
    assert dossiers
    accounts, people = service.parts[Accounts], service.people
    tokens = {"operator": people.token("administrator")}
    for key, organisation in {**people.agencies, "holder": people.holder}.items():
        chief = accounts.add_person(
            None, organisation_id=organisation.id, username=f"{key}-chief", name=key, role=Role.ADMINISTRATOR,
            by_openid=True,
        ).person  # fmt: skip
        own = OwnAccount(accounts.work)
        tokens[key] = own.add_token(accounts.actor_of(chief, via="tests"), "tests").secret or ""
    with ExitStack() as clients:
        yield {
            key: clients.enter_context(service.visitor(headers={"Authorization": f"Bearer {token}"}))
            for key, token in tokens.items()
        }


def everything(client: httpx.Client, **asked: Any) -> list[dict[str, Any]]:
    """Every event that the client may read, page after page."""
    found, after = list[dict[str, Any]](), None
    while True:
        page = made(
            client.get("/v1/audit/events", params={**asked, "limit": 100} | ({"after": after} if after else {}))
        )
        found += page["events"]
        after = page["after"]
        if after is None:
            return found


def ids(dossier: Dossier) -> set[str]:
    return set(vars(dossier).values()) - {dossier.request_id}  # whose events are of the enquiry


def test_an_agency_reads_what_happened_to_its_own_cases(
    dossiers: dict[str, Dossier], chiefs: dict[str, httpx.Client]
) -> None:
    found = everything(chiefs["first"])
    assert ids(dossiers["first"]) <= {event["subject"] for event in found}
    actions = {event["action"] for event in found if event["subject"] == dossiers["first"].enquiry_id}
    assert {"enquiry:create", "enquiry:answer"} <= actions
    numbers = [event["number"] for event in found]
    assert numbers == sorted(set(numbers), reverse=True)


def test_an_examination_without_a_case_is_read_without_naming_one(
    service: Service, chiefs: dict[str, httpx.Client]
) -> None:
    loose = World(service).examination("officer")
    (event,) = everything(chiefs["first"], subject=loose, action="examination:create")
    assert event["details"] == {}
    page = chiefs["first"].get("/audit", params={"subject": loose}, headers=PAGE)
    assert page.status_code == 200
    assert "None" not in page.text


@pytest.mark.parametrize(("who", "other"), [("first", "second"), ("second", "first")])
def test_no_event_names_anything_of_another_agency(
    dossiers: dict[str, Dossier], chiefs: dict[str, httpx.Client], service: Service, who: str, other: str
) -> None:
    text = str(everything(chiefs[who]))
    for name in ids(dossiers[other]) | {CANARY, service.people.agencies[other].id}:
        assert name not in text, name
    staff = made(chiefs[other].get("/v1/people", params={"limit": 100}))["people"]
    assert not any(person["id"] in text or person["name"] in text for person in staff)


def test_the_answer_is_there_without_who_of_the_right_holder_gave_it(
    service: Service, dossiers: dict[str, Dossier], chiefs: dict[str, httpx.Client]
) -> None:
    events = everything(chiefs["first"], subject=dossiers["first"].enquiry_id, action="enquiry:answer")
    assert [(event["actor"], event["actor_name"]) for event in events] == [(None, None)]
    reviewer = made(service.as_("reviewer").get("/v1/me"))
    assert reviewer["id"] not in str(everything(chiefs["first"]))
    own = everything(chiefs["holder"], actor=reviewer["username"], action="enquiry:answer")
    assert {event["actor_name"] for event in own} == {reviewer["name"]}
    assert len(own) == 2


def test_a_right_holder_reads_of_its_own_people_alone(
    dossiers: dict[str, Dossier], chiefs: dict[str, httpx.Client]
) -> None:
    found = everything(chiefs["holder"])
    text = str(found)
    for dossier in dossiers.values():
        for name in ids(dossier) - {dossier.enquiry_id}:
            assert name not in text
    assert {event["action"] for event in found} >= {"enquiry:answer", "token:create"}
    assert CANARY not in text


def test_the_operator_reads_all_but_no_case(dossiers: dict[str, Dossier], chiefs: dict[str, httpx.Client]) -> None:
    found = everything(chiefs["operator"])
    numbers = [event["number"] for event in found]
    assert numbers == list(range(numbers[0], 0, -1))
    assert ids(dossiers["first"]) | ids(dossiers["second"]) <= {event["subject"] for event in found}
    assert not any("case" in event["details"] for event in found)
    assert CANARY not in str(found)


def test_events_are_found_by_actor_action_and_day(
    service: Service, dossiers: dict[str, Dossier], chiefs: dict[str, httpx.Client]
) -> None:
    chief, today = chiefs["first"], datetime.now(UTC).date()
    made(service.as_("senior_officer").get(f"/v1/cases/{dossiers['first'].case_id}"))
    views = everything(chief, actor="first-senior-officer", action="case:view")
    assert {(event["actor_name"], event["action"]) for event in views} == {("First-Senior-Officer", "case:view")}
    assert views[0]["details"] == {"case": dossiers["first"].case_id}
    assert everything(chief, actor="no-such-person") == []
    assert everything(chief, actor="second-officer") == []
    days = {"from": today - timedelta(days=1), "until": today + timedelta(days=1)}
    assert everything(chief, action="case:view", **days)
    assert everything(chief, **{"from": today + timedelta(days=2)}) == []
    assert everything(chief, until=today - timedelta(days=2)) == []


def test_a_look_at_the_log_is_in_the_log(chiefs: dict[str, httpx.Client]) -> None:
    before = len(everything(chiefs["first"], action=EventAction.LIST.value))
    assert len(everything(chiefs["first"], action=EventAction.LIST.value)) > before


def test_a_rare_event_is_found_over_several_pages(
    dossiers: dict[str, Dossier], chiefs: dict[str, httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_READ", 5)
    asked = {"subject": dossiers["first"].case_id, "action": "case:create"}
    first = made(chiefs["first"].get("/v1/audit/events", params=asked))
    assert first["events"] == []
    assert first["searched_back_to"]
    assert [event["subject"] for event in everything(chiefs["first"], **asked)] == [dossiers["first"].case_id]


@pytest.mark.parametrize("role", ["officer", "senior_officer", "trainer", "contributor", "reviewer"])
def test_only_administrators_read_the_log(service: Service, role: str) -> None:
    assert service.as_(role).get("/v1/audit/events").status_code == 403


def rows(client: httpx.Client, **asked: str) -> list[dict[str, str]]:
    """The lines of the table, by the names of its columns."""
    answer = client.get("/v1/audit/events.csv", params=asked, headers={"accept-language": "en"})
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_refused_sign_in_names_who_was_tried_and_never_what_was_typed(
    service: Service, chiefs: dict[str, httpx.Client]
) -> None:
    typed = "A-Secret-2026"
    with service.visitor() as visitor:
        for username in (" First-Officer ", typed):  # the second is a password in the wrong field
            visitor.post("/sign-in", data={"username": username, "password": typed, "next": "/"})
    for who in ("first", "operator"):
        event = everything(chiefs[who], action="session:refuse", person="first-officer")[0]
        assert (event["actor"], event["subject_username"]) == ("anonymous", "first-officer")
        page = chiefs[who].get("/audit?action=session:refuse", headers=PAGE).text
        assert "Sign-in refused" in page
        assert "<code>first-officer</code>" in page
        assert ("No one has the username that was tried." in page) == (who == "operator")
        for text in (page, str(everything(chiefs[who])), str(rows(chiefs[who]))):
            assert typed.lower() not in text.lower()
    assert everything(chiefs["second"], action="session:refuse") == []


def test_the_table_has_what_the_search_finds_and_is_recorded(
    service: Service, dossiers: dict[str, Dossier], chiefs: dict[str, httpx.Client]
) -> None:
    made(service.as_("officer").get(f"/v1/cases/{dossiers['first'].case_id}"))
    asked = {"action": "case", "actor": "first-officer"}
    events, lines = everything(chiefs["first"], **asked), rows(chiefs["first"], **asked)
    assert [line["Number"] for line in lines] == [str(event["number"]) for event in events]
    assert {line["Action"].partition(":")[0] for line in lines} == {"case"}
    assert (lines[0]["Who"], lines[0]["What was done"]) == ("First-Officer", "Case: view")
    assert everything(chiefs["first"], action=EventAction.EXPORT.value)
    assert rows(chiefs["second"], **asked) == []
    assert service.as_("officer").get("/v1/audit/events.csv").status_code == 403


def test_more_events_than_a_table_may_have_are_refused_with_what_to_do(
    chiefs: dict[str, httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_EXPORTED", 2)
    answer = chiefs["first"].get("/v1/audit/events.csv")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (422, "events-rejected")
    assert "Choose fewer days" in answer.json()["detail"]
    assert chiefs["first"].get("/v1/audit/events.csv?actor=no-such-person").status_code == 200


def test_the_page_finds_and_leads_on(
    dossiers: dict[str, Dossier], chiefs: dict[str, httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = chiefs["first"].get("/audit?action=case", headers=PAGE).text
    assert dossiers["first"].case_id in page
    assert 'href="/v1/audit/events.csv?action=case"' in page
    assert "No event matches." in chiefs["first"].get("/audit?actor=no-such-person", headers=PAGE).text
    assert chiefs["first"].get("/audit?from=yesterday", headers=PAGE).status_code == 422
    monkeypatch.setattr(reading, "MOST_READ", 5)
    assert "Search further back" in chiefs["first"].get("/audit?action=case:create", headers=PAGE).text


def test_every_action_has_words() -> None:
    actions = [
        value.value
        for path in (HERE).glob("*/permissions.py")
        for kind in vars(import_module(f"serve.{path.parent.name}.permissions")).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind.__name__.endswith("Action")
        for value in kind
    ]
    assert len(actions) > 100
    parts = [action.partition(":") for action in actions]
    assert {thing for thing, _, _ in parts} == THINGS.keys()
    assert {deed for _, _, deed in parts} == DEEDS.keys()
