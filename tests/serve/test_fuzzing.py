"""Calls that the OpenAPI document permits, and others: no server error, and every answer is one that it describes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
EXAMPLES = "10"  # an operation and phase


@pytest.mark.parametrize("storage", ["sqlite"], indirect=True)  # it is about routes; what they keep is tested on both
def test_calls_from_the_document_are_answered_as_it_says(service: Service, tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    name = service.examine(COUNTERFEIT).headers["location"].rpartition("/")[2]
    config.write_text(f'[parameters]\n"path.examination_id" = "{name}"\n')
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config), "run"]
    options = ["--checks", ",".join(CHECKS), "--generation-deterministic", "-n", EXAMPLES, "--warnings", "off"]
    done = subprocess.run(
        [*command, f"{service.base}/openapi.json", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
