"""Enquiries rest on the item that they are about; open ones are missing when the case is closed."""

from collections.abc import Iterator

from model.messages import message
from serve.cases.domain import Case, CaseItem
from serve.cases.gaps import CaseGaps, Gap
from serve.cases.removing import ItemUses
from serve.cases.work import CaseWork
from serve.enquiries.domain import EnquiryState
from serve.enquiries.work import EnquiryWork
from serve.platform.errors import Use

ENQUIRY = message("An enquiry about the item")
UNANSWERED = message("An enquiry has no answer.")


def about(work: CaseWork, item: CaseItem, *, also_withdrawn: bool = True) -> Iterator[Use]:
    """The enquiries about an item.

    Args:
        also_withdrawn: whether those count that were withdrawn.
    """
    for enquiry in work.of(EnquiryWork).enquiries.of_case(item.case_id):
        counts = also_withdrawn or enquiry.state is not EnquiryState.WITHDRAWN
        if counts and enquiry.own.item_id == item.id:
            yield Use(ENQUIRY, f"/enquiries/{enquiry.id}")


ENQUIRIES_ABOUT = ItemUses(about)


def unanswered(work: CaseWork, case: Case) -> Iterator[Gap]:
    """The open enquiries of a case."""
    for enquiry in work.of(EnquiryWork).enquiries.of_case(case.id):
        if enquiry.state is EnquiryState.OPEN:
            yield Gap(UNANSWERED, f"/enquiries/{enquiry.id}", needs_reason=False)


ENQUIRY_GAPS = CaseGaps(unanswered)
