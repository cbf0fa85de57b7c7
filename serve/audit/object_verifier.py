"""Checks every object that a row names: it must be in the store, and be the one that was stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, literal, select, union

from serve.audit.domain import AuditFault, Event
from serve.audit.object_messages import FAULTS
from serve.platform.database import NAMES_OBJECT, metadata
from serve.platform.objects import Objects, Soundness, soundness

BATCH = 1000


@dataclass(frozen=True)
class ObjectVerifier:
    """See `serve.audit.service.Verifier`. It reads all objects, which takes as long as copying them."""

    objects: Objects

    def faults(self, connection: Connection, _: Iterable[Event]) -> Iterator[AuditFault]:
        """Photos, and files and keys of releases, that are missing or differ from those that were received."""
        columns = [
            (column, column.info[NAMES_OBJECT])
            for table in metadata.sorted_tables
            for column in table.columns
            if NAMES_OBJECT in column.info
        ]
        named = union(*(select(column, literal(what)).where(column.is_not(None)) for column, what in columns))
        for name, what in connection.execute(named, execution_options={"yield_per": BATCH}):
            found = soundness(self.objects, name)
            if found is not Soundness.WHOLE:
                yield AuditFault(0, FAULTS[what][found].of(name=name))
