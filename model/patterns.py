"""Serial patterns: regular expressions that right holders write, matched with texts from photos.

Both sides may be hostile, and Python's ``re`` takes exponential time on patterns such as ``(a+)+b`` while it holds the
GIL. RE2 matches every pattern in time linear in the text. With a time limit instead, the result would depend on the
load of the machine, and one photo must give one verdict.
"""

from dataclasses import dataclass
from typing import Any

import re2  # type: ignore[import-untyped]

from model.resemblance import resembles

MAX_MEMORY = 2**20  # bytes that a compiled pattern may take; serial patterns take a few thousand
MAX_LENGTH = 500  # characters
MAX_INSTRUCTIONS = 200  # of a compiled pattern that is tried on thousands of variants; serial patterns have about 20


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern; called with a text, it says whether the text matches in full."""

    _compiled: Any

    def __call__(self, text: str) -> bool:
        """Whether a text matches in full."""
        return self._compiled.fullmatch(text) is not None

    def is_resembled_by(self, text: str) -> bool:
        """Whether a text that does not match is recognisable as one that should; False if trying costs much."""
        return self._compiled.programsize <= MAX_INSTRUCTIONS and resembles(text, self)


def compile_pattern(pattern: str, longest: int = MAX_LENGTH) -> Pattern:
    r"""Compile what a right holder wrote, or what was made from that.

    Args:
        longest: characters that the pattern may have.

    The syntax is RE2's: Python's, less look-around and backreferences; ``\d``, ``\w`` and ``\s`` mean ASCII.

    Raises:
        ValueError: not a pattern, or one that can't be matched in linear time; the message is for its author.
    """
    if len(pattern) > longest:
        raise ValueError(f"a pattern has at most {longest} characters")
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    try:
        return Pattern(re2.compile(pattern, options))
    except re2.error as error:
        raise ValueError(_reason(error)) from error


def _reason(error: Exception) -> str:
    words = error.args[0] if error.args else "not understood"
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
