"""What the operator alone knows of entries, as rows: why one is held, how risky it is, and what people decided."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from model.catalogue import Region
from model.datasets.fields import Label, PointMark
from model.verdict import Outcome
from serve.platform.database import utc
from serve.platform.tenancy import Tenant, visible
from serve.review.domain import (
    NOT_REVIEWED,
    Decision,
    DecisionKind,
    Entry,
    Obstacle,
    Proposal,
    Review,
)
from serve.review.risk import Assessment, DeviatingPlace, ReleaseOpinion, RiskFinding, RiskReason
from serve.review.tables import decisions, reviews

BATCH = 500  # rows that one query names


def reviews_of(connection: Connection, tenant: Tenant, ids: Sequence[str]) -> Mapping[str, Review]:
    """What is known of these entries, by id; nothing for a tenant who may not see it."""
    found: dict[str, Review] = {}
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        seen = select(reviews).where(reviews.c.entry_id.in_(some), visible(reviews, tenant))
        found |= {row.entry_id: Review(_obstacle(row), _assessment(row)) for row in connection.execute(seen)}
        made = select(decisions).where(decisions.c.entry_id.in_(some), visible(decisions, tenant))
        for row in connection.execute(made.order_by(decisions.c.number)):
            review = found.get(row.entry_id, NOT_REVIEWED)
            found[row.entry_id] = replace(review, decisions=(*review.decisions, _decision(row)))
    return found


def keep_review(connection: Connection, entry: Entry) -> None:
    """Write what the operator knows of an entry, but for decisions."""
    connection.execute(delete(reviews).where(reviews.c.entry_id == entry.id))
    assessment, obstacle = entry.review.assessment, entry.review.obstacle
    values = {
        "entry_id": entry.id,
        "hold": obstacle and obstacle.value,
        "risk": assessment and assessment.risk,
        "findings": assessment and json.dumps(assessment.findings),
        "assessed_at": assessment and assessment.at,
        "opinion": assessment and assessment.opinion and json.dumps(assessment.opinion),
    }
    connection.execute(insert(reviews).values(values))


def add_decision(connection: Connection, entry: Entry, decision: Decision) -> None:
    """Write a decision on an entry."""
    marks = {str(index): list(each) for index, each in decision.proposal.marks.items()}
    values = {
        "entry_id": entry.id,
        "number": decision.number,
        "kind": decision.kind.value,
        "decided_by": decision.by,
        "decided_at": decision.at,
        "words": decision.words,
        "label": decision.proposal.label and decision.proposal.label.value,
        "marks": json.dumps(marks, ensure_ascii=False),
    }
    connection.execute(insert(decisions).values(values))


def _obstacle(row: Row[Any]) -> Obstacle | None:
    return Obstacle(row.hold) if row.hold else None


def _assessment(row: Row[Any]) -> Assessment | None:
    if row.risk is None:
        return None
    findings = tuple(RiskFinding(RiskReason(reason), *rest) for reason, *rest in json.loads(row.findings))
    return Assessment(row.risk, findings, utc(row.assessed_at), _opinion(row.opinion) if row.opinion else None)


def _opinion(stored: str) -> ReleaseOpinion:
    release, outcome, strength, places = json.loads(stored)
    found = tuple(DeviatingPlace(photo, point, Region(*box)) for photo, point, box in places)
    return ReleaseOpinion(release, Outcome(outcome), strength, found)


def _decision(row: Row[Any]) -> Decision:
    marks = {int(index): tuple(map(_mark, each)) for index, each in json.loads(row.marks).items()}
    proposal = Proposal(Label(row.label) if row.label else None, marks)
    return Decision(row.number, DecisionKind(row.kind), row.decided_by, utc(row.decided_at), row.words, proposal)


def _mark(stored: Sequence[Any]) -> PointMark:
    name, box = stored
    return PointMark(name, Region(*box) if box else None)
