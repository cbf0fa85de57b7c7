"""What the audit log says of what people do with their own data. Who may do it: each person with their own."""

from enum import StrEnum


class ProtectionAction(StrEnum):
    """What was done."""

    EXPORT = "own_data:export"
