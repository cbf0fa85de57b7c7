"""The key of each person of a case: a file. What is kept of a person can't be read without it, and is gone with it.

The database alone, a copy of it, and what a disk still holds of removed rows tell nothing of anyone.
"""

import json
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from model.messages import message
from serve.persons.domain import KeyLostError, PersonalData
from serve.platform.errors import StorageError
from serve.platform.local_objects import sync_path
from serve.platform.whole_files import write_new

FOLDER, SUFFIX = "persons", ".key"  # in DATA/keys
PACKED = "persons.json"  # the keys in a backup, as one file
PERSON_ID = re.compile("k-[0-9a-f]{32}")
BYTES, NONCE = 32, 12
BLOCK = 512  # what is encrypted is filled up to a multiple, so that its length does not tell who it is
UNTOUCHED = timedelta(days=1)  # a row may be about to be written for a key made since then
UNUSABLE = message("{path}: the key of a person of a case can't be used ({fault})")
LOST = message("What is kept of this person can't be read: its key is missing. Only a backup may still have it.")


@dataclass(frozen=True)
class PersonKeys:
    """The keys in a folder, each under the id of its person."""

    folder: Path

    def sealed(self, person_id: str, said: PersonalData) -> str:
        """What is kept of a person, encrypted; a new person gets a key.

        Raises:
            StorageError: the key can't be read or written.
        """
        content = json.dumps(asdict(said), ensure_ascii=False).encode()
        filled = content.ljust(-(-len(content) // BLOCK) * BLOCK)
        nonce = secrets.token_bytes(NONCE)
        key = self._find(person_id) or self._make(person_id)
        return b64encode(nonce + AESGCM(key).encrypt(nonce, filled, person_id.encode())).decode()

    def opened(self, person_id: str, sealed: str) -> PersonalData:
        """What is kept of a person.

        Raises:
            KeyLostError: its key is gone, or the bytes were changed.
            StorageError: the key can't be read.
        """
        key = self._find(person_id)
        if key is None:
            raise KeyLostError(LOST)
        content = b64decode(sealed)
        try:
            plain = AESGCM(key).decrypt(content[:NONCE], content[NONCE:], person_id.encode())
        except (InvalidTag, ValueError) as fault:
            raise KeyLostError(LOST) from fault
        return PersonalData(**json.loads(plain))

    def destroy(self, person_ids: Iterable[str]) -> None:
        """Remove keys: what was encrypted with them can't be read any more.

        Raises:
            StorageError: one can't be removed.
        """
        for person_id in person_ids:
            path = self._path(person_id)
            with _disk_faults(path):
                path.unlink(missing_ok=True)

    def unnamed(self, named: Collection[str], now: datetime) -> list[str]:
        """The persons whose keys are here, though no row names them any more: their rows are gone.

        Args:
            named: the persons of all rows.
        """
        before = (now - UNTOUCHED).timestamp()
        with _disk_faults(self.folder):
            return [path.stem for path in self._paths() if path.stem not in named and path.stat().st_mtime < before]

    def pack(self, folder: Path) -> None:
        """Write all keys into a folder of a backup, as one file; none where there are none.

        Raises:
            OSError: one can't be read or written.
        """
        keys = {path.stem: path.read_bytes().hex() for path in self._paths()}
        if keys:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_new(folder / PACKED, json.dumps(keys).encode(), 0o600)

    def unpack(self, folder: Path) -> None:
        """Write the keys that are in a folder of a backup; those that are there stay.

        Raises:
            OSError: one can't be read or written.
        """
        packed = folder / PACKED
        keys: dict[str, str] = json.loads(packed.read_bytes()) if packed.exists() else {}
        for person_id, key in keys.items():
            if PERSON_ID.fullmatch(person_id):
                self._write(person_id, bytes.fromhex(key))

    def _make(self, person_id: str) -> bytes:
        key = secrets.token_bytes(BYTES)
        with _disk_faults(self._path(person_id)):
            self._write(person_id, key)
        return key

    def _write(self, person_id: str, key: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_new(self._path(person_id), key, 0o600)
        sync_path(self.folder)

    def _find(self, person_id: str) -> bytes | None:
        path = self._path(person_id)
        with _disk_faults(path), suppress(FileNotFoundError):
            return path.read_bytes()
        return None

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{SUFFIX}"))

    def _path(self, person_id: str) -> Path:
        return self.folder / f"{person_id}{SUFFIX}"


@contextmanager
def _disk_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise StorageError(UNUSABLE.of(path=path, fault=fault.strerror or str(fault))) from fault
