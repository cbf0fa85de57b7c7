"""`shingan contribute` against a running service: checked, corrected, submitted, and nothing sent twice."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from model.messages import message
from serve.contributions import sending
from serve.contributions.local_files import NothingToSendError, files_at
from serve.contributions.sending import PURPOSE, Sending, SendingProgress
from serve.platform.settings import Settings
from serve.uploads.calling import CallRefusedError, ServiceClient
from serve.uploads.client import LocalFile, UploadClient
from tests.clients import NO_TLS
from tests.serve.commands import Done, Shingan, one_line, shingan
from tests.serve.contributing import picture
from tests.serve.running import Service, run

__all__ = ["shingan"]
BROKEN = "genuine/1/broken.jpg"
HTTP: dict[str, Any] = {"verify": NO_TLS, "trust_env": False}


@pytest.fixture
def own(tmp_path: Path, tiny_release: Path) -> Iterator[Service]:
    """A service of the test's own, whose contributor has sent nothing yet."""
    yield from run(Settings(data_dir=tmp_path / "data", release=tiny_release, workers=1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A product's folder with three items, of which one has a file that is no picture."""
    made = tmp_path / "photos" / "box"
    for name in ("genuine/1/front.jpg", "genuine/2/front.jpg", "counterfeit/3/front.jpg", BROKEN, ".DS_Store"):
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff\xd8\xff no picture" if name == BROKEN else picture())
    return made


@pytest.fixture
def call(own: Service, tmp_path: Path) -> list[str]:
    """The options that every call has."""
    token = tmp_path / "token"
    token.write_text(own.people.token("contributor") + "\n")
    return ["--url", own.base, "--token-file", str(token), "--licence", "CC-BY-4.0", "--agree"]


def listed(service: Service) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = service.as_("contributor").get("/v1/contributions").json()["contributions"]
    return found


def said(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_a_folder_is_checked_corrected_and_submitted_and_nothing_is_sent_twice(
    own: Service, shingan: Shingan, folder: Path, call: list[str]
) -> None:
    dry = shingan("contribute", folder, *call, "--dry-run", "--json")
    assert dry.status == 1
    assert said(dry)["state"] == "checked"
    assert [each["severity"] for each in said(dry)["findings"]].count("error") == 1
    assert "Sending: 4 of 4 files.\n" in dry.error
    assert own.as_("contributor").get(said(dry)["report"]).text.count(BROKEN) == 1
    (folder / BROKEN).unlink()
    corrected = shingan("contribute", folder, *call)
    assert corrected.status == 0, corrected
    assert "3 files: 0 sent now, 3 sent before" in corrected.out
    assert "box, genuine: 2 items, 2 images" in corrected.out
    assert "3 images are submitted for review." in corrected.out
    again = shingan("contribute", folder, *call)
    assert again.status == 0
    assert "All of it was submitted before." in again.out
    (one,) = listed(own)
    assert (one["state"], one["files"], one["images"]["submitted"]) == ("submitted", 3, 3)
    unknown = shingan("contribute", folder, *call, "--corrects", f"w-{'0' * 32}")
    one_line(unknown, 1, "There is no such item that was sent back to you.")
    (folder / "genuine/2/back.jpg").write_bytes(picture())
    more = said(shingan("contribute", folder, *call, "--json"))
    assert more["images"]["submitted"] == 1
    assert [each["files"] for each in listed(own)] == [1, 3]


def test_a_dry_run_submits_nothing_and_what_is_said_of_all_counts_for_all(
    own: Service, shingan: Shingan, folder: Path, call: list[str]
) -> None:
    done = shingan("contribute", folder / "genuine" / "2", *call, "--product", "box", "--label", "genuine", "--dry-run")
    assert done.status == 0, done
    assert "box, genuine: 1 item, 1 image\n" in done.out
    assert "Nothing was submitted, as --dry-run says." in done.out
    (one,) = listed(own)
    assert (one["state"], one["images"]["ready"], one["images"]["submitted"]) == ("checked", 1, 0)


def test_the_files_are_understood_as_the_last_call_says(
    own: Service, shingan: Shingan, tmp_path: Path, call: list[str]
) -> None:
    for name in ("17_front.jpg", "17_label.jpg"):
        path = tmp_path / "box" / "genuine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture())
    guessed = shingan("contribute", tmp_path / "box", *call, "--dry-run")
    assert "Each photo was taken for one item. This was found out from the names." in guessed.out
    options = ("--items", "folder", "--source", "Warehouse 4", "--capture", "listing")
    told = shingan("contribute", tmp_path / "box", *call, *options, "--dry-run")
    assert "Each folder was taken for one item.\n" in told.out
    assert "2 files: 0 sent now, 2 sent before" in told.out
    assert "Checking: 0 of 0" not in told.error
    (one,) = listed(own)
    reading = own.as_("contributor").get(f"/v1/contributions/{one['id']}").json()["reading"]
    assert (reading["items"], reading["source"], reading["capture"]) == ("folder", "Warehouse 4", "listing")


def test_another_product_continues_the_contribution_and_what_is_wrong_is_named(
    own: Service, shingan: Shingan, folder: Path, tmp_path: Path, call: list[str]
) -> None:
    unknown = folder.rename(folder.parent / "my boxes")
    for number in range(5, 8):
        (unknown / f"genuine/{number}.jpg").write_bytes(picture())
    first = shingan("contribute", unknown, *call)
    assert first.status == 1
    assert f"\n  my boxes/{BROKEN}\n" in first.out
    assert "and 3 more images\n" in first.out
    assert "The name of the product that has no sheet comes from the name of a folder.\n" in first.out
    assert "box" in first.out.partition("add --product and one of your products: ")[2].splitlines()[0].split(", ")
    saved = tmp_path / "report.csv"
    told = shingan("contribute", unknown, *call, "--product", "box", "--report", saved)
    assert told.status == 1
    assert "7 files: 0 sent now, 7 sent before" in told.out
    assert "--product" not in told.out
    assert saved.read_text().count(BROKEN) == 1
    (one,) = listed(own)
    everything = said(shingan("contribute", unknown, *call, "--dry-run", "--json"))
    assert everything["contribution"] == one["id"]
    (error,) = (each for each in everything["findings"] if each["severity"] == "error")
    assert error["names"] == [f"my boxes/{BROKEN}"]


def test_a_run_that_was_stopped_is_continued(own: Service, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / BROKEN).unlink()
    monkeypatch.setattr(sending, "TOGETHER", 1)
    token = own.people.token("contributor")
    files = [LocalFile.at(path, folder.parent) for path in files_at(folder)]
    begun = {"licence": "CC-BY-4.0", "consent": True, "product": None, "label": None}

    def stop(stage: SendingProgress) -> None:
        if stage.done == 2:
            raise KeyboardInterrupt

    with UploadClient.at(own.base, token, PURPOSE, **HTTP) as uploads, ServiceClient.at(own.base, token, **HTTP) as api:
        with pytest.raises(KeyboardInterrupt):
            Sending(uploads, api, begun, "here", stop).run(files, is_dry=False)
        sent = Sending(uploads, api, begun, "here").run(files, is_dry=False)
    assert (sent.files, sent.known, sent.is_new) == (2, 1, True)  # the second had arrived and was not added yet
    assert [each["files"] for each in listed(own)] == [3]


def test_what_can_not_be_contributed_is_said_in_one_line(
    own: Service, shingan: Shingan, tmp_path: Path, folder: Path, call: list[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    wrong = tmp_path / "wrong"
    wrong.write_text("shn_wrong")
    one_line(shingan("contribute", tmp_path / "nowhere", *call), 2, "nowhere", "does not exist")
    one_line(shingan("contribute", folder, *call[:-1]), 2, "--agree", "attests")
    one_line(shingan("contribute", folder, *call, "--url", "shingan.example"), 2, "--url")
    one_line(shingan("contribute", tmp_path / "empty", *call), 1, "empty", "no files")
    one_line(shingan("contribute", tmp_path / "notes.txt", *call), 1, "notes.txt", "neither")
    one_line(shingan("contribute", folder, *call, "--token-file", wrong), 1, "token")
    assert listed(own) == []


def test_a_table_is_sent_with_the_images_that_it_names_and_no_file_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (tmp_path / "set" / "a").mkdir(parents=True)
    table = tmp_path / "set" / "manifest.csv"
    for name in ("a/1.jpg", "unnamed.jpg"):
        (tmp_path / "set" / name).write_bytes(picture())
    rows = ["a/1.jpg", "a\\1.jpg", "../secret.jpg", str(tmp_path / "secret.jpg"), "missing.jpg"]
    table.write_text("image,product,label,item\n" + "".join(f"{row},box,genuine,1\n" for row in rows))
    assert [path.relative_to(tmp_path).as_posix() for path in files_at(table)] == ["set/a/1.jpg", "set/manifest.csv"]
    table.write_text(" ")
    with pytest.raises(NothingToSendError, match=r"manifest\.csv: .*header"):
        files_at(table)


def test_a_service_in_which_nothing_is_to_be_found_is_not_asked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise CallRefusedError(message("There is no such entry."), HTTPStatus.NOT_FOUND)

    monkeypatch.setattr(ServiceClient, "post", refuse)
    address = "http://nowhere.example"
    with (
        UploadClient.at(address, "token", PURPOSE) as uploads,
        ServiceClient.at(address, "token") as service,
        pytest.raises(CallRefusedError, match="no such entry"),
    ):
        Sending(uploads, service, {}, "here").run([], is_dry=True)
