"""A release that arrives over the network: it is checked and staged by a job, or refused and nothing of it is left."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from serve.audit.service import Audit
from serve.jobs.runner import ITSELF, JobRunner
from serve.platform.settings import Settings
from tests.serve.commands import Shingan, one_line, shingan
from tests.serve.releasing import files_in, propose, send
from tests.serve.running import Service, run
from tests.serve.tiny_release import make_release
from tests.serve.trying import run_once
from tests.storage import Storage

__all__ = ["shingan"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, storage: Storage) -> Iterator[Service]:
    """A service whose jobs run when a test says so."""
    data = tmp_path_factory.mktemp("data")
    yield from run(Settings(data_dir=data, release=tiny_release, workers=2, job_workers=0, **storage()))


@pytest.fixture
def administrator(service: Service) -> httpx.Client:
    return service.as_("administrator")


def made(folder: Path, bias: float) -> tuple[str, dict[str, bytes]]:
    """The id and the files of a new release."""
    release = make_release(folder / "made", bias=bias)
    return release.name, files_in(release)


def kept(client: httpx.Client) -> set[str]:
    return {each["id"] for each in client.get("/v1/releases?limit=100").json()["releases"]}


def job_of(client: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = client.get(answer.headers["location"]).raise_for_status().json()
    assert found["id"] == answer.json()["job"]
    return found


def test_a_proposed_release_is_checked_and_staged_by_its_job(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release, files = made(tmp_path, 0.11)
    answer = propose(administrator, files)
    assert job_of(administrator, answer)["state"] == "waiting"
    assert release not in kept(administrator)
    run_once(service.parts)
    job = job_of(administrator, answer)
    assert (job["state"], job["result"]) == ("done", {"release": release, "state": "staged"})
    detail = administrator.get(f"/v1/releases/{release}").json()
    assert (detail["state"], detail["files"]) == ("staged", len(files))
    assert detail["size"] == sum(map(len, files.values()))
    assert detail["staged_by"] == administrator.get("/v1/me").json()["id"]
    assert administrator.get("/v1/uploads").json()["uploads"] == []
    assert service.parts[Audit].verify().faults == ()


def test_a_kill_between_upload_and_staging_loses_nothing(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release, files = made(tmp_path, 0.12)
    answer = propose(administrator, files)
    killed = service.parts[JobRunner].take()  # the process that took it ends here
    assert killed is not None
    with service.parts[JobRunner].work.begin(ITSELF) as work:  # and its run is over
        work.jobs.renew([killed.run.claim if killed.run else ""], work.now)
    run_once(service.parts)
    assert job_of(administrator, answer)["result"] == {"release": release, "state": "staged"}
    service.parts[JobRunner].run(killed)  # one that only slept adds nothing
    events = administrator.get(f"/v1/audit/events?subject={release}").json()["events"]
    assert [event["action"] for event in events] == ["release:stage"]


def test_the_same_call_asks_once_and_a_known_release_stays_as_it_is(
    service: Service, administrator: httpx.Client, tmp_path: Path
) -> None:
    release, files = made(tmp_path, 0.13)
    sent = [{"name": name, "upload": send(administrator, name, content)} for name, content in files.items()]
    key = {"Idempotency-Key": f"propose-{service.base}"}
    first, again = (administrator.post("/v1/releases", json={"files": sent}, headers=key) for _ in range(2))
    assert first.json() == again.json()
    run_once(service.parts)
    administrator.post(f"/v1/releases/{release}/activate").raise_for_status()
    later = propose(administrator, files)
    run_once(service.parts)
    assert job_of(administrator, later)["result"] == {"release": release, "state": "active"}


def changed(files: dict[str, bytes], **more: bytes | None) -> dict[str, bytes]:
    """Other files in place of some; None leaves one out."""
    named = {name.replace("__", "."): content for name, content in more.items()}
    return {name: content for name, content in (files | named).items() if content is not None}


def unsound(files: dict[str, bytes], case: str) -> dict[str, bytes]:
    """Files of a release with one thing wrong."""
    description = json.loads(files["release.json"])
    if case == "leads out":
        description["files"]["../../model.onnx"] = description["files"]["model.onnx"]
    if case == "no network":
        description["files"].pop("model.onnx")
    return {
        "missing": changed(files, gallery__npz=None),
        "unlisted": changed(files, extra__txt=b"x"),
        "digest": changed(files, gallery__npz=b"not the gallery"),
        "no json": changed(files, release__json=b"{"),
        "leads out": changed(files, release__json=json.dumps(description).encode()),
        "no network": changed(files, release__json=json.dumps(description).encode(), model__onnx=None),
    }[case]


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("missing", "gallery.npz is missing"),
        ("unlisted", "extra.txt is not part of the release"),
        ("digest", "gallery.npz: changed since"),
        ("no json", "release.json: not understood"),
        ("leads out", "../../model.onnx is missing"),
        ("no network", "lists no model.onnx"),
    ],
)
def test_an_unsound_release_is_refused_with_the_reason_and_leaves_nothing(
    service: Service, administrator: httpx.Client, tmp_path: Path, case: str, words: str
) -> None:
    _, files = made(tmp_path, 0.14)
    before = kept(administrator)
    answer = propose(administrator, unsound(files, case))
    run_once(service.parts)
    job = job_of(administrator, answer)
    assert job["state"] == "failed"
    assert words in job["reason"]
    assert str(service.parts.settings.data_dir) not in job["reason"]
    assert kept(administrator) == before
    assert administrator.get("/v1/uploads").json()["uploads"] == []
    assert service.parts[Audit].verify().faults == ()


def test_names_that_no_release_can_have_are_refused_at_once(administrator: httpx.Client) -> None:
    upload = send(administrator, "release.json", b"{}")

    def refused(*names: str) -> str:
        files = [{"name": name, "upload": upload} for name in names]
        answer = administrator.post("/v1/releases", json={"files": files})
        assert answer.status_code in {400, 422}, answer.text
        return answer.text

    for name in ("../release.json", "/etc/passwd", "a\\b", "a//b", "", "é.json"):
        refused("release.json", name)
    assert "twice" in refused("release.json", "release.json")
    assert "release.json is missing" in refused("model.onnx")
    administrator.delete(f"/v1/uploads/{upload}").raise_for_status()


def test_only_whole_uploads_that_were_sent_for_this_count(service: Service, administrator: httpx.Client) -> None:
    def asked(upload: str) -> int:
        files = [{"name": "release.json", "upload": upload}]
        return administrator.post("/v1/releases", json={"files": files}).status_code

    partly = send(administrator, "release.json", b"{}", sent=1)
    other = send(administrator, "release.json", b"{} ", purpose="contribution")
    holders = send(service.as_("contributor"), "release.json", b"{}  ")
    assert (asked(partly), asked(other), asked(holders), asked(f"f-{'0' * 32}")) == (409, 409, 404, 404)
    for upload in (partly, other):
        administrator.delete(f"/v1/uploads/{upload}").raise_for_status()


def test_a_command_sends_a_release_and_says_how_it_ended(
    start_service: Callable[..., Service], shingan: Shingan, tmp_path: Path
) -> None:
    service = start_service()
    release = make_release(tmp_path / "made", bias=0.15)
    token = tmp_path / "token"
    token.write_text(service.people.token("administrator") + "\n")
    there = ("--url", service.base, "--token-file", token)
    assert shingan("release", "propose", release, *there).out == f"{release.name} is staged\n"
    assert release.name in kept(service.as_("administrator"))
    one_line(shingan("release", "propose", release, "--url", service.base), 2, "--token-file")
    token.write_text(service.people.token("officer"))
    one_line(shingan("release", "propose", release, *there), 1, "role")
    (release / "extra.txt").write_text("x")
    one_line(shingan("release", "propose", release, *there), 1, "extra.txt")
