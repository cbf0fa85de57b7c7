"""What people read about alerts."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, counted, in_context
from serve.alerts.domain import AlertState

# Translators: where an alert of a right holder stands.
STATES: Mapping[AlertState, Message] = MappingProxyType(
    {
        AlertState.VALID: in_context("alert", "Valid"),
        AlertState.EXPIRED: in_context("alert", "Expired"),
        AlertState.WITHDRAWN: in_context("alert", "Withdrawn"),
    }
)
# Said at the entry of the menu, and as a line of its own.
UNOPENED = counted("You have not opened {count} alert yet.", "You have not opened {count} alerts yet.")
FOR_TEMPLATES = {"alert_states": STATES}
