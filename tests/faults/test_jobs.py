"""kill -9 in the middle of a job: another process finishes it, never both at once, and no step is lost."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from serve.accounts.domain import Actor
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.app import build
from serve.audit.service import Audit
from serve.jobs.domain import Job, JobState
from serve.jobs.service import Jobs
from serve.platform.parts import Parts
from serve.platform.settings import Settings
from tests.faults.process import ROOT
from tests.serve.jobbing import asked, counted
from tests.storage import Storage

STEPS, LEASE = 60, "1.0"
LONGEST = 60.0


def contributor(parts: Parts) -> Actor:
    accounts = parts[Accounts]
    holder = accounts.add_organisation(None, OrganisationKind.RIGHT_HOLDER, "acme", None)
    added = accounts.add_person(
        None, organisation_id=holder.id, username="first-one", name="N", role=Role.CONTRIBUTOR, by_openid=True
    )
    return accounts.actor_of(added.person, via="tests")


@contextmanager
def process(settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    call = [sys.executable, "-m", "tests.faults.jobbing_process", json.dumps(settings), LEASE]
    with subprocess.Popen(call, cwd=ROOT) as running:
        try:
            yield running
        finally:
            running.kill()


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_killed_job_is_finished_by_another_process(tmp_path: Path, storage: Storage) -> None:
    settings = {"data_dir": str(tmp_path / "data"), **{name: str(value) for name, value in storage().items()}}
    parts, lines = build(Settings(**settings)), tmp_path / "lines"  # type: ignore[arg-type]  # read as from variables
    parts.open_records()
    actor = contributor(parts)
    job = asked(parts, actor, of=STEPS, file=str(lines))

    def state() -> Job:
        return parts[Jobs].view(actor, job).job

    with ExitStack() as both:
        processes = {each.pid: each for each in (both.enter_context(process(settings)) for _ in range(2))}
        wait(lambda: state().progress.done >= STEPS // 4)
        workers = {int(line.split()[1]) for line in lines.read_text().splitlines()}
        assert len(workers) == 1  # the other process leaves it alone
        processes[workers.pop()].kill()
        assert state().progress.done < STEPS
        wait(lambda: not state().is_open)
    assert (state().state, state().progress) == (JobState.DONE, (STEPS, STEPS))
    done = counted(lines)
    assert sorted(set(done)) == list(range(STEPS))
    assert len(done) <= STEPS + 1  # the step that was cut off is done again
    assert parts[Audit].verify().faults == ()
    parts.close()
