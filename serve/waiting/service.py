"""What waits for a person."""

from dataclasses import dataclass

from serve.accounts.domain import Actor
from serve.accounts.work import AccountWork
from serve.platform.database import utc
from serve.platform.waiting import Waiting, WaitingKind
from serve.platform.work import Works
from serve.waiting.domain import WaitingGroup, WaitingThing, WorkList
from serve.waiting.permissions import WaitingAction


@dataclass(frozen=True)
class OwnWork:
    """The use case. It blocks."""

    work: Works[AccountWork]
    waiting: Waiting

    def view(self, actor: Actor, each: int) -> WorkList:
        """What waits for the actor; the look is recorded.

        Args:
            each: how many things of each kind are listed, at most.
        """
        counts = self.waiting.counts(actor)
        with self.work.look(actor) as work:
            kinds = [kind for kind in self.waiting.of(actor) if kind.name in counts]
            groups = [self._group(work, kind, counts[kind.name], each) for kind in kinds]
            work.record(WaitingAction.VIEW, actor.organisation_id, waiting=dict(counts))
            return WorkList(groups, work.now)

    def _group(self, work: AccountWork, kind: WaitingKind, count: int, most: int) -> WaitingGroup:
        rows = self.waiting.first(work.connection, work.actor, kind, most)
        first = [
            WaitingThing(row.id, kind.address(row), utc(row.since), row.label, row.product, row.due, kind.about(row))
            for row in rows
        ]
        return WaitingGroup(kind.name, kind.title, kind.said.of(count=count), kind.path, count, first)
