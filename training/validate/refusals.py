"""Words for the images that can't be opened: which file is meant, what is wrong with it, and what to do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from model.datasets.findings import DataFinding, error
from model.errors import PhotoRejectedError
from training.errors import ManifestError
from training.manifest import Row
from training.unreadable import cure_of
from training.validate.misspelt import Folder, Misspelt
from training.validate.report import examples

OUTSIDE, MISSING, UNREADABLE = "path-outside-folder", "missing-file", "unreadable-image"
RELATIVE = "the path leads out of the manifest's folder; write it relative to that folder, with slashes"


class Refusal(NamedTuple):
    """Why a row has no photo; reason: in words."""

    row: Row
    code: str
    reason: str


def refusal(row: Row, fault: ManifestError | OSError | PhotoRejectedError, data: bytes = b"") -> Refusal:
    """The refusal that a fault means.

    Args:
        row: whose image it is.
        fault: its path leads out of the folder, there is no such file, or it can't be decoded.
        data: the file's bytes, where it can't be decoded.
    """
    if isinstance(fault, ManifestError):
        return Refusal(row, OUTSIDE, RELATIVE)
    if isinstance(fault, PhotoRejectedError):
        return Refusal(row, UNREADABLE, cure_of(fault, data))
    if isinstance(fault, FileNotFoundError | NotADirectoryError):
        return Refusal(row, MISSING, "no such file")
    return Refusal(row, MISSING, "it is a folder" if isinstance(fault, IsADirectoryError) else _plain(fault))


def refused(refusals: Iterable[Refusal], folder: Path) -> Iterator[DataFinding]:
    """One finding per reason: a missing folder is one fault, not a thousand.

    Args:
        refusals: of a data set's rows.
        folder: of the manifest.
    """
    listed = Folder(folder)
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, code, reason in refusals:
        meant = listed.meant_by(row.image) if code in {MISSING, OUTSIDE} else None
        text = f"{reason}; {_cure(meant)}" if code == MISSING else reason
        groups[code, text].append(f"{row.image} (there is {meant.there})" if meant else row.image)
        rows[code, text].append(row.number)
    for (code, text), names in groups.items():
        yield error(code, rows[code, text], f"{examples(names)}: {text}")


def _cure(meant: Misspelt | None) -> str:
    return f"the names differ {meant.differs}; write the one that is there" if meant else "add it, or remove its rows"


def _plain(fault: OSError) -> str:
    return f"can't be read ({fault.strerror or fault})"
