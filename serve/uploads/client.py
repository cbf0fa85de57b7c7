"""Sends files to a service over tus 1.0, for commands: several at once, continued after every kind of interruption.

It keeps no state of its own. The service lists what has arrived for whom, and a file is recognised by its name and its
sha256: so a command that was stopped, even on another machine, sends only what is missing.

    with UploadClient.at("https://shingan.example", token, "contribution") as client:
        ids = client.send_all([LocalFile.at(path, folder) for path in paths])
"""

import hashlib
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple, Self
from uuid import uuid4

import httpx2

from model.errors import ShinganError
from model.messages import message
from serve.uploads.messages import EMPTY
from serve.uploads.protocol import BYTES, VERSION, encoded

UPLOADS = "/v1/uploads"
PIECE = 4 * 2**20  # bytes in one request
AT_ONCE = 3
TIMEOUT = httpx2.Timeout(60, connect=10)
ATTEMPTS = 12  # in a row that bring no byte further; with the pauses, about two minutes
LONGEST_PAUSE = 15.0  # seconds
CHANGED_ATTEMPTS = 3  # for a file that arrives changed
PASSING = frozenset({HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT})
ALTERED = "/problems/upload-altered"
GAVE_UP = message("{name}: the service can't be reached. Start again later; what has arrived is kept.")
REFUSED = message("{name}: {reason}")


class SendError(ShinganError):
    """A file can't be sent; the message names it and says why."""


class _Interrupted(Exception):  # noqa: N818  # no error: the next attempt continues
    """A request failed in a way that may pass."""


class LocalFile(NamedTuple):
    """A file to send.

    Attributes:
        name: what the service calls it: its path below the folder that is sent, with slashes.
        sha256: of its bytes, in hexadecimal.
    """

    path: Path
    name: str
    size: int
    sha256: str

    @classmethod
    def at(cls, path: Path, folder: Path) -> "LocalFile":
        """A file below a folder, read once for its digest.

        Raises:
            OSError: it can't be read.
        """
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(path, path.relative_to(folder).as_posix(), path.stat().st_size, digest)


Progress = Callable[[LocalFile, int], None]  # a file, and how many of its bytes have arrived


def _silent(_: LocalFile, __: int) -> None:
    pass


@dataclass(frozen=True)
class UploadClient:
    """Sends files for one purpose.

    Attributes:
        http: with the address of the service and the token; threads share it.
        pause: waits so many seconds.
    """

    http: httpx2.Client
    purpose: str
    pause: Callable[[float], None] = time.sleep

    @classmethod
    def at(cls, url: str, token: str, purpose: str, **options: Any) -> "UploadClient":
        """A client of the service at an address, with a person's API token.

        Args:
            options: of `httpx2.Client`.
        """
        headers = {"Authorization": f"Bearer {token}", "Tus-Resumable": VERSION}
        return cls(httpx2.Client(base_url=url, headers=headers, timeout=TIMEOUT, **options), purpose)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def send_all(
        self, files: Sequence[LocalFile], on_progress: Progress = _silent, at_once: int = AT_ONCE
    ) -> list[str]:
        """Send files, some at a time, and return the ids of their uploads, in order.

        Raises:
            SendError: one can't be sent; those that were begun are finished first.
        """
        known = self.known()
        with ThreadPoolExecutor(at_once) as threads:
            sent = [threads.submit(self.send, file, known.get((file.name, file.sha256)), on_progress) for file in files]
            try:
                return [each.result() for each in sent]
            except BaseException:
                threads.shutdown(cancel_futures=True)
                raise

    def known(self) -> Mapping[tuple[str, str], str]:
        """The ids of uploads that wait to be finished or used, by the name and the sha256 of the file.

        Raises:
            SendError: the service refuses to say.
        """
        return {
            (each["name"], each["announced_sha256"]): each["id"]
            for each in self.listed()
            if each["purpose"] == self.purpose
        }

    def listed(self) -> Iterator[Mapping[str, Any]]:
        """Everything that waits to be finished or used, as the API lists it.

        Raises:
            SendError: the service refuses to say.
        """
        after = None
        while True:
            params = {"limit": "100"} | ({"after": after} if after else {})
            page = self._page(params).json()
            yield from page["uploads"]
            after = page["after"]
            if after is None:
                return

    def _page(self, params: Mapping[str, str]) -> httpx2.Response:
        for attempt in range(ATTEMPTS):
            try:
                return _call(self.http, UPLOADS, "GET", UPLOADS, params=params)
            except _Interrupted:
                _wait(self.pause, attempt)
        raise SendError(GAVE_UP.of(name=str(self.http.base_url)))

    def send(self, file: LocalFile, upload: str | None = None, on_progress: Progress = _silent) -> str:
        """Send a file, or what is missing of it, and return the id of its upload; all of it is kept by then.

        Args:
            upload: the id of an upload in which some of it has arrived; None for a new one.

        Raises:
            SendError: it can't be sent.
            OSError: it can't be read.
        """
        if not file.size:
            raise SendError(REFUSED.of(name=file.name, reason=EMPTY))
        return _Sending(self, file, on_progress, upload).run()


