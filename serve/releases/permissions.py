"""Who may do what with releases, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants
from serve.uploads.permissions import UploadPermission


class ReleasePermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "release:read"
    LIST = "release:list"
    PROPOSE = "release:propose"
    ACTIVATE = "release:activate"


class ReleaseAction(StrEnum):
    """What was done."""

    STAGE = "release:stage"
    ACTIVATE = "release:activate"
    RETIRE = "release:retire"
    ROLL_BACK = "release:roll-back"


_GOVERNING = {ReleasePermission.LIST, ReleasePermission.PROPOSE, ReleasePermission.ACTIVATE}
GRANTS = Grants(
    everyone={ReleasePermission.READ},
    of_role={Role.ADMINISTRATOR: {*_GOVERNING, UploadPermission.USE}},
    of_kind={OrganisationKind.OPERATOR: {*_GOVERNING, UploadPermission.USE}},
)
