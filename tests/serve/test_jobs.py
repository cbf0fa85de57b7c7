"""A job in a running service: it is done in the background, its page shows how far it is, and a stop leaves it."""

import time
from collections.abc import Callable
from pathlib import Path

from fastapi.testclient import TestClient

from serve import subjects
from serve.accounts.domain import Actor
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.app import build, create_app
from serve.jobs.service import Jobs
from serve.platform.parts import Parts
from serve.platform.settings import Settings
from serve.platform.subject import Subject, Subjects
from tests.serve.jobbing import COUNTING, asked, counted

WITH_COUNTING = Subjects((*subjects.load(), Subject(name="counting", extensions=(COUNTING,))))
PAGE = {"accept": "text/html"}


def parts_in(folder: Path, release: Path) -> Parts:
    return build(Settings(data_dir=folder, release=release), of=WITH_COUNTING)


def contributor(parts: Parts) -> tuple[Actor, dict[str, str]]:
    """A person, and the headers that they call with."""
    accounts = parts[Accounts]
    holder = accounts.add_organisation(None, OrganisationKind.RIGHT_HOLDER, "acme", None)
    person = accounts.add_person(
        None, organisation_id=holder.id, username="first-one", name="N", role=Role.CONTRIBUTOR, by_openid=True
    ).person
    actor = accounts.actor_of(person, via="tests")
    return actor, {"Authorization": f"Bearer {OwnAccount(accounts.work).add_token(actor, 'tests').secret}"}


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_stopped_service_continues_its_jobs_at_the_next_start(tmp_path: Path, tiny_release: Path) -> None:
    parts, file = parts_in(tmp_path / "data", tiny_release), tmp_path / "lines"
    with TestClient(create_app(parts=parts)) as client:
        actor, headers = contributor(parts)
        job = asked(parts, actor, of=100_000, file=str(file))
        wait(lambda: parts[Jobs].view(actor, job).job.progress.done > 2)
        page = client.get(f"/jobs/{job}", headers=headers | PAGE).text
        assert '<progress max="100000"' in page
        assert "data-open" in page
    again = parts_in(tmp_path / "data", tiny_release)
    with TestClient(create_app(parts=again), headers=headers) as client:
        assert client.get(f"/v1/jobs/{job}").json()["state"] in {"waiting", "running"}
        before = len(counted(file))
        wait(lambda: len(counted(file)) > before)
        assert client.post(f"/v1/jobs/{job}/cancel").json()["is_cancelled"]
        wait(lambda: client.get(f"/v1/jobs/{job}").json()["state"] == "cancelled")
        assert "Cancelled" in client.get("/jobs", headers=PAGE).text
    steps = counted(file)
    assert sorted(set(steps)) == list(range(max(steps) + 1))
