"""Compares product sheets with the audit log: finds rows that were changed, removed or inserted by hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from serve.audit.comparing import RecordedDigest, differing, gone, misfiled, readable
from serve.audit.domain import AuditFault, Event, details_of
from serve.catalogue.permissions import SheetAction
from serve.catalogue.store import SheetStore
from serve.catalogue.tables import pictures, sheets, versions
from serve.platform.tenancy import SYSTEM

CHANGES = frozenset({SheetAction.CREATE, SheetAction.CHANGE, SheetAction.PUBLISH, SheetAction.WITHDRAW})
Digests = Callable[[Sequence[str]], Mapping[str, str]]


class SheetVerifier:
    """See `serve.audit.service.Verifier`."""

    def faults(self, connection: Connection, events: Iterable[Event]) -> Iterator[AuditFault]:
        """Sheets, versions and pictures that are missing, changed or never recorded."""
        of_sheets, of_versions, of_pictures = _recorded(events)
        store = SheetStore(connection, SYSTEM)
        yield from _compared(_names(connection, sheets.c.id), store.digests, of_sheets)
        named = _names(connection, versions.c.sheet_id, versions.c.number)
        yield from _compared(named, store.version_digests, of_versions)
        named = _names(connection, pictures.c.sheet_id, pictures.c.sha256)
        yield from _compared(named, store.picture_digests, of_pictures)
        for parts in (versions, pictures):
            yield from misfiled(connection, parts, sheets, "sheet_id", ["right_holder_id"])


def _names(connection: Connection, *columns: object) -> list[str]:
    """The names of rows: the values of these columns, with slashes between them."""
    rows = connection.execute(select(*columns).order_by(*columns))  # type: ignore[call-overload]
    return ["/".join(map(str, row)) for row in rows]


def _compared(names: Sequence[str], digests: Digests, recorded: dict[str, RecordedDigest]) -> Iterator[AuditFault]:
    yield from differing(readable(digests, names), recorded)
    yield from gone(recorded)


def _recorded(
    events: Iterable[Event],
) -> tuple[dict[str, RecordedDigest], dict[str, RecordedDigest], dict[str, RecordedDigest]]:
    """The last digest of each sheet, version and picture, by name."""
    of_sheets: dict[str, RecordedDigest] = {}
    of_versions: dict[str, RecordedDigest] = {}
    of_pictures: dict[str, RecordedDigest] = {}
    for event in events:
        said = details_of(event)
        if event.action in CHANGES:
            of_sheets[event.subject] = RecordedDigest(event.number, str(said.get("sheet_sha256")))
            if "version_sha256" in said:
                name = f"{event.subject}/{said.get('version')}"
                of_versions[name] = RecordedDigest(event.number, str(said["version_sha256"]))
        elif event.action == SheetAction.PICTURE_ADD:
            name = f"{event.subject}/{said.get('picture')}"
            of_pictures[name] = RecordedDigest(event.number, str(said.get("picture_sha256")))
    return of_sheets, of_versions, of_pictures
