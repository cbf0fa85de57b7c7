"""What the audit log says was done with seizures. Who may do it: those who may read or change the case."""

from enum import StrEnum


class SeizureAction(StrEnum):
    """What was done."""

    VIEW = "seizure:view"
    EXPORT = "seizure:export"
    DELETE = "seizure:delete"
    INTERCEPTION_CHANGE = "interception:change"
    GOODS_CREATE = "goods:create"
    GOODS_CHANGE = "goods:change"
    GOODS_DELETE = "goods:delete"
