"""Who may see a right holder's overview, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class OverviewPermission(StrEnum):
    """What may be done: with the own organisation's products alone."""

    READ = "overview:read"


class OverviewAction(StrEnum):
    """What was done."""

    VIEW = "overview:view"


GRANTS = Grants(
    of_role={
        Role.CONTRIBUTOR: {OverviewPermission.READ},
        Role.REVIEWER: {OverviewPermission.READ},
        Role.ADMINISTRATOR: {OverviewPermission.READ},
    },
    of_kind={OrganisationKind.RIGHT_HOLDER: {OverviewPermission.READ}},
)
