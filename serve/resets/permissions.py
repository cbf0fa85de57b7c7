"""What the audit log says was done about new passwords. All are `resource:action`."""

from enum import StrEnum


class ResetAction(StrEnum):
    """What was done. The log has neither an address nor the secret of a link."""

    ASK = "password_reset:ask"  # an action's name
    USE = "password_reset:use"  # an action's name
