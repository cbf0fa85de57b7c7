"""The key that signs heads of the audit log, and the trusted public keys.

They are in DATA/audit: ``key.pem`` (mode 600; no one can sign without it), and a public key ``<id>.pub`` for each key
that ever signed. Keep copies of the public keys and of the checkpoints where the operator of the service can't change
them.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from model.messages import message
from serve.audit.domain import Head, message_of
from serve.platform.errors import StorageError
from serve.platform.local_objects import sync_path
from serve.platform.whole_files import write_whole

PRIVATE_FILE = "key.pem"


class Signer:
    """Signs heads."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.id = id_of(key.public_key())

    def head(self, number: int, digest: str) -> Head:
        """A signed head."""
        return Head(number, digest, self.id, self._key.sign(message_of(number, digest)).hex())


def open_signer(folder: Path) -> Signer:
    """The signer whose key is in the folder; a new key is made if there is none.

    Raises:
        StorageError: the key can't be read or written, or is not an Ed25519 key.
    """
    path = folder / PRIVATE_FILE
    try:
        if not path.exists():
            _create(folder)
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as fault:
        raise StorageError(
            message("{path}: the audit log's key can't be used ({fault})", path=path, fault=str(fault))
        ) from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise StorageError(message("{path}: the audit log's key is not an Ed25519 key", path=path))
    return Signer(key)


def _create(folder: Path) -> None:
    """Write the public key first, so that everything signed can be verified."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    write_whole(folder / f"{id_of(key.public_key())}.pub", public, 0o644)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(folder / PRIVATE_FILE, private, 0o600)
    sync_path(folder)


def id_of(key: Ed25519PublicKey) -> str:
    """A key's id: 16 hexadecimal digits of the sha256 of its raw bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def trusted_keys(folder: Path) -> Mapping[str, Ed25519PublicKey]:
    """The public keys in a folder by id; a file that is no such key, or has the name of another, is left out."""
    return keys_among((path.stem, path.read_bytes()) for path in sorted(folder.glob("*.pub")))


def keys_among(contents: Iterable[tuple[str, bytes]]) -> Mapping[str, Ed25519PublicKey]:
    """The public keys among files, each given with the id in its name; other files are left out."""
    found = {}
    for name, content in contents:
        try:
            key = load_pem_public_key(content)
        except (ValueError, UnsupportedAlgorithm):
            continue
        if isinstance(key, Ed25519PublicKey) and id_of(key) == name:
            found[name] = key
    return found


def signed(head: Head, keys: Mapping[str, Ed25519PublicKey]) -> bool:
    """Whether a trusted key signed this head."""
    key = keys.get(head.key)
    if key is None:
        return False
    try:
        key.verify(bytes.fromhex(head.signature), message_of(head.number, head.digest))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
