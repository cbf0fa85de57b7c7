"""Deadlines that are pressing or have run out, as a statement."""

from typing import Any

from sqlalchemy import Select, and_, select

from serve.cases.domain import CaseState
from serve.cases.tables import cases
from serve.platform.tenancy import visible
from serve.platform.waiting import NO_PRODUCT, TODAY, AnyPerson
from serve.procedures.domain import ClockState
from serve.procedures.tables import clocks, procedures


def pressing(person: AnyPerson) -> Select[Any]:
    """Open clocks of open cases of which three days or fewer are left, or none; see `WaitingKind.found`."""
    joined = clocks.join(procedures, procedures.c.id == clocks.c.procedure_id)
    joined = joined.join(cases, cases.c.id == procedures.c.case_id)
    since, label = procedures.c.changed_at.label("since"), procedures.c.right_holder.label("label")
    query = select(procedures.c.id, since, label, NO_PRODUCT, clocks.c.day.label("due")).select_from(joined)
    is_open = and_(clocks.c.state == ClockState.OPEN.value, cases.c.state == CaseState.OPEN.value)
    return query.where(is_open, clocks.c.pressing_from <= TODAY, visible(clocks, person))
