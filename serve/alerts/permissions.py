"""Who may do what with alerts, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants
from serve.uploads.permissions import UploadPermission


class AlertPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "alert:read"
    SEND = "alert:send"  # and withdraw


class AlertAction(StrEnum):
    """What was done."""

    SEND = "alert:send"
    VIEW = "alert:view"
    WITHDRAW = "alert:withdraw"
    DELETE = "alert:delete"


_SENDING = {AlertPermission.READ, AlertPermission.SEND}

GRANTS = Grants(
    of_role={
        Role.OFFICER: {AlertPermission.READ},
        Role.SENIOR_OFFICER: {AlertPermission.READ},
        Role.TRAINER: {AlertPermission.READ},
        Role.CONTRIBUTOR: {AlertPermission.READ},
        Role.REVIEWER: _SENDING,
        Role.ADMINISTRATOR: {*_SENDING, UploadPermission.USE},  # for pictures; the other two have it
    },
    of_kind={
        OrganisationKind.AGENCY: {AlertPermission.READ},
        OrganisationKind.RIGHT_HOLDER: _SENDING,
        OrganisationKind.OPERATOR: {AlertPermission.READ},
    },
)
