"""Who may hand over a shift, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class ShiftPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "shift:read"
    WRITE = "shift:write"


class ShiftAction(StrEnum):
    """What was done."""

    VIEW = "shift:view"
    NOTE = "shift:note"
    DELETE = "shift:delete"


_WORKING = frozenset(ShiftPermission)

GRANTS = Grants(
    of_role={Role.OFFICER: _WORKING, Role.SENIOR_OFFICER: _WORKING},
    of_kind={OrganisationKind.AGENCY: _WORKING},
)
