"""Who may do what with seminars, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class SeminarPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "seminar:read"  # by those who prepare them
    PREPARE = "seminar:prepare"
    SLOT_READ = "slot:read"  # with all that it shows
    REVIEW = "seminar:review"  # release and return what is shown of the products of one's own organisation


class SeminarAction(StrEnum):
    """What was done."""

    CREATE = "seminar:create"
    CHANGE = "seminar:change"
    CANCEL = "seminar:cancel"
    CLOSE = "seminar:close"
    DELETE = "seminar:delete"


class SlotAction(StrEnum):
    """What was done with a slot."""

    ADD = "slot:add"
    CHANGE = "slot:change"
    REMOVE = "slot:remove"
    ASK = "slot:ask"
    RELEASE = "slot:release"
    RETURN = "slot:return"


class HandoutAction(StrEnum):
    """What was done with a handout."""

    PRINT = "handout:print"


_PREPARING = {SeminarPermission.READ, SeminarPermission.PREPARE, SeminarPermission.SLOT_READ}
_REVIEWING = {SeminarPermission.SLOT_READ, SeminarPermission.REVIEW}

GRANTS = Grants(
    of_role={
        Role.TRAINER: _PREPARING,
        Role.ORGANISER: _PREPARING,
        Role.REVIEWER: _REVIEWING,
        Role.ADMINISTRATOR: _PREPARING | _REVIEWING,
    },
    of_kind={
        OrganisationKind.AGENCY: _PREPARING,
        OrganisationKind.RIGHT_HOLDER: _REVIEWING,
        OrganisationKind.OPERATOR: _PREPARING,
    },
)
