"""Checks every photo that a row names: it must be in the store, and be the one that was received."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select, union

from serve.audit.domain import Event, Fault
from serve.platform.database import NAMES_OBJECT, metadata
from serve.platform.errors import AlteredError, PhotoMissingError
from serve.platform.objects import Objects

BATCH = 1000


@dataclass(frozen=True)
class PhotoVerifier:
    """See `serve.audit.service.Verifier`. It reads all photos, which takes as long as copying them."""

    objects: Objects

    def faults(self, connection: Connection, _: Iterable[Event]) -> Iterator[Fault]:
        """Photos that are missing, or differ from those that were received."""
        columns = [
            column for table in metadata.sorted_tables for column in table.columns if column.info.get(NAMES_OBJECT)
        ]
        named = union(*(select(column) for column in columns))
        for name in connection.execute(named, execution_options={"yield_per": BATCH}).scalars():
            try:
                self.objects.get(name)
            except PhotoMissingError:
                yield Fault(0, f"{name}: this photo is no longer in the store")
            except AlteredError:
                yield Fault(0, f"{name}: the stored bytes are not the photo that was received")
