"""The JSON API of enquiries.

An agency and the right holder that it asks get the same schema; values that one of them may not see are null.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field

from model.verdict import Outcome
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.accounts.permissions import Permission
from serve.accounts.schemas import Body, OrganisationOut, shown
from serve.cases.domain import LONGEST_TEXT
from serve.cases.routes import CaseId, ItemId
from serve.cases.schemas import PersonRef
from serve.enquiries.domain import (
    MOST_PHOTOS,
    Answer,
    AnswerOutcome,
    Choice,
    EnquiryOrigin,
    EnquiryState,
    ShownEnquiry,
)
from serve.enquiries.examples import ENQUIRY
from serve.enquiries.service import Enquiries
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.examinations.pictures import Pictures
from serve.platform.fields import NEEDED
from serve.platform.openapi import problem_responses
from serve.platform.wiring import provided

MOST_LISTED = 100

router = APIRouter(prefix="/v1", tags=["enquiries"])

EnquiriesPart = Annotated[Enquiries, Depends(provided(Enquiries))]
Asker = Annotated[Actor, Depends(permitted(Permission.ENQUIRY_SEND))]
Reader = Annotated[Actor, Depends(permitted(Permission.ENQUIRY_READ))]
Answerer = Annotated[Actor, Depends(permitted(Permission.ENQUIRY_ANSWER))]
EnquiryId = Annotated[str, Path(pattern="^q-[0-9a-f]{32}$", examples=[ENQUIRY["id"]])]


class PhotoChoice(Body):
    """One photo of the item."""

    examination: str = Field(pattern="^e-[0-9a-f]{32}$")
    photo: int = Field(ge=0, le=9999, description="Its index in that examination.")


class EnquiryIn(Body):
    """A question to the right holder of the item's product, who sees nothing else of the case."""

    question: str = Field(
        max_length=LONGEST_TEXT,
        description="The right holder reads it: name no people, no places.",
        json_schema_extra=NEEDED,
    )
    photos: list[PhotoChoice] = Field(min_length=1, max_length=MOST_PHOTOS)


class RightHolderAnswerIn(Body):
    """What the right holder says."""

    outcome: AnswerOutcome
    statement: str = Field(max_length=LONGEST_TEXT, description="May be read in court.", json_schema_extra=NEEDED)


class RightHolderAnswerOut(BaseModel):
    """What the right holder said."""

    outcome: AnswerOutcome
    statement: str
    by: str = Field(description="The name of the person who said it.")
    at: datetime


class ChosenPhotoOut(BaseModel):
    """The origin of a photo of the enquiry."""

    examination: str
    sha256: str = Field(description="Of the original.")


class VerdictBeforeOut(BaseModel):
    """What the assistant had said when the question was asked."""

    examination: str
    outcome: Outcome
    release: str


class EnquiryOriginOut(BaseModel):
    """The part that only the agency sees."""

    case: str
    item: str
    by: PersonRef
    photos: list[ChosenPhotoOut]
    verdict: VerdictBeforeOut


class EnquiryOut(BaseModel):
    """An enquiry, as the agency that asks or the right holder that is asked may see it."""

    id: str
    state: EnquiryState
    product: str
    question: str
    asked_at: datetime
    agency: OrganisationOut
    right_holder: OrganisationOut
    photos: list[str] = Field(
        description="Pictures of the photos, as JPEG without metadata. Empty for the right holder once withdrawn."
    )
    answers: list[RightHolderAnswerOut] = Field(
        description="The answer, then the amendments to it; the last one counts."
    )
    withdrawn_at: datetime | None
    asked: EnquiryOriginOut | None = Field(description="Null for the right holder.")


class EnquiriesOut(BaseModel):
    """Some enquiries, the latest first."""

    enquiries: list[EnquiryOut]
    after: str | None = Field(description="Request the next page with this; null on the last page.")


def enquiry_out(read: ShownEnquiry) -> EnquiryOut:
    """An enquiry with the addresses of its pictures."""
    enquiry = read.enquiry
    return EnquiryOut(
        id=enquiry.id,
        state=enquiry.state,
        product=enquiry.product_id,
        question=enquiry.question,
        asked_at=enquiry.asked_at,
        agency=shown(read.agency),
        right_holder=shown(read.right_holder),
        photos=pictures_of(read),
        answers=[_answer(answer) for answer in enquiry.answers],
        withdrawn_at=enquiry.withdrawn_at,
        asked=_asked(read, enquiry.asked) if enquiry.asked else None,
    )


def pictures_of(read: ShownEnquiry) -> list[str]:
    """The addresses of the pictures of an enquiry's photos."""
    return [f"/v1/enquiries/{read.enquiry.id}/photos/{index}.jpg" for index in range(len(read.enquiry.photos))]


