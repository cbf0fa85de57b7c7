"""A disk that is full or read-only: a clear 503, nothing lost or left behind, and the service recovers automatically.

The disk is a small one in memory, mounted for the test; only root may do that.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from serve.audit.service import Audit
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from tests.serve.running import Service, run
from tests.serve.tiny_release import GENUINE, photo

MEGABYTES = 24

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk of its own")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0700", "tmpfs", str(place)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this machine does not allow mounting a disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def on_disk(disk: Path, tiny_release: Path) -> Iterator[Service]:
    """A service with its data there."""
    yield from run(Settings(data_dir=disk / "data", release=tiny_release, workers=2))


def refused(service: Service) -> None:
    answer = service.examine(photo((9, 9, 9)))
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/storage-failed"
    assert "Nothing" in answer.json()["detail"] or "nothing" in answer.json()["detail"]


def whole(service: Service, location: str, examinations: int) -> None:
    """What was acknowledged is there, nothing else is, and the service continues."""
    assert service.client.get(location).status_code == 200
    assert service.client.get(f"{location}/photos/0/original").content == GENUINE
    with service.parts.database.reading(SYSTEM) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM examinations").scalar() == examinations
    assert service.examine(GENUINE).status_code == 201
    assert service.parts[Audit].verify().faults == ()
    assert list((service.parts.settings.objects_dir / "unfinished").iterdir()) == []


def fill(file: Path) -> None:
    """Write until there is no space."""
    with file.open("wb", buffering=0) as unbuffered, suppress(OSError):
        while unbuffered.write(bytes(4096)):
            pass


def test_a_full_disk(on_disk: Service, disk: Path) -> None:
    location = on_disk.examine(GENUINE).headers["location"]
    filler = disk / "filler"
    fill(filler)
    refused(on_disk)
    filler.unlink()
    whole(on_disk, location, examinations=1)


def test_a_disk_that_becomes_read_only(on_disk: Service, disk: Path) -> None:
    location = on_disk.examine(GENUINE).headers["location"]
    # The kernel remounts a disk with an error even with open files on it; here only a bind mount changes.
    subprocess.run(["mount", "--bind", str(disk), str(disk)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(disk)], check=True)
    try:
        refused(on_disk)
        assert on_disk.client.get("/healthz").status_code == 200
        checks = on_disk.client.get("/readyz").json()["checks"]
        assert checks["objects"]
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
    whole(on_disk, location, examinations=1)
