"""One manifest by split, with the photos of unknown goods beside it: what the parts of reliability.py share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.report import stop
from model.datasets.splits import Split
from training.evaluate import UNKNOWN_FILE
from training.manifest import Label, Manifest, Row, path_inside, read_manifest, read_unknown


@dataclass(frozen=True)
class Splits:
    """The rows of one manifest by split.

    Attributes:
        unknown: photos of goods that are none of the products; empty if there are none.
        weights: of mobilenet_v2, where every fit and fine-tune starts.
    """

    path: Path
    manifest: Manifest
    train: tuple[Row, ...]
    calibration: tuple[Row, ...]
    test: tuple[Row, ...]
    unknown: tuple[Path, ...]
    weights: Path

    def paths(self, rows: Sequence[Row]) -> list[Path]:
        """Where the rows' images lie."""
        return [self.manifest.path_of(row) for row in rows]

    @property
    def products(self) -> tuple[str, ...]:
        """The products of the training rows, sorted."""
        return tuple(sorted({row.product for row in self.train}))

    def key(self) -> dict[str, Any]:
        """What scores depend on, for the cache."""
        return {"manifest": self.manifest.sha256, "weights": self.weights.name}


def read_splits(path: Path, weights: Path) -> Splits:
    """Read a manifest and what lies beside it; a split without items ends the benchmark.

    Raises:
        ManifestError: the manifest or the table of unknown goods can't be read.
    """
    if not weights.is_file():
        stop(f"{weights}: no such weights file")
    manifest = read_manifest(path)
    rows = {split: tuple(row for row in manifest.rows if row.split is split) for split in Split}
    if empty := [split.value for split in Split if not rows[split]]:
        stop(f"{path}: no rows in the split {empty[0]}", 1)
    table = path.parent / UNKNOWN_FILE
    unknown = tuple(path_inside(path.parent, row.image) for row in read_unknown(table)) if table.exists() else ()
    return Splits(path, manifest, rows[Split.TRAIN], rows[Split.CALIBRATION], rows[Split.TEST], unknown, weights)


def by_item(rows: Sequence[Row]) -> Mapping[str, list[int]]:
    """Item -> the places of its rows, in the order in which the items first appear."""
    grouped: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        grouped.setdefault(row.item, []).append(index)
    return grouped


def is_counterfeit(row: Row) -> bool:
    """The attested label."""
    return row.label is Label.COUNTERFEIT