def _answer(answer: Answer) -> RightHolderAnswerOut:
    return RightHolderAnswerOut(outcome=answer.outcome, statement=answer.statement, by=answer.name, at=answer.at)


def _asked(read: ShownEnquiry, asked: EnquiryOrigin) -> EnquiryOriginOut:
    return EnquiryOriginOut(
        case=asked.case_id,
        item=asked.item_id,
        by=PersonRef(id=asked.by, name=read.asker),
        photos=[
            ChosenPhotoOut(examination=examination, sha256=photo.sha256)
            for examination, photo in zip(asked.examinations, read.enquiry.photos, strict=True)
        ],
        verdict=VerdictBeforeOut(examination=asked.examination_id, outcome=asked.outcome, release=asked.release),
    )


@router.post(
    "/cases/{case_id}/items/{item_id}/enquiries",
    operation_id="askRightHolder",
    status_code=201,
    summary="Ask the right holder about an item",
    description="The right holder is the one that the product's sheet names. It sees the question, the product, the "
    "chosen photos as pictures without metadata, and the agency's name and country; nothing else of the case.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_enquiry(
    actor: Asker, enquiries: EnquiriesPart, case_id: CaseId, item_id: ItemId, given: EnquiryIn, call: CallPart
) -> EnquiryOut:
    """Ask the right holder about an item."""
    choices = [Choice(each.examination, each.photo) for each in given.photos]
    return enquiry_out(enquiries.ask(actor, case_id, item_id, question=given.question, choices=choices, call=call))


@router.get(
    "/enquiries",
    operation_id="listEnquiries",
    summary="Enquiries",
    description="An agency's people see those that it sent, a right holder's those that were sent to it.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_enquiries(
    actor: Reader,
    enquiries: EnquiriesPart,
    state: EnquiryState | None = None,
    after: Annotated[
        str | None, Query(pattern="^q-[0-9a-f]{32}$", description="The value of `next` on the previous page.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 25,
) -> EnquiriesOut:
    """Some enquiries, the latest first."""
    page = enquiries.page(actor, state, after, limit)
    return EnquiriesOut(enquiries=[enquiry_out(each) for each in page.enquiries], after=page.after)


@router.get(
    "/enquiries/{enquiry_id}",
    operation_id="getEnquiry",
    summary="One enquiry",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_enquiry(actor: Reader, enquiries: EnquiriesPart, enquiry_id: EnquiryId) -> EnquiryOut:
    """One enquiry."""
    return enquiry_out(enquiries.view(actor, enquiry_id))


@router.get(
    "/enquiries/{enquiry_id}/photos/{index}.jpg",
    operation_id="getEnquiryPhoto",
    summary="A photo of an enquiry",
    **PICTURE,
)
async def get_photo(
    actor: Reader,
    enquiries: EnquiriesPart,
    enquiry_id: EnquiryId,
    index: Index,
    pictures: Annotated[Pictures, Depends(provided(Pictures))],
    pool: Annotated[DrawingPool, Depends(provided(DrawingPool))],
) -> Response:
    """One photo, upright and of moderate size, without metadata. Browsers don't cache it: it may be withdrawn."""
    drawn = await pool.run(lambda: pictures.whole(enquiries.photo(actor, enquiry_id, index)))
    return Response(drawn, media_type="image/jpeg")


@router.post(
    "/enquiries/{enquiry_id}/answer",
    operation_id="answerEnquiry",
    summary="Answer an enquiry",
    description="Once. What is confirmed becomes a proposed contribution.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_answer(
    actor: Answerer, enquiries: EnquiriesPart, enquiry_id: EnquiryId, given: RightHolderAnswerIn, call: CallPart
) -> EnquiryOut:
    """Answer an enquiry."""
    return enquiry_out(enquiries.answer(actor, enquiry_id, given.outcome, given.statement, call))


@router.post(
    "/enquiries/{enquiry_id}/amendments",
    operation_id="amendAnswer",
    summary="Correct an answer",
    description="A further statement that counts from now on. Earlier ones stay to be read; what they contributed is "
    "superseded.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_amendment(
    actor: Answerer, enquiries: EnquiriesPart, enquiry_id: EnquiryId, given: RightHolderAnswerIn, call: CallPart
) -> EnquiryOut:
    """Correct an answer."""
    return enquiry_out(enquiries.amend(actor, enquiry_id, given.outcome, given.statement, call))


@router.post(
    "/enquiries/{enquiry_id}/withdraw",
    operation_id="withdrawEnquiry",
    summary="Withdraw an enquiry",
    description="As long as it is not answered. The right holder no longer sees its photos.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_withdraw(actor: Asker, enquiries: EnquiriesPart, enquiry_id: EnquiryId, call: CallPart) -> EnquiryOut:
    """Withdraw an enquiry."""
    return enquiry_out(enquiries.withdraw(actor, enquiry_id, call))
