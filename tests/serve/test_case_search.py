"""Finding cases: words and facets, page by page, the same as looking at every case would find."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from serve.cases.domain import CaseRejectedError
from serve.cases.index import CaseIndex, Span, micros
from serve.cases.index_verifier import reindex
from serve.cases.tables import case_terms, cases
from serve.cases.terms import LONGEST_WORD, sought, words
from serve.cases.work import CaseWork
from serve.platform.database import Database
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from tests.serve.casework import Officer
from tests.serve.record import faults
from tests.serve.running import Service, run
from tests.serve.tiny_release import COUNTERFEIT, GENUINE
from tests.storage import Storage

PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    """A service whose cases are these tests' own."""
    yield from run(Settings(data_dir=tmp_path_factory.mktemp("data"), release=tiny_release, workers=2, **storage()))


@pytest.fixture
def officer(own: Service) -> Officer:
    return Officer(own.client)


def found(who: Officer, **query: Any) -> list[str]:
    return [case["id"] for case in who.get("/cases", **query)["cases"]]


@pytest.mark.parametrize(
    ("text", "queries", "misses"),
    [
        ("Straße in TALLIN", ["strasse", "tallin in", "STRASSE"], ["stra", "tallinn"]),
        ("ﬁne ＫＯＢＥ ｶﾊﾞﾝ", ["fine", "kobe", "カバン", "カバ"], ["バッグ"]),  # noqa: RUF001  # as Japanese keyboards give them
        ("偽造品の疑いがある革靴", ["偽造品", "革靴", "靴", "疑い"], ["造偽", "の靴"]),
        ("가방의 상표", ["가방", "상표"], ["지갑"]),
        ("กระเป๋าปลอม", ["กระเป๋า", "ปลอม"], ["นาฬิกา"]),
        ("कस्टम हॉल", ["कस्टम"], ["कसटम"]),
        ("a\tb\nÉcole", ["école", "a b"], ["ecole"]),
        ("x" * 200, ["x" * 200, "x" * LONGEST_WORD], ["x" * 10]),
    ],
)
def test_words_are_found_as_people_write_them(
    officer: Officer, text: str, queries: Sequence[str], misses: Sequence[str]
) -> None:
    case = officer.open(notes=text)
    for query in queries:
        assert case in found(officer, q=query), query
    for query in misses:
        assert case not in found(officer, q=query), query


def test_words_are_found_in_every_text_and_all_must_be(officer: Officer) -> None:
    case = officer.open(place="Quayside", lane="Airmail", notes="Wetted")
    officer.add_item(case, description="Wristwatch")
    for word in ("quayside", "airmail", "wetted", "wristwatch", "quayside wristwatch airmail"):
        assert found(officer, q=word) == [case]
    assert found(officer, q="quayside handbag") == []


def test_numbers_are_found_by_their_beginnings(officer: Officer) -> None:
    case = officer.open(declaration="26JP-1234567/89")
    number = officer.get(f"/cases/{case}")["number"]
    for query in ("26JP", "26jp-1234", "1234567", "26jp1234", "26JP123456789", number, str(int(number[5:]))):
        assert case in found(officer, q=query), query
    assert case not in found(officer, q="234567")


def test_a_changed_case_is_found_by_what_it_says_now(officer: Officer) -> None:
    case = officer.open(place="Oldhall", notes="Unchanged marzipan")
    officer.client.patch(f"/v1/cases/{case}", json={"place": "Newhall"})
    assert found(officer, q="oldhall") == []
    assert found(officer, q="newhall marzipan") == [case]


