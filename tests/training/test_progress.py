"""What the user reads while a command runs, and when it is stopped."""

import os
import signal

import pytest

from training.errors import WorkError
from training.estimate import slowed_by_other_work
from training.progress import FitProgress
from training.remaining import Remaining, duration
from training.stopping import again, stopped_by_a_signal


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_time_left_follows_the_prediction_until_the_pace_is_known(clock: Clock) -> None:
    remaining = Remaining({"read": 10, "adapt": 60, "export": 30}, clock)
    remaining.begin("read")
    assert remaining.seconds(0.0) == 100
    clock.now = 20.0  # twice as long as predicted
    remaining.begin("adapt")
    assert remaining.seconds(0.0) == pytest.approx((60 + 30) * (20 + 10) / (10 + 10))
    clock.now = 80.0  # the half of it took as long as predicted for the whole
    assert remaining.seconds(0.5) == pytest.approx(60 + 30 * (80 + 10) / (40 + 10))


def test_on_a_busy_machine_more_time_is_foretold_until_the_run_has_shown_its_pace(clock: Clock) -> None:
    remaining = Remaining({"read": 10, "adapt": 60, "export": 30}, clock, slower=6.0)
    remaining.begin("read")
    assert remaining.seconds(0.0) == 600
    clock.now = 10.0  # the other work has ended
    remaining.begin("adapt")
    clock.now = 70.0
    assert remaining.seconds(1.0) == pytest.approx(30 * (70 + 60) / (70 + 10))


def test_work_gets_its_share_of_the_cores() -> None:
    assert slowed_by_other_work(2, cores=2, waiting=10.0) == 6.0
    assert slowed_by_other_work(2, cores=16, waiting=10.0) == 1.0
    assert slowed_by_other_work(2, cores=2, waiting=0.0) == 1.0


def test_a_stage_that_is_not_planned_says_nothing_of_the_time_left(clock: Clock) -> None:
    remaining = Remaining({"read": 10}, clock)
    remaining.begin("look up")
    assert (remaining.seconds(0.5), remaining.place("look up"), remaining.place("read")) == (None, "", "1/1")


def test_what_an_earlier_run_has_done_says_nothing_of_the_pace(clock: Clock) -> None:
    remaining = Remaining({"read": 10, "adapt": 60, "export": 30}, clock)
    remaining.begin("adapt", left=0.5)
    assert remaining.seconds(0.0) == 30 + 30
    clock.now = 20.0
    assert remaining.seconds(0.5) == pytest.approx(20 + 30 * (20 + 10) / (15 + 10))
    later = Remaining({"read": 10, "adapt": 60, "export": 30}, clock)
    later.begin("export")
    assert later.seconds(0.0) == 30


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (17, "17 s"),
        (42, "40 s"),
        (58, "1 min"),
        (100, "2 min"),
        (3500, "58 min"),
        (5300, "1 h 30 min"),
        (7190, "2 h 00 min"),
    ],
)
def test_times_are_written_as_exactly_as_they_are_known(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_log_names_each_stage_with_its_place_and_the_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    progress = FitProgress()
    progress.expect({"reading photos": 30, "adapting the network": 90})
    with progress.stage("reading photos", 12):
        pass
    with progress.stage("adapting the network", 4) as advance:
        advance()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "1/2 reading photos (12), about 2 min left"
    assert lines[1].startswith("2/2 adapting the network (4), about ")


def test_what_is_said_is_never_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    FitProgress().say("a[b].jpg: [red]")
    assert capsys.readouterr().err == "a[b].jpg: [red]\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_in_one_line_that_says_how_to_go_on(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/opt/bin/shingan-train", "fit", "my set/manifest.csv", "--out", "releases"])
    progress, handler = FitProgress(quiet=True), signal.getsignal(signal.SIGTERM)
    typed = "shingan-train fit 'my set/manifest.csv' --out releases --resume"
    with (
        pytest.raises(WorkError, match=f"^stopped while reading photos; .*: {typed}$"),
        stopped_by_a_signal(progress),
        progress.stage("reading photos", 1),
    ):
        os.kill(os.getpid(), number)
    assert signal.getsignal(signal.SIGTERM) is handler


def test_a_resumed_run_is_resumed_with_the_same_call() -> None:
    assert again(["shingan-train", "fit", "m.csv", "--resume"]) == "shingan-train fit m.csv --resume"
    assert again(["/x/training/__main__.py", "fit"]).endswith("-m training fit --resume")
