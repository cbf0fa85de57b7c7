"""Who may try releases, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class TrialPermission(StrEnum):
    """What may be done."""

    READ = "trial:read"
    RUN = "trial:run"
    OVERRIDE = "trial:override"


class TrialAction(StrEnum):
    """What was done."""

    COMPARE = "trial:compare"
    FINISH = "trial:finish"
    FAIL = "trial:fail"
    OVERRIDE = "trial:override"
    SHADOW = "trial:shadow"
    SHADOW_RECORD = "trial:shadow-record"
    SHADOW_END = "trial:shadow-end"


GRANTS = Grants(
    of_role={Role.ADMINISTRATOR: set(TrialPermission)},
    of_kind={OrganisationKind.OPERATOR: set(TrialPermission)},
)
