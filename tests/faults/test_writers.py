"""Sixteen writers at once on one SQLite, from two processes: no call finds it locked, and the log remains one chain.

`FAULT_SECONDS` says for how long (3 here; docs/reliability.md has the figure of 300).
"""

import os
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from serve.app import build
from serve.audit.service import Audit, Verified
from serve.platform.settings import Settings
from tests.clients import client_of
from tests.faults.process import Process, officer
from tests.serve.tiny_release import COUNTERFEIT, GENUINE

SECONDS = float(os.environ.get("FAULT_SECONDS", "3"))
WRITERS = 16
PROCESSES = 2


@pytest.mark.timeout(3600)
def test_sixteen_writers_wait_for_one_another(tmp_path: Path, tiny_release: Path) -> None:
    settings = {"workers": WRITERS // PROCESSES}
    headers = officer(tmp_path / "data", settings)
    services = [Process(tmp_path / "data", tiny_release, settings).wait_until_ready() for _ in range(PROCESSES)]
    before = verified(tmp_path / "data").events  # the first start has staged the release by now
    answers: Counter[str] = Counter()
    deadline = time.monotonic() + SECONDS

    def write(number: int) -> None:
        base = services[number % PROCESSES].base
        with client_of(base, headers=headers) as client:
            while time.monotonic() < deadline:
                files = [("photos", ("a.jpg", content, "image/jpeg")) for content in (GENUINE, COUNTERFEIT)]
                answer = client.post("/v1/examinations", files=files)
                answers[f"{answer.status_code}"] += 1
                looked = client.get(answer.headers.get("location", "/"))
                answers[f"{looked.status_code}"] += 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for service in services:
        service.end()
    assert set(answers) == {"200", "201"}, answers
    assert answers["201"] >= WRITERS
    after = verified(tmp_path / "data")
    assert after.faults == ()
    assert after.events - before == answers.total()
    print(f"{answers['201']} examinations and {answers['200']} looks in {SECONDS:.0f} s")  # noqa: T201  # shown by pytest -s


def verified(data: Path) -> Verified:
    """What `audit verify` finds."""
    parts = build(Settings(data_dir=data))
    found = parts[Audit].verify()
    parts.close()
    return found
