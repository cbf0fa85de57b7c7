"""The commands: the API's verdict bit for bit, exit statuses, and errors of one line."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from model.release import load_release
from model.verdict import Verdict
from serve.accounts.permissions import Role
from serve.app import build
from serve.examinations.confidentiality import withheld
from serve.examinations.recorded import text_like
from serve.platform.settings import Settings
from serve.releases.keys import keys_in
from serve.running import greeting
from tests.clients import client_of
from tests.serve.commands import NEW_SERVICE, Shingan, one_line, shingan
from tests.serve.running import People, Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, make_release

ROOT = Path(__file__).parents[2]
TOOK = re.compile(r'"took_ms": [0-9.]+')
__all__ = ["shingan"]


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "genuine.jpg", tmp_path / "counterfeit.jpg"]
    for path, content in zip(paths, (GENUINE, COUNTERFEIT), strict=True):
        path.write_bytes(content)
    return paths


def test_check_prints_the_apis_verdict_bit_for_bit(
    shingan: Shingan, service: Service, tiny_release: Path, photos: list[Path]
) -> None:
    done = shingan(
        "check", *photos, "--product", "box", "--view", "", "--view", "back", "--release", tiny_release, "--json"
    )

    assert done.status == 0, done.error
    item: dict[str, Any] = {"product": "box", "views": ["", "back"]}
    whole = service.examine(GENUINE, COUNTERFEIT, by=service.as_("administrator"), **item)
    assert TOOK.sub("", done.out) == TOOK.sub("", whole.text) + "\n"
    officers = service.examine(GENUINE, COUNTERFEIT, **item)
    assert TOOK.sub("", officers.text) == TOOK.sub("", as_officers_see_it(whole.text))


def as_officers_see_it(text: str) -> str:
    """A verdict's text without the point that is the right holder's alone."""
    return text_like(text, withheld(TypeAdapter(Verdict).validate_json(text), {"secret"}))


def test_check_speaks_to_people(shingan: Shingan, tiny_release: Path, photos: list[Path]) -> None:
    done = shingan("check", photos[1], "--release", tiny_release)
    assert done.status == 0, done.error
    words = " ".join(done.out.split())
    for expected in (
        "Suspected counterfeit",
        "Acme box, recognised from the photos",
        "at most 41 in 1,000",
        "Differs from genuine. Supporting reason: speaks for counterfeit. Photo 1.",
        "The logo is red.",
        "What this can't tell",
    ):
        assert expected in words
    assert "secret" not in words


def test_releases_are_listed_activated_and_rolled_back(
    shingan: Shingan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (make_release(tmp_path / "data" / "releases", bias=bias) for bias in (0.1, 0.2))
    assert shingan(*NEW_SERVICE).status == 0

    def chosen() -> list[str]:
        rows = json.loads(shingan("release", "list", "--json").out)
        return [row["id"] for row in rows if row["active"]]

    assert chosen() == []
    assert shingan("release", "activate", first.name).status == 0
    assert shingan("release", "activate", f"data/releases/{second.name}").status == 0
    assert chosen() == [second.name]
    (second / "extra.txt").write_text("not listed")
    one_line(shingan("release", "activate", second.name), 1, "extra.txt")
    reason = "Genuine bags are suspected."
    one_line(shingan("release", "roll-back", "--reason", "x" * 2_001), 2, "at most 2,000 characters")
    assert shingan("release", "roll-back", "--reason", reason).out == f"{first.name} is active\n"
    kept = {row["id"]: row["rolled_back_because"] for row in json.loads(shingan("release", "list", "--json").out)}
    assert (kept[first.name], kept[second.name]) == (None, reason)
    assert chosen() == [first.name]
    one_line(shingan("release", "roll-back", "--reason", reason), 1, "no earlier release")
    one_line(shingan("release", "activate", "r-none"), 1, "r-none")
    third = make_release(tmp_path / "elsewhere", bias=0.3)
    assert shingan("release", "propose", third).out == f"{third.name} is staged\n"
    assert chosen() == [first.name]
    assert shingan("release", "propose", f"data/releases/{first.name}").out == f"{first.name} is active\n"
    (second / "extra.txt").unlink()
    assert shingan("release", "propose", second).out == f"{second.name} is rolled back\n"
    assert shingan("release", "activate", second.name).status == 0
    assert shingan("release", "roll-back").out == f"{first.name} is active\n"
    shutil.rmtree(third)
    assert shingan("release", "activate", third.name).out == f"{third.name} is active\n"
    assert shingan("release", "export", third.name, "--out", tmp_path / "out").status == 0
    assert load_release(tmp_path / "out" / third.name).id == third.name
    key = tmp_path / "out" / f"{third.name}.key"
    assert len(keys_in([key])) == 1
    assert key.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("SHINGAN_RELEASE", str(first))
    for call in ("list --json", f"activate {second.name}", "roll-back"):
        assert f"a restarted service begins with {first} again" in shingan("release", *call.split()).error


@contextmanager
def serving(release: Path, folder: Path, *options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """`serve` in a folder, and what it said when it was ready; its log goes to standard error."""
    command = [sys.executable, "-m", "serve", "serve", "--port", "0", "--release", str(release), *options]
    said, log = folder / "said.txt", folder / "log.txt"
    with said.open("w") as out, log.open("w") as error:
        process = subprocess.Popen(
            command, cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            stdout=out, stderr=error, text=True,
        )  # fmt: skip
        try:
            while "Stop it" not in said.read_text():
                assert process.poll() is None, log.read_text()
                time.sleep(0.02)
            yield process, said.read_text()
        finally:
            process.kill()
            process.wait()


def test_serve_says_what_it_does_and_how_to_try_it_as_every_role(tiny_release: Path, tmp_path: Path) -> None:
    kept = tmp_path / "data" / "demo-credentials.json"
    with serving(tiny_release, tmp_path, "--demo") as (process, greeting):
        base = re.search(r"Page +(http://\S+)/", greeting)
        assert base is not None
        assert "curl -H 'Authorization: Bearer TOKEN' -F photos=@" in greeting
        assert tiny_release.name in greeting
        assert "data/demo-credentials.json" in greeting
        people = json.loads(kept.read_text())
        assert kept.stat().st_mode & 0o777 == 0o600
        assert list(people) == [role.value for role in Role]
        for role, each in people.items():
            assert re.search(rf"^  {role} +{each['username']} +{re.escape(each['password'])}$", greeting, re.MULTILINE)
        with client_of(base[1]) as client:
            assert client.get("/readyz").status_code == 200
            for role, each in people.items():
                bearer = {"Authorization": f"Bearer {each['token']}"}
                assert client.get("/v1/me", headers=bearer).json()["role"] == role
            bearer = {"Authorization": f"Bearer {people['officer']['token']}"}
            for content, status in ((GENUINE, 201), (b"broken", 422)):
                files = {"photos": ("suzuki.jpg", content)}
                assert client.post("/v1/examinations", files=files, headers=bearer).status_code == status
            form = {name: people["officer"][name] for name in ("username", "password")}
            assert client.post("/sign-in", data=form).headers["location"] == "/"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    log = (tmp_path / "log.txt").read_text()
    assert "suzuki" not in log  # nothing about people
    assert not [word for each in people.values() for word in each.values() if word in log]
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"request", "release_active"} <= {line["event"] for line in lines}
    assert (tmp_path / "data" / "shingan.db").exists()
    with serving(tiny_release, tmp_path, "--demo") as (_, greeting):
        assert not [word for each in people.values() for word in each.values() if word in greeting]
    assert json.loads(kept.read_text()) == people


def test_a_service_without_accounts_says_how_to_create_them(tiny_release: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, release=tiny_release)
    parts = build(settings)
    parts.open()
    assert "No one can sign in yet: see `shingan user add --help`" in greeting(settings, parts, 8000)
    People("", parts).token("officer")
    assert "No one" not in greeting(settings, parts, 8000)
    parts.close()


def test_python_m_serve_needs_no_web_framework_for_a_verdict(tiny_release: Path, photos: list[Path]) -> None:
    code = "import sys, serve.cli; print({'fastapi', 'sqlalchemy', 'torch', 'uvicorn'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "set()\n"
    command = [sys.executable, "-m", "serve", "check", str(photos[0]), "--release", str(tiny_release)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "Consistent with genuine" in done.stdout
    assert done.stderr == ""


def test_a_command_that_is_stopped_says_how_to_go_on(
    shingan: Shingan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("serve.contributions.cli._run", stop)
    (tmp_path / "token").write_text("shn_x")
    call = ("contribute", tmp_path, "--url", "http://localhost", "--token-file", tmp_path / "token")
    one_line(shingan(*call, "--licence", "CC-BY-4.0", "--agree"), 130, "Run the same command again to go on.")


def test_a_command_that_is_stopped_while_it_is_loaded_says_how_to_go_on() -> None:
    code = """
import sys
from serve.starting import main

class Stopping:
    def find_spec(self, name, *_):
        if name == "serve.subjects":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stopping())
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "Stopped. Run the same command again to go on.\n"


def test_a_verdict_leaves_nothing_in_the_users_home(tiny_release: Path, photos: list[Path], tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    command = [sys.executable, "-m", "serve", "check", str(photos[0]), "--release", str(tiny_release)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(home)}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""
    assert not list(home.rglob("*"))  # such as a queue of events that onnxruntime would send to its maker


def test_the_service_never_loads_torch() -> None:
    command = [sys.executable, "-X", "importtime", "-c", "import serve.app"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert "torch" not in done.stderr
