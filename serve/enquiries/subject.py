"""The parts of enquiries."""

from collections.abc import Mapping

from model.messages import message
from serve.accounts.languages import OrganisationLanguages
from serve.cases.disclosing import ItemDisclosure
from serve.cases.panels import ItemPanel
from serve.catalogue.service import Catalogue
from serve.enquiries import (
    contact_pages,
    contact_routes,
    contact_schemas,
    examples,
    messages,
    pages,
    request_pages,
    request_routes,
    response_pages,
    response_routes,
    response_schemas,
    routes,
    tables,
)
from serve.enquiries.domain import EnquiryRejectedError, EnquiryStateError, NoRecipientError
from serve.enquiries.drafting import EnquiryDrafting
from serve.enquiries.escalating import Escalations
from serve.enquiries.held import ENQUIRIES_HELD
from serve.enquiries.page_parts import ASKED_OF_ITEMS
from serve.enquiries.permissions import GRANTS, EnquiryPermission
from serve.enquiries.reading import RequestedPoints
from serve.enquiries.requesting import PhotoRequests
from serve.enquiries.responding import ResponseTimes
from serve.enquiries.service import Enquiries, OnAnswer, about_item
from serve.enquiries.uses import ENQUIRIES_ABOUT, ENQUIRY_GAPS
from serve.enquiries.verifier import EnquiryVerifier
from serve.enquiries.waiting import (
    ANSWERS_TO_READ,
    ENQUIRIES_TO_ANSWER,
    ESCALATED_TO_ME,
    PHOTO_REPLIES_TO_READ,
    PHOTOS_TO_TAKE,
)
from serve.enquiries.work import EnquiryWork
from serve.platform.pages import MenuEntry
from serve.platform.parts import Parts
from serve.platform.problem_kinds import LOOK_AGAIN, ProblemKind
from serve.platform.subject import Subject
from serve.platform.work import Works
from serve.releases.service import Releases

SECONDS = 60.0  # between two looks for enquiries that wait too long


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(EnquiryWork)
    drafting = EnquiryDrafting(works, parts[Releases], parts[OrganisationLanguages])
    points = RequestedPoints(parts[Catalogue])
    return {
        EnquiryDrafting: drafting,
        Enquiries: Enquiries(works, drafting, points, parts.subjects.extensions(OnAnswer)),
        Escalations: Escalations(works),
        ResponseTimes: ResponseTimes(works),
        PhotoRequests: PhotoRequests(works, drafting, parts[Catalogue], points),
    }


async def _keep_escalating(parts: Parts) -> None:
    await parts[Escalations].keep_escalating(SECONDS)


SUBJECT = Subject(
    name="enquiries",
    grants=GRANTS,
    parts=_parts,
    routers=(
        *(routes.router, request_routes.router, contact_routes.router, response_routes.router),
        *(pages.router, request_pages.router, contact_pages.router, response_pages.router),
    ),
    templates=pages.TEMPLATES,
    menu=(MenuEntry(EnquiryPermission.READ, "/enquiries", message("Enquiries")),),
    problems={
        EnquiryRejectedError: ProblemKind("enquiry-rejected", 422, message("The question or answer is invalid")),
        EnquiryStateError: ProblemKind(
            "enquiry-state", 409, message("The state of the enquiry does not allow this"), LOOK_AGAIN
        ),
        NoRecipientError: ProblemKind(
            "no-recipient", 409, message("No right holder can be asked"), message("Do what the message says.")
        ),
    },
    messages=messages.FOR_TEMPLATES,
    examples={**examples.EXAMPLES, **contact_schemas.EXAMPLES, **response_schemas.EXAMPLES},
    tables=(
        *(tables.enquiries, tables.photos, tables.answers, tables.photo_requests),
        *(tables.contacts, tables.escalations),
    ),
    tasks=(_keep_escalating,),
    verifiers=(lambda _: EnquiryVerifier(),),
    extensions=(
        ItemPanel("enquiry_panel.html", pages.on_a_case),
        ItemDisclosure(about_item),
        ENQUIRIES_ABOUT,
        ENQUIRY_GAPS,
        ASKED_OF_ITEMS,
        ANSWERS_TO_READ,
        ENQUIRIES_TO_ANSWER,
        PHOTOS_TO_TAKE,
        PHOTO_REPLIES_TO_READ,
        ESCALATED_TO_ME,
        ENQUIRIES_HELD,
    ),
)
