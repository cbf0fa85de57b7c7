"""The schedule of adapting the backbone: how many epochs and steps, at which learning rate."""

import math
from dataclasses import dataclass

WARM_UP = 0.08  # of the steps
MOST_EVALUATIONS = 8  # on development items: each costs a third of an epoch where the data set is small


@dataclass(frozen=True)
class Schedule:
    """How long and how fast.

    Attributes:
        epochs: at most.
        learning_rate: peak of a warm-up and a cosine.
    """

    epochs: int
    steps_an_epoch: int
    learning_rate: float
    weight_decay: float
    patience: int

    def evaluates(self, epoch: int) -> bool:
        """Whether the development loss is measured after this epoch: evenly, `MOST_EVALUATIONS` times, and last."""
        return (self.epochs - 1 - epoch) % -(-self.epochs // MOST_EVALUATIONS) == 0

    def rate(self, step: int) -> float:
        """Factor on the peak rate: linear warm-up, then half a cosine to zero."""
        total = self.epochs * self.steps_an_epoch
        warm = max(1, round(WARM_UP * total))
        if step < warm:
            return (step + 1) / warm
        return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, total - warm)))
