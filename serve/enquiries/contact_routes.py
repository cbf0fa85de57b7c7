"""The JSON API of contacts: whom a right holder tells of enquiries that wait too long."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from serve.accounts.domain import Actor
from serve.accounts.guard import permitted
from serve.enquiries.contact_schemas import ContactsIn, ContactsOut, contacts_out
from serve.enquiries.escalating import Escalations, ShownContacts
from serve.enquiries.permissions import EnquiryPermission
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses
from serve.platform.versions import ETAG, ReadVersionPart, etag

router = APIRouter(prefix="/v1/enquiry-contacts", tags=["enquiries"])
EscalationsPart = Annotated[Escalations, Depends(provided(Escalations))]
ContactNamer = Annotated[Actor, Depends(permitted(EnquiryPermission.CONTACTS))]


@router.get(
    "",
    operation_id="getEnquiryContacts",
    summary="Whom you tell of enquiries that wait too long",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 503)},
)
def get_contacts(actor: ContactNamer, escalations: EscalationsPart, response: Response) -> ContactsOut:
    """Whom the actor's right holder has named."""
    return _answer(escalations.contacts(actor), response)


@router.put(
    "",
    operation_id="changeEnquiryContacts",
    summary="Name whom you tell of enquiries that wait too long",
    description="While an enquiry is open and no photos are awaited from the agency, each of them is told once: under "
    "“My work”, and by e-mail where they have set an address. The agency sees who was told, and when.",
    responses={200: {"headers": ETAG}, **problem_responses(401, 403, 412, 422, 503)},
)
def put_contacts(
    actor: ContactNamer, escalations: EscalationsPart, given: ContactsIn, read: ReadVersionPart, response: Response
) -> ContactsOut:
    """Name them instead of those before."""
    return _answer(escalations.change(actor, given.all, read), response)


def _answer(found: ShownContacts, response: Response) -> ContactsOut:
    response.headers["ETag"] = etag(found.contacts.version)
    return contacts_out(found)
