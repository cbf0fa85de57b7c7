"""`shingan contribute` says how far it is: on a terminal in one line, in a log now and then."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from serve.contributions.progress import CLEARED, ProgressLines
from serve.contributions.sending import SendingProgress, _Arrivals
from serve.uploads.client import LocalFile


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def seconds() -> Iterator[float]:
    """A clock on which each look takes 30 seconds."""
    return iter(range(0, 100_000, 30))


def files(*sizes: int) -> list[LocalFile]:
    return [LocalFile(Path(), f"{number}.jpg", size, "") for number, size in enumerate(sizes)]


def test_each_file_that_has_arrived_counts_and_the_share_is_that_of_the_bytes() -> None:
    seen: list[SendingProgress] = []
    small, large = files(100, 900)
    arrivals = _Arrivals([small, large], seen.append)
    arrivals.begin()
    for file, arrived in ((small, 100), (large, 450), (large, 0), (large, 900)):  # the second is sent again
        arrivals.report(file, arrived)
    assert [(each.done, each.total) for each in seen] == [(0, 2), (1, 2), (1, 2), (1, 2), (2, 2)]
    assert [each.share for each in seen] == [0.0, 0.1, 0.55, 0.1, 1.0]


def test_a_terminal_has_one_line_with_the_time_left_that_is_cleared_at_the_end(seconds: Iterator[float]) -> None:
    out = Terminal()
    lines = ProgressLines(out, lambda: next(seconds))
    for done in range(3):
        lines(SendingProgress("sending", done, 10, done / 10))
    lines.close()
    assert out.getvalue().split(CLEARED) == [
        "",
        "Sending: 0 of 10 files.",
        "Sending: 1 of 10 files. About 4 minutes left.",
        "Sending: 2 of 10 files. About 4 minutes left.",
        "",
    ]


def test_a_log_has_a_line_at_each_tenth_of_a_stage(seconds: Iterator[float]) -> None:
    out = io.StringIO()
    lines = ProgressLines(out, lambda: next(seconds))
    for done in range(1001):
        lines(SendingProgress("sending", done, 1000, done / 1000))
    lines(SendingProgress("checking", 1, 2, 0.5))
    lines.close()
    said = out.getvalue().splitlines()
    assert len(said) == 12
    assert said[:2] == ["Sending: 0 of 1,000 files.", "Sending: 100 of 1,000 files. About 4 minutes left."]
    assert said[-2:] == ["Sending: 1,000 of 1,000 files.", "Checking: 50% done."]


def test_a_run_without_a_stage_writes_nothing() -> None:
    out = Terminal()
    ProgressLines(out).close()
    assert out.getvalue() == ""
