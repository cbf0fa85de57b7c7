"""Who may do what with sittings, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class SittingPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    HOLD = "sitting:hold"


class SittingAction(StrEnum):
    """What was done."""

    OPEN = "sitting:open"
    CODE = "sitting:code"  # a new join code
    STEP = "sitting:step"
    JUDGE = "sitting:judge"  # by the assistant, before it says anything
    ASSIST = "sitting:assist"
    DEMO = "sitting:demo"  # the item of a live demo
    REVEAL = "sitting:reveal"
    CLOSE = "sitting:close"
    DELETE = "sitting:delete"
    JOIN = "seat:join"
    ANSWER = "seat:answer"


_ALL = frozenset(SittingPermission)

GRANTS = Grants(
    of_role={Role.TRAINER: _ALL, Role.ORGANISER: _ALL, Role.ADMINISTRATOR: _ALL},
    of_kind={OrganisationKind.AGENCY: _ALL, OrganisationKind.OPERATOR: _ALL},
)
