"""Who may do what with contributions, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class ContributionPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "contribution:read"


class ContributionAction(StrEnum):
    """What was done."""

    VIEW = "contribution:view"


GRANTS = Grants(
    of_role={
        Role.CONTRIBUTOR: {ContributionPermission.READ},
        Role.REVIEWER: {ContributionPermission.READ},
        Role.ADMINISTRATOR: {ContributionPermission.READ},
    },
    of_kind={
        OrganisationKind.RIGHT_HOLDER: {ContributionPermission.READ},
        OrganisationKind.OPERATOR: {ContributionPermission.READ},
    },
)
