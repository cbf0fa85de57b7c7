"""Lists of deadlines: the open clocks of an agency's procedures, or of those that name a right holder."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from model.messages import message
from serve.accounts.permissions import OrganisationKind
from serve.cases.domain import CaseState
from serve.cases.tables import cases
from serve.platform.errors import NotFoundError
from serve.platform.tenancy import Tenant, visible
from serve.procedures.domain import ClockState, DeadlineEntry, ProcedureClock
from serve.procedures.store import clock_of
from serve.procedures.tables import clocks, procedures

IN_OPEN_CASE = cases.c.state == CaseState.OPEN.value
RIGHT_HOLDER = "right-holder"  # the party that a right holder is
SHOWN = ("right_holder", "right_kind", "right_number", "application_number")


class DueCount(NamedTuple):
    """How many clocks of cases at a place and of a unit are pressing or have run out.

    Attributes:
        spot: place, unit, and how many.
    """

    spot: tuple[str, str, int]
    is_lapsed: bool


class DeadlineStore:
    """Reads open clocks within one transaction, on a tenant's behalf.

    An agency's people see those of its procedures. A right holder's see those that it has to meet itself: without the
    case, the steps, the reasons, or what others have to do.
    """

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def page(
        self, now: datetime, *, lapsed: bool | None, before: date | None, after: str | None, limit: int
    ) -> list[DeadlineEntry]:
        """Some open clocks, those that end first on top; of its agency's closed cases none, as nothing is done there.

        Args:
            lapsed: only those that have run out, or only those that have not; None for all.
            before: only those whose last day is before this one.
            after: the name of the last one on the previous page; None for the first.

        Raises:
            NotFoundError: there is no clock `after` that the tenant may see.
        """
        query = self._open() if self._is_right_holder else self._open().where(IN_OPEN_CASE)
        if lapsed is not None:
            query = query.where(clocks.c.expires_at <= now if lapsed else clocks.c.expires_at > now)
        if before is not None:
            query = query.where(clocks.c.day < before)
        if after is not None:
            query = query.where(self._later(after))
        ordered = query.order_by(clocks.c.expires_at, clocks.c.procedure_id, clocks.c.position).limit(limit)
        return [self._entry(row) for row in self._connection.execute(ordered)]

    def of_cases(self, case_ids: Collection[str]) -> dict[str, list[DeadlineEntry]]:
        """The open clocks of some cases of the agency, by case, those that end first on top."""
        query = self._open().where(procedures.c.case_id.in_(case_ids)).order_by(clocks.c.expires_at)
        found: dict[str, list[DeadlineEntry]] = {}
        for row in self._connection.execute(query):
            found.setdefault(row.case_id, []).append(self._entry(row))
        return found

    def of_procedures(self, procedure_ids: Collection[str]) -> list[tuple[str, ProcedureClock]]:
        """The open clocks of some procedures, with the id of each."""
        rows = self._connection.execute(self._open().where(clocks.c.procedure_id.in_(procedure_ids)))
        return [(row.procedure_id, clock_of(row)) for row in rows]

    def counts_by_spot(self, now: datetime) -> list[DueCount]:
        """How many clocks are pressing or have run out, by place and unit of the case and whether they have run out."""
        lapsed = clocks.c.expires_at <= now
        joined = clocks.join(procedures, procedures.c.id == clocks.c.procedure_id)
        joined = joined.join(cases, cases.c.id == procedures.c.case_id)
        spot = (cases.c.place, cases.c.unit, lapsed)
        query = select(*spot, func.count()).select_from(joined).where(self._own, IN_OPEN_CASE)
        rows = self._connection.execute(query.where(clocks.c.pressing_from <= now.date()).group_by(*spot))
        return [DueCount((place, unit, amount), bool(is_lapsed)) for place, unit, is_lapsed, amount in rows]

    @property
    def _own(self) -> ColumnElement[bool]:
        is_open = clocks.c.state == ClockState.OPEN.value
        if self._is_right_holder:
            is_open = and_(is_open, clocks.c.party == RIGHT_HOLDER)
        return and_(is_open, visible(clocks, self._tenant))

    @property
    def _is_right_holder(self) -> bool:
        return self._tenant.kind == OrganisationKind.RIGHT_HOLDER

    def _open(self) -> Select[Any]:
        joined = clocks.join(procedures, procedures.c.id == clocks.c.procedure_id)
        columns = [*clocks.c, procedures.c.case_id, *(procedures.c[name] for name in SHOWN)]
        if self._is_right_holder:
            return select(*columns).select_from(joined).where(self._own)
        joined = joined.join(cases, cases.c.id == procedures.c.case_id)
        return select(*columns, cases.c.number.label("case_number")).select_from(joined).where(self._own)

    def _later(self, after: str) -> ColumnElement[bool]:
        procedure, _, position = after.partition(".")
        here = and_(clocks.c.procedure_id == procedure, clocks.c.position == int(position))
        query = select(clocks.c.expires_at).where(here, visible(clocks, self._tenant))
        at = self._connection.execute(query).scalar_one_or_none()
        if at is None:
            raise NotFoundError(message("There is no such deadline."))
        same = and_(clocks.c.procedure_id == procedure, clocks.c.position > int(position))
        rest = or_(clocks.c.procedure_id > procedure, same)
        return or_(clocks.c.expires_at > at, and_(clocks.c.expires_at == at, rest))

    def _entry(self, row: Row[Any]) -> DeadlineEntry:
        is_hidden = self._is_right_holder
        return DeadlineEntry(
            clock=clock_of(row),
            name=f"{row.procedure_id}.{row.position}",
            procedure_id=None if is_hidden else row.procedure_id,
            case_id=None if is_hidden else row.case_id,
            case_number=None if is_hidden else row.case_number,
            agency=row.organisation_id,
            **{name: getattr(row, name) for name in SHOWN},
        )
