"""Who may do what with the persons of a case, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class CasePersonPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "case_person:read"  # for a reason that is given each time
    CHANGE = "case_person:change"
    ANSWER = "case_person:answer"  # what the person themselves asks for: an export, a removal


class CasePersonAction(StrEnum):
    """What was done."""

    CREATE = "case_person:create"
    CHANGE = "case_person:change"
    VIEW = "case_person:view"
    EXPORT = "case_person:export"
    DELETE = "case_person:delete"


_WORKING = {CasePersonPermission.READ, CasePersonPermission.CHANGE}
_ALL = {*_WORKING, CasePersonPermission.ANSWER}

GRANTS = Grants(
    of_role={Role.OFFICER: _WORKING, Role.SENIOR_OFFICER: _ALL},
    of_kind={OrganisationKind.AGENCY: _ALL},
)
