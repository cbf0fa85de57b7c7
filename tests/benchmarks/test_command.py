"""Every benchmark is called in one way and ends in one way: scripts and people rely on it."""

import argparse
import importlib
import json
import sys
from pathlib import Path

import pytest

from benchmarks.command import Figures, command, run
from model.errors import ShinganError

ROOT = Path(__file__).parents[2]
NO_QUESTION = {  # parts of others: a peer of `serving`, the process of `pages`, pictures of `genuine_only`
    "litserve_peer",
    "page_process",
    "textures",
}
NAMES = sorted(
    path.stem
    for path in (ROOT / "benchmarks").glob("*.py")
    if '__name__ == "__main__"' in path.read_text("utf-8") and path.stem not in NO_QUESTION
)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("COLUMNS", "100")
    return monkeypatch


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_says_how_it_is_called_and_needs_no_argument(
    name: str, call: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmark = importlib.import_module(f"benchmarks.{name}")
    call.setattr(sys, "argv", [name, "--help"])
    with pytest.raises(SystemExit) as ended:
        benchmark.main()
    shown = capsys.readouterr().out
    assert ended.value.code in {None, 0}
    assert f"python -m benchmarks.{name} " in shown
    assert "--json FILE" in shown
    assert "--quick" in shown
    call.setattr(sys, "argv", [name, "--colour"])
    with pytest.raises(SystemExit) as ended:
        benchmark.main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "unrecognized arguments: --colour" in told  # and nothing that is missing
    assert told.count("\n") == 1


def ended(found: Figures | Exception, out: Path) -> int:
    """The status that a benchmark which finds this ends with."""

    def measure(_: argparse.Namespace) -> Figures:
        sys.stdout.write("a table\n")
        if isinstance(found, Exception):
            raise found
        return found

    with pytest.raises(SystemExit) as exit_:
        run(measure, command("A question.", quick="less").parse_args(["--quick", "--json", str(out)]))
    return int(exit_.value.code or 0)


def test_the_last_line_is_the_figure_and_all_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(Figures("found: 7 of 8", {"found": 7}), tmp_path / "out.json") == 0
    assert capsys.readouterr().out == "a table\nfound: 7 of 8\n"
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert (written["found"], written["quick"], written["missed"]) == (7, True, [])
    assert "processor" in written["machine"]


def test_a_limit_that_is_missed_is_named_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(Figures("found: 7 of 8", {}, ["found: 7 of 8, limit 8"]), tmp_path / "out.json") == 1
    shown = capsys.readouterr()
    assert shown.out.endswith("found: 7 of 8\n")
    assert shown.err == "missed: found: 7 of 8, limit 8\n"
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["missed"] == ["found: 7 of 8, limit 8"]


def test_a_file_that_cannot_be_written_is_named_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place, words in ((tmp_path, "is a folder"), (tmp_path / "file" / "out.json", "can't be written to")):
        with pytest.raises(SystemExit, match="2"):
            command("A question.", quick="less").parse_args(["--json", str(place)])
        assert words in capsys.readouterr().err


@pytest.mark.parametrize("fault", [ShinganError("no release"), FileNotFoundError("no photo")])
def test_what_cannot_be_measured_is_one_line_and_ends_with_1(
    fault: Exception, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(fault, tmp_path / "out.json") == 1
    assert capsys.readouterr().err == f"{fault}\n"
