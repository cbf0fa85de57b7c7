"""Who may do what with examinations, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants
from serve.uploads.permissions import UploadPermission

REMOVED_WITH_CASE = "case:delete"  # what the log says of a case that goes by rule, with the examinations of its items


class ExaminationPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    CREATE = "examination:create"
    READ = "examination:read"
    PHOTO_EXPORT = "photo:export"
    RULE_CHANGE = "examining_rule:change"


class ExaminationAction(StrEnum):
    """What was done."""

    CREATE = "examination:create"
    VIEW = "examination:view"
    LIST = "examination:list"
    FILE = "examination:file"
    REVEAL = "examination:reveal"
    DECIDE = "examination:decide"
    DELETE = "examination:delete"
    PHOTO_EXPORT = "photo:export"
    RULE_CHANGE = "examining_rule:change"


_EXAMINING = frozenset(
    {
        ExaminationPermission.CREATE,
        ExaminationPermission.READ,
        ExaminationPermission.PHOTO_EXPORT,
        UploadPermission.USE,  # photos arrive as uploads, too
    }
)
_ALL = _EXAMINING | {ExaminationPermission.RULE_CHANGE}

GRANTS = Grants(
    of_role={
        **dict.fromkeys((Role.OFFICER, Role.SENIOR_OFFICER, Role.TRAINER), _EXAMINING),
        Role.ADMINISTRATOR: _ALL,
    },
    # A right holder never examines: who may try photos on another's product learns that one's tells.
    of_kind=dict.fromkeys((OrganisationKind.AGENCY, OrganisationKind.OPERATOR), _ALL),
)
