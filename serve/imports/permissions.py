"""What the audit log says was done. It is `resource:action`; each person who is added or changed has an event, too."""

from enum import StrEnum


class ImportAction(StrEnum):
    """What was done."""

    IMPORT = "person:import"
