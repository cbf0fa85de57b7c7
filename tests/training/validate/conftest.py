"""Data sets for damaging."""

from pathlib import Path

import pytest

from tests.training.validate.data_set import DataSet, drawn


@pytest.fixture
def data(tmp_path: Path) -> DataSet:
    return DataSet(tmp_path)


@pytest.fixture
def four(data: DataSet) -> DataSet:
    """Two genuine and two counterfeit items with a product sheet: rows 2 to 5."""
    data.sheet()
    for number in range(4):
        row = data.add(f"{number}.jpg", drawn(number))
        row |= {"label": "genuine" if number < 2 else "counterfeit", "view": "front"}
    return data
