"""The parts of enquiries."""

from serve.enquiries import examples, pages, routes
from serve.enquiries.domain import EnquiryRejectedError, EnquiryStateError, NoRecipientError
from serve.enquiries.verifier import EnquiryVerifier
from serve.platform.problems import ProblemKind
from serve.platform.subject import Subject

SUBJECT = Subject(
    routers=(routes.router, pages.router),
    templates=pages.TEMPLATES,
    problems={
        EnquiryRejectedError: ProblemKind("enquiry-rejected", 422, "The question or answer is invalid"),
        EnquiryStateError: ProblemKind("enquiry-state", 409, "The state of the enquiry does not allow this"),
        NoRecipientError: ProblemKind("no-recipient", 409, "No right holder can be asked", "Do what the message says."),
    },
    examples=examples.EXAMPLES,
    verifiers=(EnquiryVerifier,),
)
