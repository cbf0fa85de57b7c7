"""The open cases of a person, as it is said before they are disabled or moved."""

from sqlalchemy import Connection, func, select

from model.messages import counted
from serve.accounts.holding import HeldKind
from serve.cases.domain import CaseState
from serve.cases.tables import cases


def _open_cases(connection: Connection, person_id: str) -> int:
    own = (cases.c.opened_by == person_id) & (cases.c.state == CaseState.OPEN.value)
    found: int = connection.execute(select(func.count()).select_from(cases).where(own)).scalar_one()
    return found


OPEN_CASES_HELD = HeldKind(counted("{count} open case", "{count} open cases"), _open_cases)
