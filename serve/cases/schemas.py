"""Response bodies of cases, lists of cases, and second opinions."""

from datetime import datetime

from pydantic import BaseModel, Field

from model.verdict import Outcome
from serve.cases.domain import CaseState, First, ItemFinding, StepKind
from serve.examinations.routes import ExaminationOut


class PersonRef(BaseModel):
    """A person, by id and name."""

    id: str
    name: str


class StepOut(BaseModel):
    """One step of a case as a whole."""

    kind: StepKind
    reason: str
    by: PersonRef
    at: datetime


class HoldOut(BaseModel):
    """A legal hold."""

    reason: str
    since: datetime
    by: PersonRef


class VisitOut(BaseModel):
    """Photos of an item taken at one time, with the verdict on them."""

    by: PersonRef | None
    examination: ExaminationOut
    photos_left_out: int = Field(
        description="How many photos of earlier visits the verdict does not rest on: not wanted, or too many."
    )


class ConclusionOut(BaseModel):
    """An officer's conclusion on an item; the latest counts."""

    id: str
    finding: ItemFinding
    reason: str
    by: PersonRef
    at: datetime
    first: First = Field(description="Which came first: this conclusion, or a verdict on the item.")
    examinations: list[str] = Field(description="Ids of the examinations at that time.")


class OpinionAnswerOut(BaseModel):
    """A colleague's opinion on an item."""

    finding: ItemFinding
    reason: str
    at: datetime
    had_seen: bool = Field(
        description="Whether they had opened the case or a verdict on the item before, or worked on them; else the "
        "opinion rests on photos and question alone."
    )


class CaseOpinionOut(BaseModel):
    """A second opinion in a case."""

    id: str
    asked_by: PersonRef
    asked_of: PersonRef
    question: str
    asked_at: datetime
    answer: OpinionAnswerOut | None


class ItemOut(BaseModel):
    """An item with everything about it, each the oldest first."""

    id: str
    position: int
    description: str
    product: str | None
    added_by: PersonRef
    added_at: datetime
    visits: list[VisitOut]
    conclusions: list[ConclusionOut]
    opinions: list[CaseOpinionOut]


class CaseOut(BaseModel):
    """A case with everything in it."""

    id: str
    number: str
    place: str
    lane: str
    declaration: str
    notes: str
    state: CaseState
    opened_by: PersonRef
    opened_at: datetime
    changed_at: datetime
    closed_by: PersonRef | None
    closed_at: datetime | None
    hold: HoldOut | None
    steps: list[StepOut]
    items: list[ItemOut]


class CaseSummaryOut(BaseModel):
    """A case in a list."""

    id: str
    number: str
    place: str
    lane: str
    declaration: str
    state: CaseState
    opened_by: PersonRef
    opened_at: datetime
    changed_at: datetime
    held: bool
    items: int
    outcomes: list[Outcome] = Field(description="Of the latest examination of each item, each once.")
    conclusions: list[ItemFinding] = Field(description="The latest of each item, each once.")


class CasesOut(BaseModel):
    """One page of cases, newest first."""

    cases: list[CaseSummaryOut]
    after: str | None = Field(description="Request the next page with it; null on the last page.")
    searched_back_to: datetime | None = Field(
        description="Set if the search stopped before the page was full: few cases match. Older cases may match, "
        "too; continue with `after`."
    )


class OpinionBriefOut(BaseModel):
    """A second opinion in a list of those that a person is asked for."""

    id: str
    question: str
    asked_by: PersonRef
    asked_at: datetime
    answer: OpinionAnswerOut | None


class OpinionsOut(BaseModel):
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
