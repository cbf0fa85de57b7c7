"""A subject is one folder and one line: what it hands in is served, recorded and documented like the others'."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from fastapi.testclient import TestClient
from sqlalchemy import insert
from typer.testing import CliRunner

from serve import subjects
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.app import build, create_app
from serve.audit.service import Audit
from serve.platform.database import metadata
from serve.platform.parts import Parts
from serve.platform.permissions import Grants, Roles
from serve.platform.settings import Settings
from serve.platform.subject import Subject, Subjects
from serve.platform.tenancy import SYSTEM
from tests.serve.samples.subject import CURATOR, KEEP, LABORATORY, READ, samples

WITH_SAMPLES = (*subjects.SUBJECTS, "tests.serve.samples")


@pytest.fixture
def parts(tmp_path: Path, tiny_release: Path) -> Iterator[Parts]:
    settings = Settings(data_dir=tmp_path, release=tiny_release)
    made = build(settings, of=subjects.load(WITH_SAMPLES))
    made.open()
    with made.database.writing(SYSTEM) as connection:
        samples.create(connection)
    yield made
    made.close()


def client_of(parts: Parts, kind: str, role: str, name: str) -> TestClient:
    """A client of a person of a new organisation."""
    accounts = parts[Accounts]
    organisation = accounts.add_organisation(None, kind, name.title(), "JP")
    person = accounts.add_person(
        None, organisation_id=organisation.id, username=name, name=name, role=role, by_openid=True
    ).person
    token = OwnAccount(accounts.work).add_token(accounts.actor_of(person, "tests"), "tests").secret
    return TestClient(create_app(parts=parts), headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def curator(parts: Parts) -> TestClient:
    return client_of(parts, LABORATORY, CURATOR, "curator")


def page(client: TestClient, path: str) -> str:
    return client.get(path, headers={"accept": "text/html"}).text


def test_its_role_keeps_samples_that_its_page_and_the_menu_show(curator: TestClient) -> None:
    made = curator.post("/v1/samples", json={"name": "red"})
    assert (made.status_code, made.json()["name"]) == (201, "red")
    shown = page(curator, "/samples")
    assert "<h1>What is kept</h1>" in shown
    assert "<li>red</li>" in shown
    assert '<a href="/samples" aria-current="page">Samples</a>' in shown
    assert "Cases" not in re.findall(r"<nav.*?</nav>", shown, flags=re.DOTALL)[0]
    assert curator.get("/v1/me").json()["permissions"] == sorted(
        {
            *(READ, KEEP, "account:use", "catalogue:export", "catalogue:read", "notice:use", "organisation:read"),
            *("code-list:read", "release:read", "work:read"),
        }
    )


def test_what_it_refuses_is_a_problem_with_a_page_of_its_own(curator: TestClient) -> None:
    green = curator.post("/v1/samples", json={"name": "green"})
    assert (green.status_code, green.json()["type"], green.json()["title"]) == (
        409,
        "/problems/not-ripe",
        "A sample is not ripe",
    )
    assert "A sample is not ripe" in page(curator, "/problems/not-ripe")


def test_other_roles_may_do_what_it_grants_them_and_no_more(parts: Parts) -> None:
    officer = client_of(parts, OrganisationKind.AGENCY, Role.OFFICER, "officer")
    assert "<h1>What is kept</h1>" in page(officer, "/samples")
    assert officer.post("/v1/samples", json={"name": "red"}).status_code == 403


def test_a_case_shows_its_panel_beside_each_item(parts: Parts) -> None:
    officer = client_of(parts, OrganisationKind.AGENCY, Role.OFFICER, "officer")
    case = officer.post("/v1/cases", json={}).json()["id"]
    officer.post(f"/v1/cases/{case}/items", json={})
    assert "Samples beside item 1: 0" in page(officer, f"/cases/{case}")


def test_its_rows_are_held_against_the_log(parts: Parts, curator: TestClient) -> None:
    curator.post("/v1/samples", json={"name": "red"})
    assert parts[Audit].verify().faults == ()
    with parts.database.writing(SYSTEM) as connection:
        connection.execute(insert(samples).values(id="m-2", organisation_id="o-1", name="inserted"))
    assert [fault.words for fault in parts[Audit].verify().faults] == ["m-2: no event speaks of it"]


def test_its_operations_roles_and_examples_are_in_the_document(curator: TestClient) -> None:
    document = curator.get("/openapi.json").json()
    operation = document["paths"]["/v1/samples"]["post"]
    assert operation["x-permission"] == KEEP
    assert "not-ripe" in operation["responses"]["409"]["content"]["application/problem+json"]["examples"]
    schemas = document["components"]["schemas"]
    assert schemas["SampleOut"]["examples"] == [{"id": "m-1", "name": "red"}]
    assert CURATOR in schemas["PersonIn"]["properties"]["role"]["enum"]
    assert LABORATORY in schemas["OrganisationIn"]["properties"]["kind"]["enum"]


def test_its_command_is_one_of_the_command_line() -> None:
    cli = typer.Typer()
    subjects.add_commands(cli, WITH_SAMPLES)
    done = CliRunner().invoke(cli, ["sample", "red"])
    assert (done.exit_code, done.stdout) == (0, "a red sample\n")


def test_every_table_of_the_service_is_one_subjects() -> None:
    owned = [table.name for subject in subjects.load() for table in subject.tables]
    assert sorted(owned) == sorted(set(owned))
    assert set(metadata.tables) - set(owned) == {"idempotency_keys"}  # the platform's own


def test_two_subjects_that_bring_the_same_name_are_refused() -> None:
    twice = Subjects((Subject(name="first", messages={"when": 1}), Subject(name="second", messages={"when": 2})))
    with pytest.raises(ValueError, match="two subjects bring when"):
        _ = twice.messages


def test_a_grant_to_a_role_that_no_subject_registers_is_refused() -> None:
    with pytest.raises(ValueError, match="no subject registers visitor"):
        Roles.of([Grants(of_role={"visitor": {READ}})])
