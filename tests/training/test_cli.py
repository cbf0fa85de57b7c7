"""The commands as a right holder's engineer calls them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.training.fitting import ROOT, training


def in_a_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "training", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_committed_sample_validates_without_an_error() -> None:
    done = in_a_process("validate", "datasets/manifest.csv", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["rows"] == 520
    assert {finding["severity"] for finding in report["findings"]} <= {"warning"}
    assert all(set(finding) == {"code", "severity", "rows", "message"} for finding in report["findings"])


def test_a_finding_of_severity_error_sets_the_exit_status(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("image,product,label,item\nnowhere.jpg,p,genuine,a\n")
    done = in_a_process("validate", str(tmp_path / "manifest.csv"), "--json")
    assert done.returncode == 1
    assert "missing-file" in {finding["code"] for finding in json.loads(done.stdout)["findings"]}


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("validate", "nowhere.csv"), 1, "nowhere.csv"),
        (("evaluate", "nowhere", "datasets/manifest.csv"), 1, "nowhere"),
        (("fit", "datasets/manifest.csv"), 2, "--out"),
        (("evaluate", "releases", "datasets/manifest.csv", "--split", "holdout"), 2, "holdout"),
    ],
)
def test_errors_name_what_is_wrong_and_show_no_traceback(arguments: tuple[str, ...], status: int, words: str) -> None:
    done = training(*arguments)
    assert done.returncode == status
    assert words in done.stderr
    assert "Traceback" not in done.stderr
