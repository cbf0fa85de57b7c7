"""Who may see and cancel jobs of their own, and what the audit log says of jobs. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class JobPermission(StrEnum):
    """What may be done to one's own jobs. Which use cases ask for one, their own permissions say."""

    USE = "job:use"


class JobAction(StrEnum):
    """What was done."""

    CREATE = "job:create"
    CANCEL = "job:cancel"
    END = "job:end"
    DELETE = "job:delete"


GRANTS = Grants(
    of_role={role: {JobPermission.USE} for role in (Role.CONTRIBUTOR, Role.REVIEWER, Role.CURATOR, Role.ADMINISTRATOR)},
    of_kind={kind: {JobPermission.USE} for kind in (OrganisationKind.RIGHT_HOLDER, OrganisationKind.OPERATOR)},
)
