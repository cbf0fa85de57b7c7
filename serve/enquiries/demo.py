"""An enquiry about an item of the demo agency, to which the right holder has asked for one more photo."""

from serve.accounts.domain import Actor
from serve.cases.service import Cases
from serve.catalogue.service import Catalogue
from serve.enquiries.contact_domain import EnquiryContact
from serve.enquiries.escalating import Escalations
from serve.enquiries.request_domain import RequestTarget
from serve.enquiries.requesting import PhotoRequests
from serve.enquiries.service import Enquiries
from serve.platform.parts import Parts

AFTER_HOURS, AFTER_PERCENT = 24, 50
QUESTION = "Is the item in these photos a genuine product of yours?"
REQUEST = "Please photograph this point from close by, without glare."


def create(parts: Parts, officer: Actor, reviewer: Actor, case_id: str, item_id: str) -> None:
    """Name the reviewer as the contact, ask about an item as the officer, and for a photo as the reviewer.

    Nothing is asked if the item was not examined.
    """
    contact = EnquiryContact(reviewer.person_id, after_hours=AFTER_HOURS, after_percent=AFTER_PERCENT)
    parts[Escalations].change(reviewer, [contact])
    if not parts[Cases].view_item(officer, case_id, item_id).visits:
        return
    read = parts[Enquiries].ask(officer, case_id, item_id, question=QUESTION, language="en")
    sheet, requests = parts[Catalogue].whole()[read.enquiry.product_id], parts[PhotoRequests]
    withheld = requests.withheld(reviewer, read)
    point = next((each.id for each in sheet.points if each.id not in withheld), None)
    requests.ask(reviewer, read.enquiry.id, REQUEST, RequestTarget(point=point))
