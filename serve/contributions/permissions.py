"""Who may do what with contributions, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class ContributionPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "contribution:read"
    EDIT = "contribution:edit"
    SUBMIT = "contribution:submit"
    WITHDRAW = "contribution:withdraw"


class ContributionAction(StrEnum):
    """What was done."""

    CREATE = "contribution:create"
    CHANGE = "contribution:change"
    FILE_ADD = "contribution_file:add"
    FILE_REMOVE = "contribution_file:remove"
    CHECK = "contribution:check"  # asked for
    FIND = "contribution:find"  # how a check ended
    LABEL = "contribution:label"  # what is said of images, by hand
    EXPORT = "contribution:export"
    SUBMIT = "contribution:submit"
    WITHDRAW = "contribution:withdraw"
    REMOVE = "contribution:remove"
    DELETE = "contribution:delete"


GRANTS = Grants(
    of_role={
        Role.CONTRIBUTOR: set(ContributionPermission),
        Role.REVIEWER: set(ContributionPermission),
        Role.ADMINISTRATOR: {ContributionPermission.READ},
    },
    of_kind={OrganisationKind.RIGHT_HOLDER: set(ContributionPermission)},
)
