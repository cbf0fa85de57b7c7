"""Stops a long command at Ctrl-C or SIGTERM, in one line that says how to go on."""

import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from training.errors import WorkError
from training.progress import FitProgress

RESUME = "--resume"


@contextmanager
def stopped_by_a_signal(progress: FitProgress) -> Iterator[None]:
    """Turn both signals into an error with the stage that was stopped, and with what to type to go on.

    Raises:
        WorkError: a signal came.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        stage = f" while {progress.current}" if progress.current else ""
        raise WorkError(f"stopped{stage}; what is done is kept; to go on, type: {again(sys.argv)}") from None
    finally:
        signal.signal(signal.SIGTERM, before)


def again(call: Sequence[str]) -> str:
    """What to type to resume a call, given as the process's arguments."""
    program, *arguments = call
    is_module = Path(program).name == "__main__.py"
    command = [Path(sys.executable).name, "-m", "training"] if is_module else [Path(program).name]
    return shlex.join([*command, *(each for each in arguments if each != RESUME), RESUME])
