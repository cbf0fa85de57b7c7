"""The inverted index of cases: a row for each term of each case, in the order of a list's pages.

The key of a case is the time when it was opened, which is unique within its agency. So a term's entries are one range
of the primary key, the newest first, and each page has the same cost, independent of its position and of the number of
cases.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    func,
    insert,
    select,
    true,
)

from serve.cases.tables import case_terms

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 1 << 62  # after every time
SAMPLE = 100  # entries read to find the rarest of several terms
SCANNED = 1000  # entries that one page reads at most; it then says how far back it has searched
FIRST_STEP, STEP_GROWTH = 100, 3  # they are read in steps, because a page is often full after the first


class TimeSpan(NamedTuple):
    """The span of a search: times from `since` and before `before`, both in microseconds."""

    since: int = -LATEST
    before: int = LATEST


class IndexPage(NamedTuple):
    """The result of a search.

    Attributes:
        opened: the opening times of the cases, newest first.
        before: the next page is before this time; None if nothing can be left.
        is_cut: the page is short because enough entries were read, not because it was full.
    """

    opened: tuple[int, ...]
    before: int | None
    is_cut: bool


def micros(moment: datetime) -> int:
    """Microseconds since 1970, as in the index."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment_of(micro_seconds: int) -> datetime:
    """The time."""
    return EPOCH + timedelta(microseconds=micro_seconds)


class CaseIndex:
    """Reads and writes the terms of one agency's cases within one transaction.

    Args:
        without: opening times of cases that no search finds.
        sample, scanned: see SAMPLE and SCANNED.
    """

    def __init__(
        self,
        connection: Connection,
        organisation_id: str,
        *,
        without: Collection[int] = (),
        sample: int = SAMPLE,
        scanned: int = SCANNED,
    ) -> None:
        self._connection = connection
        self._organisation_id = organisation_id
        self._without = without
        self._sample, self._scanned = sample, scanned

    def change(self, opened: int, old: Collection[str], new: Collection[str]) -> None:
        """Replace a case's `old` terms by `new` ones."""
        gone, added = set(old) - set(new), set(new) - set(old)
        if gone:
            here = case_terms.c.term.in_(gone) & (case_terms.c.opened == opened)
            self._connection.execute(delete(case_terms).where(self._own(case_terms), here))
        rows = [{"organisation_id": self._organisation_id, "term": term, "opened": opened} for term in sorted(added)]
        if rows:
            self._connection.execute(insert(case_terms), rows)

    def terms_at(self, opened: int) -> frozenset[str]:
        """Every term of the case that was opened at a time."""
        query = select(case_terms.c.term).where(self._own(case_terms), case_terms.c.opened == opened)
        return frozenset(self._connection.execute(query).scalars())

    def replace(self, opened: int, terms: Collection[str]) -> None:
        """Set the terms of a case."""
        self.change(opened, self.terms_at(opened), terms)

    def with_all(self, terms: Sequence[str], opened: Collection[int]) -> frozenset[int]:
        """Those of some opening times whose cases have all of some terms."""
        if not terms:
            return frozenset(opened)
        here = and_(case_terms.c.term.in_(terms), case_terms.c.opened.in_(opened))
        query = select(case_terms.c.opened).where(self._own(case_terms), here).group_by(case_terms.c.opened)
        found = query.having(func.count() == len(set(terms)))
        return frozenset(self._connection.execute(found).scalars())

    def page(self, terms: Sequence[str], span: TimeSpan, limit: int) -> IndexPage:
        """The newest cases in a span that have all of some terms, at least one.

        The entries of the rarest term are read, up to a limit, and each is looked up among those of the others.
        """
        driving, *others = self._sparsest_first(terms, span)
        found: list[int] = []
        read, step, rest = 0, FIRST_STEP, span
        while read < self._scanned:
            step = min(step, self._scanned - read)
            entries = self._connection.execute(self._looked_up(driving, others, rest, step)).all()
            found += [entry.opened for entry in entries if entry.has_all]
            if len(found) > limit:
                return IndexPage(tuple(found[:limit]), found[limit - 1], is_cut=False)
            if len(entries) < step:
                return IndexPage(tuple(found), None, is_cut=False)
            read, step, rest = read + step, step * STEP_GROWTH, rest._replace(before=entries[-1].opened)
        return IndexPage(tuple(found), rest.before, is_cut=True)

    def _sparsest_first(self, terms: Sequence[str], span: TimeSpan) -> list[str]:
        """The terms, the one whose SAMPLE newest entries reach back furthest first."""
        if len(terms) == 1:
            return list(terms)
        reaches = [
            self._entries(term, span).offset(self._sample - 1).limit(1).scalar_subquery().label(f"reach_{place}")
            for place, term in enumerate(terms)
        ]
        row = self._connection.execute(select(*reaches)).one()
        by_reach = sorted(zip(row, terms, strict=True), key=lambda pair: -LATEST if pair[0] is None else pair[0])
        return [term for _, term in by_reach]

    def _entries(self, term: str, span: TimeSpan) -> Select[Any]:
        """A term's times in a span, newest first."""
        query = select(case_terms.c.opened).where(self._own(case_terms), case_terms.c.term == term)
        within = and_(case_terms.c.opened >= span.since, case_terms.c.opened < span.before)
        if self._without:
            within = and_(within, case_terms.c.opened.not_in(self._without))
        return query.where(within).order_by(case_terms.c.opened.desc())

    def _looked_up(self, driving: str, others: Sequence[str], span: TimeSpan, limit: int) -> Select[Any, Any]:
        """The driving term's newest entries in a span, and whether the case has all other terms, too."""
        has_all = [self._has(term, place) for place, term in enumerate(others)]
        return self._entries(driving, span).add_columns(and_(true(), *has_all).label("has_all")).limit(limit)

    def _has(self, term: str, place: int) -> ColumnElement[bool]:
        """Whether another term has the same entry, looked up for each: EXISTS could read all of them."""
        other = case_terms.alias(f"other_{place}")
        same = select(other.c.opened).where(
            self._own(other), other.c.term == term, other.c.opened == case_terms.c.opened
        )
        return same.scalar_subquery().is_not(None)

    def _own(self, table: Any) -> ColumnElement[bool]:
        own: ColumnElement[bool] = table.c.organisation_id == self._organisation_id
        return own
