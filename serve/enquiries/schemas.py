"""The JSON of enquiries. An agency and the right holder that it asks get one schema; what is not for one is null."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from model.verdict import Outcome
from serve.accounts.schemas import Body, OrganisationOut, shown
from serve.cases.domain import LONGEST_TEXT
from serve.cases.schemas import PersonRef, ProductId
from serve.enquiries.domain import (
    MOST_PHOTOS,
    Answer,
    AnswerOutcome,
    EnquiryOrigin,
    EnquiryState,
    ShownEnquiry,
)
from serve.enquiries.photo_schemas import PhotoChoice, pictures_of, selected
from serve.enquiries.request_schemas import PhotoRequestOut, requests_out
from serve.enquiries.showing import Selection
from serve.platform.fields import NEEDED, Day
from serve.platform.languages import LONGEST_TAG
from serve.platform.paging import PageOut


class EnquiryIn(Body):
    """A question to the right holder of the item's product, who sees nothing else of the case."""

    question: str = Field(
        max_length=LONGEST_TEXT,
        description="The right holder reads it: name no people, no places.",
        json_schema_extra=NEEDED,
    )
    language: str | None = Field(
        default=None,
        max_length=LONGEST_TAG,
        description="The language in which the question is written, if the service offers it.",
    )
    needed_by: Day | None = Field(
        default=None,
        description="The last day on which the answer is of use to you. The right holder sees it.",
    )
    product: ProductId | None = Field(
        default=None,
        description="The product to ask about, whose right holder is asked: the one that the item is meant to be, was "
        "examined as, or that its photos show. By default the first of these that is known.",
    )
    photos: list[PhotoChoice] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_PHOTOS,
        description=f"By default those that show the product, according to the latest verdict on each; at most "
        f"{MOST_PHOTOS}.",
    )

    @property
    def selection(self) -> Selection:
        """What is chosen, as the use case takes it."""
        return selected(self.photos, self.product)


class RightHolderAnswerIn(Body):
    """What the right holder says."""

    outcome: AnswerOutcome
    statement: str = Field(max_length=LONGEST_TEXT, description="May be read in court.", json_schema_extra=NEEDED)


class RightHolderAnswerOut(BaseModel):
    """What the right holder said."""

    number: int = Field(description="Counted from 1 in the enquiry; its address ends in it.")
    outcome: AnswerOutcome
    statement: str
    by: str = Field(description="The name of the person who said it.")
    at: datetime


class RightHolderAnswersOut(PageOut):
    """One page of the answers to an enquiry."""

    answers: list[RightHolderAnswerOut]


class ChosenPhotoOut(BaseModel):
    """The origin of a photo of the enquiry."""

    examination: str
    sha256: str = Field(description="Of the original.")


class VerdictBeforeOut(BaseModel):
    """What the assistant had said of the product when the question was asked.

    A verdict on another product leaves it open: the outcome is then inconclusive.
    """

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


class EscalationOut(BaseModel):
    """That a person of the right holder was told of an enquiry that waited too long."""

    to: str = Field(description="Their name.")
    at: datetime


class EnquiryOut(BaseModel):
    """An enquiry, as the agency that asks or the right holder that is asked may see it."""

    id: str
    state: EnquiryState
    product: str
    question: str
    language: str | None = Field(description="The language in which the question was drafted; null if not known.")
    asked_at: datetime
    needed_by: date | None = Field(
        description="The last day on which the answer is of use to the agency; null if it named none."
    )
    agency: OrganisationOut
    right_holder: OrganisationOut
    photos: list[str] = Field(
        description="Pictures of the photos, as JPEG without metadata. Empty for the right holder once withdrawn."
    )
    answers: list[RightHolderAnswerOut] = Field(
        description="The answer, then the amendments to it; the last one counts."
    )
    photo_requests: list[PhotoRequestOut] = Field(description="What the right holder asked to be photographed.")
    escalations: list[EscalationOut] = Field(
        description="Who was told at the right holder because the enquiry had waited too long, and when."
    )
    withdrawn_at: datetime | None
    asked: EnquiryOriginOut | None = Field(description="Null for the right holder.")


class EnquiriesOut(PageOut):
    """Some enquiries, the latest first."""

    enquiries: list[EnquiryOut]


def enquiry_out(read: ShownEnquiry) -> EnquiryOut:
    """An enquiry with the addresses of its pictures."""
    enquiry = read.enquiry
    return EnquiryOut(
        id=enquiry.id,
        state=enquiry.state,
        product=enquiry.product_id,
        question=enquiry.question,
        language=enquiry.language,
        asked_at=enquiry.asked_at,
        needed_by=enquiry.needed_by,
        agency=shown(read.agency),
        right_holder=shown(read.right_holder),
        photos=pictures_of(read),
        answers=shown_answers(read),
        photo_requests=requests_out(read),
        escalations=[EscalationOut(to=each.name, at=each.at) for each in enquiry.escalations],
        withdrawn_at=enquiry.withdrawn_at,
        asked=_asked(read, enquiry.asked) if enquiry.asked else None,
    )


def shown_answers(read: ShownEnquiry) -> list[RightHolderAnswerOut]:
    """What the right holder said to an enquiry, numbered."""
    return [_answer(number, answer) for number, answer in enumerate(read.enquiry.answers, start=1)]


def _answer(number: int, answer: Answer) -> RightHolderAnswerOut:
    return RightHolderAnswerOut(
        number=number, outcome=answer.outcome, statement=answer.statement, by=answer.name, at=answer.at
    )


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
