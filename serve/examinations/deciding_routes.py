"""The JSON API of deciding before the verdict shows, and of the organisation's rule about it."""

from typing import Annotated

from fastapi import APIRouter, Depends

from serve.accounts.domain import Actor
from serve.accounts.guard import CallPart, permitted
from serve.examinations.deciding import NOT_ASKED, Decisions
from serve.examinations.decision_domain import DecisionStateError
from serve.examinations.permissions import ExaminationPermission
from serve.examinations.routes import ExaminationId, Examiner
from serve.examinations.schemas import (
    DecisionIn,
    DecisionOut,
    ExaminingRulesIn,
    ExaminingRulesOut,
    shown_decision,
)
from serve.platform.dependencies import provided
from serve.platform.openapi import problem_responses

router = APIRouter(prefix="/v1", tags=["examinations"])
DecisionsPart = Annotated[Decisions, Depends(provided(Decisions))]
Ruler = Annotated[Actor, Depends(permitted(ExaminationPermission.RULE_CHANGE))]


@router.post(
    "/examinations/{examination_id}/decision",
    operation_id="decide",
    summary="Decide, and see the verdict",
    description="Where the caller's organisation asks its people to decide first. Once, by the person who examined; "
    "what is said stays. A preliminary examination, too.",
    responses=problem_responses(400, 401, 403, 404, 409, 422, 503),
)
def post_decision(
    actor: Examiner, decisions: DecisionsPart, examination_id: ExaminationId, given: DecisionIn, call: CallPart
) -> DecisionOut:
    """Keep what the caller says, and let the verdict show."""
    decided = shown_decision(decisions.decide(actor, examination_id, given.decision, call))
    if decided is None:
        raise DecisionStateError(NOT_ASKED)
    return decided


@router.get(
    "/examining-rules",
    operation_id="getExaminingRules",
    summary="Whether your organisation's people decide first",
    responses=problem_responses(401, 403, 422, 503),
)
def get_rules(actor: Ruler, decisions: DecisionsPart) -> ExaminingRulesOut:
    """The rule of the caller's organisation."""
    return ExaminingRulesOut(decides_first=decisions.rule(actor))


@router.put(
    "/examining-rules",
    operation_id="changeExaminingRules",
    summary="Set whether your organisation's people decide first",
    description="From their next examination on, the verdict shows only after the person who examined has said what "
    "they think of the item.",
    responses=problem_responses(401, 403, 422, 503),
)
def put_rules(actor: Ruler, decisions: DecisionsPart, given: ExaminingRulesIn) -> ExaminingRulesOut:
    """Set the rule of the caller's organisation."""
    return ExaminingRulesOut(decides_first=decisions.change_rule(actor, decides=given.decides_first))
