"""Secrets of the service that are files, made at their first use."""

import secrets
from contextlib import suppress
from pathlib import Path

from model.messages import Message
from serve.platform.errors import StorageError
from serve.platform.local_objects import sync_path
from serve.platform.whole_files import write_new


def secret_in(path: Path, size: int, unusable: Message) -> bytes:
    """A secret of so many random bytes (file of mode 600), which is made if there is none; all processes get the same.

    Args:
        unusable: what is said where it can't be used, with `path` and `fault`.

    Raises:
        StorageError: it can't be read or written, or has another size.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(FileExistsError):  # another process was faster
                write_new(path, secrets.token_bytes(size), 0o600)
            sync_path(path.parent)
        found = path.read_bytes()
    except OSError as fault:
        raise StorageError(unusable.of(path=path, fault=fault.strerror or str(fault))) from fault
    if len(found) != size:
        raise StorageError(unusable.of(path=path, fault=f"{len(found)} bytes"))
    return found