def test_cases_are_filtered_by_what_counts_now(own: Service, officer: Officer) -> None:
    senior = Officer(own.as_("senior_officer"))
    case, other = officer.open(notes="filtering"), senior.open(notes="filtering")
    item = officer.add_item(case, product="bag")

    def is_found(**query: Any) -> bool:
        hits = found(officer, q="filtering", **query)
        assert set(hits) <= {case, other}
        return case in hits

    assert is_found(state="open")
    assert is_found(officer="first-officer")
    assert not is_found(officer="first-senior-officer")
    assert not is_found(officer="no-such-person")
    assert is_found(product="bag")
    assert not is_found(product="box")
    assert not is_found(outcome="suspected_counterfeit")
    officer.examine(case, item, COUNTERFEIT, product="box")
    assert is_found(product="bag")
    assert is_found(product="box")
    assert is_found(outcome="suspected_counterfeit")
    officer.examine(case, item, GENUINE, product="box", with_earlier="false")
    assert not is_found(outcome="suspected_counterfeit")
    assert is_found(outcome="consistent_with_genuine")
    officer.conclude(case, item, "counterfeit")
    assert is_found(conclusion="counterfeit")
    officer.conclude(case, item, "genuine")
    assert not is_found(conclusion="counterfeit")
    assert is_found(conclusion="genuine", product="box", officer="first-officer", state="open")
    officer.close(case)
    assert not is_found(state="open")
    [summary] = officer.get("/cases", q="filtering", state="closed")["cases"]
    assert (summary["items"], summary["outcomes"], summary["conclusions"]) == (
        1,
        ["consistent_with_genuine"],
        ["genuine"],
    )


def test_days_bound_a_search(officer: Officer) -> None:
    case = officer.open(notes="dated")
    today = datetime.now(UTC).date()
    day = timedelta(days=1)
    for query, hits in (
        ({"opened_from": today, "opened_until": today}, [case]),
        ({"opened_from": today + day}, []),
        ({"opened_until": today - day}, []),
        ({"opened_until": "9999-12-31", "opened_from": "0001-01-01"}, [case]),
    ):
        assert found(officer, q="dated", **query) == hits
        assert (case in found(officer, **query)) == bool(hits)


@pytest.mark.parametrize("query", [{}, {"q": "paged"}, {"state": "open", "q": "paged"}])
def test_pages_hold_every_case_once_newest_first(officer: Officer, query: Mapping[str, str]) -> None:
    opened = [officer.open(notes="paged") for _ in range(7)]
    everything = found(officer, limit=100, **query)
    assert everything[:7] == opened[::-1]
    collected, after = [], None
    while True:
        page = officer.get("/cases", limit=3, **query, **({"after": after} if after else {}))
        collected += [case["id"] for case in page["cases"]]
        officer.open(notes="opened meanwhile, paged")  # newer than all pages to come
        if (after := page["after"]) is None:
            break
        assert len(page["cases"]) == 3
    assert collected == everything


def test_no_other_agencys_cases_are_found(own: Service, officer: Officer) -> None:
    case = officer.open(notes="ourselves")
    elsewhere = Officer(own.as_("officer", "second"))
    assert found(elsewhere, q="ourselves") == []
    assert case not in found(elsewhere)
    assert found(elsewhere, officer="first-officer") == []


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": "-1"},
        {"after": "f" * 16},
        {"q": " ".join(map(str, range(60)))},
        {"q": "*"},
        {"q": "\N{NAZAR AMULET}"},
        {"q": "\N{ZERO WIDTH SPACE}"},
    ],
)
def test_a_search_that_cannot_be_is_refused(officer: Officer, query: Mapping[str, str]) -> None:
    answer = officer.client.get("/v1/cases", params=query)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/case-rejected")
    assert officer.client.get("/cases", params=query, headers=PAGE).status_code == 422


def test_an_index_changed_by_hand_is_found_and_rebuilt(own: Service, officer: Officer) -> None:
    first, second = (officer.open(place=place, notes="Amber") for place in ("Quay", "Mole"))
    agency = own.client.get("/v1/me").json()["organisation"]["id"]
    assert faults(own) == []
    with own.parts.database.writing(SYSTEM) as connection:
        connection.execute(delete(case_terms).where(case_terms.c.term == "amber"))
        connection.execute(update(cases).where(cases.c.id == second).values(item_count=7))
        connection.execute(insert(case_terms).values(organisation_id=agency, term="amber", opened=5))
    assert [each.partition(";")[0] for each in faults(own)] == [
        *(f"{case}: is not listed and found by its content" for case in sorted((first, second))),
        "the index of cases has entries that don't belong there",
    ]
    assert reindex(own.parts[Works].of(CaseWork)) >= 2
    assert faults(own) == []
    assert found(officer, q="amber") == [second, first]


