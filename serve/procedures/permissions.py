"""Who may do what with procedures, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class ProcedurePermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "procedure:read"
    CHANGE = "procedure:change"
    DEADLINES = "deadline:list"


class ProcedureAction(StrEnum):
    """What was done."""

    CREATE = "procedure:create"
    CHANGE = "procedure:change"
    STEP = "procedure:step"
    CONCLUDE = "procedure:conclude"
    VIEW = "procedure:view"
    LIST = "deadline:list"


MADE_OR_CHANGED = (
    ProcedureAction.CREATE,
    ProcedureAction.CHANGE,
    ProcedureAction.STEP,
    ProcedureAction.CONCLUDE,
)
_WORKING = frozenset(ProcedurePermission)

GRANTS = Grants(
    of_role={
        Role.OFFICER: _WORKING,
        Role.SENIOR_OFFICER: _WORKING,
        Role.REVIEWER: {ProcedurePermission.DEADLINES},
    },
    of_kind={
        OrganisationKind.AGENCY: _WORKING,
        OrganisationKind.RIGHT_HOLDER: {ProcedurePermission.DEADLINES},
    },
)
