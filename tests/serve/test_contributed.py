"""Contributions over the API: what a program sends, reads, edits and submits."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.serve.running import Service
from tests.serve.tiny_release import new_picture
from tests.serve.world import World, made


@pytest.fixture
def world(service: Service) -> World:
    return World(service, picture=new_picture)


@pytest.fixture
def client(service: Service) -> httpx.Client:
    return service.as_("contributor")


def read(client: httpx.Client, contribution: str) -> Any:
    return made(client.get(f"/v1/contributions/{contribution}"))


def test_a_contribution_goes_from_files_to_the_queue(world: World, client: httpx.Client) -> None:
    contribution = world.contribution()
    shown = read(client, contribution)
    assert (shown["state"], shown["images"]["ready"], shown["files"]) == ("checked", 1, 1)
    assert shown["understood"]["groups"][0]["views"] == {"front": 1}
    assert made(client.get(f"/v1/jobs/{shown['job']}"))["state"] == "done"
    submitted = made(client.post(f"/v1/contributions/{contribution}/submit"))
    assert (submitted["state"], submitted["images"]["submitted"]) == ("submitted", 1)
    (image,) = made(client.get(f"/v1/contributions/{contribution}/images"))["images"]
    assert (image["state"], image["standing"], image["reason"]) == ("submitted", "in_review", "")
    withdrawn = made(client.post(f"/v1/contributions/{contribution}/withdraw", json={"reason": "Sold"}))
    assert (withdrawn["state"], withdrawn["reason"]) == ("withdrawn", "Sold")


def test_images_are_labelled_and_marked_and_filtered(world: World, client: httpx.Client) -> None:
    contribution = world.contribution(name="x.jpg")
    images = f"/v1/contributions/{contribution}/images"
    assert [each["code"] for each in made(client.get(f"{images}/1"))["findings"]] == [
        "missing-label",
        "missing-view",
    ]
    said = {"label": "counterfeit", "item": "one", "view": "front"}
    marks = [{"point": "logo", "box": [0.1, 0.2, 0.3, 0.1]}, {"point": "seal", "box": None}]
    image = made(client.patch(f"{images}/1", json={**said, "marks": marks}))
    assert (image["state"], image["marks"], image["findings"]) == ("ready", marks, [])
    assert made(client.get(f"{images}?state=faulty"))["images"] == []
    assert made(client.get(f"{images}?finding=missing-label"))["images"] == []
    image = made(client.patch(f"{images}/1", json={"label": "genuine"}))
    assert [each["code"] for each in image["findings"]] == ["marked-genuine"]
    image = made(client.patch(f"{images}/1", json={"marks": None, "label": None}))
    assert (image["label"], image["marks"]) == (None, [])
    assert (
        client.patch(f"{images}/1", json={"marks": [{"point": "logo", "box": [0.9, 0.9, 0.9, 0.9]}]}).status_code == 422
    )
    assert client.get(f"{images}/1.jpg").headers["content-type"] == "image/jpeg"


def test_a_batch_names_rows_or_a_finding(world: World, client: httpx.Client) -> None:
    contribution = world.contribution(name="genuine/1/x.jpg")
    path = f"/v1/contributions/{contribution}/batch"
    assert client.post(path, json={"set": {"view": "front"}}).status_code == 422
    shown = made(client.post(path, json={"finding": "missing-view", "set": {"view": "front"}}))
    assert shown["findings"] == []
    shown = made(client.post(path, json={"numbers": [1], "set": {"left_out": True}}))
    assert shown["images"]["left_out"] == 1
    made(client.post(path, json={"numbers": [1], "set": {"own_item": True}}))
    (image,) = made(client.get(f"/v1/contributions/{contribution}/images"))["images"]
    assert image["item"] == f"x {image['sha256'][:8]}"
    made(client.post(path, json={"numbers": [1], "set": {"own_item": True, "item": "one"}}))
    assert made(client.get(f"/v1/contributions/{contribution}/images/1"))["item"] == "one"
    assert client.post(path, json={"numbers": [7], "set": {"left_out": True}}).status_code == 404


def test_an_edit_of_what_changed_meanwhile_is_refused(world: World, client: httpx.Client) -> None:
    contribution = world.contribution()
    path = f"/v1/contributions/{contribution}"
    tag = client.get(path).headers["etag"]
    made(client.patch(path, json={"note": "new"}, headers={"If-Match": tag}))
    assert client.patch(path, json={"note": "newer"}, headers={"If-Match": tag}).status_code == 412


def test_how_files_are_understood_can_be_changed_and_is_checked_again(world: World, client: httpx.Client) -> None:
    contribution = world.contribution(name="a.jpg")
    path = f"/v1/contributions/{contribution}"
    shown = made(client.patch(path, json={"label": "genuine", "items": "name"}))
    assert (shown["state"], shown["reading"]["label"], shown["reading"]["product"]) == ("collecting", "genuine", "box")
    assert client.post(f"{path}/submit").json()["type"] == "/problems/contribution-state"
    made(client.post(f"{path}/check"))
    world.run_checks(client, contribution)
    (image,) = made(client.get(f"{path}/images"))["images"]
    assert (image["label"], image["item"]) == ("genuine", "a")


def test_a_file_is_taken_out_with_its_rows(world: World, client: httpx.Client) -> None:
    contribution = world.contribution()
    path = f"/v1/contributions/{contribution}"
    (file,) = made(client.get(f"{path}/files"))["files"]
    assert (file["name"], file["kind"], file["read"]) == ("genuine/1/front.jpg", "image", True)
    made(client.delete(f"{path}/files/1"))
    assert (read(client, contribution)["files"], made(client.get(f"{path}/images"))["images"]) == (0, [])
    assert client.post(f"{path}/check").status_code == 409


def test_the_report_speaks_the_readers_language_and_is_recorded(world: World, client: httpx.Client) -> None:
    contribution = world.contribution(name="=1+1.jpg")
    answer = client.get(f"/v1/contributions/{contribution}/report.csv")
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert answer.headers["content-disposition"].endswith(f'{contribution}.csv"')
    assert {line[1] for line in lines[1:]} == {"'=1+1.jpg"}
    assert "missing-label" in {line[8] for line in lines}


def test_the_release_proposes_marks_for_an_own_product_only(world: World, client: httpx.Client) -> None:
    contribution = world.contribution()
    proposal = made(client.get(f"/v1/contributions/{contribution}/images/1/proposal"))
    assert proposal["release"].startswith("r-")
    assert {mark["point"] for mark in proposal["marks"]} <= {"logo", "seal", "secret"}
    made(client.patch(f"/v1/contributions/{contribution}/images/1", json={"product": "no-such"}))
    answer = client.get(f"/v1/contributions/{contribution}/images/1/proposal")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/contribution-state")
