"""Progress for the user: one bar per stage with the time left, on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars


class Progress:
    """Bars on a terminal; otherwise one line per stage, so that a log stays readable."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, quiet=quiet)

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[], object]]:
        """A stage of `total` steps; gives the function to call after each step."""
        if not self._console.is_terminal:
            self.say(f"{name} ({total})")
        columns = (TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn())
        times = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
        with Bars(*columns, *times, console=self._console, disable=not self._console.is_terminal) as bars:
            task = bars.add_task(name, total=total)
            yield lambda: bars.advance(task)

    def say(self, line: str) -> None:
        """One line to the user."""
        self._console.print(line, highlight=False, soft_wrap=True)
