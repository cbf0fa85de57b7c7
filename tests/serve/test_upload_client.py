"""The client of the commands: it continues where an earlier run stopped, and names a file that can't be sent."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from serve.uploads.client import LocalFile, SendError, UploadClient
from tests.clients import NO_TLS
from tests.serve.running import Service


@pytest.fixture
def client(service: Service) -> Iterator[UploadClient]:
    token = service.people.token("contributor")
    with UploadClient.at(service.base, token, "contribution", verify=NO_TLS, trust_env=False) as client:
        yield replace(client, pause=lambda _: None)


def file_of(folder: Path, content: bytes) -> LocalFile:
    path = folder / "genuine" / f"{len(content)}.jpg"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return LocalFile.at(path, folder)


def test_a_second_run_sends_only_what_the_first_one_did_not(client: UploadClient, tmp_path: Path) -> None:
    files = [file_of(tmp_path, bytes(size)) for size in (1001, 1002, 1003)]
    first, second = client.send_all(files[:2])
    assert client.known()["genuine/1002.jpg", files[1].sha256] == second
    sent: list[str] = []
    ids = client.send_all(files, lambda file, _: sent.append(file.name))
    assert ids[:2] == [first, second]
    assert sorted(sent) == [
        "genuine/1001.jpg",
        "genuine/1002.jpg",
        *["genuine/1003.jpg"] * 2,
    ]  # two looks, and one file


def test_a_file_that_changes_while_it_is_sent_is_named(client: UploadClient, tmp_path: Path) -> None:
    file = file_of(tmp_path, bytes(1004))
    file.path.write_bytes(b"x" * 1004)
    with pytest.raises(SendError, match=r"genuine/1004.jpg: .*not the one that was announced"):
        client.send(file)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"headers": {"Authorization": "Bearer shn_wrong"}}, "token"), ({"base_url": "http://127.0.0.1:9"}, "reached")],
)
def test_what_keeps_files_from_being_sent_is_said(
    client: UploadClient, tmp_path: Path, given: dict[str, Any], words: str
) -> None:
    options: dict[str, Any] = {"base_url": client.http.base_url, "verify": NO_TLS, "trust_env": False} | given
    with httpx2.Client(**options) as http, pytest.raises(SendError, match=words):
        replace(client, http=http).send(file_of(tmp_path, bytes(1005)))
    with pytest.raises(SendError, match="empty"):
        client.send(file_of(tmp_path, b""))
