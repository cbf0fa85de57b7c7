"""What people read about enquiries."""

from collections.abc import Mapping
from types import MappingProxyType

from serve.enquiries.domain import AnswerOutcome, EnquiryState

STATES: Mapping[EnquiryState, str] = MappingProxyType(
    {
        EnquiryState.OPEN: "Waiting for an answer",
        EnquiryState.ANSWERED: "Answered",
        EnquiryState.WITHDRAWN: "Withdrawn",
    }
)
OUTCOMES: Mapping[AnswerOutcome, str] = MappingProxyType(
    {
        AnswerOutcome.CONFIRMED_GENUINE: "Confirmed genuine",
        AnswerOutcome.CONFIRMED_COUNTERFEIT: "Confirmed counterfeit",
        AnswerOutcome.CANNOT_TELL: "Can't tell from these photos",
    }
)
NOT_SHOWN = (
    "The right holder sees the product, your question, these photos without the camera's data, and your agency's name "
    "and country. It does not see the case, its place, lane or notes, your name, the assistant's verdict or your "
    "conclusion."
)
FOR_TEMPLATES = {"enquiry_states": STATES, "answer_outcomes": OUTCOMES}
