"""The operator looks at a release, activates one and rolls back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.messages import Wording
from serve.accounts.domain import Actor
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, page_of
from serve.releases.changes import ReleaseChanges, changes_between
from serve.releases.domain import ReleaseRecord, ReleaseState, active_of, before_active
from serve.releases.registry import ReleaseRegistry
from serve.releases.report import ReleaseReport, report_of


class ReleasesPage(NamedTuple):
    """Some releases, the active one first, then the latest staged.

    Attributes:
        names: of the people who changed them, by id.
        can_roll_back: whether a release was active before.
    """

    page: Page[ReleaseRecord]
    names: Mapping[str, str]
    can_roll_back: bool


@dataclass(frozen=True)
class ReadRelease:
    """A release with what it says of itself.

    Attributes:
        changes: what changes for officers if it becomes active; None if it is, or if none is.
        names: of the people who changed it, by id.
        before: what the active release says of itself, where there are changes.
        blocked: what must be done before it may become active; None if it may. Nothing blocks rolling back.
    """

    record: ReleaseRecord
    report: ReleaseReport
    changes: ReleaseChanges | None
    names: Mapping[str, str]
    before: ReleaseReport | None = None
    blocked: Wording | None = None


@dataclass(frozen=True)
class Governing:
    """The use cases. All of them block.

    ReleaseRefusedError and StorageError are raised where files of a release are lost, damaged or out of reach.
    """

    registry: ReleaseRegistry

    def page(self, actor: Actor, after: str | None, limit: int) -> ReleasesPage:
        """One page of all releases.

        Raises:
            NotFoundError: there is no release `after`.
        """
        with self.registry.work.look(actor) as work:
            known = sorted(work.releases.all(), key=_order)
            can_roll_back = any(each.state is ReleaseState.RETIRED for each in known)
            return ReleasesPage(
                page_of(known, after, limit, lambda release: release.id),
                work.people.names(_people(known)),
                can_roll_back,
            )

    def view(self, actor: Actor, release_id: str) -> ReadRelease:
        """One release.

        Raises:
            NotFoundError: there is none of this id.
        """
        with self.registry.work.look(actor) as work:
            record = work.releases.get(release_id)
            active, names = active_of(work.releases.all()), work.people.names(_people([record]))
        return replace(self._read(record, active, names), blocked=self.registry.blocked(actor, release_id))

    def view_earlier(self, actor: Actor) -> ReadRelease:
        """The release to which `roll_back` leads.

        Raises:
            ReleaseRefusedError: there is none.
        """
        with self.registry.work.look(actor) as work:
            known = work.releases.all()
            record = before_active(known)
            names = work.people.names(_people([record]))
        return self._read(record, active_of(known), names)

    def _read(self, record: ReleaseRecord, active: ReleaseRecord | None, names: Mapping[str, str]) -> ReadRelease:
        report = report_of(self.registry.archive, record)
        if active is None or active.id == record.id:
            return ReadRelease(record, report, None, names)
        before = report_of(self.registry.archive, active)
        changes = changes_between(before.description, report.description)
        return ReadRelease(record, report, changes, names, before)

    def activate(self, actor: Actor, release_id: str, call: IdempotentCall = UNNAMED) -> ReleaseRecord:
        """Activate a release that can be loaded.

        Raises:
            ActivationBlockedError: a check does not allow it yet.
            NotFoundError: there is none of this id.
        """
        with self.registry.work.look(actor) as work:
            record = work.releases.get(release_id)
        self.registry.archive.load(record)
        return self.registry.activate(actor, release_id, call)

    def roll_back(self, actor: Actor, reason: str, call: IdempotentCall = UNNAMED) -> ReleaseRecord:
        """Activate the previously active release again, and keep why.

        Raises:
            ReleaseRefusedError: there is none.
        """
        return self.registry.roll_back(actor, reason, call)


def _order(record: ReleaseRecord) -> tuple[bool, float]:
    return record.state is not ReleaseState.ACTIVE, -record.staged.at.timestamp()


def _people(records: Iterable[ReleaseRecord]) -> set[str]:
    changes = [each for record in records for each in (record.staged, record.changed, record.rolled_back)]
    return {change.by for change in changes if change is not None}
