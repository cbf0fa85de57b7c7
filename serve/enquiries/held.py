"""The open enquiries that a person asked, as it is said before they are disabled or moved."""

from sqlalchemy import Connection, func, select

from model.messages import counted
from serve.accounts.holding import HeldKind
from serve.enquiries.domain import EnquiryState
from serve.enquiries.tables import enquiries


def _open_enquiries(connection: Connection, person_id: str) -> int:
    asked = (enquiries.c.asked_by == person_id) & (enquiries.c.state == EnquiryState.OPEN.value)
    found: int = connection.execute(select(func.count()).select_from(enquiries).where(asked)).scalar_one()
    return found


ENQUIRIES_HELD = HeldKind(
    counted("{count} enquiry that no one has answered", "{count} enquiries that no one has answered"), _open_enquiries
)
