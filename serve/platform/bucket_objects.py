"""Objects in an S3 bucket: PREFIX/ab/ab12... .

Each is put under a temporary key, then the bucket itself copies it to its name.

S3 acknowledges a put or a copy once it is durable. Credentials and region come from the same places as for Amazon's own
tools (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, or the machine's role).
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, S3Store

from model.messages import Message
from serve.platform.errors import PhotoMissingError, StorageError
from serve.platform.objects import (
    ASIDE,
    NOT_READ,
    NOT_REMOVED,
    NOT_WRITTEN,
    PIECE,
    STALE_SECONDS,
    Staging,
    checked,
    path_of,
    staging_at,
    unaltered,
    write_pieces,
)

DEBUG = "Debug source:"  # where the library's messages go on with their own structures
CONNECT_SECONDS, ANSWER_SECONDS = 3, 20
RETRIES, RETRY_SECONDS = 2, 10  # an officer waits: a store that does not answer in this time is reported as unavailable
READY = f"{ASIDE}/ready"  # written to check that the bucket can be written


class BucketObjects:
    """A bucket, or a prefix in one; see `serve.platform.objects.Objects`.

    Args:
        store: where the objects are, as from `bucket_at`.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._writers = ThreadPoolExecutor(thread_name_prefix="objects")

    def open(self) -> None:
        """Remove the rest of interrupted writes; see `Objects.open`."""
        with _storage_faults("the bucket"):
            obstore.put(self._store, READY, b"ready")
            now = obstore.head(self._store, READY)["last_modified"]  # by the bucket's clock, like all of its times
            obstore.delete(self._store, READY)
            limit = now - timedelta(seconds=STALE_SECONDS)
            for batch in obstore.list(self._store, prefix=ASIDE):
                obstore.delete(self._store, [left["path"] for left in batch if left["last_modified"] < limit])

    def staging(self) -> AbstractContextManager[Staging]:
        """Temporary keys, put by other threads; see `Objects.staging`."""
        return staging_at(_Bucket(self._store), self._writers)

    def has(self, sha256: str) -> bool:
        """Whether there is such a key; see `Objects.has`."""
        key = path_of(sha256)
        with _storage_faults(key, NOT_READ):
            try:
                obstore.head(self._store, key)
            except FileNotFoundError:
                return False
            return True

    def get(self, sha256: str) -> bytes:
        """The bytes; see `Objects.get`."""
        key = path_of(sha256)
        with _storage_faults(key, NOT_READ):
            try:
                return unaltered(sha256, bytes(obstore.get(self._store, key).bytes()))
            except FileNotFoundError:
                raise PhotoMissingError(sha256) from None

    def read(self, sha256: str) -> Iterator[bytes]:
        """The bytes in pieces; see `Objects.read`."""
        key = path_of(sha256)
        with _storage_faults(key, NOT_READ):
            try:
                yield from checked(sha256, map(bytes, obstore.get(self._store, key).stream(min_chunk_size=PIECE)))
            except FileNotFoundError:
                raise PhotoMissingError(sha256) from None

    def write(self, sha256: str, pieces: Iterable[bytes]) -> None:
        """Put a key in parts; see `Objects.write`."""
        write_pieces(_Bucket(self._store), sha256, pieces)

    def remove(self, sha256: str, untouched_since: datetime) -> bool:
        """Check the key's time, and delete it if it is old; see `Objects.remove`.

        S3 can't do both in one step: if the same bytes are kept again between the two, after a day without use, they
        are lost. A bucket with versions still has them.
        """
        key = path_of(sha256)
        with _storage_faults(key, NOT_REMOVED):
            try:
                if obstore.head(self._store, key)["last_modified"] >= untouched_since:
                    return False
            except FileNotFoundError:
                return True
            obstore.delete(self._store, key)
            return True

    def check(self) -> None:
        """Write a small object; see `Objects.check`."""
        with _storage_faults("the bucket"):
            obstore.put(self._store, READY, b"ready")


class _Bucket:
    """See `serve.platform.objects.ObjectPlace`."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def write_aside(self, content: bytes | Iterator[bytes]) -> str:
        key = f"{ASIDE}/{uuid4().hex}"
        with _storage_faults(key):
            obstore.put(self._store, key, content)
        return key

    def settle(self, asides: Sequence[str], names: Sequence[str]) -> None:
        for aside, name in zip(asides, names, strict=True):
            with _storage_faults(name):
                obstore.copy(self._store, aside, path_of(name))  # the same bytes, if it already exists
        for aside in asides:
            with suppress(StorageError):  # the objects are kept; the rest is removed when the service next starts
                self.remove(aside)

    def remove(self, aside: str) -> None:
        with _storage_faults(aside):
            obstore.delete(self._store, aside)


def bucket_at(url: str, endpoint: str | None = None) -> S3Store:
    """A bucket, or a prefix in one.

    Args:
        url: ``s3://bucket`` or ``s3://bucket/prefix``.
        endpoint: address of an S3 store other than Amazon's; None for Amazon's.

    Raises:
        StorageError: the address is invalid.
    """
    config = {} if endpoint is None else {"endpoint": endpoint}
    with _storage_faults(url):
        return S3Store.from_url(
            url,
            config=config,  # type: ignore[arg-type]  # a typed dictionary with all keys optional
            client_options={
                "allow_http": (endpoint or "").startswith("http://"),
                "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                "timeout": timedelta(seconds=ANSWER_SECONDS),
            },
            retry_config={"max_retries": RETRIES, "retry_timeout": timedelta(seconds=RETRY_SECONDS)},
        )


@contextmanager
def _storage_faults(what: str, told: Message = NOT_WRITTEN) -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError, ValueError) as fault:  # ValueError: a name that no bucket can have
        raise StorageError(f"{what}: {str(fault).partition(DEBUG)[0]}", told) from fault
