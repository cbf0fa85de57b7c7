"""What people read about alerts."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, in_context
from serve.alerts.domain import AlertState

# Translators: where an alert of a right holder stands.
STATES: Mapping[AlertState, Message] = MappingProxyType(
    {
        AlertState.VALID: in_context("alert", "Valid"),
        AlertState.EXPIRED: in_context("alert", "Expired"),
        AlertState.WITHDRAWN: in_context("alert", "Withdrawn"),
    }
)
FOR_TEMPLATES = {"alert_states": STATES}
