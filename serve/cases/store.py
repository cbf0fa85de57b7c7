"""Cases as rows: the dossier, its steps, and its index. Its items are in `item_store`."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from model.messages import message
from model.verdict import Outcome
from serve.cases.coded_store import CodedField, SoughtCode, UsedCodes
from serve.cases.domain import (
    Case,
    CaseState,
    Details,
    Hold,
    ItemFinding,
    Step,
    StepKind,
    number_of,
)
from serve.cases.dossier import CaseSummary
from serve.cases.index_store import SCANNED, CaseIndex, IndexPage, TimeSpan, micros, moment_of
from serve.cases.tables import cases, conclusions, counters, items, steps
from serve.cases.terms import conclusion_term, outcome_term
from serve.platform.database import utc
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible


class CaseStore:
    """Reads and writes cases within one transaction, on a tenant's behalf: those of its agency."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def count_up(self, organisation_id: str, now: datetime) -> tuple[str, datetime]:
        """Number and time of a new case; other transactions that open one wait until this one ends."""
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        first = dialect.insert(counters).values(organisation_id=organisation_id, year=now.year, last=1)
        counted = first.on_conflict_do_update(
            index_elements=[counters.c.organisation_id, counters.c.year], set_={"last": counters.c.last + 1}
        ).returning(counters.c.last)
        number = number_of(now.year, self._connection.execute(counted).scalar_one())
        moment = now
        while self._is_taken(organisation_id, moment):
            moment += timedelta(microseconds=1)
        return number, moment

    def _is_taken(self, organisation_id: str, moment: datetime) -> bool:
        here = (cases.c.organisation_id == organisation_id) & (cases.c.opened_at == moment)
        return self._connection.execute(select(cases.c.id).where(here)).first() is not None

    def add(self, case: Case) -> None:
        """Write a new case, with number and time from `count_up`; then set its terms (`note_change`)."""
        self._connection.execute(insert(cases).values(terms="", item_count=0, **values_of(case)))

    def get(self, case_id: str, *, for_change: bool = False) -> Case:
        """A case.

        Args:
            for_change: other transactions that change it wait until this one ends.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        query = select(cases).where(cases.c.id == case_id, visible(cases, self._tenant))
        row = self._connection.execute(query.with_for_update() if for_change else query).one_or_none()
        if row is None:
            raise NotFoundError(message("There is no such case."))
        return self._read([row])[0]

    def many(self, case_ids: Collection[str]) -> dict[str, Case]:
        """Those of these cases that the tenant may see, by id."""
        query = select(cases).where(cases.c.id.in_(case_ids), visible(cases, self._tenant))
        return {case.id: case for case in self._read(self._connection.execute(query).all())}

    def change(self, case: Case) -> None:
        """Write the changes of a case that `get` returned for a change, and the steps added to it."""
        here = (cases.c.id == case.id) & visible(cases, self._tenant)
        self._connection.execute(update(cases).where(here).values(values_of(case)))
        known = self._connection.execute(select(func.count()).where(steps.c.case_id == case.id)).scalar_one()
        rows = [_step_values(case, step) for step in case.steps[known:]]
        if rows:
            self._connection.execute(insert(steps), rows)

    def note_change(self, case: Case, terms: Collection[str], item_count: int, now: datetime) -> None:
        """Record a change in a case, and set its terms (`serve.cases.terms`)."""
        here = (cases.c.id == case.id) & visible(cases, self._tenant)
        self._find_by(case, terms)
        values = {"terms": joined(terms), "item_count": item_count, "changed_at": now}
        self._connection.execute(update(cases).where(here).values(values))

    def listed_by(self, case: Case) -> tuple[str, int, frozenset[str]]:
        """The list data of a case: the terms in its row, its number of items, and its entries in the index."""
        query = select(cases.c.terms, cases.c.item_count).where(cases.c.id == case.id, visible(cases, self._tenant))
        row = self._connection.execute(query).one()
        index = CaseIndex(self._connection, case.organisation_id)
        return row.terms, row.item_count, index.terms_at(micros(case.opened_at))

    def index_again(self, case: Case, terms: Collection[str], item_count: int) -> None:
        """Set the terms of a case, and replace all its entries in the index."""
        CaseIndex(self._connection, case.organisation_id).replace(micros(case.opened_at), terms)
        here = (cases.c.id == case.id) & visible(cases, self._tenant)
        values = {"terms": joined(terms), "item_count": item_count}
        self._connection.execute(update(cases).where(here).values(values))

    def touch(self, case_id: str, now: datetime) -> None:
        """Record a change that does not affect the index."""
        here = (cases.c.id == case_id) & visible(cases, self._tenant)
        self._connection.execute(update(cases).where(here).values(changed_at=now))

    def _find_by(self, case: Case, terms: Collection[str]) -> None:
        here = (cases.c.id == case.id) & visible(cases, self._tenant)
        old = self._connection.execute(select(cases.c.terms).where(here)).scalar_one()
        CaseIndex(self._connection, case.organisation_id).change(micros(case.opened_at), old.splitlines(), terms)

    def delete(self, case_id: str) -> None:
        """Remove a case with its steps, items and conclusions. Its examinations stay.

        Raises:
            NotFoundError: there is none that the tenant may see.
        """
        self._find_by(self.get(case_id, for_change=True), ())
        for table in (conclusions, items, steps):
            self._connection.execute(delete(table).where(table.c.case_id == case_id))
        self._connection.execute(delete(cases).where(cases.c.id == case_id))

    def closed_before(self, moment: datetime, limit: int) -> list[Case]:
        """Cases that were closed before a time and are not held, the one closed first coming first."""
        query = select(cases).where(
            visible(cases, self._tenant), cases.c.closed_at < moment, cases.c.hold_since.is_(None)
        )
        rows = self._connection.execute(query.order_by(cases.c.closed_at, cases.c.id).limit(limit)).all()
        return self._read(rows)

    def ids(self) -> list[str]:
        """Ids of all cases."""
        return list(self._connection.execute(select(cases.c.id).where(visible(cases, self._tenant))).scalars())

    def ids_closed_before(self, moment: datetime) -> list[str]:
        """Ids of all cases that `closed_before` would return."""
        query = select(cases.c.id).where(
            visible(cases, self._tenant), cases.c.closed_at < moment, cases.c.hold_since.is_(None)
        )
        return list(self._connection.execute(query).scalars())

    def page(
        self, organisation_id: str, terms: Sequence[str], span: TimeSpan, limit: int, without: Collection[int] = ()
    ) -> IndexPage:
        """The index entries of an agency's newest cases that the tenant may see and that have all these terms.

        Args:
            without: opening times of cases that no terms find, in microseconds.
        """
        if terms:
            return CaseIndex(self._connection, organisation_id, without=without).page(terms, span, limit)
        here = (cases.c.organisation_id == organisation_id) & visible(cases, self._tenant)
        query = _within(select(cases.c.opened_at).where(here), span)
        found = [micros(utc(at)) for at in self._connection.execute(query.limit(limit + 1)).scalars()]
        return IndexPage(tuple(found[:limit]), found[limit - 1] if len(found) > limit else None, is_cut=False)

    def page_with(
        self,
        organisation_id: str,
        codes: Sequence[SoughtCode],
        terms: Sequence[str],
        span: TimeSpan,
        limit: int,
        without: Collection[int],
    ) -> IndexPage:
        """The same of cases that have some codes, at least one: those are read, and looked up in the index.

        Args:
            without: as for `page`; none of these is found at all.
        """
        here = (cases.c.organisation_id == organisation_id) & visible(cases, self._tenant)
        having = [cases.c.id.in_(each.field.having(self._tenant, each.code)) for each in codes]
        query = _within(select(cases.c.opened_at).where(here, *having), span)
        read = [micros(utc(at)) for at in self._connection.execute(query.limit(SCANNED + 1)).scalars()]
        index, is_cut = CaseIndex(self._connection, organisation_id), len(read) > SCANNED
        fitting = index.with_all(terms, read[:SCANNED]) - frozenset(without)
        found = tuple(at for at in read[:SCANNED] if at in fitting)
        if len(found) > limit:
            return IndexPage(found[:limit], found[limit - 1], is_cut=False)
        return IndexPage(found, read[SCANNED - 1] if is_cut else None, is_cut=is_cut)

    def used_codes(self, field: CodedField) -> UsedCodes:
        """The codes that the tenant's cases have in a field, in order."""
        found = self._connection.execute(field.used(self._tenant)).scalars()
        return UsedCodes(field, tuple(sorted(filter(None, found))))

    def count_open(self, person_id: str) -> int:
        """How many open cases a person has opened."""
        own = (cases.c.opened_by == person_id) & (cases.c.state == CaseState.OPEN.value)
        query = select(func.count()).select_from(cases).where(own, visible(cases, self._tenant))
        found: int = self._connection.execute(query).scalar_one()
        return found

    def known(self, column: str, limit: int) -> list[str]:
        """What is written in a column of the tenant's cases, `place` or `unit`, each once, in order.

        Each value is found by one step in the index, however many cases have it.
        """
        of = cases.c[column]
        own = and_(cases.c.organisation_id == self._tenant.organisation_id, visible(cases, self._tenant))
        first = select(func.min(of).label("value")).where(own, of > "").cte("found", recursive=True)
        following = select(func.min(of)).where(own, of > first.c.value).scalar_subquery()
        found = first.union_all(select(following).where(first.c.value.is_not(None)))
        query = select(found.c.value).where(found.c.value.is_not(None)).limit(limit)
        return list(self._connection.execute(query).scalars())

    def summaries(self, organisation_id: str, page: IndexPage) -> list[CaseSummary]:
        """The cases that a page found, newest first."""
        here = (cases.c.organisation_id == organisation_id) & visible(cases, self._tenant)
        query = select(cases).where(here, cases.c.opened_at.in_([moment_of(at) for at in page.opened]))
        rows = self._connection.execute(query.order_by(cases.c.opened_at.desc())).all()
        return [_summary(row) for row in rows]

    def _read(self, rows: Sequence[Row[Any]]) -> list[Case]:
        query = select(steps).where(steps.c.case_id.in_([row.id for row in rows])).order_by(steps.c.position)
        done: dict[str, list[Step]] = {}
        for row in self._connection.execute(query):
            step = Step(row.position, StepKind(row.kind), row.reason, row.done_by, utc(row.done_at))
            done.setdefault(row.case_id, []).append(step)
        return [_case(row, done.get(row.id, ())) for row in rows]


