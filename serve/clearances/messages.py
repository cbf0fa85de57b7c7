"""What people read about clearances."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, in_context, message
from serve.clearances.domain import ClearanceState, Lapse

# Translators: where a right holder's clearance for seminars stands.
STATES: Mapping[ClearanceState, Message] = MappingProxyType(
    {
        ClearanceState.VALID: in_context("clearance", "Valid"),
        ClearanceState.EXPIRED: in_context("clearance", "Expired"),
        ClearanceState.WITHDRAWN: in_context("clearance", "Withdrawn"),
    }
)
# Why a point or picture that was cleared can't be shown in seminars any more; what was withdrawn says why itself.
LAPSES: Mapping[Lapse, Message] = MappingProxyType(
    {
        Lapse.EXPIRED: message("The last day of the clearance is over."),
        Lapse.NO_POINT: message("The published product sheet no longer has this point."),
        Lapse.WITHHELD: message("The published product sheet no longer shows this point to officers."),
        Lapse.NO_PICTURE: message("The published product sheet has no picture of this view that officers see."),
        Lapse.NO_ITEM: message("The item is withdrawn, or no longer accepted."),
    }
)
FOR_TEMPLATES = {"clearance_states": STATES, "clearance_lapses": LAPSES}
