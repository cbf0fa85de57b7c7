"""Shared by verifiers: reads rows that may be damaged, and compares them with what was recorded."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection, Table, or_, select

from model.messages import message
from serve.audit.domain import AuditFault, Event, details_of

BATCH = 200
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError)  # errors of a row that this service did not write
T = TypeVar("T")


class Digested(Protocol):
    """A record with a digest over its values."""

    @property
    def digest(self) -> str:
        """The digest."""


class RecordedDigest(NamedTuple):
    """The last event about a row, and the row's digest in it."""

    number: int
    digest: str


def readable(load: Callable[[Sequence[str]], Mapping[str, T]], names: Sequence[str]) -> Iterator[tuple[str, T | None]]:
    """The existing rows among these; None for an unreadable one, so that it hides no other.

    Args:
        load: reads rows and returns what is compared of each, such as its digest.
    """
    for start in range(0, len(names), BATCH):
        yield from _readable(load, names[start : start + BATCH])


def _readable(load: Callable[[Sequence[str]], Mapping[str, T]], names: Sequence[str]) -> Iterator[tuple[str, T | None]]:
    try:
        found: Mapping[str, T] = load(names)
    except UNREADABLE:
        if len(names) == 1:
            yield names[0], None
            return
        half = len(names) // 2
        for some in (names[:half], names[half:]):
            yield from _readable(load, some)
    else:
        yield from found.items()


def last_digests(
    events: Iterable[Event], changes: Collection[str], removals: Collection[str]
) -> dict[str, RecordedDigest]:
    """The last digest that events keep as `sha256` of each record that was not removed, by its id.

    Args:
        changes: the actions that keep one.
        removals: those after which the record is gone.
    """
    recorded: dict[str, RecordedDigest] = {}
    for event in events:
        if event.action in changes:
            recorded[event.subject] = RecordedDigest(event.number, str(details_of(event).get("sha256")))
        elif event.action in removals:
            recorded.pop(event.subject, None)
    return recorded


def digests_in(
    connection: Connection, table: Table, many: Callable[[Sequence[str]], Mapping[str, Digested]]
) -> Iterator[tuple[str, str | None]]:
    """The digest of each record of a table by its id; None of one that can't be read.

    Args:
        many: reads records by their ids.
    """
    names = list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars())
    return readable(lambda some: {name: each.digest for name, each in many(some).items()}, names)


def differing(
    digests: Iterable[tuple[str, str | None]], recorded: MutableMapping[str, RecordedDigest]
) -> Iterator[AuditFault]:
    """Rows that differ from what was recorded, or that no event names; matching ones are removed from `recorded`.

    Args:
        digests: of each row by its id; None if it can't be read.
        recorded: by a row's id. Afterwards it has what was recorded of missing rows.
    """
    for name, digest in digests:
        expected = recorded.pop(name, None)
        if expected is None:
            yield AuditFault(0, message("{name}: is in the database, but no event says that it was made", name=name))
        elif digest != expected.digest:
            yield AuditFault(expected.number, message("{name}: was changed since this was recorded of it", name=name))


def misfiled(
    connection: Connection, parts: Table, whole: Table, link: str, columns: Collection[str]
) -> Iterator[AuditFault]:
    """Rows of parts that belong to another organisation than their parent.

    Args:
        link: the column of `parts` with the id of the parent.
        columns: those with ids of organisations, with the same name in both tables.
    """
    differs = or_(*(parts.c[name].is_distinct_from(whole.c[name]) for name in columns))
    query = select(whole.c.id).join(parts, parts.c[link] == whole.c.id).where(differs).distinct()
    for name in connection.execute(query).scalars():
        yield AuditFault(
            0, message("{name}: a row of {table} is filed under another organisation", name=name, table=parts.name)
        )


def gone(recorded: Mapping[str, RecordedDigest]) -> Iterator[AuditFault]:
    """Rows that were recorded and are missing."""
    for name, missing in recorded.items():
        yield AuditFault(missing.number, message("{name}: was there, but is gone", name=name))
