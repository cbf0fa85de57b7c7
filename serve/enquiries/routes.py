"""The JSON API of enquiries.

An agency and the right holder that it asks get the same schema; values that one of them may not see are null.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from model.messages import message
from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.cases.routes import CaseId, ItemId
from serve.enquiries.domain import EnquiryState, ShownEnquiry, checked_words
from serve.enquiries.examples import ENQUIRY
from serve.enquiries.permissions import EnquiryPermission
from serve.enquiries.schemas import (
    EnquiriesOut,
    EnquiryIn,
    EnquiryOut,
    RightHolderAnswerIn,
    RightHolderAnswerOut,
    RightHolderAnswersOut,
    enquiry_out,
    shown_answers,
)
from serve.enquiries.service import Enquiries
from serve.examinations.picture_routes import PICTURE, DrawingPool, Index
from serve.examinations.pictures import Pictures
from serve.platform.dependencies import provided
from serve.platform.errors import NotFoundError
from serve.platform.openapi import located, problem_responses
from serve.platform.paging import AFTER, PAGE, Limit, page_of

router = APIRouter(prefix="/v1", tags=["enquiries"])

EnquiriesPart = Annotated[Enquiries, Depends(provided(Enquiries))]
Asker = Annotated[Actor, Depends(permitted(EnquiryPermission.SEND))]
Reader = Annotated[Actor, Depends(permitted(EnquiryPermission.READ))]
Answerer = Annotated[Actor, Depends(permitted(EnquiryPermission.ANSWER))]
ID_PATTERN = "^q-[0-9a-f]{32}$"
EnquiryId = Annotated[str, Path(pattern=ID_PATTERN, examples=[ENQUIRY["id"]])]
After = Annotated[str | None, Query(pattern=ID_PATTERN, description=AFTER)]
AnswerNumber = Annotated[int, Path(ge=1, le=9999, description="Counted from 1.")]


@router.post(
    "/cases/{case_id}/items/{item_id}/enquiries",
    operation_id="askRightHolder",
    status_code=201,
    summary="Ask the right holder about an item",
    description="The right holder is the one that the product's sheet names. It sees the question, the product, the "
    "chosen photos as pictures without metadata, and the agency's name and country; nothing else of the case. A photo "
    "that does not show the product, according to the latest verdict on it, is sent only if it is chosen as `foreign`.",
    responses={201: located("the enquiry"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_enquiry(
    actor: Asker,
    enquiries: EnquiriesPart,
    case_id: CaseId,
    item_id: ItemId,
    given: EnquiryIn,
    call: CallPart,
    response: Response,
) -> EnquiryOut:
    """Ask the right holder about an item."""
    sent = enquiries.ask(
        actor,
        case_id,
        item_id,
        question=given.question,
        language=given.language,
        needed_by=given.needed_by,
        selection=given.selection,
        call=call,
    )
    response.headers["Location"] = f"{router.prefix}/enquiries/{sent.enquiry.id}"
    return enquiry_out(sent)


@router.get(
    "/cases/{case_id}/enquiries",
    operation_id="listEnquiriesOfCase",
    summary="The enquiries about a case's items",
    description="The oldest first.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_enquiries_of_case(
    actor: Asker, enquiries: EnquiriesPart, case_id: CaseId, after: After = None, limit: Limit = PAGE
) -> EnquiriesOut:
    """One page of the enquiries about a case's items."""
    page = page_of(enquiries.view_of_case(actor, case_id), after, limit, lambda read: read.enquiry.id)
    return EnquiriesOut(enquiries=[enquiry_out(each) for each in page.entries], after=page.after)


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
    after: After = None,
    limit: Limit = PAGE,
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


@router.get(
    "/enquiries/{enquiry_id}/answers",
    operation_id="listAnswers",
    summary="The answers to an enquiry",
    description="The answer, then the amendments to it; the last one of all counts.",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_answers(
    actor: Reader,
    enquiries: EnquiriesPart,
    enquiry_id: EnquiryId,
    after: Annotated[str | None, Query(pattern="^[1-9][0-9]{0,3}$", description=AFTER)] = None,
    limit: Limit = PAGE,
) -> RightHolderAnswersOut:
    """One page of the answers to an enquiry."""
    page = page_of(shown_answers(enquiries.view(actor, enquiry_id)), after, limit, lambda answer: str(answer.number))
    return RightHolderAnswersOut(answers=list(page.entries), after=page.after)


@router.get(
    "/enquiries/{enquiry_id}/answers/{number}",
    operation_id="getAnswer",
    summary="One answer to an enquiry",
    responses=problem_responses(401, 403, 404, 422, 503),
)
def get_answer(
    actor: Reader, enquiries: EnquiriesPart, enquiry_id: EnquiryId, number: AnswerNumber
) -> RightHolderAnswerOut:
    """One answer to an enquiry."""
    answers = shown_answers(enquiries.view(actor, enquiry_id))
    if number > len(answers):
        raise NotFoundError(message("This enquiry has no such answer."))
    return answers[number - 1]


@router.post(
    "/enquiries/{enquiry_id}/answer",
    operation_id="answerEnquiry",
    summary="Answer an enquiry",
    description="Once. What is confirmed becomes a confirmation, which waits for review as a labelled item.",
    status_code=201,
    responses={201: located("the answer"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_answer(
    actor: Answerer,
    enquiries: EnquiriesPart,
    enquiry_id: EnquiryId,
    given: RightHolderAnswerIn,
    call: CallPart,
    response: Response,
) -> EnquiryOut:
    """Answer an enquiry."""
    read = enquiries.answer(actor, enquiry_id, given.outcome, given.statement, call)
    response.headers["Location"] = _address_of(read, given)
    return enquiry_out(read)


@router.post(
    "/enquiries/{enquiry_id}/amendments",
    operation_id="amendAnswer",
    summary="Correct an answer",
    description="A further statement that counts from now on. Earlier ones stay to be read; what they contributed is "
    "superseded.",
    status_code=201,
    responses={201: located("the answer"), **problem_responses(400, 401, 403, 404, 409, 422, 503)},
)
def post_amendment(
    actor: Answerer,
    enquiries: EnquiriesPart,
    enquiry_id: EnquiryId,
    given: RightHolderAnswerIn,
    call: CallPart,
    response: Response,
) -> EnquiryOut:
    """Correct an answer."""
    read = enquiries.amend(actor, enquiry_id, given.outcome, given.statement, call)
    response.headers["Location"] = _address_of(read, given)
    return enquiry_out(read)


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


def _address_of(read: ShownEnquiry, given: RightHolderAnswerIn) -> str:
    """Where the latest answer is that says what was given; there are later ones if the call is a repetition."""
    said = (given.outcome, checked_words(given.statement, "statement"))
    answers = enumerate(read.enquiry.answers, start=1)
    number = max(number for number, answer in answers if (answer.outcome, answer.statement) == said)
    return f"{router.prefix}/enquiries/{read.enquiry.id}/answers/{number}"
