"""What is kept of people: the list has every column that names a person, and each person takes their own away."""

import pytest
from sqlalchemy import String

from serve import subjects
from serve.accounts.tables import people
from serve.platform.database import metadata
from serve.platform.settings import Settings
from serve.protection.kept import KEPT
from tests.serve.clearing import new_agency
from tests.serve.running import Service
from tests.serve.world import made

PAGE = {"accept": "text/html"}
NOT_A_PERSON = {"uploads.taken_by", "procedure_clocks.met_by"}  # the id of a thing; words
BY_ID = {"people.id", "idempotency_keys.key"}  # which hold a person's id under another name


def columns_of_people() -> set[str]:
    """Every column of the database that names a person."""
    subjects.load()
    found = set(BY_ID)
    for table in metadata.sorted_tables:
        for column in table.columns:
            is_linked = any(link.column is people.c.id for link in column.foreign_keys)
            is_named = column.name.endswith("_by") or column.name in {"actor", "person_id"}
            if is_linked or (is_named and isinstance(column.type, String)):
                found.add(f"{table.name}.{column.name}")
    return found - NOT_A_PERSON


def test_the_list_has_every_column_that_names_a_person_and_no_other() -> None:
    listed = [column for kept in KEPT for column in kept.columns]
    missing = "say in serve/protection/kept.py for how long this is kept of people"
    assert columns_of_people() - set(listed) == set(), missing
    assert set(listed) - columns_of_people() == set()
    assert len(listed) == len(set(listed))


def test_what_an_export_shows_exists_and_is_no_secret() -> None:
    for column in (column for kept in KEPT for column in kept.shown):
        table, _, name = column.partition(".")
        assert name in metadata.tables[table].c
        assert not any(word in name for word in ("sha256", "hash", "salt", "token", "subject_")), column


@pytest.mark.parametrize(("days", "said"), [(None, "no limit"), (7, "7 days after the case is closed")])
def test_the_words_follow_the_settings(days: int | None, said: str) -> None:
    cases = next(kept for kept in KEPT if "cases.opened_by" in kept.columns)
    assert said in str(cases.lasts(Settings(retention_days=days)))


def test_each_role_reads_what_concerns_it(service: Service) -> None:
    for role, seen, unseen in (
        ("officer", "persons of a case", "Alerts that you sent"),
        ("trainer", "Courses that you offered", "persons of a case"),
        ("reviewer", "Alerts that you sent", "Notes for the next shift"),
        ("administrator", "data sets, releases", "Courses that you offered"),
    ):
        page = service.as_(role).get("/data-protection", headers=PAGE).text
        assert (seen in page, unseen in page, "audit log" in page) == (True, False, True), role
    assert 'href="/data-protection"' in service.as_("officer").get("/account", headers=PAGE).text


def test_each_takes_their_own_away_and_no_one_elses(service: Service) -> None:
    agency = new_agency(service, "own-data")
    officer, colleague = service.as_("officer", agency), service.as_("senior_officer", agency)
    own, other = (made(each.post("/v1/cases", json={}))["id"] for each in (officer, colleague))
    answer = officer.get("/v1/me/data")
    found = made(answer)
    assert "attachment" in answer.headers["content-disposition"]
    rows = {each["column"]: each for kept in found["kept"] for each in kept["rows"]}
    assert rows["cases.opened_by"] == {"column": "cases.opened_by", "amount": 1, "rows": [{"id": own}]}
    assert rows["people.id"]["rows"][0]["username"] == made(officer.get("/v1/me"))["username"]
    assert other not in answer.text
    again = made(officer.get("/v1/me/data"))
    (log,) = (each for kept in again["kept"] for each in kept["rows"] if each["column"] == "audit_events.actor")
    assert "own_data:export" in {row["action"] for row in log["rows"]}
