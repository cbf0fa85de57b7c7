"""Checks the machine's clock.

A record with a wrong time is worse than none: it is refused (503). A clock that jumps while the service runs is
detected by the kernel's count of seconds since boot, which no one sets. At the start, the clock is compared with the
time of the last event: time doesn't run backwards, and a service that seems to have been stopped for months was more
likely started under a wrong clock.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from model.messages import message
from serve.platform.errors import ClockError

SLACK = timedelta(hours=1)  # a correction of the clock by less is accepted
LONGEST_PAUSE = timedelta(days=90)
AHEAD = message(
    "This machine's clock jumped forward by {jump} while the service ran; it says {now}. Set it right; if it is right, "
    "restart the service."
)
BACK = message(
    "This machine's clock jumped back by {jump} while the service ran; it says {now}. Set it right; if it is right, "
    "restart the service."
)
BEFORE_LAST = message("This machine's clock says {now}, but the last record is of {last}. Set the clock right.")
LONG_AFTER_LAST = message(
    "This machine's clock says {now}, but the last record is of {last}. Set the clock right; if the service really "
    "rested that long, start it with --after-pause."
)
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # continues while the machine sleeps, if available


class Clock:
    """The time, unless the clock is clearly wrong.

    Args:
        wall: the machine's clock.
        steady: seconds that pass; no one can set them.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] = lambda: time.clock_gettime(STEADY),
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._last: datetime | None = None
        self._believed: tuple[datetime, float] | None = None
        self._longest_pause = LONGEST_PAUSE
        self._lock = threading.Lock()

    def start(self, last: datetime | None, *, after_pause: bool = False) -> None:
        """Set the time of the last event; None if there is none.

        Args:
            last: when it was recorded.
            after_pause: the operator says that the service was really stopped that long.
        """
        self._last = last
        self._longest_pause = timedelta.max if after_pause else LONGEST_PAUSE

    def now(self) -> datetime:
        """The time in UTC.

        Raises:
            ClockError: the clock is clearly wrong; the message says why and what to do.
        """
        with self._lock:
            now, steady = self._wall(), self._steady()
            if self._believed is None:
                self._check_start(now)
                self._believed = (now, steady)
            then, counted = self._believed
            jump = (now - then) - timedelta(seconds=steady - counted)
            if abs(jump) > SLACK:
                raise ClockError((AHEAD if jump > timedelta(0) else BACK).of(jump=abs(jump), now=now))
            return now

    def shown(self) -> datetime:
        """The time in UTC according to the machine, right or wrong: for display, never for a record."""
        return self._wall()

    def _check_start(self, now: datetime) -> None:
        if self._last is None:
            return
        if now < self._last - SLACK:
            raise ClockError(BEFORE_LAST.of(now=now, last=self._last))
        if now - self._last > self._longest_pause:
            raise ClockError(LONG_AFTER_LAST.of(now=now, last=self._last))
