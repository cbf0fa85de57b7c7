from pathlib import Path

import numpy as np

from model.preprocess import PreprocessSpec
from tests.training.examined import examined
from training.batches import BatchMaker, mark_cells
from training.pictures import PIXELS, SIZES, PictureCache


def cells(*box: float) -> list[tuple[int, int]]:
    marked = mark_cells(np.array([box]), np.array([0]), count=1, side=64)[0]
    return [(int(row), int(column)) for row, column in zip(*np.nonzero(marked), strict=True)]


def test_a_tiny_box_between_four_cells_still_marks_one() -> None:
    assert len(cells(15, 15, 3, 3)) >= 1


def test_a_box_marks_the_cells_that_it_covers() -> None:
    assert cells(16, 32, 32, 16) == [(2, 1), (2, 2)]


def test_a_box_outside_marks_nothing() -> None:
    assert cells(-40, 10, 20, 20) == []


def test_points_keep_to_their_own_map() -> None:
    marked = mark_cells(np.array([[0.0, 0, 16, 16], [48, 48, 16, 16]]), np.array([1, 0]), count=2, side=64)
    assert marked[1, 0, 0] == 1 == marked[0, 3, 3]
    assert marked.sum() == 2


def test_every_batch_has_as_many_tiles_on_other_photos_each_time(tmp_path: Path) -> None:
    np.zeros((8, 32, 32, 3), np.uint8).tofile(tmp_path / PIXELS)
    np.save(tmp_path / SIZES, np.full((8, 2), 32, np.int64))
    examples = [examined(f"item {n}", 0.0, counterfeit=n % 2 == 1).examples[0] for n in range(8)]
    spec = PreprocessSpec(canvas=64, global_view=32)
    maker = BatchMaker(examples, PictureCache(tmp_path), spec, points=1, batch=4, tiles=0.5, seed=0)
    batches = [batch for epoch in range(4) for batch in maker.epoch(epoch)]
    assert [len(batch.tiles) for batch in batches] == [2] * 8
    assert len({tuple(batch.tile_of.tolist()) for batch in batches}) > 1
