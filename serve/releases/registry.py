"""Which releases the service keeps and which is active: in the database, each change an event of the audit log."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from model.errors import ReleaseRefusedError
from model.messages import Wording, message
from model.release import Release, load_release
from serve.audit.domain import COMMAND_LINE
from serve.platform.idempotency import UNNAMED, IdempotentCall
from serve.platform.tenancy import ITSELF, SYSTEM, Tenant, the_service
from serve.platform.work import Work, Works
from serve.releases.archive import ReleaseArchive, write_key
from serve.releases.domain import (
    ActivationBlockedError,
    ReleaseFile,
    ReleaseRecord,
    ReleaseState,
    RollBack,
    StateChange,
    activated,
    active_of,
    before_active,
    changed_to,
    rolled_back,
)
from serve.releases.keys import ReleaseKey, file_of
from serve.releases.permissions import ReleaseAction
from serve.releases.shelf import Shelf, id_of
from serve.releases.work import ReleaseWork

log = structlog.get_logger(__name__)
COMMANDS = the_service(COMMAND_LINE)


@dataclass(frozen=True)
class ActivationCheck:
    """What a later subject requires before a release becomes active; registered as an extension.

    Every person and command that activates a release passes it. Rolling back does not, nor does the service's own
    choice of the bundled release.

    Attributes:
        check: looks at a release within the transaction that would activate it, under the lock of releases, and at
            files of releases in the archive; raises `ActivationBlockedError` if it may not become active.
    """

    check: Callable[[Work, ReleaseRecord, ReleaseArchive], None]


@dataclass(frozen=True)
class ReleaseRegistry:
    """The use cases. All of them block: copying a release takes as long as writing its files.

    Attributes:
        checks: what must allow an activation.
    """

    work: Works[ReleaseWork]
    archive: ReleaseArchive
    shelf: Shelf
    checks: Sequence[ActivationCheck] = ()

    def all(self, tenant: Tenant = SYSTEM) -> Sequence[ReleaseRecord]:
        """Every release that the tenant may see, the first staged first."""
        with self.work.look(tenant) as work:
            return work.releases.all()

    def find(self, release_id: str) -> ReleaseRecord | None:
        """A release by its id; None if there is none."""
        with self.work.look(SYSTEM) as work:
            return work.releases.find(release_id)

    def turn(self) -> tuple[str, int] | None:
        """The id of the active release, and the number of its activation; None if there is none."""
        with self.work.look(SYSTEM) as work:
            return work.releases.turn()

    def stage(self, tenant: Tenant, folder: Path) -> ReleaseRecord:
        """Check a release, and store it with a new key, so that it can be activated.

        The files of a known release are written to the store again, which repairs damaged ones.

        Raises:
            ReleaseRefusedError: it is not sound.
            ClockError, StorageError: it can't be kept.
        """
        release = load_release(folder)
        files = self.archive.keep(folder, release)
        key = self.archive.keep_new_key()
        with self.work.begin(tenant) as work:
            return stage_release(work, release, files, key)

    def activate(self, tenant: Tenant, release_id: str, call: IdempotentCall = UNNAMED) -> ReleaseRecord:
        """Activate a release in every process that shares the database; the active one is retired.

        The checks that other subjects have registered are made in the same transaction.

        Raises:
            ActivationBlockedError: a check does not allow it yet.
            NotFoundError: there is none of this id.
            ClockError, StorageError: it can't be recorded.
        """
        with self.work.begin(tenant, call) as work:
            if work.replayed:
                return work.releases.get(release_id)
            work.releases.lock()
            record = work.releases.get(release_id)
            for each in self.checks:
                each.check(work, record, self.archive)
            return _activate(work, release_id)

    def blocked(self, tenant: Tenant, release_id: str) -> Wording | None:
        """What must be done before a release may become active; None if it may.

        Raises:
            NotFoundError: there is none of this id.
        """
        with self.work.look(tenant) as work:
            record = work.releases.get(release_id)
            try:
                for each in self.checks:
                    each.check(work, record, self.archive)
            except ActivationBlockedError as fault:
                return fault.todo
        return None

    def roll_back(self, tenant: Tenant, reason: str, call: IdempotentCall = UNNAMED) -> ReleaseRecord:
        """Activate the previously active release again; no check may delay that.

        Args:
            reason: why the active one is left; it is kept with that. May be empty, as nothing delays a roll back.

        Raises:
            ReleaseRefusedError: there is none.
            ClockError, StorageError: it can't be recorded.
        """
        with self.work.begin(tenant, call) as work:
            if work.replayed:
                return work.releases.active()
            work.releases.lock()
            known = work.releases.all()
            target = before_active(known)
            _roll_back(work, active_of(known), RollBack(tenant.person_id, work.now, reason))
            back = changed_to(target, ReleaseState.ACTIVE, StateChange(tenant.person_id, work.now))
            _change(work, ReleaseAction.ACTIVATE, back)
            return back

    def before(self) -> ReleaseRecord:
        """The release that `roll_back` would lead to.

        Raises:
            ReleaseRefusedError: there is none.
        """
        return before_active(self.all())

    def active(self) -> ReleaseRecord | None:
        """The active release; None if there is none."""
        return active_of(self.all())

    def export(self, release_id: str, place: Path) -> Path:
        """Write a kept release into a folder of its own, and its key beside that, for a verifier.

        Raises:
            NotFoundError: there is none of this id.
            ReleaseRefusedError, StorageError: it is lost or damaged, or can't be written.
        """
        with self.work.look(SYSTEM) as work:
            record = work.releases.get(release_id)
        folder = self.archive.fetch(record, place)
        write_key(file_of(folder), self.archive.key_of(record))
        return folder

    def at_start(self, asked: Path | None) -> ReleaseRecord:
        """The release with which a process begins.

        A requested one is staged, so that it is kept, but not activated. Otherwise it is the active one. If none was
        ever active, the releases of an earlier version are taken over, or the bundled one is activated. As long as the
        service itself has chosen it, the bundled one of a later version replaces it.

        Raises:
            ReleaseRefusedError: there is none, it is not clear which, or it is not sound.
            ClockError, StorageError: it can't be kept, or the database does not answer.
        """
        if self.active() is None:
            self._take_over(is_needed=asked is None)
        if asked is not None:
            return self._staged(COMMANDS, asked)
        active = self.active()
        return self._bundled(active) if active is None or active.changed.by == ITSELF else active

    def _staged(self, tenant: Tenant, folder: Path) -> ReleaseRecord:
        """The release in a folder, staged if it is not known; an unsound folder is refused in either case."""
        known = self.find(id_of(folder))
        return self.stage(tenant, folder) if known is None else _same(known, load_release(folder))

    def _bundled(self, active: ReleaseRecord | None) -> ReleaseRecord:
        try:
            folder = self.shelf.bundled()
        except ReleaseRefusedError:
            if active is None:
                raise
            return active
        record = self._staged(SYSTEM, folder)
        if record.state is ReleaseState.ACTIVE:
            return record
        with self.work.begin(SYSTEM) as work:  # the service's own choice, which no one is there to compare
            work.releases.lock()
            return _activate(work, record.id)

    def _take_over(self, *, is_needed: bool) -> None:
        """Keep the releases that an earlier version left: those that its file names, and those that rows rest on.

        Args:
            is_needed: whether the release that was active must be there.
        """
        names = self.shelf.pointer()
        if names and is_needed:
            self.shelf.required(names[0])
        in_turn = list(self._left(names))
        with self.work.look(SYSTEM) as work:
            rested_on = work.releases.rested_on()
        used = list(self._left([name for name in rested_on if self.find(name) is None]))
        with self.work.begin(COMMANDS) as work:
            work.releases.lock()
            if active_of(work.releases.all()) is None:
                for release_id in used:
                    _retire(work, release_id)
                for release_id in reversed(in_turn):
                    _activate(work, release_id)
        if in_turn:
            self.shelf.drop_pointer()

    def _left(self, names: Sequence[str]) -> Iterator[str]:
        """The ids of those of these releases whose folders are here; each is staged."""
        for name in names:
            folder = self.shelf.find(name)
            if folder is not None:
                yield self._staged(COMMANDS, folder).id
            else:
                log.warning("release_missing", release=name, advice="put its folder back; `shingan release propose` it")


def stage_release(
    work: ReleaseWork, release: Release, files: tuple[ReleaseFile, ...], key: ReleaseKey
) -> ReleaseRecord:
    """Keep a release whose files and key are objects; a known one stays in its state.

    Raises:
        ReleaseRefusedError: another release of this id is known.
    """
    work.releases.lock()
    known = work.releases.find(release.id)
    if known is not None:
        return _same(known, release)
    change = StateChange(work.tenant.person_id, work.now)
    record = ReleaseRecord(
        release.id, release.sha256, key.sha256, files, ReleaseState.STAGED, staged=change, changed=change
    )
    work.releases.add(record)
    work.record(ReleaseAction.STAGE, record)
    return record


def _retire(work: ReleaseWork, release_id: str) -> None:
    """Retire a release that was staged because rows rest on it."""
    change = StateChange(work.tenant.person_id, work.now)
    _change(work, ReleaseAction.RETIRE, changed_to(work.releases.get(release_id), ReleaseState.RETIRED, change))


def _activate(work: ReleaseWork, release_id: str) -> ReleaseRecord:
    known = work.releases.all()
    record, change = work.releases.get(release_id), StateChange(work.tenant.person_id, work.now)
    active = active_of(known)
    if active is not None and active.id != release_id:
        _change(work, ReleaseAction.RETIRE, changed_to(active, ReleaseState.RETIRED, change))
    record = activated(record, known, change)
    _change(work, ReleaseAction.ACTIVATE, record)
    return record


def _roll_back(work: ReleaseWork, active: ReleaseRecord | None, change: RollBack) -> None:
    if active is not None:
        _change(work, ReleaseAction.ROLL_BACK, rolled_back(active, change))


def _change(work: ReleaseWork, action: ReleaseAction, record: ReleaseRecord) -> None:
    work.releases.change(record)
    work.record(action, record)


def _same(known: ReleaseRecord, release: Release) -> ReleaseRecord:
    if known.sha256 != release.sha256:
        raise ReleaseRefusedError(message("{release}: another release of this id is known here", release=release.id))
    return known
