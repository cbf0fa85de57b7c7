"""Who may see what trainers show. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class TeachingPermission(StrEnum):
    """What may be done. What it may be done to, clearances say."""

    READ = "teaching:read"


_ALL = frozenset(TeachingPermission)

GRANTS = Grants(of_role={Role.TRAINER: _ALL}, of_kind={OrganisationKind.AGENCY: _ALL})
