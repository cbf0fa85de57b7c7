"""Request and response bodies of practice."""

from datetime import datetime

from pydantic import BaseModel, Field

from model.verdict import Outcome, Verdict
from serve.accounts.schemas import Body
from serve.cases.domain import ItemFinding
from serve.examinations.domain import Examination, Practice
from serve.examinations.schemas import EXAMINATIONS
from serve.platform.paging import PageOut

PRACTICE = "/v1/practice"
ANSWER = "What the person said of the item; null if they said nothing, or if the verdict is still hidden."


class RevealIn(Body):
    """What a person says before the verdict is revealed."""

    answer: ItemFinding | None = Field(None, description="What you say of the item; null to say nothing.")


class PracticeBriefOut(BaseModel):
    """Practice in a list."""

    id: str
    created_at: datetime
    photos: list[str] = Field(description="Addresses of the photos, upright and of moderate size, as JPEG.")
    answer: ItemFinding | None = Field(description=ANSWER)
    revealed_at: datetime | None = Field(description="Null as long as the verdict is hidden.")
    outcome: Outcome | None = Field(description="Of the verdict; null as long as it is hidden.")
    product: str | None = Field(description="Of the verdict, by its id; null as long as it is hidden, or if unknown.")


class PracticesOut(PageOut):
    """One page of the caller's practice, the latest first."""

    practice: list[PracticeBriefOut]


class PracticeOut(PracticeBriefOut):
    """One item examined for practice."""

    verdict: Verdict | None = Field(
        description="Null as long as it is hidden; then `getExamination` has it, with the addresses of its pictures."
    )


def in_brief(examination: Examination) -> PracticeBriefOut:
    """Practice in a list."""
    practice = examination.origin.practice or Practice()
    return PracticeBriefOut(
        id=examination.id,
        created_at=examination.created_at,
        photos=[f"{EXAMINATIONS}/{examination.id}/photos/{index}.jpg" for index in range(len(examination.photos))],
        answer=None if practice.answer is None else ItemFinding(practice.answer),
        revealed_at=practice.revealed_at,
        outcome=None if examination.has_hidden_verdict else examination.verdict.outcome,
        product=None if examination.has_hidden_verdict else examination.verdict.product.id,
    )


def shown_practice(examination: Examination) -> PracticeOut:
    """Practice, with its verdict if that is revealed."""
    verdict = None if examination.has_hidden_verdict else examination.verdict
    return PracticeOut(**in_brief(examination).model_dump(), verdict=verdict)
