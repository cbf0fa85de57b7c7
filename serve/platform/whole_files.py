"""Files that are there with all their bytes, or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file completely; it gets its name, and replaces an earlier one, only after it is on the disk.

    Args:
        mode: of the file, from its first byte on.
    """
    aside = path.with_name(f"{path.name}.unfinished")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file completely, unless there is one of this name: of two at once, one writes it.

    Args:
        mode: of the file, from its first byte on.
    """
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(aside)
    finally:
        aside.unlink()
