"""Who may count deadlines. `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class DeadlinePermission(StrEnum):
    """What may be done. It reads no rows."""

    COUNT = "deadline:count"


GRANTS = Grants(
    of_role={Role.OFFICER: {DeadlinePermission.COUNT}, Role.SENIOR_OFFICER: {DeadlinePermission.COUNT}},
    of_kind={OrganisationKind.AGENCY: {DeadlinePermission.COUNT}},
)
