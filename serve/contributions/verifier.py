"""Compares contributions with the audit log: finds rows that were changed, removed or inserted by hand.

While files are read, they and their images change without events: those of a contribution that is being checked are
compared when the check has ended, and those of one that collects files when none of them is unread.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, Table, and_, not_, or_, select

from model.messages import message
from serve.audit.comparing import RecordedDigest, differing, gone, misfiled, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.contributions.domain import ContributionState
from serve.contributions.image_store import ImageStore, rows_digest
from serve.contributions.permissions import ContributionAction
from serve.contributions.store import ContributionStore
from serve.contributions.tables import contributions, files, images
from serve.platform.tenancy import SYSTEM

ACTIONS = frozenset(ContributionAction)
PARTS_CHANGED = message("{name}: rows of {table} were changed since this was recorded of them")
NO_ROWS = rows_digest(())


class ContributionVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Contributions, files and images that are missing, changed or never recorded."""
        of_each, of_files, of_images = _recorded(events)
        store = ContributionStore(connection, SYSTEM)
        names = list(connection.execute(select(contributions.c.id).order_by(contributions.c.id)).scalars())
        yield from differing(readable(store.digests, names), of_each)
        yield from gone(of_each)
        unread = select(files.c.contribution_id).where(files.c.is_read.is_(False))
        is_collected = and_(contributions.c.state == ContributionState.COLLECTING.value, contributions.c.id.in_(unread))
        is_read_now = or_(contributions.c.state == ContributionState.CHECKING.value, is_collected)
        settled = connection.execute(select(contributions.c.id).where(not_(is_read_now)).order_by(contributions.c.id))
        for name in settled.scalars().all():
            yield from _of_parts(store.files_digest, name, files, of_files)
            yield from _of_parts(ImageStore(connection, SYSTEM).digest, name, images, of_images)
        for parts in (files, images):
            yield from misfiled(connection, parts, contributions, "contribution_id", ["right_holder_id"])


def _recorded(
    events: Iterable[Event],
) -> tuple[dict[str, RecordedDigest], dict[str, RecordedDigest], dict[str, RecordedDigest]]:
    """The last digests of each contribution, of its files and of its images, by its id."""
    found: dict[str, dict[str, RecordedDigest]] = {"digest": {}, "files_sha256": {}, "images_sha256": {}}
    for event in events:
        if event.action not in ACTIONS:
            continue
        said = details_of(event)
        for name, of_each in found.items():
            if event.action == ContributionAction.DELETE:
                of_each.pop(event.subject, None)
            elif name in said:
                of_each[event.subject] = RecordedDigest(event.number, str(said[name]))
    return found["digest"], found["files_sha256"], found["images_sha256"]


def _of_parts(
    digest: Callable[[str], str], name: str, table: Table, recorded: Mapping[str, RecordedDigest]
) -> Iterator[AuditFault]:
    """A contribution of which the rows of a table differ from what was recorded of them."""

    def load(some: Sequence[str]) -> Mapping[str, str]:
        return {each: digest(each) for each in some}

    expected = recorded.get(name, RecordedDigest(0, NO_ROWS))
    if [each for _, each in readable(load, [name])] != [expected.digest]:
        yield AuditFault(expected.number, PARTS_CHANGED.of(name=name, table=table.name))
