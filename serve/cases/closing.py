"""Steps of a case as a whole, each stored with its reason: close, reopen, hold, lift the hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from model.messages import message
from serve.accounts.domain import Actor
from serve.cases.domain import (
    Case,
    CaseState,
    CaseStateError,
    Hold,
    Step,
    StepKind,
    check_concluded,
    checked_text,
    required_text,
)
from serve.cases.dossier import Dossier
from serve.cases.gaps import CaseGaps, Gap, gaps_of, require_whole
from serve.cases.permissions import CaseAction
from serve.cases.reading import changed, looked_at
from serve.cases.work import CaseWork
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.versions import ANY_VERSION, ReadVersion
from serve.platform.work import Works

ACTIONS = {
    StepKind.CLOSE: CaseAction.CLOSE,
    StepKind.REOPEN: CaseAction.REOPEN,
    StepKind.HOLD: CaseAction.HOLD,
    StepKind.LIFT_HOLD: CaseAction.HOLD,
}


@dataclass(frozen=True)
class Closing:
    """The use cases. All of them block.

    Attributes:
        found_by: what later subjects find missing in cases.
    """

    work: Works[CaseWork]
    found_by: Sequence[CaseGaps] = field(default_factory=tuple)

    def gaps(self, actor: Actor, case_id: str) -> list[Gap]:
        """What an open case lacks, for the page of the case, at which the look is recorded already."""
        with self.work.look(actor) as work:
            case = work.cases.get(case_id)
            return gaps_of(work, case, self.found_by) if case.state is CaseState.OPEN else []

    def close(self, actor: Actor, case_id: str, reason: str = "", call: IdempotentCall = UNNAMED) -> Dossier:
        """Close a case; a closed case does not change.

        Raises:
            CaseGapsError: something is missing and no reason is given, or a legal deadline is running.
            CaseRejectedError: the reason is invalid.
            CaseStateError: the case is already closed, or items lack a conclusion; the message names them.
            NotFoundError: there is none that the actor may see.
        """
        said = checked_text(reason, "reason")
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return looked_at(work, case_id)
            case = work.cases.get(case_id, for_change=True)
            if case.state is CaseState.CLOSED:
                raise CaseStateError(message("Case {number} is closed already.", number=case.number))
            check_concluded(case, work.items.of_case(case_id), work.items.conclusions(case_id))
            require_whole(case, gaps_of(work, case, self.found_by), said)
            closed = replace(case, state=CaseState.CLOSED, closed_by=actor.person_id, closed_at=work.now)
            return _done(work, closed, StepKind.CLOSE, said)

    def reopen(self, actor: Actor, case_id: str, reason: str, call: IdempotentCall = UNNAMED) -> Dossier:
        """Reopen a closed case, for a reason.

        Raises:
            CaseRejectedError: the reason is missing or invalid.
            CaseStateError: the case is open.
            NotFoundError: there is none that the actor may see.
        """
        said = required_text(reason, "reason")
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return looked_at(work, case_id)
            case = work.cases.get(case_id, for_change=True)
            if case.state is CaseState.OPEN:
                raise CaseStateError(message("Case {number} is open already.", number=case.number))
            opened = replace(case, state=CaseState.OPEN, closed_by=None, closed_at=None)
            return _done(work, opened, StepKind.REOPEN, said)

    def set_hold(
        self,
        actor: Actor,
        case_id: str,
        reason: str,
        *,
        held: bool,
        call: IdempotentCall = UNNAMED,
        read: ReadVersion = ANY_VERSION,
    ) -> Dossier:
        """Hold a case, so that no retention rule removes it; or lift the hold. This also works on closed cases.

        Raises:
            CaseRejectedError: the reason is missing or invalid.
            CaseStateError: a hold is to be lifted, but there is none.
            ChangedMeanwhileError: the case is no longer what the actor had read.
            NotFoundError: there is none that the actor may see.
        """
        said = required_text(reason, "reason")
        with self.work.begin(actor, call) as work:
            if work.replayed:
                return looked_at(work, case_id)
            case = work.cases.get(case_id, for_change=True)
            read.check(case.version)
            if case.hold is None and not held:
                raise CaseStateError(message("Case {number} is not under a legal hold.", number=case.number))
            held_or_not = replace(case, hold=Hold(said, work.now, actor.person_id) if held else None)
            return _done(work, held_or_not, StepKind.HOLD if held else StepKind.LIFT_HOLD, said)


def _done(work: CaseWork, case: Case, kind: StepKind, reason: str) -> Dossier:
    step = Step(len(case.steps) + 1, kind, reason, work.actor.person_id, work.now)
    stepped = replace(case, steps=(*case.steps, step), changed_at=work.now)
    work.cases.change(stepped)
    return changed(work, ACTIONS[kind], stepped)
