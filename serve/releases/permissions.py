"""Who may do what with releases, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class ReleasePermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "release:read"
    LIST = "release:list"


class ReleaseAction(StrEnum):
    """What was done."""

    STAGE = "release:stage"
    ACTIVATE = "release:activate"
    RETIRE = "release:retire"
    ROLL_BACK = "release:roll-back"


GRANTS = Grants(
    everyone={ReleasePermission.READ},
    of_role={Role.ADMINISTRATOR: {ReleasePermission.LIST}},
    of_kind={OrganisationKind.OPERATOR: {ReleasePermission.LIST}},
)
