"""The persons of a case: recorded, seen for a reason alone, corrected, handed out, removed; and their keys."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from serve.audit.service import Audit
from serve.audit.store import AuditStore
from serve.persons.keys import PersonKeys
from serve.persons.service import CasePersons
from serve.persons.tables import case_persons
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.retention.domain import Rules
from serve.retention.service import Retention
from serve.retention.work import RetentionWork
from tests.serve.casework import Officer
from tests.serve.clearing import new_agency
from tests.serve.running import Service
from tests.serve.world import made

PAGE = {"accept": "text/html"}
NAME = "Maarja Tamm-Saar"
KEPT: dict[str, Any] = {"role": "addressee", "name": f"  {NAME} ", "country": "EE", "claims_personal_use": True}
NOTICE = {"reason": "notice"}


@pytest.fixture
def agency(service: Service) -> str:
    return new_agency(service, f"persons-{uuid4().hex[:8]}")


@pytest.fixture
def officer(service: Service, agency: str) -> httpx.Client:
    return service.as_("officer", agency)


@pytest.fixture
def senior(service: Service, agency: str) -> httpx.Client:
    return service.as_("senior_officer", agency)


@pytest.fixture
def case(officer: httpx.Client) -> str:
    return f"/v1/cases/{Officer(officer).open(place='Hall 3')}"


@pytest.fixture
def person(officer: httpx.Client, case: str) -> str:
    """The address of a person of the case."""
    return officer.post(f"{case}/persons", json=KEPT).headers["location"]


def keys_of(service: Service) -> PersonKeys:
    return service.parts[CasePersons].keys


def events_of(service: Service, subject: str) -> list[tuple[str, Any]]:
    """What the log says of a thing: actions, with the purposes."""
    with service.parts.database.reading(SYSTEM) as connection:
        found = [signed.event for signed in AuditStore(connection).of_subjects([subject])]
    return [(event.action, json.loads(event.details).get("purpose")) for event in found]


def close(officer: httpx.Client, case: str) -> None:
    made(officer.post(f"{case}/close", json={"reason": "done"}))


def test_a_person_is_seen_for_a_reason_alone_and_each_look_is_recorded(
    service: Service, officer: httpx.Client, case: str, person: str
) -> None:
    for path in (person, f"{case}/persons", case, "/v1/cases?q=maarja"):
        assert "Maarja" not in officer.get(path).text, path
    assert [each["id"] for each in made(officer.get(f"{case}/persons"))["persons"]] == [person[-34:]]
    for said in ({}, {"reason": ""}, {"reason": "curiosity"}):
        refused = officer.post(f"{case}/persons/look", json=said)
        assert (refused.status_code, "Maarja" in refused.text) == (422, False)
    (seen,) = made(officer.post(f"{case}/persons/look", json=NOTICE))["persons"]
    assert seen["kept"] == {
        "role": "addressee",
        "name": NAME,
        "address": "",
        "country": "EE",
        "identifier": "",
        "is_business": None,
        "claims_personal_use": True,
    }
    assert f'"{seen["version"]}"' == officer.get(person).headers["etag"]
    assert events_of(service, seen["id"]) == [("case_person:create", None), ("case_person:view", "notice")]


def test_what_is_kept_is_encrypted_and_no_event_has_it(service: Service, person: str) -> None:
    with service.parts.database.reading(SYSTEM) as connection:
        row = connection.execute(select(case_persons).where(case_persons.c.id == person[-34:])).one()
    assert not any("Maarja" in str(value) or "addressee" in str(value) for value in row)
    key = keys_of(service).folder / f"{person[-34:]}.key"
    assert (len(key.read_bytes()), key.stat().st_mode & 0o777) == (32, 0o600)
    assert service.parts[Audit].verify().faults == ()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"role": "passer-by"}, "role"),
        ({"role": ""}, "role"),
        ({"role": "sender", "country": "XX"}, "country"),
        ({"role": "sender", "name": "a\x07b"}, "name"),
    ],
)
def test_a_value_that_is_refused_is_named_and_not_repeated(
    officer: httpx.Client, case: str, said: dict[str, str], field: str
) -> None:
    answer = officer.post(f"{case}/persons", json={"address": "Pikk 1", **said})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"].endswith(field)
    assert "Pikk" not in answer.text


def test_a_correction_needs_a_reason_and_the_version_that_was_read(
    service: Service, officer: httpx.Client, case: str, person: str
) -> None:
    close(officer, case)  # people may ask for it at any time
    version = officer.get(person).headers["etag"]
    assert officer.patch(person, json={"name": "Mari"}).status_code == 422
    said = {"name": "Mari Tamm", "is_business": False, "reason": "correction"}
    headers = {"if-match": version, "idempotency-key": uuid4().hex}
    changed = officer.patch(person, json=said, headers=headers)
    assert changed.is_success, changed.text
    assert officer.patch(person, json=said, headers=headers).is_success  # sent again, it is one
    assert officer.patch(person, json=said, headers={"if-match": version}).status_code == 412
    (seen,) = made(officer.post(f"{case}/persons/look", json=NOTICE))["persons"]
    assert (seen["kept"]["name"], seen["kept"]["country"], seen["kept"]["is_business"]) == ("Mari Tamm", "EE", False)
    deeds = events_of(service, person[-34:])
    assert deeds.count(("case_person:change", "correction")) == 1


def test_an_export_says_what_is_kept_and_what_was_done_with_it(
    officer: httpx.Client, senior: httpx.Client, case: str, person: str
) -> None:
    made(officer.post(f"{case}/persons/look", json=NOTICE))
    assert officer.post(f"{person}/export", json={"reason": "request"}).status_code == 403
    export = made(senior.post(f"{person}/export", json={"reason": "request"}))
    assert (export["kept"]["name"], export["kept_days"], export["kept_until"]) == (NAME, None, None)
    assert [(each["action"], each["reason"]) for each in export["history"]] == [
        ("case_person:create", ""),
        ("case_person:view", "notice"),
    ]
    again = made(senior.post(f"{person}/export", json={"reason": "request"}))
    assert again["history"][-1]["action"] == "case_person:export"


def test_what_is_removed_is_gone_with_its_key_and_a_held_case_keeps_it(
    service: Service, officer: httpx.Client, senior: httpx.Client, case: str, person: str
) -> None:
    other = officer.post(f"{case}/persons", json={"role": "sender", "name": "S"}).headers["location"]
    made(senior.put(f"{case}/hold", json={"held": True, "reason": "court"}))
    assert senior.post(f"{person}/remove", json={"reason": "request"}).status_code == 409
    made(senior.put(f"{case}/hold", json={"held": False, "reason": "over"}))
    headers = {"idempotency-key": uuid4().hex}
    for _ in range(2):
        assert senior.post(f"{person}/remove", json={"reason": "request"}, headers=headers).status_code == 204
    assert officer.get(person).status_code == 404
    names = {path.stem for path in keys_of(service).folder.iterdir()}
    assert (person[-34:] in names, other[-34:] in names) == (False, True)
    assert events_of(service, person[-34:])[-1] == ("case_person:delete", "request")
    assert service.parts[Audit].verify().faults == ()


def test_a_person_whose_key_is_lost_is_shown_as_unreadable_and_hides_no_other(
    service: Service, officer: httpx.Client, case: str, person: str
) -> None:
    made(officer.post(f"{case}/persons", json={"role": "sender", "name": "S"}))
    keys_of(service).destroy([person[-34:]])
    seen = made(officer.post(f"{case}/persons/look", json=NOTICE))["persons"]
    assert [each["kept"] and each["kept"]["name"] for each in seen] == [None, "S"]
    refused = officer.patch(person, json={"reason": "correction", "name": "x"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/person-key-lost")


def test_rules_remove_persons_before_their_case_and_their_keys(
    service: Service, officer: httpx.Client, senior: httpx.Client, case: str, person: str
) -> None:
    held = f"/v1/cases/{Officer(officer).open(place='Hall 4')}"
    kept = officer.post(f"{held}/persons", json=KEPT).headers["location"]
    still_open = f"/v1/cases/{Officer(officer).open(place='Hall 5')}"
    also_kept = officer.post(f"{still_open}/persons", json=KEPT).headers["location"]
    close(officer, case)
    close(officer, held)
    made(senior.put(f"{held}/hold", json={"held": True, "reason": "court"}))
    apply_rule(service, timedelta(days=9))
    assert officer.get(person).status_code == 200
    apply_rule(service, timedelta(days=11))
    assert [officer.get(path).status_code for path in (person, kept, also_kept, case)] == [404, 200, 200, 200]
    names = {path.stem for path in keys_of(service).folder.iterdir()}
    assert (person[-34:] in names, kept[-34:] in names) == (False, True)
    assert service.parts[Audit].verify().faults == ()


def apply_rule(service: Service, later: timedelta) -> None:
    """Remove persons ten days after their case was closed, as at a later moment."""
    parts, rules = service.parts, Rules(None, None, persons=timedelta(days=10))
    sweeps = (parts[CasePersons].destroy_unnamed,)
    keeper = Retention(parts[Works].of(RetentionWork), parts.objects, rules, sweeps)
    now = datetime.now(UTC) + later
    due = keeper.due(now).persons
    assert keeper.apply(now).persons == due


def test_pages_lead_from_the_case_to_what_is_kept(officer: httpx.Client, senior: httpx.Client, case: str) -> None:
    page = case.removeprefix("/v1")
    for path in (page, f"{page}/record"):
        assert f'href="{page}/persons"' in officer.get(path, headers=PAGE).text
    refused = officer.post(f"{page}/persons", data={"name": NAME}, headers=PAGE)
    assert (refused.status_code, f'value="{NAME}"' in refused.text) == (422, True)
    assert officer.post(f"{page}/persons", data={"role": "importer", "name": NAME, "is_business": "yes"}).is_redirect
    shown = officer.get(f"{page}/persons", headers=PAGE).text
    assert "Maarja" not in shown
    assert officer.post(f"{page}/persons/look", data={}, headers=PAGE).status_code == 422
    seen = officer.post(f"{page}/persons/look", data=NOTICE, headers=PAGE)
    assert (NAME in seen.text, seen.headers["cache-control"]) == (True, "no-store")
    assert "Hand out or remove" not in seen.text
    (entry,) = made(officer.get(f"{case}/persons"))["persons"]
    form = {"role": "importer", "name": "Mari", "reason": ""}
    again = officer.post(f"{page}/persons/{entry['id']}", data=form, headers=PAGE)
    assert (again.status_code, 'value="Mari"' in again.text) == (422, True)
    assert officer.post(f"{page}/persons/{entry['id']}", data={**form, "reason": "correction"}).is_redirect
    export = senior.post(f"{page}/persons/{entry['id']}/export", data={"reason": "request"}, headers=PAGE)
    assert ("Mari" in export.text, "Corrected" in export.text, "It was wrong" in export.text) == (True, True, True)
    file = senior.post(f"{page}/persons/{entry['id']}/export", data={"reason": "request", "kind": "json"})
    assert made(file)["kept"]["name"] == "Mari"
    assert senior.post(f"{page}/persons/{entry['id']}/remove", data={"reason": "request"}).is_redirect
    assert made(officer.get(f"{case}/persons"))["persons"] == []


def test_a_case_has_only_so_many_persons(officer: httpx.Client, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serve.persons.service.MOST_PERSONS", 1)
    made(officer.post(f"{case}/persons", json=KEPT))
    assert officer.post(f"{case}/persons", json=KEPT).status_code == 409
