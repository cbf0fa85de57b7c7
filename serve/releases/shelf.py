"""Release folders, and the pointer that names the active one.

The pointer ``DATA/active-release`` holds one folder name or path a line: the active release first, then those
that were active before it, the latest first. It is replaced as a whole, so a reader never sees half of it.
"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from model.errors import ReleaseRefusedError
from model.release import DESCRIPTION_FILE, release_id
from serve.platform.local_objects import sync_path

BUNDLED = Path(__file__).parents[2] / "releases"
BUNDLED_NAME = "demo"
HISTORY = 20


class Shelf:
    """The releases in DATA/releases and the bundled ones, and the pointer to the active one."""

    def __init__(self, data_dir: Path, bundled: Path = BUNDLED) -> None:
        self._pointer = data_dir / "active-release"
        self._places = (data_dir / "releases", bundled)

    def folders(self) -> list[Path]:
        """Every release folder on the shelf, by name."""
        found = {path.resolve(): path for place in self._places if place.is_dir() for path in place.iterdir()}
        return sorted(path for path in found.values() if (path / DESCRIPTION_FILE).is_file())

    @property
    def own_place(self) -> Path:
        """Where releases of this service's own lie; the bundled ones lie elsewhere."""
        return self._places[0]

    def find(self, name: str) -> Path | None:
        """The folder with this name or release id, or the folder at this path; None where there is none."""
        for folder in self.folders():
            if name in {folder.name, id_of(folder)}:
                return folder
        folder = Path(name)
        return folder if folder.is_absolute() and (folder / DESCRIPTION_FILE).is_file() else None

    def start(self, asked: Path | None) -> Path:
        """The folder to begin with: the one asked for, else the active one, else the bundled one.

        Raises:
            ReleaseRefusedError: there is none, or it is not clear which.
        """
        if asked is not None:
            return asked
        names = self.pointer()
        return self.required(names[0]) if names else self._bundled()

    def required(self, name: str) -> Path:
        """As `find`.

        Raises:
            ReleaseRefusedError: there is no such folder.
        """
        folder = self.find(name)
        if folder is None:
            raise ReleaseRefusedError(f"release {name}: not found in {self._places[0]} or {self._places[1]}")
        return folder

    def _bundled(self) -> Path:
        folders = self.folders()
        named = [folder for folder in folders if folder.name == BUNDLED_NAME]
        if len(named or folders) == 1:
            return (named or folders)[0]
        if not folders:
            raise ReleaseRefusedError(
                f"no release in {self._places[0]} or {self._places[1]}: name one with --release, or train one"
            )
        names = ", ".join(folder.name for folder in folders)
        raise ReleaseRefusedError(f"several releases ({names}): choose one with `shingan release activate`")

    def pointer(self) -> list[str]:
        """The names in the pointer, the active one first; empty where no release was ever activated."""
        try:
            return [line.strip() for line in self._pointer.read_text(encoding="utf-8").splitlines() if line.strip()]
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise ReleaseRefusedError(f"{self._pointer}: can't be read ({error})") from error

    def activate(self, folder: Path) -> None:
        """Point to a release that the caller has checked."""
        on_shelf = self.find(folder.name)
        name = folder.name if on_shelf and on_shelf.resolve() == folder.resolve() else str(folder.resolve())
        self._write([name, *(earlier for earlier in self.pointer() if earlier != name)][:HISTORY])

    def previous(self) -> str:
        """The name of the release that was active before.

        Raises:
            ReleaseRefusedError: there was none.
        """
        names = self.pointer()
        if len(names) <= 1:
            raise ReleaseRefusedError(f"{self._pointer}: names no earlier release to roll back to")
        return names[1]

    def roll_back(self) -> None:
        """Point to the release that was active before; see `previous`."""
        self.previous()
        self._write(self.pointer()[1:])

    def restore_pointer(self, names: Sequence[str]) -> None:
        """Write the pointer's lines as a backup has them."""
        self._write(list(names))

    def _write(self, names: list[str]) -> None:
        folder = self._pointer.parent
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as file:
            file.write("\n".join(names) + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(self._pointer)
        sync_path(folder)


def id_of(folder: Path) -> str:
    """The id of the release in a folder, from release.json alone; empty where that can't be read."""
    try:
        return release_id((folder / DESCRIPTION_FILE).read_bytes())
    except OSError:
        return ""
