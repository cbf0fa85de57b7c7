"""Follows which photos right holders have withdrawn, for every process that shows photos of releases.

To read all of them takes seconds where there are 100,000. So they are read once, and from then on only those of entries
that have changed since, according to the audit log.
"""

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from serve.audit.domain import Event, details_of
from serve.datasets.work import DataSetWork
from serve.platform.parts import Parts
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.review.permissions import ReviewAction

CHANGING = frozenset({ReviewAction.SUBMIT, ReviewAction.WITHDRAW, ReviewAction.REPLACE, ReviewAction.DECIDE})


@dataclass
class WithdrawnDigests:
    """The digests of all photos that were withdrawn, and that no other entry of the right holder still counts with."""

    work: Works[DataSetWork]
    _found: frozenset[str] | None = None
    _read_to: int = 0  # the number of the last event of which it knows
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def follow(self) -> frozenset[str]:
        """All of them, as they are now.

        Raises:
            StorageError: the database does not answer.
        """
        with self._lock, self.work.look(SYSTEM) as work:
            log, store = work.events, work.withdrawn_items
            head = log.head()  # before the rows: what changes after it is read the next time
            if self._found is None:
                self._found = store.all_photos()
            elif changed := _entries_in(log.since(self._read_to, CHANGING)):
                photos = store.photos_of(changed)
                self._found = self._found - photos | store.withdrawn_among(photos)
            self._read_to = head.number if head else 0
            return self._found


def _entries_in(events: Iterable[Event]) -> set[str]:
    """The ids of the entries that these events have changed; one that submits names them in its details."""
    found = set[str]()
    for event in events:
        found |= set(details_of(event).get("entries", ())) if event.action == ReviewAction.SUBMIT else {event.subject}
    return found


def digests(parts: Parts) -> Collection[str]:
    """The digests of all photos that are shown no more."""
    return parts[WithdrawnDigests].follow()
