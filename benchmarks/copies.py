"""A data set copied with something changed on purpose: its rows, or the bytes of its photos."""

import csv
import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from training.sheets import CATALOGUE_FOLDER

Fields = dict[str, str]


def read_fields(manifest: Path) -> list[Fields]:
    """The rows as text."""
    with manifest.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def copy_data_set(
    manifest: Path, out: Path, rows: Sequence[Fields], photo: Callable[[Fields, bytes], bytes] | None = None
) -> Path:
    """Write a data set of these rows, their photos and the catalogue, and return its manifest.

    Args:
        manifest: where the photos come from.
        rows: as `read_fields` gives them, changed as needed; their digests are computed again.
        photo: returns the new bytes of a row's photo; None does not change the photos.
    """
    written = []
    for row in rows:
        data = (manifest.parent / row["image"]).read_bytes()
        data = photo(row, data) if photo else data
        path = out / row["image"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append({**row, "sha256": hashlib.sha256(data).hexdigest()})
    if (manifest.parent / CATALOGUE_FOLDER).is_dir():
        shutil.copytree(manifest.parent / CATALOGUE_FOLDER, out / CATALOGUE_FOLDER)
    with (out / manifest.name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(written[0]))
        writer.writeheader()
        writer.writerows(written)
    return out / manifest.name
