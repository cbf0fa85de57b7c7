import numpy as np

from training.batches import mark_cells


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
