"""Who may do what with clearances, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class ClearancePermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "clearance:read"
    OVERSEE = "clearance:oversee"  # also what no longer holds, and for whom: the right holder's side
    GIVE = "clearance:give"  # and withdraw


class ClearanceAction(StrEnum):
    """What was done."""

    GIVE = "clearance:give"
    WITHDRAW = "clearance:withdraw"
    DELETE = "clearance:delete"


_OVERSEEING = {ClearancePermission.READ, ClearancePermission.OVERSEE}
_GIVING = {*_OVERSEEING, ClearancePermission.GIVE}

GRANTS = Grants(
    of_role={
        Role.TRAINER: {ClearancePermission.READ},
        Role.CONTRIBUTOR: _OVERSEEING,
        Role.REVIEWER: _GIVING,
        Role.ADMINISTRATOR: _GIVING,
    },
    of_kind={
        OrganisationKind.AGENCY: {ClearancePermission.READ},
        OrganisationKind.RIGHT_HOLDER: _GIVING,
        OrganisationKind.OPERATOR: _OVERSEEING,
    },
)
