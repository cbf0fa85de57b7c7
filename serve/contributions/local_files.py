"""The files that the command contributes: of a folder, a ZIP, or a table with the images that it names."""

from collections.abc import Iterator
from pathlib import Path

from model.datasets.manifest_rows import read_rows
from model.datasets.system_files import is_system_file
from model.errors import ShinganError, TableError
from model.messages import message

ZIP, TABLE = ".zip", ".csv"
NEITHER = message("{path}: is neither a folder nor a ZIP nor a table (.csv)")
NO_FILES = message("{path}: has no files to contribute")


class NothingToSendError(ShinganError):
    """There is nothing that can be contributed; the message says why."""


def files_at(path: Path) -> list[Path]:
    """The files to send, in the order of their names.

    Raises:
        NothingToSendError: it is something else, or has no files.
        OSError: it can't be read.
    """
    found = sorted({file for file in _found(path) if file.stat().st_size})
    if not found:
        raise NothingToSendError(NO_FILES.of(path=path))
    return found


def _found(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (file for file in path.rglob("*") if file.is_file() and not _is_left_by_a_system(file, path))
    elif path.suffix.lower() == ZIP:
        yield path
    elif path.suffix.lower() == TABLE:
        yield path
        yield from _named_in(path)
    else:
        raise NothingToSendError(NEITHER.of(path=path))


def _is_left_by_a_system(file: Path, folder: Path) -> bool:
    return is_system_file(file.relative_to(folder).as_posix())


def _named_in(table: Path) -> Iterator[Path]:
    """The images that a table names and that lie below its folder. The service says which rows lack theirs."""
    folder = table.parent.resolve()
    try:
        rows = read_rows(table.read_bytes())
    except TableError as fault:
        raise NothingToSendError(message("{path}: {fault}", path=table, fault=fault.message)) from fault
    for image in [*(row.image for row in rows.rows), *rows.untyped.values()]:
        file = folder / image.replace("\\", "/")
        if file.resolve().is_relative_to(folder) and file.is_file():
            yield table.parent / file.relative_to(folder)
