"""Finds the photos of a folder by their first bytes; endings are often wrong."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from model.datasets.folders import LeftOutFiles
from model.datasets.system_files import is_system_file
from model.errors import PhotoRejectedError
from model.formats import format_of
from training.sheets import CATALOGUE_FOLDER

HEAD = 4096  # bytes that tell the format
OWN_FILES = frozenset({"manifest.csv", "unknown.csv", "readme.md", "licence", "license"})


class PhotoFile(NamedTuple):
    """A photo; path: from the data set's folder, with slashes, as on the disk."""

    path: str
    sha256: str


class PhotosFound(NamedTuple):
    """The photos of a folder, by path, and what is left out."""

    photos: tuple[PhotoFile, ...]
    left_out: tuple[LeftOutFiles, ...]


def find_photos(folder: Path) -> PhotosFound:
    """Walk through a folder. Hidden and system files, the catalogue and the data set's own files are passed over."""
    photos, reasons = [], dict[str, list[str]]()
    for path in sorted(_files(folder)):
        reason = _unnameable(path) or _unreadable(folder / path)
        if reason is None:
            photos.append(PhotoFile(path, _digest(folder / path)))
        else:
            reasons.setdefault(reason, []).append(path)
    return PhotosFound(tuple(photos), tuple(LeftOutFiles(reason, tuple(paths)) for reason, paths in reasons.items()))


def _files(folder: Path) -> Iterator[str]:
    for here, folders, names in os.walk(folder):
        at_top = Path(here) == folder
        folders[:] = [name for name in folders if not _is_passed_over(f"{name}/x", name, at_top=at_top)]
        for name in names:
            path = (Path(here) / name).relative_to(folder).as_posix()
            if not _is_passed_over(path, name, at_top=at_top):
                yield path


def _is_passed_over(path: str, name: str, *, at_top: bool) -> bool:
    is_own = at_top and name.lower() in {*OWN_FILES, CATALOGUE_FOLDER}
    return name.startswith(".") or is_own or is_system_file(path)


def _unnameable(path: str) -> str | None:
    """Why a manifest can't name a path; None if it can."""
    if not path.isprintable():  # also where the name is not UTF-8
        return "with characters in the name that a table can't hold (rename them)"
    return "with a space at the end of the path (rename them)" if path != path.strip() else None


def _unreadable(path: Path) -> str | None:
    """Why a file is no photo that is read here; None if it is one."""
    if path.is_symlink():
        return "links (copy the files here)"
    try:
        with path.open("rb") as file:
            format_of(file.read(HEAD))
    except PhotoRejectedError:
        return "no photos that are read here (JPEG, PNG, WebP, AVIF, HEIC)"
    except OSError:
        return "not readable"
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
