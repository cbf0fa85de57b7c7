"""A release's key: random, and known only to the service and the verifiers to whom it gives the release.

The audit log has keyed digests of what not every reader may know (`serve.examinations.domain.sealed`). A person with
the log and the release, but without the key, can't test guesses. Imports only the standard library.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

LONGEST = 1 << 16  # bytes of a file with keys
SECRET = re.compile(r"[0-9a-f]{64}")
SUFFIX = ".key"


class ReleaseKey(NamedTuple):
    """A key. Its file and its object in the store have only its `secret`.

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


class KeyRing(Protocol):
    """Keys by their sha256."""

    def get(self, sha256: str, /) -> ReleaseKey | None:
        """A key; None if it is not here."""


def new_key() -> ReleaseKey:
    """A key that no one can guess."""
    return ReleaseKey(secrets.token_hex(32))


def key_in(content: bytes) -> ReleaseKey | None:
    """The key that an object of the store holds; None if it holds none."""
    text = content.decode("ascii", "replace").strip()
    return ReleaseKey(text) if SECRET.fullmatch(text) else None


def file_of(folder: Path) -> Path:
    """The path of the key of a release's folder: beside the folder, which has only the release's files."""
    return folder.with_name(folder.name + SUFFIX)


def keys_in(files: Iterable[Path]) -> Mapping[str, ReleaseKey]:
    """The keys in files by their sha256, one a line: a verifier may have those of several services.

    A file that is missing, and a line that is no key, are left out.
    """
    found: dict[str, ReleaseKey] = {}
    for path in files:
        try:
            with path.open("rb") as file:
                lines = file.read(LONGEST).split()
        except OSError:
            continue
        found |= {key.sha256: key for key in map(key_in, lines) if key is not None}
    return found
