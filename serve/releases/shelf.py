"""Release folders on this machine: DATA/releases, and those that come with the package.

Versions before kept the active release in a file, ``DATA/active-release``: one folder name or path a line, the active
release first, then those that were active before it, the latest first. Its releases are taken over at the first start.
"""

from collections.abc import Sequence
from pathlib import Path

from model.errors import ReleaseRefusedError
from model.messages import message
from model.release import DESCRIPTION_FILE, release_id

BUNDLED = Path(__file__).parents[2] / "releases"
BUNDLED_NAME = "demo"
UNFINISHED = ".unfinished-"


class Shelf:
    """The releases in DATA/releases and the bundled ones.

    Attributes:
        cache: the folder of copies from the object store; they may be removed while the service is stopped.
    """

    def __init__(self, data_dir: Path, bundled: Path = BUNDLED) -> None:
        self._pointer = data_dir / "active-release"
        self.cache = data_dir / "release-cache"
        self._places = (data_dir / "releases", bundled)

    @property
    def own_place(self) -> Path:
        """The folder of this service's own releases; the bundled ones are elsewhere."""
        return self._places[0]

    def folders(self) -> list[Path]:
        """Every release folder on the shelf, by name."""
        found = {path.resolve(): path for place in self._places if place.is_dir() for path in place.iterdir()}
        return sorted(path for path in found.values() if (path / DESCRIPTION_FILE).is_file())

    def named(self, name: str) -> list[Path]:
        """The folders with this name or release id, on the shelf and in the cache."""
        places = [*self.folders(), self.cache / Path(name).name]
        return [folder for folder in places if name and name in {folder.name, id_of(folder)} and folder.is_dir()]

    def find(self, name: str) -> Path | None:
        """The folder with this name or release id, or the folder at this path; None if there is none."""
        for folder in self.named(name):
            return folder
        folder = Path(name)
        return folder if folder.is_absolute() and (folder / DESCRIPTION_FILE).is_file() else None

    def required(self, name: str) -> Path:
        """As `find`.

        Raises:
            ReleaseRefusedError: there is no such folder.
        """
        folder = self.find(name)
        if folder is None:
            raise ReleaseRefusedError(
                message(
                    "release {name}: not found in {first} or {second}",
                    name=name,
                    first=self._places[0],
                    second=self._places[1],
                )
            )
        return folder

    def bundled(self) -> Path:
        """The first release if none was ever chosen: the only one, or the one named `demo`.

        Raises:
            ReleaseRefusedError: there is none, or it is not clear which.
        """
        folders = self.folders()
        named = [folder for folder in folders if folder.name == BUNDLED_NAME]
        if len(named or folders) == 1:
            return (named or folders)[0]
        if not folders:
            raise ReleaseRefusedError(
                message(
                    "no release in {first} or {second}: name one with --release, or train one",
                    first=self._places[0],
                    second=self._places[1],
                )
            )
        names = ", ".join(folder.name for folder in folders)
        raise ReleaseRefusedError(
            message("several releases ({names}): choose one with `shingan release activate`", names=names)
        )

    def pointer(self) -> list[str]:
        """The names in an earlier version's file, the active one first; empty if there is none.

        Raises:
            ReleaseRefusedError: it can't be read.
        """
        try:
            return [line.strip() for line in self._pointer.read_text(encoding="utf-8").splitlines() if line.strip()]
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise ReleaseRefusedError(
                message("{pointer}: can't be read ({error})", pointer=self._pointer, error=str(error))
            ) from error

    def restore_pointer(self, names: Sequence[str]) -> None:
        """Write the file of an earlier version's snapshot, for the next start to take over."""
        self._pointer.parent.mkdir(parents=True, exist_ok=True)
        self._pointer.write_text("\n".join(names) + "\n", encoding="utf-8")

    def drop_pointer(self) -> None:
        """Remove the file after its contents were taken over."""
        self._pointer.unlink(missing_ok=True)


def id_of(folder: Path) -> str:
    """The id of the release in a folder, from release.json alone; empty if that can't be read."""
    try:
        return release_id((folder / DESCRIPTION_FILE).read_bytes())
    except OSError:
        return ""
