"""Who may practise. What was done is an action of examinations."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class PracticePermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    RUN = "practice:run"


_ALL = frozenset(PracticePermission)

GRANTS = Grants(of_role={Role.TRAINER: _ALL}, of_kind={OrganisationKind.AGENCY: _ALL})
