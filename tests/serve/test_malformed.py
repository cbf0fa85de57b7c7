"""A malformed file is answered by a verdict or a clear 4xx problem, within 2 s and 256 MB.

These are one in six; `benchmarks/malformed.py` sends them all.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.serve.alone import started
from tests.serve.tiny_release import GENUINE

MALFORMED = Path(__file__).parents[3] / "shared" / "data" / "malformed"
EVERY = 6
LONGEST_SECONDS, MOST_BYTES = 2.0, 256 * 2**20


@pytest.mark.shared
def test_a_malformed_file_gets_a_clear_answer(tiny_release: Path, tmp_path: Path) -> None:
    if not MALFORMED.is_dir():
        pytest.skip(f"{MALFORMED} is not there")
    files = sorted(path for path in MALFORMED.rglob("*") if path.is_file())[::EVERY]
    assert len(files) > 1000 / EVERY
    with started(tiny_release, tmp_path) as service:

        def trial(path: Path) -> tuple[str, int, float]:
            content = path.read_bytes()
            begun = time.perf_counter()
            answer = service.examine(content)
            if time.perf_counter() - begun > LONGEST_SECONDS:  # once more: the machine may be busy with other work
                begun = time.perf_counter()
                answer = service.examine(content)
            if answer.status_code != 201:
                problem = answer.json()
                assert problem["photo"]["index"] == 0, path
                assert problem["type"].startswith("/problems/photo-"), path
            return path.name, answer.status_code, time.perf_counter() - begun

        assert service.examine(GENUINE).status_code == 201
        before = service.peak()
        with ThreadPoolExecutor(2) as clients:
            trials = list(clients.map(trial, files))
        assert service.peak() - before < MOST_BYTES
        assert service.client.get("/readyz").status_code == 200
    assert {status for _, status, _ in trials} <= {201, 413, 422}
    assert [name for name, _, seconds in trials if seconds > LONGEST_SECONDS] == []
