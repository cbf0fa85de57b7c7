"""Finding cases through the API and on the page: what a query may say, and how a page leads to the next.

tests/serve/rules has what is found.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert

from serve.cases.index_store import micros
from serve.cases.tables import case_terms
from serve.platform.tenancy import SYSTEM
from tests.serve.casework import Officer
from tests.serve.running import Service
from tests.serve.tiny_release import GENUINE

PAGE = {"accept": "text/html"}


@pytest.fixture
def officer(service: Service) -> Officer:
    return Officer(service.client)


def found(who: Officer, **query: Any) -> list[str]:
    return [case["id"] for case in who.get("/cases", **query)["cases"]]


def test_every_part_of_a_query_counts(officer: Officer) -> None:
    case = officer.open(notes="filtering")
    item = officer.add_item(case, product="bag")
    officer.examine(case, item, GENUINE, product="box")
    officer.conclude(case, item, "genuine")
    officer.close(case)
    day, today = timedelta(days=1), datetime.now(UTC).date()
    whole = {
        "q": "filtering",
        "state": "closed",
        "officer": "first-officer",
        "product": "bag",
        "outcome": "consistent_with_genuine",
        "conclusion": "genuine",
        "opened_from": str(today - day),
        "opened_until": str(today + day),
    }
    [summary] = officer.get("/cases", **whole)["cases"]
    assert (summary["id"], summary["items"]) == (case, 1)
    assert (summary["outcomes"], summary["conclusions"]) == (["consistent_with_genuine"], ["genuine"])
    for changed in (
        {"q": "filtering handbag"},
        {"state": "open"},
        {"officer": "no-such-person"},
        {"product": "shoe"},
        {"outcome": "suspected_counterfeit"},
        {"conclusion": "counterfeit"},
        {"opened_from": str(today + day)},
        {"opened_until": str(today - day)},
    ):
        query = whole | changed
        assert found(officer, **query) == [], changed
        assert "No case matches." in officer.client.get("/cases", params=query, headers=PAGE).text, changed
    assert f'href="/cases/{case}"' in officer.client.get("/cases", params=whole, headers=PAGE).text


def test_pages_of_the_api_follow_one_another(officer: Officer) -> None:
    opened = [officer.open(notes="paged") for _ in range(3)]
    first = officer.get("/cases", q="paged", limit=2)
    rest = officer.get("/cases", q="paged", limit=2, after=first["after"])
    assert [case["id"] for page in (first, rest) for case in page["cases"]] == opened[::-1]
    assert rest["after"] is None


@pytest.mark.parametrize("query", [{"after": "x"}, {"q": "*"}])
def test_a_search_that_cannot_be_is_refused(officer: Officer, query: dict[str, str]) -> None:
    answer = officer.client.get("/v1/cases", params=query)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/case-rejected")
    assert officer.client.get("/cases", params=query, headers=PAGE).status_code == 422


def test_a_search_that_stops_early_says_how_far_back_it_went_and_leads_on(service: Service, officer: Officer) -> None:
    organisation = service.people.agencies["first"].id
    case = officer.open(notes="northern southern")
    begun = micros(datetime(2020, 1, 1, tzinfo=UTC))
    rows = [
        {"organisation_id": organisation, "term": term, "opened": begun + 2 * place + shift}
        for shift, term in enumerate(("northern", "southern"))
        for place in range(1100)
    ]
    query = {"q": "northern southern"}
    with service.parts.database.writing(SYSTEM) as connection:
        connection.execute(insert(case_terms), rows)
    try:
        first = officer.get("/cases", **query)
        page = officer.client.get("/cases", params=query, headers=PAGE).text
    finally:
        with service.parts.database.writing(SYSTEM) as connection:
            connection.execute(delete(case_terms).where(case_terms.c.opened < begun + len(rows)))
    assert [each["id"] for each in first["cases"]] == [case]
    assert first["searched_back_to"].startswith("2020-01-01")
    assert f"after={first['after']}" in page
    assert "Search further back" in page


def test_the_page_lists_filters_and_leads_on(officer: Officer) -> None:
    cases = [officer.open(place=f"Listed hall {number}") for number in range(27)]
    query = {"q": "listed", "state": "open", "officer": "", "opened_from": ""}
    page = officer.client.get("/cases", params=query, headers=PAGE).text
    assert [page.count(f'href="/cases/{case}"') for case in cases] == [0] * 2 + [1] * 25
    assert '<option value="open" selected>' in page
    assert "Older cases" in page
    older = page.partition('" rel="next"')[0].rpartition('href="')[2].replace("&amp;", "&")
    rest = officer.client.get(older, headers=PAGE).text
    assert [rest.count(f'href="/cases/{case}"') for case in cases[:2]] == [1, 1]
