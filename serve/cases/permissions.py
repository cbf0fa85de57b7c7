"""Who may do what with cases, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.examinations.permissions import REMOVED_WITH_CASE
from serve.platform.permissions import Grants


class CasePermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    CREATE = "case:create"
    READ = "case:read"
    CHANGE = "case:change"
    HOLD = "case:hold"


class CaseAction(StrEnum):
    """What was done."""

    DELETE = REMOVED_WITH_CASE
    CREATE = "case:create"
    LIST = "case:list"
    VIEW = "case:view"
    CHANGE = "case:change"
    CLOSE = "case:close"
    REOPEN = "case:reopen"
    HOLD = "case:hold"
    ITEM_CREATE = "item:create"
    ITEM_DELETE = "item:delete"
    CONCLUSION_CREATE = "conclusion:create"


_WORKING = {CasePermission.CREATE, CasePermission.READ, CasePermission.CHANGE}

GRANTS = Grants(
    of_role={Role.OFFICER: _WORKING, Role.SENIOR_OFFICER: {*_WORKING, CasePermission.HOLD}},
    of_kind={OrganisationKind.AGENCY: {*_WORKING, CasePermission.HOLD}},
)
