"""The operator looks at a release, activates one and rolls back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.messages import Wording
from serve.accounts.domain import Actor
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.paging import Page, page_of
from serve.releases.active_times import ActiveTime, active_times
from serve.releases.changes import ReleaseChanges, changes_between
from serve.releases.domain import ReleaseRecord, ReleaseState, active_of, earlier_of
from serve.releases.registry import ReleaseRegistry
from serve.releases.report import ReleaseReport, report_of
from serve.releases.work import ReleaseWork


class ReleasesPage(NamedTuple):
    """Some releases, the active one first, then the latest staged.

    Attributes:
        names: of the people who changed them, by id.
        can_roll_back: whether a release was active before.
        times: during which they were active, by id.
    """

    page: Page[ReleaseRecord]
    names: Mapping[str, str]
    can_roll_back: bool
    times: Mapping[str, Sequence[ActiveTime]]


@dataclass(frozen=True)
class ReadRelease:
    """A release with what it says of itself.

    Attributes:
        changes: what changes for officers if it becomes active; None if it is, or if none is.
        names: of the people who changed it, by id.
        before: what the active release says of itself, where there are changes.
        blocked: what must be done before it may become active; None if it may. Nothing blocks rolling back.
        times: during which it was active, the first one first.
    """

    record: ReleaseRecord
    report: ReleaseReport
    changes: ReleaseChanges | None
    names: Mapping[str, str]
    before: ReleaseReport | None = None
    blocked: Wording | None = None
    times: Sequence[ActiveTime] = ()


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
            known, times = sorted(work.releases.all(), key=_order), _times(work)
            of_times = {each for of_it in times.values() for time in of_it for each in time.people}
            return ReleasesPage(
                page_of(known, after, limit, lambda release: release.id),
                work.people.names(_people(known) | of_times),
                earlier_of(known) is not None,
                times,
            )

    def active_times(self, actor: Actor) -> Mapping[str, Sequence[ActiveTime]]:
        """Every time during which a release was active, by its id; releases that never were are left out."""
        with self.registry.work.look(actor) as work:
            return _times(work)

    def view(self, actor: Actor, release_id: str) -> ReadRelease:
        """One release.

        Raises:
            NotFoundError: there is none of this id.
        """
        with self.registry.work.look(actor) as work:
            record, times = work.releases.get(release_id), _times(work).get(release_id, ())
            people = _people([record]).union(*(each.people for each in times))
            active, names = active_of(work.releases.all()), work.people.names(people)
        blocked = self.registry.blocked(actor, release_id)
        return replace(self._read(record, active, names), blocked=blocked, times=times)

    def view_earlier(self, actor: Actor) -> ReadRelease | None:
        """The release to which `roll_back` leads; None if there is none."""
        with self.registry.work.look(actor) as work:
            known = work.releases.all()
            record = earlier_of(known)
            names = {} if record is None else work.people.names(_people([record]))
        return None if record is None else self._read(record, active_of(known), names)

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


def _times(work: ReleaseWork) -> Mapping[str, Sequence[ActiveTime]]:
    """Those of the releases that the tenant may see."""
    signed = work.events.of_subjects([each.id for each in work.releases.all()])
    return active_times(event for event, _ in signed)


def _order(record: ReleaseRecord) -> tuple[bool, float]:
    return record.state is not ReleaseState.ACTIVE, -record.staged.at.timestamp()


def _people(records: Iterable[ReleaseRecord]) -> set[str]:
    changes = [each for record in records for each in (record.staged, record.changed, record.rolled_back)]
    return {change.by for change in changes if change is not None}
