"""What the API answers of cases: the JSON of a dossier, of a list, and of a second opinion."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from model.verdict import Outcome
from serve.cases.domain import CaseState, Conclusion, First, ItemFinding, Opinion, StepKind
from serve.cases.dossier import CaseSummary, Dossier, Found, ItemFile, OpinionFile, OpinionList, Visit
from serve.examinations import examples
from serve.examinations.routes import ExaminationOut
from serve.examinations.routes import shown as shown_examination

Names = Mapping[str, str]


class PersonRef(BaseModel):
    """Somebody, by id and name."""

    id: str
    name: str


class StepOut(BaseModel):
    """One thing done to a case as a whole."""

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
    """What an officer finds of an item; the latest counts."""

    id: str
    finding: ItemFinding
    reason: str
    by: PersonRef
    at: datetime
    first: First = Field(description="Which came first: this conclusion, or a verdict on the item.")
    examinations: list[str] = Field(description="Ids of the examinations that there were when it was recorded.")


class AnswerOut(BaseModel):
    """What a colleague finds of an item."""

    finding: ItemFinding
    reason: str
    at: datetime


class AskedOut(BaseModel):
    """A second opinion as the case has it."""

    id: str
    asked_by: PersonRef
    asked_of: PersonRef
    question: str
    asked_at: datetime
    answer: AnswerOut | None


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
    opinions: list[AskedOut]


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
    after: str | None = Field(description="Ask for the next page with it; null where there is nothing more.")
    searched_back_to: datetime | None = Field(
        description="Set where the search stopped before the page was full, as few cases match: older cases may match, "
        "too; go on with `after`."
    )


class OpinionBriefOut(BaseModel):
    """A second opinion in a list of those that one is asked for."""

    id: str
    question: str
    asked_by: PersonRef
    asked_at: datetime
    answer: AnswerOut | None


class OpinionsOut(BaseModel):
    """Opinions that one is asked for: those not given yet, the oldest first; then those given, the latest first."""

    opinions: list[OpinionBriefOut]


class OpinionOut(OpinionBriefOut):
    """A second opinion that one is asked for."""

    photos: list[str] = Field(description="Where the photos are, upright and of moderate size, as JPEG.")
    case: str | None = Field(description="The case; null until the opinion is given.")
    item: ItemOut | None = Field(
        description="The item with verdicts and conclusions; null until the opinion is given, so that it rests on the "
        "photos alone."
    )


def shown_case(dossier: Dossier) -> CaseOut:
    """A case with everything in it."""
    case, names = dossier.case, dossier.names
    hold = case.hold
    return CaseOut(
        id=case.id,
        number=case.number,
        **case.details.__dict__,
        state=case.state,
        opened_by=_person(case.opened_by, names),
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        closed_by=_person(case.closed_by, names) if case.closed_by else None,
        closed_at=case.closed_at,
        hold=HoldOut(reason=hold.reason, since=hold.since, by=_person(hold.by, names)) if hold else None,
        steps=[
            StepOut(kind=step.kind, reason=step.reason, by=_person(step.by, names), at=step.at) for step in case.steps
        ],
        items=[shown_item(file) for file in dossier.items],
    )


def shown_item(file: ItemFile) -> ItemOut:
    """An item with everything about it."""
    item, names = file.item, file.names
    return ItemOut(
        id=item.id,
        position=item.position,
        description=item.description,
        product=item.product_id,
        added_by=_person(item.added_by, names),
        added_at=item.added_at,
        visits=[shown_visit(visit, names) for visit in file.visits],
        conclusions=[_conclusion(conclusion, names) for conclusion in file.conclusions],
        opinions=[_asked(opinion, names) for opinion in file.opinions],
    )


def shown_visit(visit: Visit, names: Names) -> VisitOut:
    """A visit."""
    by = visit.examination.origin.examined_by
    return VisitOut(
        by=_person(by, names) if by else None,
        examination=shown_examination(visit.examination),
        photos_left_out=visit.left_out,
    )


def shown_list(found: Found) -> CasesOut:
    """One page of cases."""
    return CasesOut(
        cases=[_summary(case, found.names) for case in found.cases],
        after=found.after,
        searched_back_to=found.searched_back_to,
    )


def shown_opinions(asked: OpinionList) -> OpinionsOut:
    """Opinions that somebody is asked for."""
    return OpinionsOut(opinions=[OpinionBriefOut(**_brief(each, asked.names)) for each in asked.opinions])


def shown_opinion(file: OpinionFile) -> OpinionOut:
    """An opinion that somebody is asked for."""
    opinion = file.opinion
    return OpinionOut(
        **_brief(opinion, file.names),
        photos=[f"/v1/opinions/{opinion.id}/photos/{place}.jpg" for place in range(len(file.photos))],
        case=opinion.case_id if file.item else None,
        item=shown_item(file.item) if file.item else None,
    )


def _person(person_id: str, names: Names) -> PersonRef:
    return PersonRef(id=person_id, name=names[person_id])


def _conclusion(conclusion: Conclusion, names: Names) -> ConclusionOut:
    return ConclusionOut(
        id=conclusion.id,
        finding=conclusion.finding,
        reason=conclusion.reason,
        by=_person(conclusion.by, names),
        at=conclusion.at,
        first=conclusion.first,
        examinations=list(conclusion.examinations),
    )


def _answer(opinion: Opinion) -> AnswerOut | None:
    answer = opinion.answer
    return AnswerOut(finding=answer.finding, reason=answer.reason, at=answer.at) if answer else None


def _asked(opinion: Opinion, names: Names) -> AskedOut:
    return AskedOut(**_brief(opinion, names), asked_of=_person(opinion.asked_of, names))


def _brief(opinion: Opinion, names: Names) -> dict[str, Any]:
    return {
        "id": opinion.id,
        "question": opinion.question,
        "asked_by": _person(opinion.asked_by, names),
        "asked_at": opinion.asked_at,
        "answer": _answer(opinion),
    }


def _summary(case: CaseSummary, names: Names) -> CaseSummaryOut:
    return CaseSummaryOut(
        id=case.id,
        number=case.number,
        place=case.details.place,
        lane=case.details.lane,
        declaration=case.details.declaration,
        state=case.state,
        opened_by=_person(case.opened_by, names),
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        held=case.held,
        items=case.items,
        outcomes=list(case.outcomes),
        conclusions=list(case.conclusions),
    )


_OFFICER = {"id": "u-16fd2706e8ba4c5b9c1e1b1f1a1d1e1f", "name": "Aiko Tanaka"}
_COLLEAGUE = {"id": "u-2a7d4f6e8b1c4d3e9f0a1b2c3d4e5f60", "name": "Kenji Sato"}
_VISIT: dict[str, Any] = {"by": _OFFICER, "examination": examples.EXAMINATION, "photos_left_out": 0}
_ANSWER = {
    "finding": "counterfeit",
    "reason": "The seal is printed, not embossed.",
    "at": "2026-11-25T10:02:00Z",
}
_BRIEF: dict[str, Any] = {
    "id": "p-5b8e2c1d7f3a4e6b9c0d1e2f3a4b5c6d",
    "question": "Do you know this seal?",
    "asked_by": _OFFICER,
    "asked_at": "2026-11-25T09:40:00Z",
    "answer": _ANSWER,
}
_ITEM: dict[str, Any] = {
    "id": "i-9c1d2e3f4a5b4c6d8e7f0a1b2c3d4e5f",
    "position": 1,
    "description": "Carton with twelve bottles",
    "product": "vell-carton",
    "added_by": _OFFICER,
    "added_at": "2026-11-25T09:10:00Z",
    "visits": [_VISIT],
    "conclusions": [
        {
            "id": "n-0f1e2d3c4b5a49788796a5b4c3d2e1f0",
            "finding": "counterfeit",
            "reason": "The gap in the logo is too narrow, and the seal is printed.",
            "by": _OFFICER,
            "at": "2026-11-25T10:20:00Z",
            "first": "verdict",
            "examinations": [examples.ID],
        }
    ],
    "opinions": [{**_BRIEF, "asked_of": _COLLEAGUE}],
}
_SUMMARY: dict[str, Any] = {
    "id": "c-4f6c1a526d0f4d7e9a550f6f0c1f6f6e",
    "number": "2026-000123",
    "place": "Port of Tallin, hall 3",
    "lane": "Parcels from sea",
    "declaration": "26EE1230000456789",
    "state": "open",
    "opened_by": _OFFICER,
    "opened_at": "2026-11-25T09:05:00Z",
    "changed_at": "2026-11-25T10:20:00Z",
}
EXAMPLES: dict[str, Any] = {
    "CaseOut": {
        **_SUMMARY,
        "notes": "Two pallets, declared as tableware.",
        "closed_by": None,
        "closed_at": None,
        "hold": {"reason": "Court order 17/2026", "since": "2026-11-25T11:00:00Z", "by": _COLLEAGUE},
        "steps": [{"kind": "hold", "reason": "Court order 17/2026", "by": _COLLEAGUE, "at": "2026-11-25T11:00:00Z"}],
        "items": [_ITEM],
    },
    "CasesOut": {
        "cases": [
            {
                **_SUMMARY,
                "held": True,
                "items": 1,
                "outcomes": ["suspected_counterfeit"],
                "conclusions": ["counterfeit"],
            }
        ],
        "after": "6441c0f2a8b3c0",
        "searched_back_to": None,
    },
    "ItemOut": _ITEM,
    "VisitOut": _VISIT,
    "OpinionsOut": {"opinions": [_BRIEF]},
    "OpinionOut": {
        **_BRIEF,
        "photos": ["/v1/opinions/p-5b8e2c1d7f3a4e6b9c0d1e2f3a4b5c6d/photos/0.jpg"],
        "case": _SUMMARY["id"],
        "item": _ITEM,
    },
}
