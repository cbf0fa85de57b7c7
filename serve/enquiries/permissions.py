"""Who may do what with enquiries, and what the audit log says was done. All are `resource:action`."""

from enum import StrEnum

from serve.accounts.permissions import OrganisationKind, Role
from serve.platform.permissions import Grants


class EnquiryPermission(StrEnum):
    """What may be done. What it may be done to, tenancy says."""

    SEND = "enquiry:send"
    READ = "enquiry:read"
    ANSWER = "enquiry:answer"
    CONTACTS = "enquiry:contacts"


class EnquiryAction(StrEnum):
    """What was done."""

    CREATE = "enquiry:create"
    VIEW = "enquiry:view"
    ANSWER = "enquiry:answer"
    AMEND = "enquiry:amend"
    WITHDRAW = "enquiry:withdraw"
    REQUEST = "photo_request:create"
    REPLY = "photo_request:reply"
    REQUEST_WITHDRAW = "photo_request:withdraw"
    ESCALATE = "enquiry:escalate"
    PHOTO_VIEW = "photo:view"


class ContactAction(StrEnum):
    """What was done to the contacts of a right holder."""

    CHANGE = "enquiry_contacts:change"


GRANTS = Grants(
    of_role={
        Role.OFFICER: {EnquiryPermission.SEND, EnquiryPermission.READ},
        Role.SENIOR_OFFICER: {EnquiryPermission.SEND, EnquiryPermission.READ},
        Role.CONTRIBUTOR: {EnquiryPermission.READ, EnquiryPermission.ANSWER},
        Role.REVIEWER: {EnquiryPermission.READ, EnquiryPermission.ANSWER, EnquiryPermission.CONTACTS},
    },
    of_kind={
        OrganisationKind.AGENCY: {EnquiryPermission.SEND, EnquiryPermission.READ},
        OrganisationKind.RIGHT_HOLDER: {
            EnquiryPermission.READ,
            EnquiryPermission.ANSWER,
            EnquiryPermission.CONTACTS,
        },
    },
)
