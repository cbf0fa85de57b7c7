"""Who may do what with evidence bundles, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class EvidencePermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    CASE_EXPORT = "case:export"


class EvidenceAction(StrEnum):
    """What was done."""

    CASE_EXPORT = "case:export"


GRANTS = Grants(
    of_role={
        Role.OFFICER: {EvidencePermission.CASE_EXPORT},
        Role.SENIOR_OFFICER: {EvidencePermission.CASE_EXPORT},
    },
    of_kind={
        OrganisationKind.AGENCY: {EvidencePermission.CASE_EXPORT},
    },
)
