"""Serial patterns: regular expressions that right holders write and that texts from photos are matched against.

Both sides may be hostile, and Python's ``re`` takes exponential time on patterns such as ``(a+)+b``, holding the
interpreter's lock meanwhile. RE2 matches in time linear in the text, whatever the pattern. A time limit would do
too, but then the load on the machine would decide what is found, and one photo must give one verdict.
"""

from collections.abc import Callable

import re2  # type: ignore[import-untyped]

MAX_MEMORY = 2**20  # bytes that a compiled pattern may take; serial patterns take a few thousand
MAX_LENGTH = 500  # characters


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    r"""A function that says whether a text matches in full.

    The syntax is RE2's: Python's, less look-around and backreferences; ``\d``, ``\w`` and ``\s`` mean ASCII.

    Raises:
        ValueError: not a pattern, or one that can't be matched in linear time; the message is for its author.
    """
    if len(pattern) > MAX_LENGTH:
        raise ValueError(f"a pattern has at most {MAX_LENGTH} characters")
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise ValueError(_reason(error)) from error
    return lambda text: compiled.fullmatch(text) is not None


def _reason(error: Exception) -> str:
    words = error.args[0] if error.args else "not understood"
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
