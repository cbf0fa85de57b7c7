"""The commands as a right holder's engineer calls them."""

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.training.fitting import ROOT, training
from tests.training.validated import Validated


def test_the_committed_sample_validates_without_an_error(validated_sample: Validated) -> None:
    done = validated_sample.done
    assert done.returncode == 0, done.stderr
    report = validated_sample.report
    assert report["rows"] == 520
    assert {finding["severity"] for finding in report["findings"]} <= {"warning"}
    assert all(set(finding) == {"code", "severity", "rows", "message"} for finding in report["findings"])


def test_a_finding_of_severity_error_sets_the_exit_status(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("image,product,label,item\nnowhere.jpg,p,genuine,a\n")
    done = training("validate", tmp_path / "manifest.csv", "--json")
    assert done.returncode == 1
    assert "missing-file" in {finding["code"] for finding in json.loads(done.stdout)["findings"]}


@pytest.mark.parametrize(
    ("call", "status", "words"),
    [
        ("--nope", 2, "No such option: --nope (help: "),
        ("nonsense", 2, "No such command 'nonsense'"),
        ("validate", 2, "Missing argument 'manifest'"),
        ("validate nowhere.csv", 2, "'nowhere.csv' does not exist"),
        ("validate datasets", 2, "'datasets' is a directory"),
        ("validate /dev/null --json", 1, "/dev/null: holds no header row"),
        ("evaluate nowhere datasets/manifest.csv", 2, "'nowhere' does not exist"),
        ("evaluate datasets datasets/manifest.csv", 1, "release.json"),
        ("evaluate releases datasets/manifest.csv --split holdout", 2, "holdout"),
        ("evaluate releases datasets/manifest.csv --out README.md", 2, "README.md: can't be written to"),
        ("compare releases nowhere datasets/manifest.csv", 2, "'nowhere' does not exist"),
        ("enrol nowhere datasets/manifest.csv --out unused", 2, "'nowhere' does not exist"),
        ("fit datasets/manifest.csv", 2, "Missing option '--out'"),
        ("fit datasets/manifest.csv --out README.md", 2, "README.md: can't be written to (Not a directory)"),
        ("fit datasets/manifest.csv --out README.md/releases", 2, "README.md/releases: can't be written to"),
        ("fit datasets/manifest.csv --out /proc/releases", 2, "/proc/releases: can't be written to"),
        ("fit datasets/manifest.csv --out unused --config nowhere.toml", 2, "'nowhere.toml' does not exist"),
        ("fit datasets/manifest.csv --out unused --test nowhere.csv", 2, "'nowhere.csv' does not exist"),
        ("fit datasets/manifest.csv --out unused --weights nowhere.pth", 2, "nowhere.pth"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, call: str, status: int, words: str
) -> None:
    monkeypatch.chdir(ROOT)
    done = training(*call.split())
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (status, "", 1)
    assert words in done.stderr


def test_the_version_is_printed() -> None:
    assert training("--version") == (0, f"shingan {version('shingan')}\n", "")
