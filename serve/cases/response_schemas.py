"""Converts cases to response bodies: dossiers and lists."""

from collections.abc import Mapping
from typing import Any

from serve.cases.domain import Conclusion, Opinion
from serve.cases.dossier import CasePage, CaseSummary, Dossier, ItemFile, Visit
from serve.cases.due import CaseDeadline
from serve.cases.schemas import (
    CaseDeadlineOut,
    CaseOpinionOut,
    CaseOut,
    CasesOut,
    CaseSummaryOut,
    ConclusionOut,
    HoldOut,
    ItemOut,
    ListedCaseOut,
    OpinionAnswerOut,
    PersonRef,
    StepOut,
    VisitOut,
)
from serve.examinations.schemas import shown as shown_examination

Names = Mapping[str, str]


def shown_case(dossier: Dossier) -> CaseOut:
    """A case with everything in it."""
    case, names = dossier.case, dossier.names
    hold = case.hold
    return CaseOut(
        id=case.id,
        number=case.number,
        **case.details.__dict__,
        state=case.state,
        opened_by=person_ref(case.opened_by, names),
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        closed_by=person_ref(case.closed_by, names) if case.closed_by else None,
        closed_at=case.closed_at,
        hold=HoldOut(reason=hold.reason, since=hold.since, by=person_ref(hold.by, names)) if hold else None,
        steps=[
            StepOut(kind=step.kind, reason=step.reason, by=person_ref(step.by, names), at=step.at)
            for step in case.steps
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
        added_by=person_ref(item.added_by, names),
        added_at=item.added_at,
        visits=[shown_visit(visit, names) for visit in file.visits],
        conclusions=[shown_conclusion(conclusion, names) for conclusion in file.conclusions],
        opinions=[shown_asked(opinion, names) for opinion in file.opinions],
    )


def shown_visit(visit: Visit, names: Names) -> VisitOut:
    """A visit."""
    by = visit.examination.origin.examined_by
    return VisitOut(
        by=person_ref(by, names) if by else None,
        examination=shown_examination(visit.examination),
        photos_left_out=visit.left_out,
    )


def shown_list(found: CasePage, deadlines: Mapping[str, CaseDeadline]) -> CasesOut:
    """One page of cases, with the deadline of each that ends first, by its id."""
    return CasesOut(
        cases=[_listed(case, found.names, deadlines.get(case.id)) for case in found.cases],
        after=found.after,
        searched_back_to=found.searched_back_to,
    )


def _listed(case: CaseSummary, names: Names, deadline: CaseDeadline | None) -> ListedCaseOut:
    return ListedCaseOut(
        **dict(shown_summary(case, names)),
        deadline=CaseDeadlineOut(**deadline._asdict()) if deadline else None,
    )


def person_ref(person_id: str, names: Names) -> PersonRef:
    """A person, by their id."""
    return PersonRef(id=person_id, name=names[person_id])


def shown_conclusion(conclusion: Conclusion, names: Names) -> ConclusionOut:
    """A conclusion."""
    return ConclusionOut(
        id=conclusion.id,
        finding=conclusion.finding,
        reason=conclusion.reason,
        by=person_ref(conclusion.by, names),
        at=conclusion.at,
        first=conclusion.first,
        examinations=list(conclusion.examinations),
    )


def _answer(opinion: Opinion) -> OpinionAnswerOut | None:
    answer = opinion.answer
    return OpinionAnswerOut(**answer.__dict__) if answer else None


def shown_asked(opinion: Opinion, names: Names) -> CaseOpinionOut:
    """An opinion in a case."""
    return CaseOpinionOut(**opinion_in_brief(opinion, names), asked_of=person_ref(opinion.asked_of, names))


def opinion_in_brief(opinion: Opinion, names: Names) -> dict[str, Any]:
    """The fields that every list of opinions has."""
    return {
        "id": opinion.id,
        "question": opinion.question,
        "asked_by": person_ref(opinion.asked_by, names),
        "asked_at": opinion.asked_at,
        "answer": _answer(opinion),
    }


def shown_summary(case: CaseSummary, names: Names) -> CaseSummaryOut:
    """A case in a list."""
    return CaseSummaryOut(
        id=case.id,
        number=case.number,
        place=case.details.place,
        lane=case.details.lane,
        declaration=case.details.declaration,
        unit=case.details.unit,
        state=case.state,
        opened_by=person_ref(case.opened_by, names),
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        held=case.held,
        items=case.items,
        outcomes=list(case.outcomes),
        conclusions=list(case.conclusions),
    )
