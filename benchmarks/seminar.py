"""Does a seminar with a hundred phones answer at once, and lose nothing when phones and the server are cut off?

    python -m benchmarks.seminar [--release DIR] [--phones N] [--json FILE] [--quick]

The real service runs as a process of its own on SQLite, with a seminar of the demo right holder's products. Each
phone joins, follows the events of the sitting in a language of three, loads the photos of a question, and answers
over HTTP. (a) All answer within two seconds, as people do who have seen enough. (b) All answer in the same instant.
(c) 30 % are cut off while they answer, lose their stream, and come back; meanwhile the server is killed, and started
again on the same data. Measured: from sending an answer to its acknowledgement, which means that it is on the disk;
and from the host's call to the truth on each phone. After (c) every answer must be there once, and every phone must
have seen each reveal. Exit status 1 where a limit is missed; for people to read, not a test.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx
import numpy as np

from benchmarks.command import Figures, command, run, take_release
from benchmarks.hall import LANGUAGES, Prepared, prepare
from benchmarks.phones import Phone
from benchmarks.report import print_table
from benchmarks.service import Service, free_port, running

ANSWER_LIMIT, REVEAL_LIMIT = 0.2, 1.0  # seconds, 95th percentile
CUT_SHARE = 0.3
SPREAD_SECONDS = 2.0
SETTLING_SECONDS = 1.5
PATIENCE_SECONDS = 60.0
PHONES = 100
QUICK_QUESTIONS = 3
CHOICES = ("genuine", "counterfeit", "cannot_tell")


@dataclass
class Found:
    """What was measured, in seconds.

    Attributes:
        answers: from sending to acknowledgement, by how answers were sent.
        reveals: from the host's call to a phone.
        lost, doubled: answers that were acknowledged and are not there, and tallies above the number of phones.
        unseen: phones that did not see a reveal.
        unanswered: phones whose answer was not acknowledged within a minute.
        again: events that a phone was told twice.
        away: seconds for which the server was gone.
    """

    answers: dict[str, list[float]] = field(default_factory=dict)
    reveals: list[float] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    unseen: int = 0
    unanswered: int = 0
    again: int = 0
    away: float = 0.0


@dataclass
class Hall:
    """A sitting that is held, with its phones."""

    base: str
    host: httpx.AsyncClient
    sitting: str
    phones: Sequence[Phone]

    async def show(self, step: int) -> None:
        """Show a step, and let phones load its first photo."""
        (await self.host.post(f"/v1/sittings/{self.sitting}/step", json={"step": step})).raise_for_status()
        await asyncio.gather(*(phone.load(step) for phone in self.phones))

    async def reveal(self, found: Found) -> None:
        """Reveal the truth, and measure until each phone has it."""
        started = time.perf_counter()
        answer = (await self.host.post(f"/v1/sittings/{self.sitting}/reveal")).raise_for_status().json()
        number = answer["last_event"]
        while time.perf_counter() - started < PATIENCE_SECONDS and any(number not in one.seen for one in self.phones):  # noqa: ASYNC110  # of many phones
            await asyncio.sleep(0.02)
        seen = [phone.seen[number].at - started for phone in self.phones if number in phone.seen]
        found.reveals += seen
        found.unseen += len(self.phones) - len(seen)
        told = sum(tally["seats"] for tally in answer["tallies"])
        found.lost += max(0, len(self.phones) - told)
        found.doubled += max(0, told - len(self.phones))


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick="three questions")
    take_release(parser)
    parser.add_argument("--phones", type=int, default=PHONES, help=f"default: {PHONES}")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> Figures:
    """Measure, print, judge."""
    found = Found()
    with tempfile.TemporaryDirectory(prefix="shingan-seminar-") as folder:
        prepared = prepare(Path(folder), options.release)
        asyncio.run(_hold(options, Path(folder), prepared, found))
    _print(found)
    slowest = max(_p95(times) for times in found.answers.values())
    return Figures(
        f"{options.phones} phones: an answer is acknowledged within {1e3 * slowest:.0f} ms (p95, limit "
        f"{1e3 * ANSWER_LIMIT:.0f}), a reveal reaches all within {1e3 * _p95(found.reveals):.0f} ms (p95, limit "
        f"{1e3 * REVEAL_LIMIT:.0f}); {found.lost} answers lost, {found.doubled} doubled",
        {"phones": options.phones, **asdict(found)},
        list(_missed(found)),
    )


async def _hold(options: argparse.Namespace, data: Path, prepared: Prepared, found: Found) -> None:
    port = free_port()
    call = [sys.executable, "-m", "serve", "serve", "--host", "127.0.0.1", "--port", str(port), "--data", str(data)]
    server = Server([*call, "--release", str(options.release)], port)
    async with contextlib.AsyncExitStack() as stack:
        service = await server.start(stack)
        headers = {"Authorization": f"Bearer {prepared.token}"}
        host = await stack.enter_async_context(
            httpx.AsyncClient(base_url=service.base, headers=headers, timeout=PATIENCE_SECONDS)
        )
        hall, questions = await _opened(service, host, prepared, options.phones)
        streams = [asyncio.create_task(phone.follow()) for phone in hall.phones]
        await asyncio.sleep(SETTLING_SECONDS)
        *rounds, last = questions[:QUICK_QUESTIONS] if options.quick else questions
        for number, step in enumerate(rounds):
            await _ask(hall, step, found, together=bool(number % 2))
        await _ask_cut(hall, last, found, server, stack)
        found.again = sum(phone.twice for phone in hall.phones)
        for stream in streams:
            stream.cancel()


@dataclass
class Server:
    """The process of the service, which is killed and started again on the same data."""

    call: Sequence[str]
    port: int
    service: Service | None = None

    async def start(self, stack: contextlib.AsyncExitStack) -> Service:
        """Start it, until it is ready."""
        started = running(self.call, self.port, "/readyz")
        self.service = await asyncio.to_thread(stack.enter_context, started)
        return self.service

    def kill(self) -> None:
        """Kill it without a warning."""
        if self.service is not None:
            self.service.process.kill()
            self.service.process.wait()


async def _opened(service: Service, host: httpx.AsyncClient, prepared: Prepared, number: int) -> tuple[Hall, list[int]]:
    opened = (await host.post("/v1/sittings", json={"seminar": prepared.seminar})).raise_for_status().json()
    phones = [Phone(service.base, LANGUAGES[place % len(LANGUAGES)]) for place in range(number)]
    await asyncio.gather(*(phone.join(opened["join_code"], f"Seat {place}") for place, phone in enumerate(phones)))
    questions = [step["number"] for step in opened["steps"] if step["label"] is not None]
    return Hall(service.base, host, opened["id"], phones), questions


async def _ask(hall: Hall, step: int, found: Found, *, together: bool) -> None:
    """Ask a question, and measure answers that come within seconds or in the same instant."""
    await hall.show(step)
    spread = 0.0 if together else SPREAD_SECONDS
    before = [len(phone.waits) for phone in hall.phones]
    await asyncio.gather(*(_answer(hall, place, step, spread) for place in range(len(hall.phones))))
    waits = [wait for phone, count in zip(hall.phones, before, strict=True) for wait in phone.waits[count:]]
    found.answers.setdefault("in one instant" if together else "within two seconds", []).extend(waits)
    await hall.reveal(found)


async def _answer(hall: Hall, place: int, step: int, spread: float, *, cut: bool = False) -> None:
    await asyncio.sleep(spread * place / len(hall.phones))
    phone = hall.phones[place]
    if cut:
        phone.cut()
    await phone.answer(step, CHOICES[place % len(CHOICES)], cut=cut)


async def _ask_cut(hall: Hall, step: int, found: Found, server: Server, stack: contextlib.AsyncExitStack) -> None:
    """Ask a question while 30 % are cut off and the server is killed, and count what is there afterwards."""
    await hall.show(step)
    are_cut = round(CUT_SHARE * len(hall.phones))
    answers = asyncio.gather(
        *(_answer(hall, place, step, SPREAD_SECONDS, cut=place < are_cut) for place in range(len(hall.phones)))
    )
    await asyncio.sleep(SPREAD_SECONDS / 2)
    gone = time.perf_counter()
    server.kill()
    await server.start(stack)
    found.away = time.perf_counter() - gone
    await answers
    found.unanswered = sum(step not in phone.acknowledged for phone in hall.phones)
    reveals = Found()
    await hall.reveal(reveals)
    found.lost, found.doubled = found.lost + reveals.lost, found.doubled + reveals.doubled
    found.unseen += reveals.unseen


def _p95(times: Sequence[float]) -> float:
    return float(np.quantile(times, 0.95)) if times else float("inf")


def _print(found: Found) -> None:
    rows = [(f"answers {how}", times) for how, times in found.answers.items()] + [("reveals", found.reveals)]
    print_table(
        ("ms", "median", "p95", "most", "n"),
        [
            (name, *(f"{1e3 * value:.0f}" for value in (np.median(times), _p95(times), max(times))), str(len(times)))
            for name, times in rows
        ],
    )
    print(f"the server was gone for {found.away:.1f} s; {found.again} events were told twice")


def _missed(found: Found) -> Iterator[str]:
    for how, times in found.answers.items():
        if _p95(times) > ANSWER_LIMIT:
            yield f"answers {how}: {1e3 * _p95(times):.0f} ms, limit {1e3 * ANSWER_LIMIT:.0f}"
    if _p95(found.reveals) > REVEAL_LIMIT:
        yield f"reveals: {1e3 * _p95(found.reveals):.0f} ms, limit {1e3 * REVEAL_LIMIT:.0f}"
    for what in ("lost", "doubled", "unseen", "unanswered"):
        if getattr(found, what):
            yield f"{what}: {getattr(found, what)}, limit 0"


if __name__ == "__main__":
    main()
