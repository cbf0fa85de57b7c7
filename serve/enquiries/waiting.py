"""Enquiries that wait: for an answer or for photos, and what came in answer for the person who asked."""

from model.messages import counted, message
from serve.accounts.permissions import OrganisationKind
from serve.enquiries.permissions import EnquiryPermission
from serve.enquiries.waiting_store import answers_to_read, escalated, photos_to_take, replies_to_read, to_answer
from serve.platform.waiting import WaitingKind

ANSWERS_TO_READ = WaitingKind(
    name="answers",
    organisations=OrganisationKind.AGENCY,
    permission=EnquiryPermission.SEND,
    path="/enquiries",
    title=message("Answers to your enquiries"),
    said=counted(
        "You have not read {count} answer to your enquiries", "You have not read {count} answers to your enquiries"
    ),
    found=answers_to_read,
    address=lambda row: f"/enquiries/{row.id}",
)
ENQUIRIES_TO_ANSWER = WaitingKind(
    name="enquiries",
    organisations=OrganisationKind.RIGHT_HOLDER,
    permission=EnquiryPermission.ANSWER,
    path="/enquiries",
    title=message("Enquiries from agencies"),
    said=counted("{count} enquiry waits for your answer.", "{count} enquiries wait for your answer."),
    found=to_answer,
    address=lambda row: f"/enquiries/{row.id}",
)
PHOTOS_TO_TAKE = WaitingKind(
    name="photo_requests",
    organisations=OrganisationKind.AGENCY,
    permission=EnquiryPermission.SEND,
    path="/enquiries",
    title=message("Photos that right holders ask for"),
    said=counted("{count} request for photos waits for you.", "{count} requests for photos wait for you."),
    found=photos_to_take,
    address=lambda row: f"/enquiries/{row.enquiry_id}#{row.id}",
    # Translators: what a right holder asks photos of, in a list.
    about=lambda row: message(
        "{right_holder} asks: case {number}, item {position}",
        right_holder=row.right_holder,
        number=row.case,
        position=row.item,
    ),
)
PHOTO_REPLIES_TO_READ = WaitingKind(
    name="photo_replies",
    organisations=OrganisationKind.RIGHT_HOLDER,
    permission=EnquiryPermission.ANSWER,
    path="/enquiries",
    title=message("Replies to your requests for photos"),
    said=counted(
        "You have not read {count} reply to your requests for photos",
        "You have not read {count} replies to your requests for photos",
    ),
    found=replies_to_read,
    address=lambda row: f"/enquiries/{row.enquiry_id}#{row.id}",
)
ESCALATED_TO_ME = WaitingKind(
    name="escalations",
    organisations=OrganisationKind.RIGHT_HOLDER,
    permission=EnquiryPermission.ANSWER,
    path="/enquiries",
    title=message("Enquiries that have waited too long"),
    said=counted("{count} enquiry has waited too long.", "{count} enquiries have waited too long."),
    found=escalated,
    address=lambda row: f"/enquiries/{row.enquiry_id}",
)
