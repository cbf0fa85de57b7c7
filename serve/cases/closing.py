"""What is done to a case as a whole, each with its reason kept: close, reopen, hold, lift the hold."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from serve.accounts.domain import Actor
from serve.audit.domain import Action
from serve.audit.service import Trail
from serve.cases.domain import (
    Case,
    CaseState,
    CaseStateError,
    Hold,
    Step,
    StepKind,
    check_concluded,
    checked_text,
    required,
)
from serve.cases.dossier import Dossier
from serve.cases.item_store import ItemStore
from serve.cases.reading import is_first, noted
from serve.cases.store import CaseStore
from serve.platform.database import Database
from serve.platform.idempotency import UNNAMED, Call

ACTIONS = {
    StepKind.CLOSE: Action.CASE_CLOSE,
    StepKind.REOPEN: Action.CASE_REOPEN,
    StepKind.HOLD: Action.CASE_HOLD,
    StepKind.LIFT_HOLD: Action.CASE_HOLD,
}


@dataclass(frozen=True)
class Closing:
    """The use cases. All of them block."""

    database: Database
    trail: Trail

    def close(self, actor: Actor, case_id: str, reason: str = "", call: Call = UNNAMED) -> Dossier:
        """Close a case, which then changes no more.

        Raises:
            CaseRejectedError: the reason can't be kept.
            CaseStateError: the case is closed already, or items lack a conclusion; the message names them.
            NotFoundError: there is none that the actor may see.
        """
        said, now = checked_text(reason, "The reason"), datetime.now(UTC)
        with self.database.writing(actor) as connection:
            case = CaseStore(connection, actor).get(case_id, for_change=True)
            if is_first(connection, call, now):
                case.must_be_open()
                store = ItemStore(connection, actor)
                check_concluded(case, store.of_case(case_id), store.conclusions(case_id))
                closed = replace(case, state=CaseState.CLOSED, closed_by=actor.person_id, closed_at=now)
                return self._done(connection, actor, closed, StepKind.CLOSE, said, now)
            return noted(self.trail, connection, actor, Action.CASE_VIEW, case)

    def reopen(self, actor: Actor, case_id: str, reason: str, call: Call = UNNAMED) -> Dossier:
        """Reopen a closed case, for a reason.

        Raises:
            CaseRejectedError: there is no reason, or one that can't be kept.
            CaseStateError: the case is open.
            NotFoundError: there is none that the actor may see.
        """
        said, now = required(checked_text(reason, "The reason"), "The reason"), datetime.now(UTC)
        with self.database.writing(actor) as connection:
            case = CaseStore(connection, actor).get(case_id, for_change=True)
            if is_first(connection, call, now):
                if case.state is CaseState.OPEN:
                    raise CaseStateError(f"Case {case.number} is open already.")
                opened = replace(case, state=CaseState.OPEN, closed_by=None, closed_at=None)
                return self._done(connection, actor, opened, StepKind.REOPEN, said, now)
            return noted(self.trail, connection, actor, Action.CASE_VIEW, case)

    def set_hold(self, actor: Actor, case_id: str, reason: str, *, held: bool, call: Call = UNNAMED) -> Dossier:
        """Hold a case, so that it is kept whatever the rules of retention say; or lift the hold. Closed ones, too.

        Raises:
            CaseRejectedError: there is no reason, or one that can't be kept.
            CaseStateError: a hold is to be lifted, but there is none.
            NotFoundError: there is none that the actor may see.
        """
        said, now = required(checked_text(reason, "The reason"), "The reason"), datetime.now(UTC)
        with self.database.writing(actor) as connection:
            case = CaseStore(connection, actor).get(case_id, for_change=True)
            if is_first(connection, call, now):
                if case.hold is None and not held:
                    raise CaseStateError(f"Case {case.number} is not under a legal hold.")
                changed = replace(case, hold=Hold(said, now, actor.person_id) if held else None)
                kind = StepKind.HOLD if held else StepKind.LIFT_HOLD
                return self._done(connection, actor, changed, kind, said, now)
            return noted(self.trail, connection, actor, Action.CASE_VIEW, case)

    def _done(
        self, connection: Connection, actor: Actor, case: Case, kind: StepKind, reason: str, now: datetime
    ) -> Dossier:
        step = Step(len(case.steps) + 1, kind, reason, actor.person_id, now)
        changed = replace(case, steps=(*case.steps, step), changed_at=now)
        CaseStore(connection, actor).change(changed)
        return noted(self.trail, connection, actor, ACTIONS[kind], changed)
