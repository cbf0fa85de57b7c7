r"""Standard output and error that accept every text in every terminal encoding, and a reader that goes away.

Both commands print product names, file names and texts read from photos, which may have any character. A character that
the encoding lacks is written as its escape (``\u88fd``; two of them beyond the basic plane): plain to see, nothing is
lost, and what is printed as JSON stays the same JSON. Where the reader of a pipe has gone (``| head``), the rest is
dropped, and the command ends with the status that it would have had.
"""

import codecs
import io
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from model.messages import message
from model.speaking import warn

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

ESCAPE = "shingan-escape"
FAILED = 1


def run_with_any_text(command: Callable[[], object]) -> None:
    """Run this process's command with standard output and error that take any text.

    Raises:
        SystemExit: always, with the command's status; with 1 where what it printed could not be written (a full disk).
    """
    codecs.register_error(ESCAPE, escape)
    sys.stdout, sys.stderr = _opened(sys.stdout), _opened(sys.stderr)
    status: str | int | None = None
    try:
        command()
    except SystemExit as stopped:
        status = stopped.code
    lost = _flush()
    if lost and not status:
        warn(message("standard output: {fault}", fault=lost))
        status = FAILED
    sys.exit(status)


def _flush() -> str | None:
    """Write what is left to write; what stands in the way, if anything does."""
    try:
        sys.stdout.flush()
    except OSError as error:
        sys.stdout = _nowhere()
        return error.strerror
    return None


def escape(error: UnicodeError) -> tuple[str, int]:
    """The escapes for what could not be encoded; an error handler, see `codecs.register_error`.

    Raises:
        UnicodeError: not an error of encoding.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_escaped, error.object[error.start : error.end])), error.end


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))


def _opened(stream: TextIO | None) -> TextIO:
    """A stream to the same place that takes any text; to nowhere, where the process was started without one."""
    if stream is None:
        return _nowhere()
    by_line = stream is sys.stderr or stream.isatty()
    return io.TextIOWrapper(io.BufferedWriter(_Pipe(stream.fileno())), stream.encoding, ESCAPE, line_buffering=by_line)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8", errors=ESCAPE)  # noqa: PTH123  # open until the process ends


class _Pipe(io.RawIOBase):
    """A file descriptor to write to; once its reader has gone, to nowhere."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return os.write(self._descriptor, data)
        except BrokenPipeError:
            return memoryview(data).nbytes
