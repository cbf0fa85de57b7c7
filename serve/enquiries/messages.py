"""What people read about enquiries."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from model.messages import Message, counted, in_context, message
from serve.enquiries.domain import AnswerOutcome, EnquiryState
from serve.enquiries.request_domain import RequestState

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
# Translators: what has become of a right holder's request for more photos.
REQUEST_STATES: Mapping[RequestState, Message] = MappingProxyType(
    {
        RequestState.WAITING: message("Waiting for the agency"),
        RequestState.SENT: message("Photos sent"),
        RequestState.NOT_POSSIBLE: message("Can't be photographed"),
        RequestState.WITHDRAWN: in_context("photo request", "Withdrawn"),
    }
)
NOT_SHOWN = message(
    "The right holder sees the product, your question, these photos without the camera's data, and your agency's name "
    "and country. It does not see the case, its place, lane or notes, your name, the assistant's verdict or your "
    "conclusion."
)
# Translators: questions of an officer to a right holder, which a court may read. The right holder reads them in its own
# language. Address the right holder politely, as a company.
QUESTIONS: Mapping[str, Message] = MappingProxyType(
    {
        "genuine": message("Is the item in these photos a genuine product of yours?"),
        "points": message(
            "Which points in the photos show whether it is genuine? Please name each point, and the photo that shows "
            "it."
        ),
        "numbers": message(
            "Did you give the numbers in the photos, such as serial or batch numbers, to such a product? If so, when "
            "was it made, and for which market?"
        ),
        "goods": message(
            "If the photos are not enough: can you examine the goods themselves? Please say where and when, and what "
            "you need for it."
        ),
        "statement": message(
            "Please write a statement for the proceedings: whether the item is genuine, what this rests on, and who "
            "examined it."
        ),
    }
)
NEEDED_BY = message("We need the answer by {date}.")
# Translators: {day} is the last day on which a right holder's answer is of use to the agency that asked.
DUE_LATER = counted(
    "The answer is needed by {day}: {count} day is left.", "The answer is needed by {day}: {count} days are left."
)
DUE_TODAY = message("The answer is needed today, {day}.")
OVERDUE = counted(
    "The answer was needed by {day}, {count} day ago.", "The answer was needed by {day}, {count} days ago."
)


def due(day: date, days_left: int) -> Message:
    """How much time there is for the answer to an enquiry.

    Args:
        day: by which it is needed.
        days_left: until that day; 0 on it, less than 0 after it.
    """
    if days_left == 0:
        return DUE_TODAY.of(day=day)
    return (DUE_LATER if days_left > 0 else OVERDUE).of(day=day, count=abs(days_left))


FOR_TEMPLATES = {
    "enquiry_states": STATES,
    "answer_outcomes": OUTCOMES,
    "answer_due": due,
    "request_states": REQUEST_STATES,
}
