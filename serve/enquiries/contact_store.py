"""Contacts of right holders as rows, and which enquiries they were told of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select

from serve.enquiries.contact_domain import EnquiryContact
from serve.enquiries.domain import Enquiry, EnquiryState
from serve.enquiries.escalation_domain import Escalation
from serve.enquiries.tables import contacts, enquiries, escalations
from serve.platform.tenancy import Tenant, visible


class ContactStore:
    """Reads and writes contacts within one transaction, on a tenant's behalf: those of its organisation."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def of(self, right_holder_id: str) -> tuple[EnquiryContact, ...]:
        """The contacts of a right holder, in order."""
        own = and_(contacts.c.organisation_id == right_holder_id, visible(contacts, self._tenant))
        rows = self._connection.execute(select(contacts).where(own).order_by(contacts.c.person_id))
        return tuple(EnquiryContact(row.person_id, row.after_hours, row.after_percent) for row in rows)

    def replace(self, right_holder_id: str, given: Sequence[EnquiryContact], by: str, at: datetime) -> None:
        """Write these contacts of a right holder instead of those before."""
        own = and_(contacts.c.organisation_id == right_holder_id, visible(contacts, self._tenant))
        self._connection.execute(delete(contacts).where(own))
        made = {"organisation_id": right_holder_id, "changed_by": by, "changed_at": at}
        if given:
            self._connection.execute(insert(contacts), [{**each.__dict__, **made} for each in given])

    def right_holders(self) -> list[str]:
        """Ids of the right holders that have named any."""
        query = select(contacts.c.organisation_id).where(visible(contacts, self._tenant)).distinct()
        return list(self._connection.execute(query.order_by(contacts.c.organisation_id)).scalars())

    def open_enquiries(self, right_holder_id: str) -> list[str]:
        """Ids of the open enquiries of a right holder."""
        is_open = and_(enquiries.c.right_holder_id == right_holder_id, enquiries.c.state == EnquiryState.OPEN.value)
        return list(self._connection.execute(select(enquiries.c.id).where(is_open)).scalars())

    def add(self, enquiry: Enquiry, escalation: Escalation) -> None:
        """Write that a contact is told of an enquiry."""
        values: dict[str, Any] = {
            "id": escalation.id,
            "enquiry_id": enquiry.id,
            "organisation_id": enquiry.organisation_id,
            "right_holder_id": enquiry.right_holder_id,
            "person_id": escalation.to,
            "name": escalation.name,
            "escalated_at": escalation.at,
        }
        self._connection.execute(insert(escalations).values(values))
