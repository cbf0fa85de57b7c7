"""Writes a frozen data set into a folder, with its images, as `shingan-train` reads it."""

import csv
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from model.datasets.frozen import GOLD_MANIFEST, MANIFEST
from model.messages import message
from serve.datasets.domain import FrozenSet, WithdrawnItemsError
from serve.datasets.permissions import DataSetAction
from serve.datasets.work import DataSetWork
from serve.platform.errors import StorageError
from serve.platform.objects import Objects
from serve.platform.tenancy import Tenant
from serve.platform.work import Works

WITHDRAWN = message(
    "{data_set}: right holders have withdrawn items of this data set since, so that it is not written any more; freeze "
    "again, without them"
)
NOT_WRITTEN = message("{folder}: can't be written ({reason})")
IN_THE_WAY = message("{folder}: is there already, and is not this data set; move it away, or name another folder")


class _Image(NamedTuple):
    """An image of a data set: its path below the data set's folder, and its digest."""

    path: str
    sha256: str


@dataclass(frozen=True)
class SetExport:
    """Takes data sets out of the service. All methods block; each export is recorded."""

    work: Works[DataSetWork]
    objects: Objects

    def write(self, tenant: Tenant, set_id: str, place: Path) -> Path:
        """Write a data set into a folder of its own, named by its id; one that is there already stays.

        Raises:
            NotFoundError: there is none of this id.
            WithdrawnItemsError: it has items that were withdrawn since.
            StorageError: an object is lost or damaged, or the folder can't be written.
        """
        with self.work.begin(tenant) as work:
            frozen = work.sets.get(set_id)
            if work.sets.taken_back([set_id]):
                raise WithdrawnItemsError(WITHDRAWN.of(data_set=set_id))
            work.record(DataSetAction.EXPORT, set_id)
        folder = place / set_id
        if folder.exists():
            return _same(frozen, folder)
        try:
            return self._written(frozen, place)
        except OSError as fault:
            raise StorageError(NOT_WRITTEN.of(folder=folder, reason=fault.strerror or "")) from fault

    def _written(self, frozen: FrozenSet, place: Path) -> Path:
        """Write beside the place, and rename at the end: a folder that has its name is complete."""
        place.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{frozen.id}-", dir=place))
        try:
            for file in frozen.files:
                self._copy(file.sha256, unfinished / file.name)
            for manifest in (MANIFEST, GOLD_MANIFEST):
                for image in _images(unfinished, manifest):
                    self._copy(image.sha256, unfinished / image.path)
            unfinished.chmod(0o755)
            os.sync()
            return unfinished.rename(place / frozen.id)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def _copy(self, sha256: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for piece in self.objects.read(sha256):
                file.write(piece)


def _images(folder: Path, manifest: str) -> Iterator[_Image]:
    """The images that a manifest names; none if the data set has no such manifest."""
    path = folder / manifest
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield _Image((Path(manifest).parent / row["image"]).as_posix(), row["sha256"])


def _same(frozen: FrozenSet, folder: Path) -> Path:
    """A folder that has the name of a data set, if it is the data set."""
    path = folder / MANIFEST
    size = next(file.size for file in frozen.files if file.name == MANIFEST)
    if not path.is_file() or path.stat().st_size != size:
        raise StorageError(IN_THE_WAY.of(folder=folder))
    return folder