def joined(terms: Collection[str]) -> str:
    """Terms as in a case's row."""
    return "\n".join(sorted(terms))


def _within(query: Select[Any], span: TimeSpan) -> Select[Any]:
    """A query for cases in a span, newest first."""
    if span.since > TimeSpan().since:
        query = query.where(cases.c.opened_at >= moment_of(span.since))
    if span.before < TimeSpan().before:
        query = query.where(cases.c.opened_at < moment_of(span.before))
    return query.order_by(cases.c.opened_at.desc())


def _details(row: Row[Any]) -> Details:
    return Details(row.place, row.lane, row.declaration, row.notes, row.unit)


def _case(row: Row[Any], done: Sequence[Step]) -> Case:
    return Case(
        id=row.id,
        organisation_id=row.organisation_id,
        number=row.number,
        details=_details(row),
        state=CaseState(row.state),
        opened_by=row.opened_by,
        opened_at=utc(row.opened_at),
        changed_at=utc(row.changed_at),
        closed_by=row.closed_by,
        closed_at=utc(row.closed_at) if row.closed_at else None,
        hold=Hold(row.hold_reason, utc(row.hold_since), row.hold_by) if row.hold_since else None,
        steps=tuple(done),
    )


def values_of(case: Case) -> dict[str, Any]:
    """A case as values of its row, without its terms."""
    return {
        "id": case.id,
        "organisation_id": case.organisation_id,
        "number": case.number,
        **case.details.__dict__,
        "state": case.state.value,
        "opened_by": case.opened_by,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "closed_by": case.closed_by,
        "closed_at": case.closed_at,
        "hold_reason": case.hold.reason if case.hold else None,
        "hold_since": case.hold.since if case.hold else None,
        "hold_by": case.hold.by if case.hold else None,
    }


def _step_values(case: Case, step: Step) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "position": step.position,
        "organisation_id": case.organisation_id,
        "kind": step.kind.value,
        "reason": step.reason,
        "done_by": step.by,
        "done_at": step.at,
    }


def _summary(row: Row[Any]) -> CaseSummary:
    terms = set(row.terms.splitlines())
    return CaseSummary(
        id=row.id,
        number=row.number,
        details=_details(row),
        state=CaseState(row.state),
        opened_by=row.opened_by,
        opened_at=utc(row.opened_at),
        changed_at=utc(row.changed_at),
        held=row.hold_since is not None,
        items=row.item_count,
        outcomes=tuple(outcome for outcome in Outcome if outcome_term(outcome) in terms),
        conclusions=tuple(finding for finding in ItemFinding if conclusion_term(finding) in terms),
    )
