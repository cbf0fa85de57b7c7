"""In whose words a command speaks to the person at the terminal: in English, unless a program sets another speaker."""

import sys
from collections.abc import Callable
from contextvars import ContextVar

from model.messages import Value, english, message

SPEAKER: ContextVar[Callable[[Value], str]] = ContextVar("speaker", default=english)
INTERRUPTED = 130  # the exit status of what Ctrl-C stopped, as in shells
STOPPED = message("Stopped. Run the same command again to go on.")


def say(value: Value) -> str:
    """A message or value in the language of the person at the terminal."""
    return SPEAKER.get()(value)


def tell(*values: Value) -> None:
    """Print messages or values, each on a line of its own."""
    sys.stdout.write("".join(f"{say(value)}\n" for value in values))


def warn(value: Value) -> None:
    """Print a message or value as one line on standard error."""
    sys.stderr.write(" ".join(say(value).split()) + "\n")
