"""Worker threads behind a limiter: as many as there are cores, and a bounded queue."""

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from serve.platform.errors import BusyError

T = TypeVar("T")


class WorkerPool:
    """Runs blocking work off the event loop, `workers` at once, first come first served.

    Work that has begun runs to its end even if its caller is gone; waiting work is dropped with its caller.

    Attributes:
        kind_of_work: what waits, in the plural.
        retry_after: seconds after which it is worth trying again.
    """

    kind_of_work = "examinations"
    retry_after = 5

    def __init__(self, workers: int, queue_limit: int) -> None:
        self._limiter = anyio.CapacityLimiter(workers)
        self._places = workers + queue_limit
        self._taken = 0  # running or waiting

    @property
    def at_work(self) -> int:
        """How many workers are busy."""
        return int(self._limiter.borrowed_tokens)

    @property
    def waiting(self) -> int:
        """How many calls wait for a worker."""
        return max(0, self._taken - self.at_work)

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, which runs in a worker thread.

        Raises:
            BusyError: every worker is busy and the queue is full.
        """
        if self._taken >= self._places:
            wait = f"Too many {self.kind_of_work} are waiting; try again in {self.retry_after} seconds."
            raise BusyError(wait, self.retry_after)
        self._taken += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._taken -= 1
