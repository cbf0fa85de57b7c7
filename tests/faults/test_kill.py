"""kill -9 at random moments under load: what was acknowledged is there, nothing is there twice or half.

After the last round the audit log is whole, too.

`SHINGAN_FAULT_ROUNDS` says how often (2 here; docs/reliability.md has the figure of 300).
"""

import hashlib
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from serve.app import build
from serve.examinations.store import examinations, photos
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from tests.faults.process import Process
from tests.serve.tiny_release import photo
from tests.storage import Storage

ROUNDS = int(os.environ.get("SHINGAN_FAULT_ROUNDS", "2"))
CLIENTS = 4
LONGEST_LIFE = 1.2  # seconds under load
SEED = 20261124


@dataclass
class Sent:
    """One call: its key, its photos, and where its examination is, once that was acknowledged."""

    key: str
    photos: list[bytes]
    location: str | None = None


@dataclass
class Ledger:
    """All calls so far. Clients append to it while they are at work."""

    calls: list[Sent] = field(default_factory=list)

    @property
    def acknowledged(self) -> list[Sent]:
        return [call for call in self.calls if call.location]


class Sender(threading.Thread):
    """Sends items until the service is gone, then ends."""

    def __init__(self, base: str, ledger: Ledger, chance: random.Random) -> None:
        super().__init__()
        self._base, self._ledger, self._chance = base, ledger, chance

    def run(self) -> None:
        with httpx.Client(base_url=self._base, timeout=30) as client:
            while True:
                call = Sent(str(uuid4()), [photo(self._colour()) for _ in range(2)])
                self._ledger.calls.append(call)
                if not send(client, call):
                    return

    def _colour(self) -> tuple[int, int, int]:
        return self._chance.randrange(256), self._chance.randrange(256), self._chance.randrange(256)


def send(client: httpx.Client, call: Sent) -> bool:
    """Send a call and note its location; False where the service is gone."""
    files = [("photos", ("a.jpg", content, "image/jpeg")) for content in call.photos]
    try:
        answer = client.post("/v1/examinations", files=files, headers={"Idempotency-Key": call.key})
    except httpx.TransportError:
        return False
    assert answer.status_code == 201, answer.text
    assert call.location in {None, answer.headers["location"]}
    call.location = answer.headers["location"]
    return True


@pytest.mark.timeout(4 * 3600)
def test_what_was_acknowledged_survives_and_nothing_is_there_twice(
    tmp_path: Path, tiny_release: Path, storage: Storage
) -> None:
    settings, ledger, chance = storage(), Ledger(), random.Random(SEED)
    for _ in range(ROUNDS):
        service = Process(tmp_path / "data", tiny_release, settings).wait_until_ready()
        senders = [Sender(service.base, ledger, chance) for _ in range(CLIENTS)]
        for sender in senders:
            sender.start()
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        service.kill()
        for sender in senders:
            sender.join()
    acknowledged = len(ledger.acknowledged)
    assert acknowledged
    service = Process(tmp_path / "data", tiny_release, settings).wait_until_ready()
    try:
        with httpx.Client(base_url=service.base, timeout=30) as client:
            for call in ledger.acknowledged:
                assert_whole(client, call)
            for call in ledger.calls:  # sent again, each ends as one examination
                assert send(client, call)
    finally:
        assert service.end() == -signal.SIGTERM
    assert_nothing_else(Settings(data_dir=tmp_path / "data", **settings), ledger)
    print(f"{ROUNDS} kills, {len(ledger.calls)} calls, {acknowledged} acknowledged before their kill")  # noqa: T201  # shown by pytest -s


def assert_whole(client: httpx.Client, call: Sent) -> None:
    """The examination is there with its verdict and each photo byte for byte."""
    shown = client.get(str(call.location)).raise_for_status().json()
    assert [each["sha256"] for each in shown["verdict"]["photos"]] == [
        hashlib.sha256(content).hexdigest() for content in call.photos
    ]
    for links, content in zip(shown["photos"], call.photos, strict=True):
        assert client.get(links["original"]).content == content


def assert_nothing_else(settings: Settings, ledger: Ledger) -> None:
    """As many rows as calls, and none without its photos."""
    parts = build(settings)
    assert len({call.location for call in ledger.calls}) == len(ledger.calls)
    assert count(parts, examinations) == len(ledger.calls)
    assert count(parts, photos) == sum(len(call.photos) for call in ledger.calls)
    verified = parts.audit.verify()
    assert verified.faults == ()
    assert verified.events >= len(ledger.calls)
    parts.close()


def count(parts: Any, table: Any) -> int:
    with parts.database.reading(SYSTEM) as connection:
        found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return found
