"""How an adaptation is planned: what `auto` stands for, and when development items are evaluated."""

import pytest

from training.auto_settings import freezes_stem, schedule_of
from training.config import FitConfig
from training.schedule import MOST_EVALUATIONS, Schedule


@pytest.mark.parametrize("epochs", [1, 3, 8, 11, 16, 100])
def test_development_items_are_evaluated_a_few_times_and_at_the_end(epochs: int) -> None:
    schedule = Schedule(epochs, steps_an_epoch=10, learning_rate=1e-3, weight_decay=0.0, patience=8)
    evaluated = [epoch for epoch in range(epochs) if schedule.evaluates(epoch)]
    assert evaluated[-1] == epochs - 1
    assert min(epochs, 2) <= len(evaluated) <= MOST_EVALUATIONS


def test_pretrained_weights_are_adapted_for_less_long_more_slowly_and_beyond_their_stem_alone() -> None:
    pretrained, random = (schedule_of(FitConfig(), 400, 0.5, pretrained=known) for known in (True, False))
    assert pretrained.epochs < random.epochs
    assert pretrained.learning_rate < random.learning_rate
    assert freezes_stem(FitConfig(), pretrained=True)
    assert not freezes_stem(FitConfig(), pretrained=False)
    assert not freezes_stem(FitConfig(freeze_stem=False), pretrained=True)
