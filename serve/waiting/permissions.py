"""Who may see what waits for them, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.platform.permissions import Grants


class WaitingPermission(StrEnum):
    """What may be done: with what waits for the person alone."""

    READ = "work:read"


class WaitingAction(StrEnum):
    """What was done."""

    VIEW = "work:view"


GRANTS = Grants(everyone={WaitingPermission.READ})
