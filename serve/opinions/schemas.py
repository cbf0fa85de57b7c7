"""Request and response bodies of second opinions."""

from datetime import datetime

from pydantic import BaseModel, Field

from serve.accounts.schemas import Body
from serve.cases.response_schemas import opinion_in_brief, shown_item
from serve.cases.schemas import CaseOpinionOut, ItemOut, OpinionAnswerOut, PersonRef, Text
from serve.opinions.domain import OpinionFile, OpinionList
from serve.platform.paging import PageOut, page_of


class OpinionIn(Body):
    """A request for a colleague's opinion."""

    asked_of: str = Field(max_length=64, description="The colleague's username.")
    question: Text = ""


class CaseOpinionsOut(PageOut):
    """One page of the second opinions on an item."""

    opinions: list[CaseOpinionOut]


class OpinionBriefOut(BaseModel):
    """A second opinion in a list of those that a person is asked for."""

    id: str
    question: str
    asked_by: PersonRef
    asked_at: datetime
    answer: OpinionAnswerOut | None


class OpinionsOut(PageOut):
    """Opinions that a person is asked for: first those not given yet, the oldest first.

    Then those given, the latest first.
    """

    opinions: list[OpinionBriefOut]


class OpinionOut(OpinionBriefOut):
    """A second opinion that a person is asked for."""

    photos: list[str] = Field(description="Addresses of the photos, upright and of moderate size, as JPEG.")
    case: str | None = Field(description="The case; null until the opinion is given.")
    item: ItemOut | None = Field(
        description="The item with verdicts and conclusions; null until the opinion is given, so that it rests on the "
        "photos alone."
    )


def shown_opinions(asked: OpinionList, after: str | None, limit: int) -> OpinionsOut:
    """One page of the opinions that a person is asked for."""
    page = page_of(asked.opinions, after, limit, lambda opinion: opinion.id)
    return OpinionsOut(
        opinions=[OpinionBriefOut(**opinion_in_brief(each, asked.names)) for each in page.entries], after=page.after
    )


def shown_opinion(file: OpinionFile) -> OpinionOut:
    """An opinion that a person is asked for."""
    opinion = file.opinion
    return OpinionOut(
        **opinion_in_brief(opinion, file.names),
        photos=[f"/v1/opinions/{opinion.id}/photos/{place}.jpg" for place in range(len(file.photos))],
        case=opinion.case_id if file.item else None,
        item=shown_item(file.item) if file.item else None,
    )
