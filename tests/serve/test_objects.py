"""The object store, a folder, a bucket or memory: what it keeps is whole, and no name leads out of it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import obstore
import pytest
from obstore.store import MemoryStore

from serve.platform.bucket_objects import BucketObjects
from serve.platform.errors import AlteredError, NotFoundError, PhotoMissingError
from serve.platform.objects import PIECE, Objects, path_of
from tests.storage import Build

CONTENT = b"a photo's bytes" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def objects(tmp_path: Path, build_on: Build) -> Objects:
    store = build_on(data_dir=tmp_path / "data").objects
    (tmp_path / "data").mkdir()
    store.open()
    return store


def put(store: Objects, *contents: bytes) -> None:
    with store.staging() as staging:
        for content in contents:
            staging.add(content)
        staging.keep([hashlib.sha256(content).hexdigest() for content in contents])


def is_in_memory(store: Objects) -> bool:
    return isinstance(store, BucketObjects) and isinstance(store._store, MemoryStore)


def held(store: Objects, tmp_path: Path) -> Sequence[bytes]:
    """All bytes there, under any name."""
    if isinstance(store, BucketObjects):
        listed = [each["path"] for batch in obstore.list(store._store) for each in batch]
        return [bytes(obstore.get(store._store, path).bytes()) for path in listed]
    return [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]


def test_what_was_kept_comes_back(objects: Objects, tmp_path: Path) -> None:
    other = CONTENT[1:]
    put(objects, CONTENT, other)
    put(objects, CONTENT)
    assert objects.get(DIGEST) == CONTENT
    assert objects.get(hashlib.sha256(other).hexdigest()) == other
    assert sorted(held(objects, tmp_path)) == sorted([CONTENT, other])


def alter(store: Objects, tmp_path: Path) -> None:
    """Change an object's bytes where they lie."""
    if isinstance(store, BucketObjects):
        obstore.put(store._store, path_of(DIGEST), CONTENT[1:])
    else:
        (tmp_path / "data" / "objects" / path_of(DIGEST)).write_bytes(CONTENT[1:])


def test_what_was_altered_in_the_store_is_not_handed_out(objects: Objects, tmp_path: Path) -> None:
    put(objects, CONTENT)
    alter(objects, tmp_path)
    with pytest.raises(AlteredError, match="is not the one that was received"):
        objects.get(DIGEST)


def test_a_large_object_comes_and_goes_in_pieces(objects: Objects, tmp_path: Path) -> None:
    piece = bytes(range(256)) * (PIECE // 256)
    whole = hashlib.sha256(piece * 13).hexdigest()  # more than a bucket takes in one call
    objects.write(whole, iter([piece] * 13))
    if not is_in_memory(objects):  # it has all of it there already
        assert {len(piece) for piece in objects.read(whole)} <= {*range(1, 2 * PIECE)}
    assert hashlib.sha256(b"".join(objects.read(whole))).hexdigest() == whole
    with pytest.raises(AlteredError):
        objects.write(DIGEST, iter([CONTENT, b"more"]))
    assert not objects.has(DIGEST)
    assert len(held(objects, tmp_path)) == 1
    with pytest.raises(PhotoMissingError):
        next(objects.read(DIGEST))


def test_what_was_altered_is_known_after_its_last_piece(objects: Objects, tmp_path: Path) -> None:
    put(objects, CONTENT)
    alter(objects, tmp_path)
    with pytest.raises(AlteredError, match="is not the one that was received"):
        list(objects.read(DIGEST))


def test_one_photo_may_come_twice_at_once(objects: Objects, tmp_path: Path) -> None:
    put(objects, CONTENT, CONTENT)
    assert objects.get(DIGEST) == CONTENT
    assert held(objects, tmp_path) == [CONTENT]


def test_bytes_are_written_before_the_next_are_taken_but_no_object_until_kept(objects: Objects, tmp_path: Path) -> None:
    with objects.staging() as staging:
        staging.add(CONTENT)
        staging.add(b"next")
        assert CONTENT in held(objects, tmp_path)
        with pytest.raises(PhotoMissingError):
            objects.get(DIGEST)
    assert held(objects, tmp_path) == []


def test_opening_again_keeps_what_is_being_written(objects: Objects) -> None:
    with objects.staging() as staging:
        staging.add(CONTENT)
        staging.add(b"")
        objects.open()
        staging.keep([DIGEST, hashlib.sha256(b"").hexdigest()])
    assert objects.get(DIGEST) == CONTENT


def test_a_store_that_works_says_so_and_keeps_nothing(objects: Objects) -> None:
    objects.check()
    with pytest.raises(PhotoMissingError):
        objects.get(hashlib.sha256(b"ready").hexdigest())


@pytest.mark.parametrize("name", ["../shingan.db", "..", "", "/etc/passwd", DIGEST.upper(), DIGEST + "/..", DIGEST[1:]])
def test_only_digests_are_names(objects: Objects, tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFoundError):
        objects.get(name)
    with objects.staging() as staging:
        staging.add(CONTENT)
        with pytest.raises(NotFoundError):
            staging.keep([name])
    assert held(objects, tmp_path) == []
