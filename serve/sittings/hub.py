"""Wakes the streams that follow sittings: at each commit of this process, and by one look for those of other processes.

A process has one hub. It reads the events of all sittings that someone follows in one query, and keeps them while they
are followed: a stream is a place in that list, so it holds no thread, no transaction and no queue of its own.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field

import anyio
import anyio.to_thread
import structlog

from serve.platform.errors import ClockError, StorageError
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from serve.sittings.domain import EventKind, SittingEvent
from serve.sittings.work import SittingWork

log = structlog.get_logger(__name__)
LOOK_SECONDS = 0.25  # between looks for what other processes have written
LONGEST_SECONDS = 600.0  # then a stream ends, and the browser asks again: it may have been signed out


@dataclass
class _Followed:
    """A sitting that someone follows.

    Attributes:
        events: all of it; the one with number n is at n - 1.
        changed: set, and replaced, when there are more.
        followers: how many streams.
    """

    events: list[SittingEvent] = field(default_factory=list)
    changed: anyio.Event = field(default_factory=anyio.Event)
    followers: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen in it."""
        return bool(self.events) and self.events[-1].kind is EventKind.CLOSED

    def tell(self) -> None:
        """Wake every stream."""
        self.changed.set()
        self.changed = anyio.Event()


class Hub:
    """The streams of one process. Everything but `wake` runs in the event loop."""

    def __init__(self, work: Works[SittingWork]) -> None:
        self._work = work
        self._followed: dict[str, _Followed] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken: asyncio.Event | None = None
        self._is_ending = False

    def wake(self) -> None:
        """Look for new events now. Any thread may call it."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._look_now)

    def end(self) -> None:
        """End every stream: the server is about to stop, and waits for what it is sending."""
        self._is_ending = True
        for followed in self._followed.values():
            followed.tell()

    async def run(self) -> None:
        """Read what happens until cancelled."""
        self._loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        try:
            while True:
                with anyio.move_on_after(LOOK_SECONDS if self._followed else None):
                    await self._woken.wait()
                self._woken.clear()
                await self._read()
        finally:
            self._loop = None

    async def follow(
        self, sitting_id: str, after: int = 0, beat: float | None = None
    ) -> AsyncGenerator[SittingEvent | None, None]:
        """The events of a sitting, those that are there and then each as it happens, until it is closed.

        Args:
            after: the number of the last one that the caller has.
            beat: after so many seconds without an event there is None, so that the caller can look at something else.
        """
        followed = self._followed.setdefault(sitting_id, _Followed())
        followed.followers += 1
        self._look_now()
        try:
            async for event in self._told(followed, after, beat):
                yield event
        finally:
            followed.followers -= 1
            if not followed.followers:
                self._followed.pop(sitting_id, None)

    async def _told(self, followed: _Followed, after: int, beat: float | None) -> AsyncIterator[SittingEvent | None]:
        until = anyio.current_time() + LONGEST_SECONDS
        while not self._is_ending and (left := until - anyio.current_time()) > 0:
            changed = followed.changed
            for event in followed.events[after:]:
                after = event.number
                yield event
            if followed.is_over:
                return
            if len(followed.events) <= after:
                with anyio.move_on_after(left if beat is None else min(left, beat)) as waited:
                    await changed.wait()
                if waited.cancelled_caught:
                    yield None

    def _look_now(self) -> None:
        if self._woken is not None:
            self._woken.set()

    async def _read(self) -> None:
        numbers = {name: len(followed.events) for name, followed in self._followed.items()}
        if not numbers:
            return
        try:
            found = await anyio.to_thread.run_sync(self._events_after, numbers)
        except (StorageError, ClockError) as fault:
            log.warning("sittings_not_read", error=str(fault))
            return
        for event in found:
            followed = self._followed.get(event.sitting_id)
            if followed is not None and event.number == len(followed.events) + 1:
                followed.events.append(event)
        for name in {event.sitting_id for event in found} & self._followed.keys():
            self._followed[name].tell()

    def _events_after(self, numbers: dict[str, int]) -> list[SittingEvent]:
        with self._work.look(SYSTEM) as work:
            return work.sittings.events_after(numbers)
