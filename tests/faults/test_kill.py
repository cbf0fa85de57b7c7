"""kill -9 at random moments under load: what was acknowledged is there, and nothing is there twice or half.

The load is cases with an item, and examinations of these items and of others. After the last round the audit log is
intact, too.

`FAULT_ROUNDS` says how often (2 here; docs/reliability.md has the figure of 300).
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
from serve.audit.service import Audit
from serve.cases import tables
from serve.examinations.tables import examinations, photos
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM
from tests.clients import client_of
from tests.faults.process import Process, officer
from tests.serve.tiny_release import photo
from tests.storage import Storage

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "2"))
CLIENTS = 4
LONGEST_LIFE = 1.2  # seconds under load
SEED = 20261124
CASES, EXAMINATIONS = "/v1/cases", "/v1/examinations"


@dataclass
class Sent:
    """One call: its key, its address, its photos, and the address of what it created, after it was acknowledged.

    A call without photos creates a case or an item, which has the key in its text.
    """

    key: str
    path: str
    photos: list[bytes] = field(default_factory=list)
    location: str | None = None


@dataclass
class Ledger:
    """All calls so far. Clients append to it while they run."""

    calls: list[Sent] = field(default_factory=list)

    @property
    def acknowledged(self) -> list[Sent]:
        return [call for call in self.calls if call.location]

    def made_by(self, last_of_path: str) -> list[Sent]:
        return [call for call in self.calls if call.path.rpartition("/")[2] == last_of_path]


class Sender(threading.Thread):
    """Opens a case with an item, then examines this item and others until the service is gone."""

    def __init__(self, client: httpx.Client, ledger: Ledger, chance: random.Random) -> None:
        super().__init__()
        self._client, self._ledger, self._chance = client, ledger, chance

    def run(self) -> None:
        with self._client as client:
            case = self._sent(client, CASES)
            item = case and self._sent(client, f"{case}/items")
            places = [EXAMINATIONS, f"{item}/examinations"]
            while item and self._sent(client, self._chance.choice(places), [photo(self._colour()) for _ in range(2)]):
                pass

    def _sent(self, client: httpx.Client, path: str, photos: list[bytes] | None = None) -> str | None:
        """The address of what the call created; None if the service is gone."""
        call = Sent(str(uuid4()), path, photos or [])
        self._ledger.calls.append(call)
        send(client, call)
        return call.location

    def _colour(self) -> tuple[int, int, int]:
        return self._chance.randrange(256), self._chance.randrange(256), self._chance.randrange(256)


def send(client: httpx.Client, call: Sent) -> bool:
    """Send a call and note its location; False if the service is gone."""
    headers = {"Idempotency-Key": call.key}
    try:
        if call.photos:
            files = [("photos", ("a.jpg", content, "image/jpeg")) for content in call.photos]
            words = {} if call.path == EXAMINATIONS else {"with_earlier": "false"}
            answer = client.post(call.path, files=files, data=words, headers=headers)
        else:
            words = {"notes" if call.path == CASES else "description": call.key}
            answer = client.post(call.path, json=words, headers=headers)
    except httpx.TransportError:
        return False
    assert answer.status_code == 201, answer.text
    location = answer.headers.get("location") or f"{call.path}/{answer.json()['id']}"
    assert call.location in {None, location}
    call.location = location
    return True


@pytest.mark.timeout(4 * 3600)
def test_what_was_acknowledged_survives_and_nothing_is_there_twice(
    tmp_path: Path, tiny_release: Path, storage: Storage
) -> None:
    settings, ledger, chance = storage(), Ledger(), random.Random(SEED)
    headers = officer(tmp_path / "data", settings)

    def sending_to(service: Process) -> httpx.Client:
        return client_of(service.base, timeout=30, headers=headers)

    for _ in range(ROUNDS):
        service = Process(tmp_path / "data", tiny_release, settings).wait_until_ready()
        senders = [Sender(sending_to(service), ledger, chance) for _ in range(CLIENTS)]
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
        with sending_to(service) as client:
            for call in ledger.acknowledged:
                assert_whole(client, call)
            for call in ledger.calls:  # sent again, each ends as one examination
                assert send(client, call)
    finally:
        assert service.end() == -signal.SIGTERM
    assert_nothing_else(Settings(data_dir=tmp_path / "data", **settings), ledger)
    print(f"{ROUNDS} kills, {len(ledger.calls)} calls, {acknowledged} acknowledged before their kill")  # noqa: T201  # shown by pytest -s


def assert_whole(client: httpx.Client, call: Sent) -> None:
    """What the call made is there: a case or an item with its words, an examination with each photo byte for byte."""
    if not call.photos:
        case, _, item = str(call.location).partition("/items/")
        shown = client.get(case).raise_for_status().json()
        words = {each["id"]: each["description"] for each in shown["items"]} | {"": shown["notes"]}
        assert words[item] == call.key
        return
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
    for table, name in ((tables.cases, "cases"), (tables.items, "items"), (examinations, "examinations")):
        assert count(parts, table) == len(ledger.made_by(name)), name
    assert count(parts, photos) == sum(len(call.photos) for call in ledger.calls)
    verified = parts[Audit].verify()
    assert verified.faults == ()
    assert verified.events >= len(ledger.calls)
    parts.close()


def count(parts: Any, table: Any) -> int:
    with parts.database.reading(SYSTEM) as connection:
        found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return found
