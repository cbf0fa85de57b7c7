"""Who may do what with confirmations, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class ConfirmationPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "confirmation:read"


class ConfirmationAction(StrEnum):
    """What was done."""

    VIEW = "confirmation:view"


GRANTS = Grants(
    of_role={
        Role.CONTRIBUTOR: {ConfirmationPermission.READ},
        Role.REVIEWER: {ConfirmationPermission.READ},
        Role.ADMINISTRATOR: {ConfirmationPermission.READ},
    },
    of_kind={
        OrganisationKind.RIGHT_HOLDER: {ConfirmationPermission.READ},
        OrganisationKind.OPERATOR: {ConfirmationPermission.READ},
    },
)
