"""What people read about enquiries."""

from collections.abc import Mapping
from types import MappingProxyType

from model.messages import Message, message
from serve.enquiries.domain import AnswerOutcome, EnquiryState

STATES: Mapping[EnquiryState, Message] = MappingProxyType(
    {
        EnquiryState.OPEN: message("Waiting for an answer"),
        EnquiryState.ANSWERED: message("Answered"),
        EnquiryState.WITHDRAWN: message("Withdrawn"),
    }
)
OUTCOMES: Mapping[AnswerOutcome, Message] = MappingProxyType(
    {
        AnswerOutcome.CONFIRMED_GENUINE: message("Confirmed genuine"),
        AnswerOutcome.CONFIRMED_COUNTERFEIT: message("Confirmed counterfeit"),
        AnswerOutcome.CANNOT_TELL: message("Can't tell from these photos"),
    }
)
NOT_SHOWN = message(
    "The right holder sees the product, your question, these photos without the camera's data, and your agency's name "
    "and country. It does not see the case, its place, lane or notes, your name, the assistant's verdict or your "
    "conclusion."
)
FOR_TEMPLATES = {"enquiry_states": STATES, "answer_outcomes": OUTCOMES}
