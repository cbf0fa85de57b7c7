"""Sends a release to a service, for the command `shingan release propose DIR --url URL --token-file FILE`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.errors import ReleaseRefusedError
from model.messages import message
from model.release import DESCRIPTION_FILE, load_release
from serve.uploads.calling import ServiceClient
from serve.uploads.client import LocalFile, UploadClient

PURPOSE = "release"
REFUSED = message("{folder}: {reason}")


def send_release(folder: Path, url: str, token: str, **options: Any) -> Mapping[str, Any]:
    """Check a release, send its files, and wait until the service has staged it; a second run sends what is missing.

    Args:
        options: of `httpx2.Client`.

    Returns:
        `release`, the id, and `state`, which is another one than staged if the service has kept it before.

    Raises:
        ReleaseRefusedError: it is not sound, here or for the service.
        SendError: the service refuses, or can't be reached.
        OSError: a file can't be read.
    """
    release = load_release(folder)
    files = [LocalFile.at(folder / name, folder) for name in sorted({DESCRIPTION_FILE, *release.description.files})]
    with UploadClient.at(url, token, PURPOSE, **options) as client:
        uploads = client.send_all(files)
    with ServiceClient.at(url, token, **options) as service:
        sent = [{"name": file.name, "upload": upload} for file, upload in zip(files, uploads, strict=True)]
        ended = service.ended(service.post("/v1/releases", {"files": sent})["job"])
    if ended["state"] != "done":
        raise ReleaseRefusedError(REFUSED.of(folder=folder, reason=str(ended["reason"] or ended["state"])))
    result: Mapping[str, Any] = ended["result"]
    return result
