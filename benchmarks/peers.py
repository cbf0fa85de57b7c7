"""The two plain fine-tunes that reliability.py compares with, each made once and its scores kept.

Both see the train split alone, for the same wall time: one with a binary head (baselines.py), one with a class for each
product and label (classes.py).
"""

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks import baselines, classes
from benchmarks.kept import Kept
from benchmarks.splits import Splits, is_counterfeit
from benchmarks.unknown import Familiarity, Roster, mean_photo, of_classifier, score_items, seen_by_classifier


def _say(line: str) -> None:
    print(line, file=sys.stderr)


@dataclass(frozen=True, eq=False)
class PlainPeers:
    """Peers on one manifest; seconds: wall time of each fine-tune."""

    splits: Splits
    seconds: float
    kept: Kept
    augment: bool

    def key(self) -> Mapping[str, Any]:
        """What the peers' scores depend on."""
        return {**self.splits.key(), "seconds": self.seconds, "augment": self.augment}

    def photo_scores(self) -> Mapping[str, list[float]]:
        """Split -> the logits of "counterfeit" of its photos, in the order of their rows."""
        found: Mapping[str, list[float]] = self.kept.scores("plain", self.key(), self._binary)
        return found

    def familiarity(self, listed: Roster) -> list[Familiarity]:
        """The peers' scores of familiarity."""
        found = self.kept.scores("plain-classes", self.key(), lambda: self._classes(listed))
        return [Familiarity(**method) for method in found]

    def _binary(self) -> dict[str, list[float]]:
        splits = self.splits
        _say(f"plain: fine-tuning for {self.seconds:.0f} s")
        labels = np.array([is_counterfeit(row) for row in splits.train])
        tuned = baselines.fine_tune(
            splits.paths(splits.train), labels, splits.weights, self.seconds, self._settings(), _say
        )
        return {
            "calibration": baselines.score(tuned, splits.paths(splits.calibration)).tolist(),
            "test": baselines.score(tuned, splits.paths(splits.test)).tolist(),
        }

    def _classes(self, listed: Roster) -> list[dict[str, Any]]:
        splits = self.splits
        names = sorted({classes.class_of(row) for row in splits.train})
        _say(f"plain, {len(names)} classes: fine-tuning for {self.seconds:.0f} s")
        labels = np.array([names.index(classes.class_of(row)) for row in splits.train])
        paths = splits.paths(splits.train)
        tuned = classes.fine_tune_classes(paths, labels, splits.weights, self.seconds, self._settings(), _say)
        bank = classes.observe(tuned, paths).features
        seen = seen_by_classifier(classes.observe(tuned, listed.paths), bank, splits.train, names)
        return [asdict(method) for method in score_items(seen, listed, of_classifier, mean_photo)]

    def _settings(self) -> baselines.FineTuneSettings:
        return baselines.FineTuneSettings(augment=self.augment)
