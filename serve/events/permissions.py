"""Who may read the audit log, and what the log says of that. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class EventPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "audit:read"


class EventAction(StrEnum):
    """What was done."""

    LIST = "audit:list"
    EXPORT = "audit:export"


GRANTS = Grants(
    of_role={Role.ADMINISTRATOR: {EventPermission.READ}},
    of_kind={kind: {EventPermission.READ} for kind in OrganisationKind},
)
