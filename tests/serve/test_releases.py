"""The active release: chosen, swapped under load, refused, rolled back; old verdicts stay explained."""

import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from model.errors import ReleaseRefusedError
from serve.releases.service import Releases
from serve.releases.shelf import Shelf
from tests.serve.running import Service
from tests.serve.tiny_release import COUNTERFEIT, GENUINE, make_release

REQUESTS, CLIENTS = 200, 4


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.02)


def active(service: Service) -> str:
    return str(service.client.get("/v1/release").json()["id"])


def test_the_release_is_swapped_under_load_without_a_failed_request(
    start_service: Callable[..., Service], tmp_path: Path
) -> None:
    releases = [make_release(tmp_path / "data" / "releases", bias=bias) for bias in (0.1, 0.2)]
    service = start_service(release_poll_seconds=0.02, queue_limit=16)
    shelf = Shelf(tmp_path / "data")
    done = threading.Event()

    def swap() -> None:
        turn = 0
        while not done.wait(0.1):
            turn += 1
            shelf.activate(releases[turn % 2])

    def ask(_: int) -> tuple[int, str]:
        answer = service.examine(GENUINE)
        return answer.status_code, answer.json().get("release", answer.text)

    swapper = threading.Thread(target=swap)
    swapper.start()
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = list(clients.map(ask, range(REQUESTS)))
    done.set()
    swapper.join()
    assert {status for status, _ in answers} == {201}
    assert {release for _, release in answers} >= {folder.name for folder in releases}


def test_a_verdict_stays_explained_after_a_swap(start_service: Callable[..., Service], tmp_path: Path) -> None:
    first, second = (make_release(tmp_path / "data" / "releases", bias=bias) for bias in (0.1, 0.2))
    shelf = Shelf(tmp_path / "data")
    shelf.activate(first)
    service = start_service(release=None, release_poll_seconds=0.02)
    document = service.client.get(service.examine(COUNTERFEIT, product="box").headers["location"]).json()
    shelf.activate(second)
    eventually(lambda: active(service) == second.name)
    assert service.client.get(document["evidence"][0]["reference"]).status_code == 200
    page = service.client.get(f"/examinations/{document['id']}").text
    assert "Acme box" in page
    assert "no longer here" not in page


def test_a_verdict_can_be_read_when_its_release_is_gone(start_service: Callable[..., Service], tmp_path: Path) -> None:
    first, second = (make_release(tmp_path / "data" / "releases", bias=bias) for bias in (0.1, 0.2))
    Shelf(tmp_path / "data").activate(first)
    service = start_service(release=second, release_poll_seconds=60)
    document = service.client.get(service.examine(COUNTERFEIT, product="box").headers["location"]).json()
    shutil.rmtree(second)
    service.parts[Releases]._active = None
    service.parts[Releases]._start = first
    service.parts[Releases].open()
    gone = service.client.get(document["evidence"][0]["reference"])
    assert gone.status_code == 404
    assert second.name in gone.json()["detail"]
    assert "no longer here" in service.client.get(f"/examinations/{document['id']}").text
    assert service.client.get(document["evidence"][0]["overlay"]).status_code == 200


def test_a_refused_release_leaves_the_old_one_serving_and_says_so(
    start_service: Callable[..., Service], tmp_path: Path
) -> None:
    service = start_service(release_poll_seconds=0.02)
    before = active(service)
    broken = make_release(tmp_path / "data" / "releases", bias=0.3)
    with (broken / "model.onnx").open("ab") as file:
        file.write(b"!")
    Shelf(tmp_path / "data").activate(broken)
    eventually(lambda: service.client.get("/v1/release").json()["refused"] is not None)
    refused = service.client.get("/v1/release").json()["refused"]
    assert refused["release"] == broken.name
    assert "changed" in refused["reason"]
    assert active(service) == before
    assert service.examine(GENUINE).status_code == 201
    assert service.client.get("/readyz").status_code == 200
    assert 'shingan_release_swaps_total{result="refused"} 1.0' in service.client.get("/metrics").text


def test_activating_and_rolling_back(tmp_path: Path) -> None:
    first, second = (make_release(tmp_path / "data" / "releases", bias=bias) for bias in (0.1, 0.2))
    elsewhere = make_release(tmp_path / "elsewhere", bias=0.3)
    shelf = Shelf(tmp_path / "data", bundled=tmp_path / "none")
    with pytest.raises(ReleaseRefusedError, match="several releases"):
        shelf.start(None)
    for folder in (first, second, elsewhere):
        shelf.activate(folder)
        assert shelf.start(None) == folder
    shelf.roll_back()
    assert shelf.start(None) == second
    shelf.roll_back()
    assert shelf.start(None) == first
    with pytest.raises(ReleaseRefusedError, match="no earlier release"):
        shelf.roll_back()


def test_which_release_a_service_begins_with(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "data", bundled=tmp_path / "bundled")
    with pytest.raises(ReleaseRefusedError, match="no release in"):
        shelf.start(None)
    bundled = make_release(tmp_path / "bundled")
    assert shelf.start(None) == bundled
    bundled = bundled.rename(bundled.parent / "demo")
    make_release(tmp_path / "bundled", bias=0.1)
    assert shelf.start(None) == bundled
    own = make_release(tmp_path / "data" / "releases", bias=0.2)
    shelf.activate(own)
    assert shelf.start(None) == own
    assert shelf.start(bundled) == bundled
    shutil.rmtree(own)
    with pytest.raises(ReleaseRefusedError, match=own.name):
        shelf.start(None)
