"""The audit events of a case on their way into its bundle: few in memory, and what else the bundle needs of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from serve.audit.domain import Event, SignedEvent
from serve.evidence.documents import event_lines

MOST_LOOKS = 5000  # looks that the report lists; if there are more, it lists none of them
LOOKS = (":view", ":list")


@dataclass
class BundledEvents:
    """Events as written in `audit/events.json`.

    Attributes:
        file: where they are written.
        keys: ids of the keys that signed them.
        actors: ids of their actors.
        looks: how many are only looks at the case.
    """

    file: BinaryIO
    count: int = 0
    looks: int = 0
    keys: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    _kept: list[Event] = field(default_factory=list)

    def take(self, events: Iterable[SignedEvent]) -> None:
        """Write events to the file."""
        self.file.writelines(event_lines(self._passing(events)))

    def _passing(self, events: Iterable[SignedEvent]) -> Iterator[SignedEvent]:
        for signed in events:
            self.count += 1
            self.looks += _is_look(signed.event)
            self.keys.add(signed.head.key)
            self.actors.add(signed.event.actor)
            if self.looks <= MOST_LOOKS or not _is_look(signed.event):
                self._kept.append(signed.event)
            yield signed

    @property
    def left_out(self) -> int:
        """How many the report does not list."""
        return self.looks if self.looks > MOST_LOOKS else 0

    @property
    def printed(self) -> tuple[Event, ...]:
        """Those that the report lists."""
        return tuple(event for event in self._kept if not (self.left_out and _is_look(event)))


def _is_look(event: Event) -> bool:
    return event.action.endswith(LOOKS)
