"""Who may do what with second opinions, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class OpinionPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    GIVE = "opinion:give"


class OpinionAction(StrEnum):
    """What was done."""

    ASK = "opinion:ask"
    GIVE = "opinion:give"


GRANTS = Grants(
    of_role={
        Role.OFFICER: {OpinionPermission.GIVE},
        Role.SENIOR_OFFICER: {OpinionPermission.GIVE},
    },
    of_kind={
        OrganisationKind.AGENCY: {OpinionPermission.GIVE},
    },
)
