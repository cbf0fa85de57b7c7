"""Who may do what in the review queue, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class ReviewPermission(StrEnum):
    """What may be done. Right holders read where their items stand on the pages of what they handed in."""

    READ = "review:read"
    DECIDE = "review:decide"


class ReviewAction(StrEnum):
    """What was done."""

    SUBMIT = "review:submit"
    WITHDRAW = "review:withdraw"
    REPLACE = "review:replace"
    ASSESS = "review:assess"
    VIEW = "review:view"
    DECIDE = "review:decide"


GRANTS = Grants(
    of_role={Role.CURATOR: set(ReviewPermission), Role.ADMINISTRATOR: set(ReviewPermission)},
    of_kind={OrganisationKind.OPERATOR: set(ReviewPermission)},
)
