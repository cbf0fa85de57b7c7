"""Finds the existing file in place of a missing one: its name has a difference that people don't see."""

from collections import defaultdict
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from training.spelling import alike, difference

ENDINGS = {".jpeg": ".jpg", ".jpe": ".jpg", ".jfif": ".jpg", ".tiff": ".tif", ".heif": ".heic"}
BACKSLASHES = "in backslashes for slashes"
ENDING = "in the ending"


class Misspelt(NamedTuple):
    """The path, from the manifest's folder, of the file that is there, and in what the given one differs."""

    there: str
    differs: str


class Folder:
    """A manifest's folder, whose listings are read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._listed: dict[Path, dict[str, list[str]]] = {}

    def meant_by(self, image: str) -> Misspelt | None:
        """The file whose path looks like this one, which leads nowhere; None without one."""
        given = PurePosixPath(image.replace("\\", "/"))
        here = self._root
        for part in given.parts:
            name = self._name_of(here, part)
            if name is None:
                return None
            here /= name
        if not here.is_file():
            return None
        there = here.relative_to(self._root).as_posix()
        return Misspelt(there, _differs(image, given, there))

    def _name_of(self, folder: Path, part: str) -> str | None:
        """What a part of a path is called on the disk."""
        if part not in {"..", "/"} and (folder / part).exists():
            return part
        found = self._names(folder).get(_key(part), [])
        return min(found, key=lambda name: (alike(name) != alike(part), name), default=None)

    def _names(self, folder: Path) -> dict[str, list[str]]:
        if folder not in self._listed:
            names: dict[str, list[str]] = defaultdict(list)
            for each in folder.iterdir() if folder.is_dir() else ():
                names[_key(each.name)].append(each.name)
            self._listed[folder] = names
        return self._listed[folder]


def _key(name: str) -> str:
    path = PurePosixPath(alike(name))
    return path.stem + ENDINGS.get(path.suffix, path.suffix)


def _differs(image: str, given: PurePosixPath, there: str) -> str:
    """In words; an ending that means the same is a difference of its own."""
    words = [BACKSLASHES] if "\\" in image else []
    if alike(str(given)) != alike(there):
        words.append(ENDING)
    else:
        words += [difference(str(given), there)] if str(given) != there else []
    return " and ".join(words)
