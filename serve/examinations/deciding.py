"""Decide first: people say what they think of an item before its verdict shows, if their organisation asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from model.messages import Message, in_context, message
from serve.accounts.domain import Actor
from serve.examinations.confidentiality import seen_through
from serve.examinations.decision_domain import DecisionStateError, ExaminingRule, FirstDecision, Said, decision_seal
from serve.examinations.domain import Examination
from serve.examinations.permissions import ExaminationAction, ExaminationPermission
from serve.examinations.work import ExaminationWork
from serve.platform.errors import NotFoundError
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.work import Works

NONE_OF_YOURS = message("There is no examination with this number.")
NOT_ASKED = message("The verdict of this examination does not wait for a decision.")
DECIDED = message("You have decided already, and the verdict shows. What you said stays.")
ANSWERS: Mapping[Said, Message] = MappingProxyType(
    {
        Said.GENUINE: in_context("what a person says of an item", "Genuine"),
        Said.COUNTERFEIT: in_context("what a person says of an item", "Counterfeit"),
        Said.UNDETERMINED: in_context("what a person says of an item", "I can't tell"),
    }
)


@dataclass(frozen=True)
class Decisions:
    """The use cases. All of them block."""

    work: Works[ExaminationWork]

    def view(self, actor: Actor, examination_id: str) -> Examination:
        """An examination of the actor's own, for its photos and the question. Show nothing of its verdict.

        Raises:
            DecisionStateError: its verdict does not wait for a decision.
            NotFoundError: the actor has examined none with this id.
        """
        with self.work.look(actor) as work:
            return _waiting(work, examination_id)

    def decide(self, actor: Actor, examination_id: str, said: Said, call: IdempotentCall = UNNAMED) -> Examination:
        """Keep what the actor says of the item, and let the verdict show.

        Raises:
            DecisionStateError: its verdict does not wait for a decision, or no longer.
            NotFoundError: the actor has examined none with this id.
        """
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return seen_through(_own(work, examination_id), work.sight)
            found = _waiting(work, examination_id, for_change=True)
            decided = replace(found, origin=replace(found.origin, decision=FirstDecision(said, work.now)))
            work.examinations.decide(decided)
            record_decision(work, decided)
            return seen_through(decided, work.sight)

    def rule(self, actor: Actor) -> bool:
        """Whether the people of the actor's organisation decide first."""
        with self.work.look(actor) as work:
            return decides_first(work)

    def change_rule(self, actor: Actor, *, decides: bool) -> bool:
        """Set whether the people of the actor's organisation decide first, from their next examination on."""
        actor.must(ExaminationPermission.RULE_CHANGE)
        with self.work.begin(actor) as work:
            rule = ExaminingRule(actor.organisation_id, decides, actor.person_id, work.now)
            work.examining_rules.set(rule)
            work.record(ExaminationAction.RULE_CHANGE, actor.organisation_id, decides_first=decides, sha256=rule.digest)
        return decides


def decides_first(work: ExaminationWork) -> bool:
    """Whether the people of the actor's organisation decide first."""
    rule = work.examining_rules.of(work.actor.organisation_id)
    return rule is not None and rule.decides_first


def record_decision(work: ExaminationWork, examination: Examination) -> None:
    """Record what was decided of an examination."""
    seal = decision_seal(examination.origin.decision or FirstDecision()) or {}
    work.record(ExaminationAction.DECIDE, examination.id, **seal)


def _waiting(work: ExaminationWork, examination_id: str, *, for_change: bool = False) -> Examination:
    found = _own(work, examination_id, for_change=for_change)
    if found.origin.decision is None:
        raise DecisionStateError(NOT_ASKED)
    if found.origin.decision.said is not None:
        raise DecisionStateError(DECIDED)
    return found


def _own(work: ExaminationWork, examination_id: str, *, for_change: bool = False) -> Examination:
    """An examination that the actor made, preliminary or not."""
    found = work.examinations.find(examination_id, for_change=for_change)
    found = found or work.examinations.preliminary(examination_id, for_change=for_change)
    if found is None or found.origin.examined_by != work.actor.person_id:
        raise NotFoundError(NONE_OF_YOURS)
    return found
