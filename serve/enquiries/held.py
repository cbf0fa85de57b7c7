"""The open enquiries that a person asked, as it is said before they are disabled or moved."""

from model.messages import counted
from serve.accounts.holding import HeldKind
from serve.enquiries.work import EnquiryWork

ENQUIRIES_HELD = HeldKind(
    counted("{count} enquiry that no one has answered", "{count} enquiries that no one has answered"),
    lambda work, person: work.of(EnquiryWork).enquiries.count_open(person),
)
