"""Commands print on any terminal: characters that it lacks, readers that go away, and a full disk."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = "製造番号 éę😀 \udce9"
PRINTING = f"""
import json, sys
from model.output import run_with_any_text
def command():
    sys.stdout.write(TEXT + "\\n" + json.dumps([TEXT], ensure_ascii=False) + "\\n")
    sys.stderr.write(TEXT + "\\n")
    sys.stdout.write("x" * LENGTH + "\\n")
    sys.exit(STATUS)
TEXT = {TEXT!a}
run_with_any_text(command)
"""


def printing(status: int = 3, length: int = 1) -> list[str]:
    return [sys.executable, "-c", PRINTING.replace("LENGTH", str(length)).replace("STATUS", str(status))]


def environment(**values: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"} | values


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "cp932", "utf-8"])
def test_what_an_encoding_lacks_is_written_as_its_escape_and_json_stays_the_same(encoding: str) -> None:
    done = subprocess.run(printing(), env=environment(PYTHONIOENCODING=encoding), capture_output=True, check=False)
    assert done.returncode == 3
    line, document, _ = done.stdout.decode(encoding).splitlines()
    assert line.endswith(r"\udce9")
    assert ("製造" in line) == (encoding in {"cp932", "utf-8"})
    assert json.loads(document) == [TEXT]
    assert done.stderr.decode(encoding).splitlines() == [line]


def test_the_c_locale_takes_any_text() -> None:
    done = subprocess.run(printing(), env=environment(LC_ALL="C"), capture_output=True, check=False)
    assert (done.returncode, done.stdout.split()[0]) == (3, rb"\u88fd\u9020\u756a\u53f7")


@pytest.mark.parametrize("length", [1, 1_000_000])
def test_a_reader_that_goes_away_leaves_the_status_and_no_words(length: int) -> None:
    running = subprocess.Popen(
        printing(length=length),
        env=environment(PYTHONIOENCODING="ascii"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    words = running.stderr.read()
    running.stderr.close()
    assert (running.wait(), words.count(b"\n")) == (3, 1)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_process_started_without_output_runs_all_the_same(closed: str) -> None:
    shell = ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, printing()[-1]]
    done = subprocess.run(shell, env=environment(), capture_output=True, check=False)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line_and_a_failure() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            printing(status=0),
            env=environment(PYTHONIOENCODING="ascii"),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == b"standard output: No space left on device"
