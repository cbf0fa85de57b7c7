"""A phone in a seminar: joins, follows the events of its sitting and answers, over HTTP/1.1 on the event loop.

It speaks HTTP itself: a hundred clients of a library would take more processor time than the service that they measure.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

RETRY_SECONDS = 0.2
MOST_SECONDS = 60.0
OK, SEE_OTHER, CONFLICT = 200, 303, 409


class Answered(NamedTuple):
    """The end of a call."""

    status: int
    headers: dict[str, str]
    body: bytes


class SentEvent(NamedTuple):
    """A server-sent event, with the time at which it was complete."""

    kind: str
    number: int
    data: Any
    at: float


class Connection:
    """A connection that is kept open for one call after the other."""

    def __init__(self, base: str) -> None:
        split = urlsplit(base)
        self._host, self._port, self._base = split.hostname or "", split.port or 80, base
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> dict[str, Any]:
        """Send a call, and read the head of the answer: its status and headers."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        fields = {
            "Host": f"{self._host}:{self._port}",
            "Origin": self._base,
            "Content-Length": str(len(body)),
            **headers,
        }
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self._writer.write(head.encode() + b"\r\n" + body)
        await self._writer.drain()
        return await self._head()

    async def call(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answered:
        """Send a call, and read all of the answer."""
        head = await self.send(method, path, headers, body)
        content = await self._stream().readexactly(int(head.get("content-length", 0)))
        return Answered(head["status"], head, content)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The pieces of an answer that goes on (RFC 9112, 7.1)."""
        while size := int((await self._stream().readline()).strip() or b"0", 16):
            yield await self._stream().readexactly(size)
            await self._stream().readexactly(2)

    def close(self) -> None:
        """Cut the connection, as a phone does that loses the network."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    def _stream(self) -> asyncio.StreamReader:
        if self._reader is None:
            raise ConnectionResetError("the connection is closed")
        return self._reader

    async def _head(self) -> dict[str, Any]:
        first = await self._stream().readline()
        if not first:
            raise ConnectionResetError("the server has closed the connection")
        found: dict[str, Any] = {"status": int(first.split()[1])}
        while line := (await self._stream().readline()).strip():
            name, _, value = line.decode("latin-1").partition(":")
            found[name.lower()] = value.strip()
        return found


@dataclass
class Phone:
    """One phone with a seat.

    Attributes:
        seen: the events that it was told, by their numbers; of an event that came twice, the first.
        twice: how many events came again.
        acknowledged: the answers that the service has acknowledged, by step.
        waits: seconds from sending an answer to its acknowledgement, without those that were cut.
    """

    base: str
    language: str
    cookie: str = ""
    sitting_id: str = ""
    seen: dict[int, SentEvent] = field(default_factory=dict)
    twice: int = 0
    acknowledged: dict[int, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    is_cut: bool = False
    _stream: Connection | None = None

    async def join(self, code: str, label: str) -> None:
        """Take a seat."""
        connection = Connection(self.base)
        form = urlencode({"code": code, "label": label}).encode()
        headers = {**self._headers, "Content-Type": "application/x-www-form-urlencoded"}
        answer = await connection.call("POST", "/join", headers, form)
        connection.close()
        if answer.status != SEE_OTHER:
            raise ConnectionError(f"joining: {answer.status} {answer.body[:300]!r}")
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        self.sitting_id = answer.headers["location"].rpartition("/")[2]

    async def follow(self) -> None:
        """Follow the events until cancelled, and go on after each cut."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
                await self._follow()
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self) -> None:
        self._stream = connection = Connection(self.base)
        try:
            last = {"Last-Event-ID": str(max(self.seen))} if self.seen else {}
            await connection.send("GET", f"/s/{self.sitting_id}/events", {**self._headers, **last})
            kept = b""
            async for chunk in connection.chunks():
                *blocks, kept = (kept + chunk).split(b"\n\n")
                for block in blocks:
                    self._take(block.decode())
        finally:
            connection.close()

    def _take(self, block: str) -> None:
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "id" not in fields:
            return  # a comment that keeps the connection open
        event = SentEvent(fields["event"], int(fields["id"]), json.loads(fields["data"]), time.perf_counter())
        self.twice += event.number in self.seen
        self.seen.setdefault(event.number, event)

    def cut(self) -> None:
        """Lose the network."""
        if self._stream is not None:
            self._stream.close()

    async def load(self, step: int) -> None:
        """Load the first photo of a question."""
        connection = Connection(self.base)
        path = f"/s/{self.sitting_id}/steps/{step}/photos/0.jpg"
        answer = await connection.call("GET", path, self._headers)
        connection.close()
        if answer.status != OK:
            raise ConnectionError(f"{path}: {answer.status}")

    async def answer(self, step: int, choice: str, *, cut: bool = False) -> None:
        """Answer a question, and send it again until it is acknowledged.

        Args:
            cut: lose the network right after it was first sent.
        """
        given = {"step": step, "choice": choice, "sureness": "sure", "taps": [{"photo": 0, "x": 0.5, "y": 0.5}]}
        body, started, tries = json.dumps(given).encode(), time.perf_counter(), 0
        while time.perf_counter() - started < MOST_SECONDS:
            tries += 1
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError, IndexError):
                if await self._sent(body, cut=cut and tries == 1):
                    self.acknowledged[step] = choice
                    if tries == 1:
                        self.waits.append(time.perf_counter() - started)
                    return
            await asyncio.sleep(RETRY_SECONDS)

    async def _sent(self, body: bytes, *, cut: bool) -> bool:
        connection = Connection(self.base)
        headers = {**self._headers, "Content-Type": "application/json", "Accept": "application/json"}
        try:
            call = connection.call("POST", f"/s/{self.sitting_id}/answers", headers, body)
            if cut:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(call, 0.002)
                return False
            answer = await call
        finally:
            connection.close()
        return answer.status == OK

    @property
    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language, **({"Cookie": self.cookie} if self.cookie else {})}
