"""When enquiries were asked and answered first, as rows."""

from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from serve.accounts.permissions import OrganisationKind
from serve.enquiries.domain import EnquiryState
from serve.enquiries.response_domain import AskedOnce
from serve.enquiries.tables import answers, enquiries
from serve.platform.database import utc
from serve.platform.tenancy import Tenant, visible


class ResponseStore:
    """Reads within one transaction, on a tenant's behalf."""

    def __init__(self, connection: Connection, tenant: Tenant) -> None:
        self._connection = connection
        self._tenant = tenant

    def since(self, moment: datetime) -> list[AskedOnce]:
        """The enquiries that were sent from a moment on and not withdrawn, as far as the tenant may see them."""
        is_agency = self._tenant.kind == OrganisationKind.AGENCY
        other = enquiries.c.right_holder_id if is_agency else enquiries.c.organisation_id
        answered = func.min(answers.c.answered_at).label("answered_at")
        asked = and_(enquiries.c.asked_at >= moment, enquiries.c.state != EnquiryState.WITHDRAWN.value)
        query = (
            select(other.label("other"), enquiries.c.asked_at, enquiries.c.needed_by, answered)
            .select_from(enquiries.outerjoin(answers, answers.c.enquiry_id == enquiries.c.id))
            .where(asked, visible(enquiries, self._tenant))
            .group_by(enquiries.c.id, other, enquiries.c.asked_at, enquiries.c.needed_by)
        )
        return [
            AskedOnce(row.other, utc(row.asked_at), row.needed_by, utc(row.answered_at) if row.answered_at else None)
            for row in self._connection.execute(query)
        ]
