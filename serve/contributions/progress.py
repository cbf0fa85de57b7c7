"""How far a run of the command is, on standard error.

On a terminal that is one line, which is overwritten with each file. Elsewhere, as in the log of a nightly job, it is a
line when a stage begins and one at each tenth of it.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TextIO

from model.messages import Message, Share, Wording, counted, message, sentences
from model.speaking import say
from serve.contributions.sending import SendingProgress
from serve.jobs.messages import left

STAGES: Mapping[str, Message] = MappingProxyType(
    {
        # Translators: {done} of {count} files have arrived at the service.
        "sending": counted("Sending: {done} of {count} file.", "Sending: {done} of {count} files."),
        # Translators: so much of the service's check is done; {share} is a percentage.
        "checking": message("Checking: {share} done."),
    }
)
TENTHS = 10
CLEARED = "\r\033[K"  # to the beginning of the line, and nothing on it


class ProgressLines:
    """Says each stage that it is called with, with the time left as soon as that can be told."""

    def __init__(self, out: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        """Say nothing yet.

        Args:
            now: seconds.
        """
        self._out, self._now = out, now
        self._name, self._tenth = "", 0
        self._since, self._before = 0.0, 0.0

    def __call__(self, stage: SendingProgress) -> None:
        """Say how far a stage is, or keep silent where that was said."""
        is_new = stage.name != self._name
        if is_new:
            self._name, self._since, self._before = stage.name, self._now(), stage.share
        tenth, before = int(stage.share * TENTHS), self._tenth
        self._tenth = tenth
        if self._out.isatty():
            self._write(f"{CLEARED}{say(self._words(stage))}")
        elif is_new or tenth > before:
            self._write(f"{say(self._words(stage))}\n")

    def close(self) -> None:
        """Clear the line, so that what is printed next stands alone."""
        if self._name and self._out.isatty():
            self._write(CLEARED)

    def _words(self, stage: SendingProgress) -> Wording:
        said = STAGES[stage.name].of(done=stage.done, count=stage.total, share=Share(stage.share))
        gained = stage.share - self._before
        if gained <= 0 or stage.share >= 1:
            return said
        seconds = (self._now() - self._since) * (1 - stage.share) / gained
        return sentences(said, left(timedelta(seconds=seconds)))

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
