"""What the audit log says was done about second factors. All are `resource:action`.

Each event's subject is the person, and `row` the id of what was written; of a requirement, both are the organisation.
"""

from enum import StrEnum


class FactorAction(StrEnum):
    """What was done. The log has no code and no secret."""

    PASSKEY_ADD = "passkey:add"
    PASSKEY_REMOVE = "passkey:remove"
    CODES_ADD = "one_time_code:add"
    CODES_REMOVE = "one_time_code:remove"
    RECOVERY_MAKE = "recovery_code:make"
    RECOVERY_USE = "recovery_code:use"
    RESET = "second_factor:reset"
    REQUIRE = "second_factor:require"
