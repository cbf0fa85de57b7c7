"""What `auto` stands for among a fit's settings: it depends on the weights to start from, and on what is annotated."""

from training.config import FitConfig
from training.schedule import Schedule

PRETRAINED_VIEWS, RANDOM_VIEWS = 6_000, 100_000  # whole pictures and tiles together
PRETRAINED_RATE, RANDOM_RATE = 5e-4, 2e-3
ANNOTATED_TILES, INHERITING_TILES = 1.0, 0.5
LEAST_EPOCHS = 3


def schedule_of(config: FitConfig, photos: int, tiles: float, *, pretrained: bool) -> Schedule:
    """How long and how fast to adapt the backbone.

    Args:
        photos: to learn from.
        tiles: a photo.
    """
    steps = -(-photos // config.batch)
    presentations: float | str = config.presentations
    if isinstance(presentations, str):
        presentations = (PRETRAINED_VIEWS if pretrained else RANDOM_VIEWS) / (1 + tiles)
    rate = config.learning_rate
    if isinstance(rate, str):
        rate = PRETRAINED_RATE if pretrained else RANDOM_RATE
    epochs = max(LEAST_EPOCHS, round(presentations / (steps * config.batch)))
    return Schedule(epochs, steps, rate, config.weight_decay, config.patience)


def tiles_of(config: FitConfig, annotated: int) -> float:
    """Native-detail tiles a photo.

    Args:
        annotated: points that are annotated.
    """
    if isinstance(config.tiles, float):
        return config.tiles
    return ANNOTATED_TILES if annotated else INHERITING_TILES


def freezes_stem(config: FitConfig, *, pretrained: bool) -> bool:
    """Whether the backbone's first stages stay as they were loaded."""
    return pretrained if config.freeze_stem == "auto" else config.freeze_stem
