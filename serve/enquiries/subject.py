"""The parts of enquiries."""

from collections.abc import Mapping

from model.messages import message
from serve.accounts.languages import OrganisationLanguages
from serve.cases.disclosing import ItemDisclosure
from serve.cases.panels import ItemPanel
from serve.catalogue.service import Catalogue
from serve.enquiries import examples, messages, pages, request_pages, request_routes, routes, tables
from serve.enquiries.domain import EnquiryRejectedError, EnquiryStateError, NoRecipientError
from serve.enquiries.drafting import EnquiryDrafting
from serve.enquiries.permissions import GRANTS, EnquiryPermission
from serve.enquiries.reading import RequestedPoints
from serve.enquiries.requesting import PhotoRequests
from serve.enquiries.service import Enquiries, OnAnswer, about_item
from serve.enquiries.uses import ENQUIRIES_ABOUT, ENQUIRY_GAPS
from serve.enquiries.verifier import EnquiryVerifier
from serve.enquiries.waiting import (
    ANSWERS_TO_READ,
    ENQUIRIES_TO_ANSWER,
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


def _parts(parts: Parts) -> Mapping[type, object]:
    works = parts[Works].of(EnquiryWork)
    drafting = EnquiryDrafting(works, parts[Releases], parts[OrganisationLanguages])
    points = RequestedPoints(parts[Catalogue])
    return {
        EnquiryDrafting: drafting,
        Enquiries: Enquiries(works, drafting, points, parts.subjects.extensions(OnAnswer)),
        PhotoRequests: PhotoRequests(works, drafting, parts[Catalogue], points),
    }


SUBJECT = Subject(
    name="enquiries",
    grants=GRANTS,
    parts=_parts,
    routers=(routes.router, request_routes.router, pages.router, request_pages.router),
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
    examples=examples.EXAMPLES,
    tables=(tables.enquiries, tables.photos, tables.answers, tables.photo_requests),
    verifiers=(lambda _: EnquiryVerifier(),),
    extensions=(
        ItemPanel("enquiry_panel.html", pages.on_a_case),
        ItemDisclosure(about_item),
        ENQUIRIES_ABOUT,
        ENQUIRY_GAPS,
        ANSWERS_TO_READ,
        ENQUIRIES_TO_ANSWER,
        PHOTOS_TO_TAKE,
        PHOTO_REPLIES_TO_READ,
    ),
)
