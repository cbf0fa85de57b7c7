"""Starts the command `shingan`: a person may stop it with Ctrl-C at any moment, also while it is still being loaded."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from model.loading import without_collecting


def main() -> None:
    """Run the command line."""
    with one_line_if_stopped():
        with without_collecting():
            from serve.cli import main as run  # noqa: PLC0415  # loading it takes seconds, in which it may be stopped

        run()


@contextmanager
def one_line_if_stopped() -> Iterator[None]:
    """Turn Ctrl-C into one line on standard error and an exit status; afterwards, a second one ends the process."""
    try:
        yield
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # until the line is written
        from model.speaking import INTERRUPTED, STOPPED, warn  # noqa: PLC0415  # here no signal breaks loading off
        from serve.platform.terminal import chosen_in, language_at_terminal, speak_in  # noqa: PLC0415  # the same

        speak_in(language_at_terminal(os.environ, chosen_in(sys.argv[1:])))
        warn(STOPPED)
        sys.exit(INTERRUPTED)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
