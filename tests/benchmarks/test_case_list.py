"""The benchmark of the list of cases: its queries find the same cases as a check of every generated case."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from benchmarks.case_list import KINDS, Lists, Row, SearchCall, ask, calls, filled
from benchmarks.many_cases import Filled, made_up
from serve.cases.index_store import micros
from serve.cases.terms import conclusion_term, officer_term, outcome_term, product_term, sought, state_term
from serve.platform.settings import Settings
from tests.storage import Storage, buckets, migrated, postgresql, storage

__all__ = ["buckets", "migrated", "postgresql", "storage"]
COUNT, PAGE = 400, 25


def matches(asked: SearchCall, lists: Lists, made: Filled) -> bool:
    query, agency = asked.query, lists.agencies[asked.agency]
    terms = set(sought(query.text))
    if query.state:
        terms.add(state_term(query.state))
    if query.product:
        terms.add(product_term(query.product))
    if query.outcome:
        terms.add(outcome_term(query.outcome))
    if query.conclusion:
        terms.add(conclusion_term(query.conclusion))
    if query.officer:
        terms.add(officer_term(next(each.person_id for each in agency.officers if each.username == query.officer)))
    opened_at = made.case.opened_at
    if query.opened_from and opened_at < datetime.combine(query.opened_from, time.min, UTC):
        return False
    if query.opened_until and opened_at >= datetime.combine(query.opened_until + timedelta(days=1), time.min, UTC):
        return False
    is_before = asked.after is None or micros(opened_at) < int(asked.after, 16)
    return is_before and made.case.organisation_id == agency.organisation.id and terms <= made.terms


def test_every_call_finds_what_looking_at_every_case_finds(
    tmp_path: Path, tiny_release: Path, storage: Storage
) -> None:
    settings = Settings(data_dir=tmp_path, release=tiny_release, **storage())
    with filled(settings, COUNT) as lists:
        everything = list(made_up(lists.agencies, COUNT))[::-1]
        assert lists.terms == sum(len(made.terms) for made in everything)
        hits = 0
        for asked in calls(3 * len(KINDS)):
            expected = [made.case.number for made in everything if matches(asked, lists, made)][:PAGE]
            assert ask(lists, asked).numbers == expected, asked
            hits += len(expected)
        assert hits > COUNT


def test_a_row_tells_medians_and_the_slowest_of_a_hundred() -> None:
    row = Row.of("all", [(0.001, 0.002)] * 99 + [(0.101, 0.302)])
    assert (row.calls, row.small_median, row.large_median) == (100, 1.0, 2.0)
    assert row.cells()[-1].startswith("2.50 [2.0")
