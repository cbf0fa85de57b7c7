"""Calls of a service's API, for commands that send files to it: repeated after what may pass, and waited for.

with ServiceClient.at("https://shingan.example", token) as service:
    job = service.post("/v1/releases", {"files": files})["job"]
    ended = service.ended(job)
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self
from uuid import uuid4

import httpx2

from model.messages import Wording
from serve.uploads.client import ATTEMPTS, GAVE_UP, LONGEST_PAUSE, SendError

TIMEOUT = httpx2.Timeout(60, connect=10)
PASSING = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT})
JOB_PAUSE = 1.0  # seconds between looks at a job


class CallRefusedError(SendError):
    """The service refuses a call; the message says why.

    Attributes:
        status: of the answer.
    """

    def __init__(self, message: Wording, status: int) -> None:
        super().__init__(message)
        self.status = status


def _unseen(_: Mapping[str, Any]) -> None:
    pass


@dataclass(frozen=True)
class ServiceClient:
    """Calls the API as a person.

    Attributes:
        http: with the address of the service and the token.
        pause: waits so many seconds.
    """

    http: httpx2.Client
    pause: Callable[[float], None] = time.sleep

    @classmethod
    def at(cls, url: str, token: str, **options: Any) -> Self:
        """A client of the service at an address, with a person's API token.

        Args:
            options: of `httpx2.Client`.
        """
        headers = {"Authorization": f"Bearer {token}"}
        return cls(httpx2.Client(base_url=url, headers=headers, timeout=TIMEOUT, **options))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, address: str) -> Mapping[str, Any]:
        """What is at an address.

        Raises:
            SendError: the service refuses, or can't be reached.
        """
        return self._called("GET", address)

    def download(self, address: str) -> bytes:
        """The file at an address.

        Raises:
            SendError: the service refuses, or can't be reached.
        """
        return self._answered("GET", address).content

    def post(self, address: str, body: Mapping[str, Any], key: str = "") -> Mapping[str, Any]:
        """Send something once, however often the call is repeated, and return the answer.

        Args:
            key: of calls that are one, also when another process makes them; empty for a call of its own.

        Raises:
            CallRefusedError: the service refuses.
            SendError: it can't be reached.
        """
        return self._called("POST", address, json=body, headers={"Idempotency-Key": key or str(uuid4())})

    def patch(self, address: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change what is at an address once, however often the call is repeated, and return the answer.

        Raises:
            CallRefusedError: the service refuses.
            SendError: it can't be reached.
        """
        return self._called("PATCH", address, json=body, headers={"Idempotency-Key": str(uuid4())})

    def delete(self, address: str) -> None:
        """Remove what is at an address.

        Raises:
            CallRefusedError: the service refuses.
            SendError: it can't be reached.
        """
        self._called("DELETE", address, headers={"Idempotency-Key": str(uuid4())})

    def ended(self, job: str, on_look: Callable[[Mapping[str, Any]], None] = _unseen) -> Mapping[str, Any]:
        """Wait until a job has ended, and return it as the API shows it.

        Args:
            on_look: is given the job each time that it is not ended yet.

        Raises:
            SendError: the service refuses, or can't be reached.
        """
        while True:
            found = self.get(f"/v1/jobs/{job}")
            if found["ended_at"] is not None:
                return found
            on_look(found)
            self.pause(JOB_PAUSE)

    def _called(self, method: str, address: str, **given: Any) -> Mapping[str, Any]:
        answer = self._answered(method, address, **given)
        found = _json(answer)
        if not isinstance(found, dict):
            raise CallRefusedError(f"HTTP {answer.status_code}", answer.status_code)
        return found

    def _answered(self, method: str, address: str, **given: Any) -> httpx2.Response:
        for attempt in range(ATTEMPTS):
            answer = self._once(method, address, **given)
            if answer is not None:
                return answer
            self.pause(min(LONGEST_PAUSE, 0.25 * 2**attempt))
        raise SendError(GAVE_UP.of(name=str(self.http.base_url)))

    def _once(self, method: str, address: str, **given: Any) -> httpx2.Response | None:
        """The answer; None if it may be another later."""
        try:
            answer = self.http.request(method, address, **given)
        except httpx2.TransportError:
            return None
        if answer.is_server_error or answer.status_code in PASSING:
            return None
        if not answer.is_success:
            found = _json(answer)
            reason = found.get("detail") if isinstance(found, dict) else None
            raise CallRefusedError(str(reason or f"HTTP {answer.status_code}"), answer.status_code)
        return answer


def _json(answer: httpx2.Response) -> Any:
    """The JSON of an answer; an empty object if it has none."""
    try:
        return answer.json()
    except ValueError:
        return {}
