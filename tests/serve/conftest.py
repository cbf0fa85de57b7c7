"""What keeps something is tested on both kinds of storage."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from argon2 import PasswordHasher
from numpy.typing import NDArray

from model import examiner
from model.fingerprints import Grey
from model.overlay import Match, Overlay, overlays
from model.registration import Keypoints, Pixels, find_keypoints
from serve.accounts import signing_in
from serve.platform.settings import Settings
from serve.review import copies
from tests.serve.running import Service, run
from tests.storage import Storage, buckets, build_on, migrated, migrated_once, postgresql, storage

__all__ = ["buckets", "build_on", "migrated", "migrated_once", "postgresql", "storage"]


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Hashes of passwords that take a tenth of a millisecond; where their time counts, a test puts real ones back."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    nobodys = quick.hash("of no one")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing_in, "_hasher", lambda: quick)
        patch.setattr(signing_in, "_nobodys_hash", lambda: nobodys)
        yield


@pytest.fixture(scope="session", autouse=True)
def _pictures_seen_once() -> Iterator[None]:
    """Keypoints and overlays of pictures, found once: thousands of examinations here are of the same few photos."""
    keypoints: dict[bytes, Keypoints] = {}
    laid: dict[tuple[bytes, bytes, Match], list[Overlay]] = {}

    def remembered_keypoints(picture: Pixels) -> Keypoints:
        key = _digest(picture)
        if key not in keypoints:
            keypoints[key] = find_keypoints(picture)
        return keypoints[key]

    def remembered_overlays(one: Grey, other: Grey, match: Match) -> list[Overlay]:
        key = _digest(one), _digest(other), match
        if key not in laid:
            laid[key] = list(overlays(one, other, match))
        return laid[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examiner, "find_keypoints", remembered_keypoints)
        patch.setattr(copies, "overlays", remembered_overlays)
        yield


def _digest(picture: NDArray[np.uint8]) -> bytes:
    return hashlib.sha256(repr(picture.shape).encode() + picture.tobytes()).digest()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    """The service with the tiny release, for tests that only add to it; on either kind of storage."""
    data_dir = tmp_path_factory.mktemp("data")
    yield from run(Settings(data_dir=data_dir, release=tiny_release, workers=2, **storage()))
