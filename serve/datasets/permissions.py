"""Who may do what with frozen data sets and the gold set, and what the audit log says was done: `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class DataSetPermission(StrEnum):
    """What may be done. All of it is the operator's alone: no right holder learns which items are in which set."""

    READ = "dataset:read"
    FREEZE = "dataset:freeze"
    GOLD = "gold:change"


class DataSetAction(StrEnum):
    """What was done."""

    FREEZE = "dataset:freeze"
    VIEW = "dataset:view"
    EXPORT = "dataset:export"
    GOLD_PROPOSE = "gold:propose"
    GOLD_CONFIRM = "gold:confirm"
    GOLD_REMOVE = "gold:remove"
    GOLD_VIEW = "gold:view"


GRANTS = Grants(
    of_role={Role.CURATOR: set(DataSetPermission), Role.ADMINISTRATOR: set(DataSetPermission)},
    of_kind={OrganisationKind.OPERATOR: set(DataSetPermission)},
)
