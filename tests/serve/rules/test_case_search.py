"""Finding cases: words and facets, page by page, the same as looking at every case would find."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from model.verdict import Outcome
from serve.accounts.permissions import Role
from serve.cases.domain import CaseRejectedError, CaseState, ItemFinding, digest_of, values_of
from serve.cases.dossier import CaseQuery
from serve.cases.index_store import CaseIndex, TimeSpan, micros
from serve.cases.index_verifier import reindex
from serve.cases.service import Cases
from serve.cases.tables import case_terms, cases
from serve.cases.terms import LONGEST_WORD, sought, words
from serve.cases.work import CaseWork
from serve.platform.parts import Parts
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from tests.serve.record import faults
from tests.serve.rules.desk import Team
from tests.serve.tiny_release import COUNTERFEIT, GENUINE


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
    team: Team, text: str, queries: Sequence[str], misses: Sequence[str]
) -> None:
    case = team.officer.open(notes=text)
    for query in queries:
        assert team.officer.find(query) == [case], query
    for query in misses:
        assert team.officer.find(query) == [], query


def test_words_are_found_in_every_text_and_all_must_be(team: Team) -> None:
    officer = team.officer
    case = officer.open(place="Quayside", lane="Airmail", notes="Wetted")
    officer.add_item(case, "Wristwatch")
    for word in ("quayside", "airmail", "wetted", "wristwatch", "quayside wristwatch airmail"):
        assert officer.find(word) == [case]
    assert officer.find("quayside handbag") == []


def test_numbers_are_found_by_their_beginnings(team: Team) -> None:
    officer = team.officer
    case = officer.open(declaration="26JP-1234567/89")
    number = officer.view(case).case.number
    for query in ("26JP", "26jp-1234", "1234567", "26jp1234", "26JP123456789", number, str(int(number[5:]))):
        assert officer.find(query) == [case], query
    assert officer.find("234567") == []


def test_a_changed_case_is_found_by_what_it_says_now(team: Team) -> None:
    officer = team.officer
    case = officer.open(place="Oldhall", notes="Unchanged marzipan")
    team.parts[Cases].change(officer.actor, case, {"place": "Newhall"})
    assert officer.find("oldhall") == []
    assert officer.find("newhall marzipan") == [case]


def test_cases_are_found_by_place_and_unit_as_they_are_written(team: Team) -> None:
    officer, cases = team.officer, team.parts[Cases]
    first = officer.open(place="Hall 3", unit="Container  control")
    second = officer.open(place="Hall 3, gate 2", unit="Post")
    bare = officer.open()
    assert officer.find(place="HALL 3") == [first]
    assert officer.find(place="hall 3, GATE 2", unit="post") == [second]
    assert officer.find(unit="container control") == officer.find("container") == [first]
    assert officer.find(place="Hall") == officer.find(unit="Hall 3") == []
    cases.change(officer.actor, bare, {"unit": "Post"})
    assert set(officer.find(unit="Post")) == {second, bare}
    assert cases.known(officer.actor) == (["Hall 3", "Hall 3, gate 2"], ["Container control", "Post"])
    assert cases.known(team.desk(Role.OFFICER, "second").actor) == ([], [])


def test_a_new_case_begins_with_the_unit_of_the_persons_latest_one(team: Team) -> None:
    cases = team.parts[Cases]
    assert cases.usual_unit(team.officer.actor) == ""
    team.officer.open(unit="Post")
    team.senior.open(unit="Container control")
    assert cases.usual_unit(team.officer.actor) == "Post"


def test_a_case_without_a_unit_has_the_digest_of_earlier_versions(team: Team) -> None:
    case = team.officer.view(team.officer.open(place="Hall 3")).case
    assert "unit" not in values_of(case)["details"]
    with_unit = replace(case, details=replace(case.details, unit="Post"))
    assert values_of(with_unit)["details"]["unit"] == "Post"
    assert digest_of(with_unit) != digest_of(case)


def test_cases_are_filtered_by_what_counts_now(team: Team) -> None:
    officer, senior = team.officer, team.senior
    case, other = officer.open(), senior.open()
    item = officer.add_item(case, product="bag")

    def is_found(**facets: Any) -> bool:
        hits = officer.find(**facets)
        assert set(hits) <= {case, other}
        return case in hits

    assert is_found(state=CaseState.OPEN)
    assert is_found(officer=officer.actor.username)
    assert not is_found(officer=senior.actor.username)
    assert not is_found(officer="no-such-person")
    assert is_found(product="bag")
    assert not is_found(product="box")
    assert not is_found(outcome=Outcome.SUSPECTED)
    officer.examine(case, item, COUNTERFEIT, product="box")
    assert is_found(product="bag")
    assert is_found(product="box")
    assert is_found(outcome=Outcome.SUSPECTED)
    officer.examine(case, item, GENUINE, product="box", with_earlier=False)
    assert not is_found(outcome=Outcome.SUSPECTED)
    assert is_found(outcome=Outcome.CONSISTENT)
    officer.conclude(case, item, "counterfeit")
    assert is_found(conclusion=ItemFinding.COUNTERFEIT)
    officer.conclude(case, item, "genuine")
    assert not is_found(conclusion=ItemFinding.COUNTERFEIT)
    assert is_found(conclusion=ItemFinding.GENUINE, product="box", officer=officer.actor.username, state=CaseState.OPEN)
    officer.close(case)
    assert not is_found(state=CaseState.OPEN)
    [summary] = team.parts[Cases].search(officer.actor, CaseQuery(CaseState.CLOSED)).cases
    assert (summary.items, summary.outcomes, summary.conclusions) == (
        1,
        (Outcome.CONSISTENT,),
        (ItemFinding.GENUINE,),
    )


def test_days_bound_a_search(team: Team) -> None:
    case, today, day = team.officer.open(notes="dated"), datetime.now(UTC).date(), timedelta(days=1)
    bounded: tuple[tuple[dict[str, Any], list[str]], ...] = (
        ({"opened_from": today, "opened_until": today}, [case]),
        ({"opened_from": today + day}, []),
        ({"opened_until": today - day}, []),
        ({"opened_until": date.max, "opened_from": date.min}, [case]),
    )
    for bounds, hits in bounded:
        assert team.officer.find("dated", **bounds) == hits
        assert team.officer.find(**bounds) == hits


@pytest.mark.parametrize(
    "query",
    [CaseQuery(), CaseQuery(text="paged"), CaseQuery(CaseState.OPEN, text="paged")],
    ids=["all", "word", "facet"],
)
def test_pages_hold_every_case_once_newest_first(team: Team, query: CaseQuery) -> None:
    officer, search = team.officer, team.parts[Cases].search
    opened = [officer.open(notes="paged") for _ in range(7)]
    collected, after = [], None
    while True:
        page = search(officer.actor, query, after, limit=3)
        collected += [case.id for case in page.cases]
        officer.open(notes="opened meanwhile, paged")  # newer than all pages to come
        if (after := page.after) is None:
            break
        assert len(page.cases) == 3
    assert collected == opened[::-1]


def test_no_other_agencys_cases_are_found(team: Team) -> None:
    team.officer.open(notes="ourselves")
    elsewhere = team.desk(Role.OFFICER, "second")
    assert elsewhere.find("ourselves") == []
    assert elsewhere.find() == []
    assert elsewhere.find(officer=team.officer.actor.username) == []


@pytest.mark.parametrize("after", ["x", "-1", "f" * 16])
def test_what_is_the_end_of_no_page_is_refused(team: Team, after: str) -> None:
    with pytest.raises(CaseRejectedError, match="from the previous page"):
        team.parts[Cases].search(team.officer.actor, CaseQuery(), after)


@pytest.mark.parametrize(
    "text",
    [" ".join(map(str, range(60))), "*", "\N{NAZAR AMULET}", "\N{ZERO WIDTH SPACE}"],
    ids=["long", "sign", "picture", "nothing"],
)
def test_a_search_that_cannot_be_is_refused(team: Team, text: str) -> None:
    with pytest.raises(CaseRejectedError):
        team.officer.find(text)


def test_an_index_changed_by_hand_is_found_and_rebuilt(alone: Team) -> None:
    officer = alone.officer
    first, second = (officer.open(place=place, notes="Amber") for place in ("Quay", "Mole"))
    assert faults(alone) == []
    with alone.parts.database.writing(SYSTEM) as connection:
        connection.execute(delete(case_terms).where(case_terms.c.term == "amber"))
        connection.execute(update(cases).where(cases.c.id == second).values(item_count=7))
        stray = {"organisation_id": officer.actor.organisation_id, "term": "amber", "opened": 5}
        connection.execute(insert(case_terms).values(stray))
    assert [each.partition(";")[0] for each in faults(alone)] == [
        *(f"{case}: is not listed and found by its content" for case in sorted((first, second))),
        "the index of cases has entries that don't belong there",
    ]
    assert reindex(alone.parts[Works].of(CaseWork)) == 2
    assert faults(alone) == []
    assert officer.find("amber") == [second, first]


def test_words_that_hardly_meet_are_looked_for_in_steps(alone: Team) -> None:
    officer, search = alone.officer, alone.parts[Cases].search
    case = officer.open(notes="northern southern")
    begun = micros(datetime(2020, 1, 1, tzinfo=UTC))
    rows = [
        {"organisation_id": officer.actor.organisation_id, "term": term, "opened": begun + 2 * place + shift}
        for shift, term in enumerate(("northern", "southern"))
        for place in range(1100)
    ]
    with alone.parts.database.writing(SYSTEM) as connection:
        connection.execute(insert(case_terms), rows)
    query = CaseQuery(text="northern southern")
    first = search(officer.actor, query)
    assert [each.id for each in first.cases] == [case]
    assert first.searched_back_to is not None
    assert first.searched_back_to.date() == date(2020, 1, 1)
    last = search(officer.actor, query, first.after)
    assert (last.cases, last.after, last.searched_back_to) == ((), None, None)


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


@settings(max_examples=120, deadline=None)
@given(
    before=st.lists(TERMS, max_size=30),
    changed=st.dictionaries(MOMENTS, TERMS, max_size=5),
    asked=TERMS.filter(bool),
    span=st.builds(TimeSpan, MOMENTS, MOMENTS),
    sizes=st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 6)),
)
def test_pages_of_the_index_hold_what_looking_at_every_case_finds(
    parts: Parts,
    before: list[frozenset[str]],
    changed: dict[int, frozenset[str]],
    asked: frozenset[str],
    span: TimeSpan,
    sizes: tuple[int, int, int],
) -> None:
    limit, sample, scanned = sizes
    now = dict(enumerate(before)) | {moment: terms for moment, terms in changed.items() if moment < len(before)}
    expected = [moment for moment, terms in now.items() if asked <= terms and span.since <= moment < span.before]
    with suppress(UndoneError), parts.database.writing(SYSTEM) as connection:
        index, other = (CaseIndex(connection, name, sample=sample, scanned=scanned) for name in ("o-1", "o-2"))
        for moment, terms in enumerate(before):
            index.change(moment, (), terms)
            other.change(moment, (), "abcd")
            index.change(moment, terms, now[moment])
        found: list[int] = []
        rest: int | None = span.before
        while rest is not None:
            page = index.page(sorted(asked), TimeSpan(span.since, rest), limit)
            assert len(page.opened) <= limit
            assert not page.is_cut or page.before is not None
            found += page.opened
            rest = page.before
        assert found == sorted(expected, reverse=True)
        raise UndoneError
