"""Finds pictures that lie among those of a data set, and that no table beside the manifest lists."""

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from model.datasets.findings import DataFinding, warning
from model.datasets.picture_names import is_picture_name
from model.datasets.spelling import alike
from model.datasets.system_files import is_system_file
from training.manifest import Manifest
from training.validate.misspelt import Folder
from training.validate.report import examples

SLASH = re.compile(r"[/\\]")


def check_unlisted(manifest: Manifest) -> Iterator[DataFinding]:
    """Pictures in the folders of the rows' images, and below, that no row names."""
    if any(finding.code == "malformed-csv" for finding in manifest.findings):
        return  # its rows are not all read
    unlisted = _without_listed(manifest.folder, _unlisted(manifest))
    if unlisted:
        text = f"pictures beside those of the rows that no row lists ({len(unlisted)}): {examples(unlisted)}"
        yield warning("unlisted-image", (), f"{text}; add rows for them, or remove them")


def _unlisted(manifest: Manifest) -> list[str]:
    """Paths that the rows do not name letter for letter."""
    listed = {row.image for row in manifest.rows}
    return [path for top in _tops(manifest) for path in _pictures(manifest.folder, top) if path not in listed]


def _tops(manifest: Manifest) -> list[str]:
    """The folders in the manifest's folder that images are in; "" for the folder itself."""
    tops = {image.partition("/")[0] if "/" in image else "" for image in (row.image for row in manifest.rows)}
    return sorted(top for top in tops if top not in {".", ".."} and (manifest.folder / top).is_dir())


def _pictures(folder: Path, top: str) -> Iterator[str]:
    """The pictures in a folder and all below; of the manifest's folder, only those in itself."""
    for here, folders, names in os.walk(folder / top):
        folders[:] = sorted(name for name in folders if top and not _is_hidden(f"{name}/"))
        inside = Path(here).relative_to(folder).as_posix()
        for name in sorted(names):
            if is_picture_name(name) and not _is_hidden(name):
                yield name if inside == "." else f"{inside}/{name}"


def _is_hidden(path: str) -> bool:
    return path.startswith(".") or is_system_file(f"{path}x" if path.endswith("/") else path)


def _without_listed(folder: Path, paths: list[str]) -> list[str]:
    """The paths that no table of the folder lists or means, among them those of unknown goods and other manifests."""
    left, stems, listed = set(paths), {_stem(path) for path in paths}, Folder(folder)
    for table in sorted(folder.glob("*.csv")) if left else ():
        for image in _fields_of(table):
            if _stem(image) in stems:
                meant = listed.meant_by(image)
                left.discard(meant.there if meant else image)
    return sorted(left)


def _stem(path: str) -> str:
    """The name of a file without its ending, as it looks."""
    return alike(PurePosixPath(unquote(path).replace("\\", "/")).stem)


def _fields_of(table: Path) -> Iterator[str]:
    """Every field of a table that can be a path of a picture, also of a table that has faults."""
    with table.open(encoding="utf-8", errors="replace", newline="") as file:
        try:
            for fields in csv.reader(file):
                yield from (field for field in map(str.strip, fields) if is_picture_name(field) or SLASH.search(field))
        except csv.Error:
            return
