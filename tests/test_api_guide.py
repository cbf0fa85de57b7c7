"""The code in docs/api.md runs as it stands there, against a running service with the bundled release."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = "http://127.0.0.1:8000"
MOST_LINES = 60  # of the whole path


def blocks(language: str) -> list[str]:
    return [code for name, code in BLOCK.findall(GUIDE) if name == language]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout: with the demo's photos, and the data of a service of its own."""
    made = tmp_path_factory.mktemp("checkout")
    (made / "datasets").symlink_to(ROOT / "datasets")
    (made / "releases").symlink_to(ROOT / "releases")
    return made


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def address(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Where a service with demo people runs."""
    command = [sys.executable, "-m", "serve", "serve", "--demo", "--port", "0"]
    with (folder / "out").open("w+") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.DEVNULL)
        try:
            while not (found := re.search(r"API +(http://[0-9.:]+)", (folder / "out").read_text())):
                assert process.poll() is None, "the service did not start"
                time.sleep(0.05)
            yield found[1]
        finally:
            process.terminate()
            process.wait(30)


def test_the_guide_runs_as_it_stands(folder: Path, environment: dict[str, str], address: str) -> None:
    whole = "\n".join(blocks("python"))
    assert ADDRESS in whole
    script = whole.replace(ADDRESS, address)
    done = run([sys.executable, "-W", "error", "-c", script], folder, environment)
    first, statement, *listed = done.splitlines()
    assert first.startswith("suspected_counterfeit ")
    assert statement == "We never made this label."
    assert any(line.endswith(" suspected_counterfeit") for line in listed)  # beside those of the demo's shift
    for code in blocks("sh"):
        run(["sh", "-ec", code], folder, environment)


def test_the_whole_path_takes_few_lines() -> None:
    assert len(blocks("python")[0].splitlines()) <= MOST_LINES


def run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