def _call(http: httpx2.Client, name: str, method: str, address: str, **given: Any) -> httpx2.Response:
    """The answer to one request: a success, or that the upload is gone or has changed on its way.

    Args:
        name: of the file, for the message.

    Raises:
        _Interrupted: there was no answer, or one that may be another later.
        SendError: the service refuses.
    """
    try:
        answer = http.request(method, address, **given)
    except httpx2.TransportError as fault:
        raise _Interrupted from fault
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status_code in PASSING:
        raise _Interrupted
    if answer.is_client_error and answer.status_code != HTTPStatus.NOT_FOUND and not _is_changed(answer):
        raise SendError(REFUSED.of(name=name, reason=_detail(answer)))
    return answer


def _wait(pause: Callable[[float], None], attempt: int) -> None:
    pause(min(LONGEST_PAUSE, 0.25 * 2**attempt) * random.uniform(0.5, 1))


def _is_changed(answer: httpx2.Response) -> bool:
    return answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and _problem(answer).get("type") == ALTERED


def _problem(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _detail(answer: httpx2.Response) -> str:
    return str(_problem(answer).get("detail") or f"HTTP {answer.status_code}")


class _Sending:
    """One file on its way."""

    def __init__(self, client: UploadClient, file: LocalFile, on_progress: Progress, upload: str | None) -> None:
        self._client, self._file, self._on_progress = client, file, on_progress
        self._address = f"{UPLOADS}/{upload}" if upload else None
        self._key = str(uuid4())  # so that a lost answer leads to the same upload
        self._offset = 0
        self._changed = 0

    def run(self) -> str:
        """Send until all has arrived; see `UploadClient.send`."""
        attempt = 0
        while attempt < ATTEMPTS:
            before = self._offset
            try:
                if self._is_through():
                    return str(self._address).rpartition("/")[2]
            except _Interrupted:
                attempt = 0 if self._offset > before else attempt + 1
                _wait(self._client.pause, attempt)
        raise SendError(GAVE_UP.of(name=self._file.name))

    def _is_through(self) -> bool:
        """Ask what has arrived, and send the rest; False if it has to begin again."""
        if self._address is None:
            self._create()
        else:
            self._look()
        with self._file.path.open("rb") as file:
            while self._address is not None and self._offset < self._file.size:
                file.seek(self._offset)
                self._send(file.read(PIECE))
        return self._address is not None

    def _create(self) -> None:
        given = {"filename": self._file.name, "purpose": self._client.purpose, "sha256": self._file.sha256}
        headers = {
            "Upload-Length": str(self._file.size),
            "Upload-Metadata": encoded(given),
            "Idempotency-Key": self._key,
        }
        self._note(self._called("POST", UPLOADS, headers=headers))

    def _look(self) -> None:
        self._note(self._called("GET", str(self._address)))

    def _send(self, content: bytes) -> None:
        headers = {"Upload-Offset": str(self._offset), "Content-Type": BYTES}
        self._note(self._called("PATCH", str(self._address), headers=headers, content=content))

    def _called(self, method: str, address: str, **given: Any) -> httpx2.Response:
        return _call(self._client.http, self._file.name, method, address, **given)

    def _note(self, answer: httpx2.Response) -> None:
        """Take from an answer where the upload is, and how much of it has arrived; nowhere if it is gone."""
        if answer.is_success:
            self._address = answer.headers.get("location", self._address)
            self._offset = int(answer.headers["upload-offset"])
            self._on_progress(self._file, self._offset)
            return
        self._changed += _is_changed(answer)
        if self._changed >= CHANGED_ATTEMPTS:
            raise SendError(REFUSED.of(name=self._file.name, reason=_detail(answer)))
        self._address, self._offset, self._key = None, 0, str(uuid4())
        if answer.status_code == HTTPStatus.NOT_FOUND:
            raise _Interrupted
