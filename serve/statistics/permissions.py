"""Who may do what with statistics, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class StatisticsPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "statistics:read"


class StatisticsAction(StrEnum):
    """What was done."""

    VIEW = "statistics:view"


GRANTS = Grants(
    of_role={
        Role.REVIEWER: {StatisticsPermission.READ},
        Role.ADMINISTRATOR: {StatisticsPermission.READ},
    },
    of_kind={
        OrganisationKind.RIGHT_HOLDER: {StatisticsPermission.READ},
        OrganisationKind.OPERATOR: {StatisticsPermission.READ},
    },
)
