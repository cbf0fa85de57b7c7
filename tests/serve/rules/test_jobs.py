"""Jobs: asked for within a use case, run once at a time, continued after a stop, and their person's alone."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from model.messages import message
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.jobs.domain import Job, JobFailedError, JobState
from serve.jobs.kinds import JobKind, RunningJob
from serve.jobs.messages import BROKE, GAVE_UP, NOT_PERMITTED
from serve.jobs.permissions import JobAction, JobPermission
from serve.jobs.runner import JobRunner
from serve.jobs.service import Jobs, enqueue
from serve.jobs.work import JobWork
from serve.platform.errors import NotFoundError
from serve.platform.parts import Parts
from serve.platform.tenancy import SYSTEM
from serve.platform.work import Works
from tests.serve.jobbing import COUNTING, asked, counted, runner_of
from tests.serve.record import faults
from tests.serve.rules.desk import Desk, Team, call

FAR = datetime(2100, 1, 1, tzinfo=UTC)
OVER = timedelta(seconds=-1)  # a lease that is over at once: its process was killed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lines"


@pytest.fixture(autouse=True)
def _leaves_none_open(parts: Parts) -> Iterator[None]:
    yield
    with parts[Works].of(JobWork).begin(SYSTEM) as work:
        while (job := work.jobs.next({COUNTING.name}, FAR)) is not None:
            work.jobs.change(job.ended(JobState.CANCELLED, work.now))
            work.record(JobAction.END, job.ended(JobState.CANCELLED, work.now))


def job_of(desk: Desk, job_id: str) -> Job:
    return desk.parts[Jobs].view(desk.actor, job_id).job


def kind_of(do: Callable[[Parts, RunningJob], Any]) -> JobKind:
    return JobKind("counting", message("Import"), JobPermission.USE, do)


def run_once(desk: Desk, kind: JobKind = COUNTING) -> None:
    runner = runner_of(desk.parts, kind)
    taken = runner.take()
    assert taken is not None
    runner.run(taken)


def test_a_job_is_done_and_says_so(team: Team, file: Path) -> None:
    job = asked(team.parts, team.contributor.actor, of=3, file=str(file))
    assert job_of(team.contributor, job).state is JobState.WAITING
    run_once(team.contributor)
    done = job_of(team.contributor, job)
    assert (done.state, done.progress, done.ending and done.ending.result) == (JobState.DONE, (3, 3), {"counted": 3})
    assert counted(file) == [0, 1, 2]


def test_a_use_case_that_fails_asks_for_no_job(team: Team) -> None:
    with suppress(NotFoundError), team.parts[Works].begin(team.contributor.actor) as work:
        enqueue(work, COUNTING)
        raise NotFoundError
    assert runner_of(team.parts).take() is None


def test_a_call_sent_again_gets_the_same_job(team: Team, file: Path) -> None:
    actor, ids = team.contributor.actor, []
    for _ in range(2):
        with team.parts[Works].begin(actor, call(actor, "key")) as work:
            ids.append(enqueue(work, COUNTING, of=1, file=str(file)))
    assert ids[0] == ids[1]
    run_once(team.contributor)
    assert runner_of(team.parts).take() is None


def test_no_two_processes_run_a_job_at_once(team: Team, file: Path) -> None:
    asked(team.parts, team.contributor.actor, of=1, file=str(file))
    assert runner_of(team.parts).take() is not None
    assert runner_of(team.parts).take() is None


def test_a_job_of_the_service_gives_way_to_one_that_a_person_waits_for(team: Team, file: Path) -> None:
    def count_slowly(parts: Parts, job: RunningJob) -> None:
        for number in range(job.progress.done, 2):
            with file.open("a") as lines, parts[Works].begin(job.actor) as work:
                lines.write(f"{number + 100} own\n")
                job.report(work, number + 1, 2)
            if not number:
                asked(team.parts, team.contributor.actor, of=1, file=str(file))
            job.give_way()

    own = replace(kind_of(count_slowly), name="own", is_own=True)
    runner = JobRunner(team.parts[Works].of(JobWork), {own.name: own, COUNTING.name: COUNTING}, team.parts)
    asked(team.parts, team.contributor.actor, own)
    while (taken := runner.take()) is not None:
        runner.run(taken)
    assert counted(file) == [100, 0, 101]


def test_after_a_kill_a_job_continues_where_it_was(team: Team, file: Path) -> None:
    def killed(parts: Parts, job: RunningJob) -> None:
        with parts[Works].begin(job.actor) as work:
            job.report(work, 2, 4)
        raise KeyboardInterrupt

    job = asked(team.parts, team.contributor.actor, of=4, file=str(file))
    runner = runner_of(team.parts, kind_of(killed), OVER)
    taken = runner.take()
    assert taken is not None
    with pytest.raises(KeyboardInterrupt):
        runner.run(taken)
    assert job_of(team.contributor, job).progress == (2, 4)
    run_once(team.contributor)
    assert counted(file) == [2, 3]
    assert job_of(team.contributor, job).state is JobState.DONE


def test_a_process_that_slept_through_its_run_keeps_nothing_more(team: Team, file: Path) -> None:
    job = asked(team.parts, team.contributor.actor, of=2, file=str(file))
    sleeper = runner_of(team.parts, lease=OVER)
    slept = sleeper.take()
    awake = runner_of(team.parts).take()
    assert slept is not None
    assert awake is not None
    sleeper.run(slept)
    assert job_of(team.contributor, job).progress == (0, 0)
    assert job_of(team.contributor, job).run == awake.run


def test_a_renewed_run_is_not_taken_over(team: Team, file: Path) -> None:
    job = asked(team.parts, team.contributor.actor, of=1, file=str(file))
    runner = runner_of(team.parts, lease=OVER)
    taken = runner.take()
    assert taken is not None
    assert taken.run is not None
    runner._claims.add(taken.run.claim)
    runner.lease = timedelta(hours=1)
    runner.renew()
    assert runner_of(team.parts).take() is None
    assert job_of(team.contributor, job).state is JobState.RUNNING


def test_a_stop_leaves_a_job_to_the_next_start_at_once(team: Team, file: Path) -> None:
    job = asked(team.parts, team.contributor.actor, of=1, file=str(file))
    runner = runner_of(team.parts)
    taken = runner.take()
    assert taken is not None
    runner.stop()
    runner.run(taken)
    assert job_of(team.contributor, job).state is JobState.WAITING
    run_once(team.contributor)
    assert job_of(team.contributor, job).state is JobState.DONE


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_step(team: Team, file: Path) -> None:
    desk, cancel = team.contributor, team.parts[Jobs].cancel
    waiting = asked(team.parts, desk.actor, of=1, file=str(file))
    assert cancel(desk.actor, waiting).job.state is JobState.CANCELLED
    running = asked(team.parts, desk.actor, of=1, file=str(file))
    runner = runner_of(team.parts)
    taken = runner.take()
    assert taken is not None
    assert cancel(desk.actor, running).job.state is JobState.RUNNING
    runner.run(taken)
    assert job_of(desk, running).state is JobState.CANCELLED
    assert job_of(desk, running).progress == (0, 0)
    assert cancel(desk.actor, running).job.state is JobState.CANCELLED


def test_a_failure_is_told_to_the_person_in_their_words(team: Team) -> None:
    def fail(_: Parts, __: RunningJob) -> None:
        raise JobFailedError(message("{name}: no such folder", name="a.zip"))

    job = asked(team.parts, team.contributor.actor)
    run_once(team.contributor, kind_of(fail))
    ending = job_of(team.contributor, job).ending
    assert ending is not None
    assert (ending.state, ending.reason) == (JobState.FAILED, message("{name}: no such folder", name="a.zip"))


def test_an_error_of_the_service_fails_a_job_without_its_details(team: Team) -> None:
    def fail(_: Parts, __: RunningJob) -> None:
        raise ZeroDivisionError("secret")

    job = asked(team.parts, team.contributor.actor)
    run_once(team.contributor, kind_of(fail))
    ending = job_of(team.contributor, job).ending
    assert ending is not None
    assert ending.reason == BROKE


def test_a_job_that_stops_the_service_each_time_is_given_up(team: Team, file: Path) -> None:
    job = asked(team.parts, team.contributor.actor, of=1, file=str(file))
    killed = runner_of(team.parts, lease=OVER)
    while killed.take() is not None:
        pass
    ending = job_of(team.contributor, job).ending
    assert ending is not None
    assert ending.reason == GAVE_UP


def test_a_job_of_someone_who_may_no_longer_sign_in_is_not_done(team: Team, file: Path) -> None:
    desk = team.desk(Role.CONTRIBUTOR, "acme", "leaving")
    job = asked(team.parts, desk.actor, of=1, file=str(file))
    team.parts[Accounts].set_disabled(None, desk.actor.username, disabled=True)
    run_once(desk)
    ending = job_of(desk, job).ending
    assert ending is not None
    assert ending.reason == NOT_PERMITTED
    assert not file.exists()


def test_jobs_of_unknown_kinds_are_left_to_processes_that_know_them(team: Team) -> None:
    asked(team.parts, team.contributor.actor)
    other = JobKind("other", message("Import"), JobPermission.USE, lambda _, __: None)
    assert runner_of(team.parts, other).take() is None


def test_a_job_is_its_persons_alone(team: Team) -> None:
    job = asked(team.parts, team.contributor.actor)
    jobs_of = team.parts[Jobs]
    for other in (team.reviewer, team.rival, team.operator):
        with pytest.raises(NotFoundError):
            jobs_of.view(other.actor, job)
        with pytest.raises(NotFoundError):
            jobs_of.cancel(other.actor, job)
        assert jobs_of.page(other.actor, None, 10).entries == []


def test_ones_jobs_are_listed_the_latest_first_in_pages(team: Team) -> None:
    ids = [asked(team.parts, team.contributor.actor) for _ in range(3)]
    first = team.parts[Jobs].page(team.contributor.actor, None, 2)
    rest = team.parts[Jobs].page(team.contributor.actor, first.after, 2)
    assert [each.job.id for each in (*first.entries, *rest.entries)] == ids[::-1]


def test_the_time_left_goes_by_this_run_alone() -> None:
    start = datetime(2026, 11, 27, tzinfo=UTC)
    job = Job("j-1", "o", "u", "k", "", {}, start).begun("claim", start, start)
    assert job.time_left(start) is None
    later = Job(**{**vars(job), "progress": (20, 100), "run": job.run and job.run._replace(done_before=10)})
    assert later.time_left(start + timedelta(seconds=10)) == timedelta(seconds=80)


def test_what_ended_long_ago_is_removed_and_the_record_is_intact(alone: Team, file: Path) -> None:
    desk = alone.contributor
    job = asked(alone.parts, desk.actor, of=1, file=str(file))
    asked(alone.parts, desk.actor, of=1, file=str(file))
    run_once(desk)
    assert faults(alone) == []
    assert runner_of(alone.parts).remove_ended(timedelta(days=1)) == 0
    assert runner_of(alone.parts).remove_ended(timedelta(days=-1)) == 1
    with pytest.raises(NotFoundError):
        job_of(desk, job)
    assert faults(alone) == []
