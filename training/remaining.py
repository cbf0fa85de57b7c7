"""How long a run still takes: predicted seconds of its stages, corrected by the pace so far."""

import time
from collections.abc import Callable, Mapping

MINUTE, HOUR = 60, 3600
TRUST = 0.1  # of the run must pass for the pace to count as much as the prediction: the first stages are short


class Remaining:
    """Follows a run through its stages; without predictions nothing is said of the whole."""

    def __init__(
        self, predicted: Mapping[str, float], now: Callable[[], float] = time.monotonic, *, slower: float = 1.0
    ) -> None:
        """Start the clock.

        Args:
            predicted: stage -> seconds, in the order of the run.
            slower: seconds of the clock that a predicted second is taken to last, until the run has shown its pace.
        """
        self._predicted, self._now, self._slower = dict(predicted), now, slower
        self._started = self._stage_started = now()
        self._stage = ""
        self._here = self._ran = 0.0  # seconds predicted for this stage, and for those that ran before it

    def begin(self, stage: str, left: float = 1.0) -> None:
        """A stage begins; those planned before it are over, or were not needed.

        Args:
            left: share of the stage that an earlier run has not done.
        """
        self._ran += self._here
        self._stage, self._stage_started = stage, self._now()
        self._here = left * self._predicted.get(stage, 0.0)

    def place(self, stage: str) -> str:
        """Where a stage stands in the run, such as ``4/13``; empty if it is not planned."""
        names = list(self._predicted)
        return f"{names.index(stage) + 1}/{len(names)}" if stage in names else ""

    def seconds(self, share: float) -> float | None:
        """Seconds left of the whole run; None if the stage is not planned.

        Args:
            share: of what was left of the stage at its beginning, that is done.
        """
        if self._stage not in self._predicted:
            return None
        names, now = list(self._predicted), self._now()
        later = sum(self._predicted[name] for name in names[names.index(self._stage) + 1 :])
        expected = self._ran + share * self._here
        trust = TRUST * sum(self._predicted.values())
        pace = (now - self._started + trust * self._slower) / (expected + trust)
        in_stage = (now - self._stage_started) * (1 - share) / share if share > 0 else self._here * pace
        return in_stage + later * pace


def duration(seconds: float) -> str:
    """A time in words, as exactly as it can be predicted: ``40 s``, ``12 min``, ``1 h 30 min``."""
    if seconds < 55:  # noqa: PLR2004  rounded, more is a minute
        return f"{max(1, round(seconds, -1) if seconds >= 20 else round(seconds)):.0f} s"  # noqa: PLR2004  tens from 20
    if seconds < HOUR - MINUTE / 2:
        return f"{round(seconds / MINUTE)} min"
    minutes = round(seconds / MINUTE / 5) * 5
    return f"{minutes // 60} h {minutes % 60:02d} min"
