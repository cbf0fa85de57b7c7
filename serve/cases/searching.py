"""One page of a list of cases: a query becomes terms and a span of the index."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from model.messages import message
from serve.cases.coded_store import CodedField, SoughtCode
from serve.cases.domain import CaseRejectedError
from serve.cases.dossier import CasePage, CaseQuery, CaseSummary
from serve.cases.index_store import IndexPage, TimeSpan, micros, moment_of
from serve.cases.reading import names_of
from serve.cases.terms import (
    conclusion_term,
    listed_terms,
    officer_term,
    outcome_term,
    place_term,
    product_term,
    sought,
    state_term,
    unit_term,
)
from serve.cases.work import CaseWork
from serve.platform.errors import NotFoundError

BASE = 16  # of the number that marks the end of a page
LAST = micros(datetime.max.replace(tzinfo=UTC))
NOTHING = IndexPage((), None, is_cut=False)


def page_of(
    work: CaseWork, query: CaseQuery, after: str | None, limit: int, fields: Collection[CodedField] = ()
) -> CasePage:
    """One page of the cases of the actor's agency that match, newest first.

    Args:
        after: the value of `after` on the previous page.
        fields: those by whose codes cases are found.

    Raises:
        CaseRejectedError: `after` is invalid, or there are too many words.
    """
    agency = work.tenant.organisation_id
    span, terms = _span_of(query, after), _terms_of(work, query)
    waiting = work.case_opinions.waiting_cases(work.tenant.person_id)
    page = NOTHING
    if terms is not None and query.codes:  # records say what others found
        hidden = frozenset(micros(case.opened_at) for case in work.cases.many(waiting).values())
        codes = [SoughtCode(each, query.codes[each.name]) for each in fields if each.name in query.codes]
        page = work.cases.page_with(agency, codes, terms, span, limit, hidden)
    elif terms is not None:
        page = work.cases.page(agency, terms, span, limit, _unfound(work, waiting, terms))
    cases = tuple(_shown(waiting, work.cases.summaries(agency, page))) if page.opened else ()
    return CasePage(
        cases,
        after=None if page.before is None else f"{page.before:x}",
        searched_back_to=moment_of(page.before) if page.before is not None and page.is_cut else None,
        names=names_of(work, {case.opened_by for case in cases}),
    )


def _unfound(work: CaseWork, waiting: Collection[str], terms: Collection[str]) -> frozenset[int]:
    """Opening times of the cases of which the actor does not see all these terms, because their opinion is pending.

    The index leaves them out, so that neither the cases on a page nor their number tell what is hidden.
    """
    hidden = work.cases.many(waiting).values() if waiting and terms else ()
    return frozenset(micros(case.opened_at) for case in hidden if not listed_terms(case).issuperset(terms))


def as_seen(work: CaseWork, cases: Iterable[CaseSummary]) -> list[CaseSummary]:
    """Cases as the actor may see them in a list."""
    return list(_shown(work.case_opinions.waiting_cases(work.tenant.person_id), cases))


def _shown(waiting: Collection[str], cases: Iterable[CaseSummary]) -> Iterator[CaseSummary]:
    """Without verdicts and conclusions if the actor is asked for an opinion that they have not given."""
    for case in cases:
        yield replace(case, outcomes=(), conclusions=()) if case.id in waiting else case


def _terms_of(work: CaseWork, query: CaseQuery) -> list[str] | None:
    """The terms that a case must have; None if no case can have them."""
    terms = list(sought(query.text))
    if query.state is not None:
        terms.append(state_term(query.state))
    if query.product is not None:
        terms.append(product_term(query.product))
    if query.outcome is not None:
        terms.append(outcome_term(query.outcome))
    if query.conclusion is not None:
        terms.append(conclusion_term(query.conclusion))
    if query.place is not None:
        terms.append(place_term(query.place))
    if query.unit is not None:
        terms.append(unit_term(query.unit))
    if query.officer is not None:
        try:
            terms.append(officer_term(work.people.named(query.officer).id))
        except NotFoundError:
            return None
    return terms


def _span_of(query: CaseQuery, after: str | None) -> TimeSpan:
    since, before = TimeSpan()
    if query.opened_from is not None:
        since = micros(_start_of(query.opened_from))
    if query.opened_until is not None and query.opened_until < date.max:
        before = micros(_start_of(query.opened_until + timedelta(days=1)))
    return TimeSpan(since, before if after is None else min(before, _place(after)))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _place(after: str) -> int:
    try:
        place = int(after, BASE)
    except ValueError:
        place = -1
    if not 0 <= place <= LAST:
        raise CaseRejectedError(
            message("`after` must be the value from the previous page; start again without it."), "after"
        )
    return place
