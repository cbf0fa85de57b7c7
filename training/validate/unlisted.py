"""Finds pictures that lie among those of a data set, and that no table beside the manifest lists."""

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from training.findings import Finding, warning
from training.manifest import Manifest
from training.picture_names import is_picture_name
from training.spelling import alike
from training.system_files import is_system_file
from training.validate.report import examples


def check_unlisted(manifest: Manifest) -> Iterator[Finding]:
    """Pictures in the folders of the rows' images, and below, that no row names."""
    if any(finding.code == "malformed-csv" for finding in manifest.findings):
        return  # its rows are not all read
    unlisted = _without_listed(manifest.folder, _unlisted(manifest))
    if unlisted:
        text = f"{len(unlisted)} pictures beside those of the rows are in no row: {examples(unlisted)}"
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
    """The paths that no table of the folder lists, such as those of unknown goods and of further manifests."""
    left = defaultdict(list)
    for path in paths:
        left[_look(path)].append(path)
    for table in sorted(folder.glob("*.csv")) if left else ():
        for image in _fields_of(table):
            left.pop(_look(image), None)
    return sorted(path for same in left.values() for path in same)


def _look(path: str) -> str:
    return alike(str(PurePosixPath(path.strip().replace("\\", "/"))))


def _fields_of(table: Path) -> Iterator[str]:
    """Every field of a table that can be a path of a picture, whatever is wrong with the table."""
    with table.open(encoding="utf-8", errors="replace", newline="") as file:
        try:
            for fields in csv.reader(file):
                yield from (field for field in fields if is_picture_name(field.strip()))
        except csv.Error:
            return
