"""Request and response bodies of cases."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from model.verdict import Outcome
from serve.accounts.schemas import Body
from serve.cases.domain import LONGEST_DESCRIPTION, LONGEST_LINE, LONGEST_TEXT, CaseState, First, ItemFinding, StepKind
from serve.codelists.domain import LONGEST_CODE
from serve.examinations.decision_domain import Said
from serve.examinations.schemas import LONGEST_WORD, MOST_PHOTOS, ExaminationOut, FromUploadsIn, SentPhotoIn
from serve.platform.fields import NEEDED
from serve.platform.paging import PageOut

CASE_ID_PATTERN = "^c-[0-9a-f]{32}$"
ProductId = Annotated[str, Field(pattern=r"^[\w][\w.-]*$", max_length=190)]
Line = Annotated[str, Field(max_length=LONGEST_LINE)]
Code = Annotated[str, Field(max_length=LONGEST_CODE)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
NeededText = Annotated[str, Field(max_length=LONGEST_TEXT, json_schema_extra=NEEDED)]


class CaseIn(Body):
    """A new case."""

    place: Line = ""
    lane: Line = Field(default="", description="The channel of the goods, such as: parcels from sea.")
    declaration: Line = Field(default="", description="The number of the customs declaration, or of the parcel.")
    notes: Text = ""
    unit: Line = Field(default="", description="The unit of the agency that works on it, such as a team or an office.")


class CaseChange(Body):
    """Changes of a case; omitted values stay."""

    place: Line | None = None
    lane: Line | None = None
    declaration: Line | None = None
    notes: Text | None = None
    unit: Line | None = None


class ItemIn(Body):
    """A new item."""

    description: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    product: ProductId | None = Field(default=None, description="The product that it is meant to be, if known.")


class ConclusionIn(Body):
    """The officer's conclusion on an item."""

    finding: ItemFinding
    reason: NeededText


class CloseIn(Body):
    """The reason for closing a case; optional."""

    reason: Text = ""


class ReasonIn(Body):
    """A reason."""

    reason: NeededText


class HoldIn(Body):
    """Whether a case is to be held, and the reason for the hold or for its end."""

    held: bool
    reason: NeededText


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


class VisitFromUploadsIn(FromUploadsIn):
    """New photos of an item of a case that are uploads, and what the officer states about it."""

    with_earlier: bool = Field(
        default=True,
        description="Whether the verdict rests on photos of earlier visits, too: after the new ones, the newest first, "
        "as many as fit.",
    )
    decision: Said | None = Field(
        None,
        description="What you say of the item. Needed where your organisation decides first, otherwise not kept; null "
        "if you have decided on its preliminary examination.",
    )


PhotoIndex = Annotated[int, Field(ge=0, lt=10 * MOST_PHOTOS)]
StatedView = Annotated[str, Field(max_length=LONGEST_WORD)]


class RevisionFromUploadsIn(Body):
    """Photos to add to an examination, and what else changes; what is left out stays as it was."""

    photos: list[SentPhotoIn] = Field(min_length=1, max_length=MOST_PHOTOS, description="To add; each once.")
    keep: list[PhotoIndex] | None = Field(
        None,
        max_length=MOST_PHOTOS,
        description="Photos of the examination that stay, from 0, in the new order; null for all.",
    )
    drop: list[PhotoIndex] = Field(
        [], max_length=MOST_PHOTOS, description="Photos of the examination that are left out, from 0; not with `keep`."
    )
    kept_views: list[StatedView | None] | None = Field(
        None, max_length=MOST_PHOTOS, description="What each photo of the examination shows, kept or not."
    )
    product: str | None = Field(None, max_length=LONGEST_WORD, description="Product id; null to have it recognised.")
    prior: float | None = Field(None, gt=0, lt=1, description="As of `examine`; null for none.")


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
        description="Whether they had seen more of the item than photos and question before: the case, a verdict, a "
        "conclusion, an enquiry or another opinion; or had worked on it."
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


class ItemsOut(PageOut):
    """One page of a case's items."""

    items: list[ItemOut]


class ConclusionsOut(PageOut):
    """One page of the conclusions on an item."""

    conclusions: list[ConclusionOut]


class CaseOut(BaseModel):
    """A case with everything in it."""

    id: str
    number: str
    place: str
    lane: str
    declaration: str
    notes: str
    unit: str
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
    unit: str
    state: CaseState
    opened_by: PersonRef
    opened_at: datetime
    changed_at: datetime
    held: bool
    items: int
    outcomes: list[Outcome] = Field(description="Of the latest examination of each item, each once.")
    conclusions: list[ItemFinding] = Field(description="The latest of each item, each once.")


class CaseDeadlineOut(BaseModel):
    """The legal deadline of a case that ends first, of those that no one has met."""

    rule: str
    deadline: date = Field(description="The last day.")
    days_left: int = Field(description="Days of its kind: 0 on the last day and after it.")
    kind: str = Field(description="Which days count: `working` or `calendar`.")
    standing: str = Field(description="`running` or `lapsed`.")


class ListedCaseOut(CaseSummaryOut):
    """A case in the list of cases."""

    deadline: CaseDeadlineOut | None = Field(description="Null if no deadline is open.")


class CasesOut(PageOut):
    """One page of cases, newest first."""

    cases: list[ListedCaseOut]
    searched_back_to: datetime | None = Field(
        description="Set if the search stopped before the page was full: few cases match. Older cases may match, "
        "too; continue with `after`."
    )


class FilingIn(Body):
    """The case for an examination."""

    case: str | None = Field(default=None, pattern=CASE_ID_PATTERN, description="An open case; by default a new one.")
    description: str = Field(default="", max_length=LONGEST_DESCRIPTION, description="Of the item.")


class FiledOut(BaseModel):
    """The case into which an examination was put, and the item to which it now belongs."""

    case: str
    number: str
    item: ItemOut
