"""Progress for the user, on standard error: which stage of how many, how far it is, and how long it still takes."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from training.remaining import Remaining, duration

BETWEEN_LINES = 30.0  # seconds: a log stays readable


class FitProgress:
    """Bars on a terminal; otherwise a line when a stage begins, and one now and then."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet)
        self._remaining = Remaining({})
        self.current = ""

    def expect(self, predicted: Mapping[str, float], slower: float = 1.0) -> None:
        """Announce the stages of the run in their order.

        Args:
            predicted: stage -> seconds that it takes on a machine without other work.
            slower: how many times as long the first stages are taken to last, until the run has shown its pace.
        """
        self._remaining = Remaining(predicted, slower=slower)

    @contextmanager
    def stage(self, name: str, total: int, *, done: int = 0) -> Iterator[Callable[[], object]]:
        """A stage of `total` steps; gives the function to call after each step.

        Args:
            done: steps of an earlier run that are not repeated.
        """
        self.current = name
        self._remaining.begin(name, 1 - done / total if total else 1.0)
        title = " ".join(filter(None, (self._remaining.place(name), name)))
        if self._console.is_terminal:
            with self._bar(title, total, done) as advance:
                yield advance
        else:
            self.say(f"{title}{f' ({total})' if total else ''}{self._left(0.0)}")
            yield self._lines(title, total, done)

    @contextmanager
    def _bar(self, title: str, total: int, done: int) -> Iterator[Callable[[], object]]:
        columns = (TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bars(*columns, TextColumn("{task.fields[left]}"), console=self._console) as bars:
            task = bars.add_task(title, total=total or None, completed=done, left=self._left(0.0))
            count = _Count(total, done)

            def advance() -> None:
                bars.update(task, advance=1, left=self._left(count.step()))

            yield advance

    def _lines(self, title: str, total: int, done: int) -> Callable[[], object]:
        count, said_at = _Count(total, done), time.monotonic()

        def advance() -> None:
            nonlocal said_at
            share = count.step()
            if time.monotonic() - said_at >= BETWEEN_LINES:
                said_at = time.monotonic()
                self.say(f"{title}: {count.now} of {total}{self._left(share)}")

        return advance

    def _left(self, share: float) -> str:
        seconds = self._remaining.seconds(share)
        return "" if seconds is None else f", about {duration(seconds)} left"

    def say(self, line: str) -> None:
        """One line to the user."""
        self._console.print(line, highlight=False, soft_wrap=True, markup=False)


class _Count:
    """Steps that are done.

    Attributes:
        now: those of an earlier run included.
    """

    def __init__(self, total: int, done: int) -> None:
        self._total, self._before, self.now = total, done, done

    def step(self) -> float:
        """Count one more; the share of this run's steps that is done."""
        self.now += 1
        return min(1.0, (self.now - self._before) / max(1, self._total - self._before))
