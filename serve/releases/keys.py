"""A release's key: random, and known to no one but the service and those whom it hands the release to verify with.

The audit log has keyed digests of what not every reader may know (`serve.examinations.domain.sealed`). Who has the log
and the release, but not the key, can guess at none of it. The standard library alone.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

LONGEST = 200  # bytes of a key's file
SECRET = re.compile(r"[0-9a-f]{64}")
SUFFIX = ".key"


class ReleaseKey(NamedTuple):
    """A key. Its file, and the object of the store, hold its `secret` and nothing else.

    Attributes:
        secret: 64 random hexadecimal digits.
    """

    secret: str

    @property
    def sha256(self) -> str:
        """What names the key: in the store, in a row and in the audit log."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def __repr__(self) -> str:
        """Without the secret, which might get into a log."""
        return f"ReleaseKey({self.sha256[:8]})"


def new_key() -> ReleaseKey:
    """A key that no one can guess."""
    return ReleaseKey(secrets.token_hex(32))


def key_in(content: bytes) -> ReleaseKey | None:
    """The key that a file holds; None where it holds none."""
    text = content.decode("ascii", "replace").strip()
    return ReleaseKey(text) if SECRET.fullmatch(text) else None


def file_of(folder: Path) -> Path:
    """Where the key of the release in a folder lies: beside the folder, whose files are the release's alone."""
    return folder.with_name(folder.name + SUFFIX)


def keys_in(files: Iterable[Path]) -> Mapping[str, ReleaseKey]:
    """The keys in files by their sha256; a file that is missing or holds no key is left out."""
    found = {}
    for path in files:
        try:
            with path.open("rb") as file:
                key = key_in(file.read(LONGEST))
        except OSError:
            continue
        if key is not None:
            found[key.sha256] = key
    return found
