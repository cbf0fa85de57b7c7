"""Finds the existing file in place of a missing one: under a name that looks the same, or in a folder nearby."""

import os
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from model.datasets.picture_names import SAME_ENDINGS, is_picture_name
from model.datasets.spelling import alike, difference

ABSOLUTE = re.compile(r"(?:[A-Za-z]:)?/|[A-Za-z]:|(?:file|https?):|~")  # a slash, a drive, an address, a home folder
QUOTES = "\"'\u201c\u201d"
BACKSLASHES = "in backslashes for slashes"
FROM_THE_ROOT = "in an absolute path (paths are relative to the manifest's folder)"
QUOTED = "in quotation marks"
ESCAPED = "in characters written as in addresses (%20)"
FOLDER = "in the folder"
ENDING = "in the ending"


class Misspelt(NamedTuple):
    """The path, from the manifest's folder, of the file that is there, and in what the given one differs."""

    there: str
    differs: str


class Folder:
    """A manifest's folder, whose listings are read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._listed: dict[Path, _Listing] = {}

    def meant_by(self, image: str) -> Misspelt | None:
        """The file that is meant by this path, which leads nowhere; None without one.

        It has a name that looks the same, at this place, without the first folders of the path (they are those of
        another machine, or lead to the manifest), or in one of the folders beside the manifest.
        """
        given = unquote(image.strip(QUOTES)).replace("\\", "/")
        parts = [part for part in PurePosixPath(given).parts if part not in {"/", "..", "~"}]
        for start in range(len(parts)):
            if found := self._found(self._root, parts[start:]):
                return Misspelt(found, _differs(image, parts, parts[start:], found))
        below = [name for name in self._listing(self._root).folders if self._found(self._root / name, parts)]
        if len(below) != 1 or not parts:
            return None
        there = self._found(self._root / below[0], parts)
        return Misspelt(f"{below[0]}/{there}", _differs(image, [below[0], *parts], parts, there or ""))

    def _found(self, start: Path, parts: Sequence[str]) -> str | None:
        """The file that a path means, from a folder on."""
        here = start
        for part in parts:
            name = self._listing(here).name_of(part)
            if name is None:
                return None
            here /= name
        return here.relative_to(start).as_posix() if here.is_file() else None

    def _listing(self, folder: Path) -> "_Listing":
        if folder not in self._listed:
            self._listed[folder] = _Listing(folder)
        return self._listed[folder]


class _Listing:
    """The names in one folder, found by how they look."""

    def __init__(self, folder: Path) -> None:
        is_readable = folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)
        entries = sorted(folder.iterdir()) if is_readable else []
        self._names = frozenset(each.name for each in entries)
        self._by_look: dict[str, list[str]] = defaultdict(list)
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._names):
            self._by_look[_look(name)].append(name)
            if is_picture_name(name):
                self._by_stem[_stem(name)].append(name)
        self.folders = [each.name for each in entries if each.is_dir()]

    def name_of(self, part: str) -> str | None:
        """What a part of a path is called on the disk."""
        if part in self._names:
            return part
        if found := self._by_look.get(_look(part)):
            return min(found, key=lambda name: (alike(name) != alike(part), name))
        same_stem = self._by_stem.get(_stem(part), []) if is_picture_name(part) else self._by_stem.get(alike(part), [])
        return same_stem[0] if len(same_stem) == 1 else None


def _look(name: str) -> str:
    """A name as it looks, with one ending for all that mean the same."""
    path = PurePosixPath(alike(name))
    return path.stem + SAME_ENDINGS.get(path.suffix, path.suffix)


def _stem(name: str) -> str:
    return PurePosixPath(alike(name)).stem


def _differs(image: str, parts: Sequence[str], used: Sequence[str], there: str) -> str:
    """In words; an ending that means the same is a difference of its own."""
    given = "/".join(used)
    differs = {
        QUOTED: image != image.strip(QUOTES),
        ESCAPED: image != unquote(image),
        BACKSLASHES: "\\" in image,
    }
    words = [each for each, is_so in differs.items() if is_so]
    if ABSOLUTE.match(image.replace("\\", "/")):
        words.append(FROM_THE_ROOT)
    elif len(parts) != len(used):
        words.append(FOLDER)
    if alike(given) != alike(there):
        words.append(ENDING)
    else:
        words += [str(difference(given, there))] if given != there else []
    return " and ".join(words)
