"""Staging and activating releases, as `shingan release` does; proposing them over the network."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import httpx

from serve.platform.parts import Parts
from serve.releases.domain import ReleaseRecord
from serve.releases.registry import COMMANDS, ReleaseRegistry
from serve.uploads.protocol import BYTES, encoded


def stage(parts: Parts, folder: Path) -> ReleaseRecord:
    """Keep the release in a folder."""
    return parts[ReleaseRegistry].stage(COMMANDS, folder)


def activate(parts: Parts, folder: Path) -> ReleaseRecord:
    """Keep it, and have it examine."""
    return parts[ReleaseRegistry].activate(COMMANDS, stage(parts, folder).id)


def activate_unchecked(parts: Parts, release_id: str) -> None:
    """Have a kept release examine, as if other people had allowed what would block it."""
    replace(parts[ReleaseRegistry], checks=()).activate(COMMANDS, release_id)


def send(client: httpx.Client, name: str, content: bytes, purpose: str = "release", sent: int | None = None) -> str:
    """Send a file, or its first bytes, and return the id of the upload."""
    given = {"filename": name, "purpose": purpose, "sha256": hashlib.sha256(content).hexdigest()}
    headers = {"Upload-Length": str(len(content)), "Upload-Metadata": encoded(given), "Content-Type": BYTES}
    answer = client.post("/v1/uploads", headers=headers, content=content[:sent])
    return str(answer.raise_for_status().json()["id"])


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a release, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def propose(client: httpx.Client, files: Mapping[str, bytes], **headers: str) -> httpx.Response:
    """Send files and propose them as a release."""
    sent = [{"name": name, "upload": send(client, name, content)} for name, content in files.items()]
    return client.post("/v1/releases", json={"files": sent}, headers=headers)
