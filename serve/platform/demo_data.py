"""Whether the data of a demo is still being made, which pages say that would be empty otherwise."""

from dataclasses import dataclass, field
from threading import Event


@dataclass(frozen=True)
class DemoData:
    """How far the data of a demo is. Several threads use it."""

    _is_begun: Event = field(default_factory=Event)
    _is_done: Event = field(default_factory=Event)
    _is_stopping: Event = field(default_factory=Event)

    @property
    def is_being_made(self) -> bool:
        """Whether some of it is still to come."""
        return self._is_begun.is_set() and not self._is_done.is_set()

    def begin(self) -> None:
        """Say that it is being made from now on."""
        self._is_begun.set()

    def end(self) -> None:
        """Say that nothing more comes."""
        self._is_done.set()

    def stop(self) -> None:
        """Say that the service stops: what takes long is not waited for any more."""
        self._is_stopping.set()

    def waits(self, seconds: float) -> bool:
        """Wait for some time; whether the service still runs after it."""
        return not self._is_stopping.wait(seconds)
