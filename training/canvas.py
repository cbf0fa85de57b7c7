"""Chooses the canvas on which photos are placed: large enough for their native detail, and not larger."""

import statistics
from collections.abc import Iterator, Sequence

from model.datasets.splits import Split
from training.config import FitConfig
from training.errors import WorkError
from training.manifest import Manifest, Row
from training.pictures import full_size

MOST_DETAIL = 3  # canvas at most so many global views wide: beyond it a photo costs more than it tells
PHOTOS_MEASURED = 100  # to learn how large the photos are


def canvas_of(manifest: Manifest, config: FitConfig) -> int:
    """Side in pixels: as configured, or the multiple of the global view nearest to the photos' median longest side.

    Without a training photo that can be read, the largest.
    """
    if isinstance(config.canvas, int):
        return config.canvas
    sides = list(_sides(manifest, [row for row in manifest.rows if row.split is Split.TRAIN]))
    views = round(statistics.median(sides) / config.global_view) if sides else MOST_DETAIL
    return config.global_view * min(MOST_DETAIL, max(1, views))


def _sides(manifest: Manifest, rows: Sequence[Row]) -> Iterator[int]:
    """The longest sides of some of the photos, evenly chosen."""
    for row in rows[:: max(1, len(rows) // PHOTOS_MEASURED)]:
        try:
            yield max(full_size(manifest.path_of(row)))
        except WorkError:  # validation names it
            continue
