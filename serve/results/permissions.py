"""Who may read results, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class ResultPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    READ = "result:read"


class ResultAction(StrEnum):
    """What was done."""

    EXPORT = "result:export"
    KEEP = "result:keep"  # the totals of a seminar that is removed


_ALL = frozenset(ResultPermission)

GRANTS = Grants(
    of_role={Role.TRAINER: _ALL, Role.ORGANISER: _ALL, Role.ADMINISTRATOR: _ALL},
    of_kind={OrganisationKind.AGENCY: _ALL, OrganisationKind.OPERATOR: _ALL},
)
