"""A bad network before a service: a TCP proxy that throttles each connection, and cuts some of them."""

import asyncio
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 2048  # bytes passed on at once
BUFFER = 16_384  # bytes that wait in the proxy; with more, a sender takes for sent what has not arrived
LATEST_CUT = 60_000  # bytes sent; a connection that is to be cut and sends fewer is cut at its answer


@dataclass
class FlakyProxy:
    """A running proxy.

    Attributes:
        target: the port of the service, which changes when it is started again.
        rate: bytes a second, of each connection in each direction.
        share: of connections that are cut.
        opened, cut: connections so far.
        passed: bytes so far, in both directions.
    """

    target: int
    rate: float
    share: float
    seed: int = 7
    port: int = 0
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    opened: int = 0
    cut: int = 0
    passed: int = 0
    chance: random.Random = field(init=False)
    open_ones: set[asyncio.StreamWriter] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def change(self, rate: float, share: float) -> None:
        """End all connections, and treat new ones so; from another thread."""
        self.rate, self.share = rate, share
        self.loop.call_soon_threadsafe(self.end_all)

    def end_all(self) -> None:
        """End all connections; in the proxy's own thread."""
        for writer in self.open_ones:
            writer.transport.abort()

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one connection, until either side ends it or it is cut."""
        self.opened += 1
        self.open_ones.add(writer)
        is_cut = self.chance.random() < self.share
        left = self.chance.randrange(LATEST_CUT) if is_cut else None
        with suppress(OSError):
            inner, outer = await asyncio.open_connection("127.0.0.1", self.target)
            try:
                up = asyncio.create_task(self._pump(reader, outer, left))
                down = asyncio.create_task(self._pump(inner, writer, 0 if is_cut else None))
                _, rest = await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
                for task in rest:
                    task.cancel()
                self.cut += is_cut
            finally:
                outer.transport.abort()
        writer.transport.abort()
        self.open_ones.discard(writer)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, left: int | None) -> None:
        with suppress(OSError):
            while piece := await source.read(PIECE if left is None else min(PIECE, left + 1)):
                if left is not None and len(piece) > left:
                    return
                self.passed += len(piece)
                left = None if left is None else left - len(piece)
                sink.write(piece)
                await sink.drain()
                await asyncio.sleep(len(piece) / self.rate)


@contextmanager
def flaky_proxy(target: int, rate: float, share: float) -> Iterator[FlakyProxy]:
    """A proxy in a thread of its own, stopped at the end."""
    proxy, ready = FlakyProxy(target, rate, share), threading.Event()
    loop = proxy.loop

    async def begin() -> asyncio.Server:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        listener.bind(("127.0.0.1", 0))
        proxy.port = listener.getsockname()[1]
        server = await asyncio.start_server(proxy.pass_on, sock=listener, backlog=256, limit=BUFFER)
        ready.set()
        return server

    def run() -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(begin())
        loop.run_forever()
        server.close()
        proxy.end_all()
        if tasks := asyncio.all_tasks(loop):
            loop.run_until_complete(asyncio.wait(tasks, timeout=10))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
