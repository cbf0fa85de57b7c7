"""What the audit log says was done with keys that sign reports. Only commands on the service's machine may do it."""

from enum import StrEnum


class SignatureAction(StrEnum):
    """What was done."""

    KEY_REPLACE = "report_key:replace"
