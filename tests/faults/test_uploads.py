"""Files arrive whole and once over a network that breaks, while the service is killed and started again.

`python -m benchmarks.uploads` is the long version.
"""

from pathlib import Path

import pytest

from serve.app import build
from serve.audit.service import Audit
from serve.platform.settings import Settings
from tests.faults.uploading import Load, Service, differing, send, write_files
from tests.serve.running import token_for

LOAD = Load(files=40, at_once=32, rate=96_000, cut=0.3, kills=1, every=1.0)


@pytest.mark.timeout(120)
def test_no_file_is_lost_or_doubled(tmp_path: Path, tiny_release: Path) -> None:
    data = tmp_path / "data"
    token = token_for(Settings(data_dir=data), "contributor")
    files = write_files(tmp_path / "files", LOAD.files)
    service = Service(data, tiny_release, {})
    try:
        outcome = send(LOAD, files, service, token)
    finally:
        service.process.end()
    assert (outcome.lost, outcome.doubled) == ([], [])
    assert outcome.cut > LOAD.files * LOAD.cut / 2
    assert differing(files, data, {}) == []
    parts = build(Settings(data_dir=data))
    assert parts[Audit].verify().faults == ()
    parts.close()