def test_words_that_hardly_meet_are_looked_for_in_steps(own: Service, officer: Officer) -> None:
    organisation = own.client.get("/v1/me").json()["organisation"]["id"]
    case = officer.open(notes="northern southern")
    begun = micros(datetime(2020, 1, 1, tzinfo=UTC))
    rows = [
        {"organisation_id": organisation, "term": term, "opened": begun + 2 * place + shift}
        for shift, term in enumerate(("northern", "southern"))
        for place in range(1100)
    ]
    with own.parts.database.writing(SYSTEM) as connection:
        connection.execute(insert(case_terms), rows)
    query = {"q": "northern southern"}
    first = officer.get("/cases", **query)
    assert [each["id"] for each in first["cases"]] == [case]
    assert first["searched_back_to"].startswith("2020-01-01")
    page = officer.client.get("/cases", params=query, headers=PAGE).text
    assert f"after={first['after']}" in page
    assert "Search further back" in page
    last = officer.get("/cases", **query, after=first["after"])
    assert (last["cases"], last["after"], last["searched_back_to"]) == ([], None, None)


def test_the_page_lists_filters_and_leads_on(officer: Officer) -> None:
    cases = [officer.open(place=f"Listed hall {number}") for number in range(27)]
    query = {"q": "listed", "state": "open", "officer": "", "opened_from": ""}
    page = officer.client.get("/cases", params=query, headers=PAGE).text
    assert [page.count(f'href="/cases/{case}"') for case in cases] == [0] * 2 + [1] * 25
    assert '<option value="open" selected>' in page
    assert "Older cases" in page
    older = page.partition('class="button button-quiet" href="')[2].partition('"')[0].replace("&amp;", "&")
    rest = officer.client.get(older, headers=PAGE).text
    assert [rest.count(f'href="/cases/{case}"') for case in cases[:2]] == [1, 1]
    assert "No case matches." in officer.client.get("/cases", params={"q": "nowhere"}, headers=PAGE).text


@given(st.text())
def test_a_text_is_found_by_itself(text: str) -> None:
    try:
        asked = set(sought(text))
    except CaseRejectedError:
        return
    assert asked <= set(words(text))


class UndoneError(Exception):
    """Ends a transaction so that nothing of it is kept."""


TERMS = st.frozensets(st.sampled_from("abcd"))
MOMENTS = st.integers(0, 30)


@pytest.fixture(scope="module")
def database(own: Service) -> Database:
    return own.parts.database


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(TERMS, max_size=30),
    changed=st.dictionaries(MOMENTS, TERMS, max_size=5),
    asked=TERMS.filter(bool),
    span=st.builds(Span, MOMENTS, MOMENTS),
    sizes=st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 6)),
)
def test_pages_of_the_index_hold_what_looking_at_every_case_finds(
    database: Database,
    before: list[frozenset[str]],
    changed: dict[int, frozenset[str]],
    asked: frozenset[str],
    span: Span,
    sizes: tuple[int, int, int],
) -> None:
    limit, sample, scanned = sizes
    now = dict(enumerate(before)) | {moment: terms for moment, terms in changed.items() if moment < len(before)}
    expected = [moment for moment, terms in now.items() if asked <= terms and span.since <= moment < span.before]
    with suppress(UndoneError), database.writing(SYSTEM) as connection:
        index, other = (CaseIndex(connection, name, sample=sample, scanned=scanned) for name in ("o-1", "o-2"))
        for moment, terms in enumerate(before):
            index.change(moment, (), terms)
            other.change(moment, (), "abcd")
            index.change(moment, terms, now[moment])
        found: list[int] = []
        rest: int | None = span.before
        while rest is not None:
            page = index.page(sorted(asked), Span(span.since, rest), limit)
            assert len(page.opened) <= limit
            assert not page.is_cut or page.before is not None
            found += page.opened
            rest = page.before
        assert found == sorted(expected, reverse=True)
        raise UndoneError
