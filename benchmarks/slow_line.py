"""Can an officer work on a slow line that fails? The first page and a preliminary verdict; captures lost or doubled.

    python -m benchmarks.slow_line [--openings 3] [--captures 200] [--kills 5] [--json FILE] [--quick]

Chromium as wide as a phone, with a camera that shows a photo of the demo data, at 400 kbit/s and 400 ms, with nothing
in its cache: bytes of the page on which photos are taken, seconds until the shutter takes one (it is pressed then, and
must give it), and from the second shot to the preliminary verdict, with what is sent by then. The median of several
openings, each in a new browser, must keep the limit; all are in the JSON. Then captures through a proxy that cuts a
third of all connections, while the service is killed (kill -9) and started again: each must be examined once, with the
same bytes. Exit status 1 where a limit is missed.
"""

import argparse
import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.command import PHOTOS, Figures, command, run, take_release
from benchmarks.pocket import Phone, captured_on
from benchmarks.report import print_table
from benchmarks.shares import exact_share
from tests.clients import client_of
from tests.faults.process import Process
from tests.faults.uploading import Service
from tests.serve.tiny_release import as_new, make_release, photo

LIMITS: Mapping[str, float] = {
    "page_bytes": 100_000,
    "usable_seconds": 3.0,
    "advice_seconds": 0.3,
    "preliminary_seconds": 5.0,
    "preliminary_bytes": 60_000,
}
QUICK_CAPTURES, QUICK_KILLS, QUICK_OPENINGS = 12, 1, 1
PAGE = 100  # examinations in one answer
SHOWN = PHOTOS / "asterun-label-028dcf3e-label.jpg"  # what the camera sees


def main() -> None:
    """Answer the question."""
    parser = command(__doc__, quick=f"{QUICK_OPENINGS} opening, {QUICK_CAPTURES} captures, {QUICK_KILLS} kill")
    parser.add_argument("--openings", type=int, default=3)
    parser.add_argument("--captures", type=int, default=200)
    parser.add_argument("--kills", type=int, default=5)
    take_release(parser)
    run(measure, parser.parse_args())


def measure(options: argparse.Namespace) -> Figures:
    """Measure both."""
    captures, kills = (QUICK_CAPTURES, QUICK_KILLS) if options.quick else (options.captures, options.kills)
    openings = QUICK_OPENINGS if options.quick else options.openings
    with tempfile.TemporaryDirectory(prefix="slow-line-") as name:
        each = _on_a_slow_line(Path(name), options.release, openings)
        line = {key: median(figures[key] for figures in each) for key in LIMITS}
        rows = [
            [key, f"{line[key]:g}", *_range(figures[key] for figures in each), f"{LIMITS[key]:g}"] for key in LIMITS
        ]
        print_table([f"n = {openings}", "median", "least", "most", "limit"], rows)
        counts = _over_a_cut_line(Path(name), captures, kills)
    print_table(list(counts), [[str(value) for value in counts.values()]])
    wrong = exact_share(counts["lost"] + counts["doubled"] + counts["changed"], captures)
    missed = [f"{key} may be at most {limit:g}" for key, limit in LIMITS.items() if not line[key] <= limit]
    missed += ["no capture may be lost, doubled or changed"] * (wrong.value > 0)
    figure = (
        f"usable after {line['usable_seconds']:.1f} s, preliminary verdict after {line['preliminary_seconds']:.1f} s; "
        f"captures lost, doubled or changed: {wrong}"
    )
    found = {**line, "openings": each, **counts, "captures": captures, "share": asdict(wrong)}
    return Figures(figure, found, missed)


def _range(values: Iterable[float]) -> tuple[str, str]:
    """The least and the most."""
    found = sorted(values)
    return f"{found[0]:g}", f"{found[-1]:g}"


def _on_a_slow_line(folder: Path, release: Path, openings: int) -> Sequence[dict[str, float]]:
    """What an officer waits for, each time in a new browser."""
    return [_opened(folder / f"line-{number}", release) for number in range(openings)]


def _opened(data: Path, release: Path) -> dict[str, float]:
    with Phone(data.with_suffix(".profile"), data, release, shown=SHOWN.read_bytes()) as phone:
        process = Process(data, release, {}).wait_until_ready()
        try:
            return phone.on_a_slow_line(process.base)
        finally:
            process.end()


def _over_a_cut_line(folder: Path, captures: int, kills: int) -> dict[str, int]:
    """How many captures are lost, doubled or changed."""
    release, data = make_release(folder / "release"), folder / "cut"
    paths = [folder / f"capture-{number:03}.jpg" for number in range(captures)]
    for path in paths:
        path.write_bytes(as_new(photo(size=(320, 240))))
    with Phone(folder / "cut-profile", data, release) as phone:
        service = Service(data, release, {})
        try:
            connections, cut = captured_on(phone, service, paths, kills)
            found = _examined(service.process.base, phone.token)
        finally:
            service.process.end()
    return {**_compared(paths, found), "kills": service.kills, "connections": connections, "cut": cut}


def _examined(base: str, token: str) -> Sequence[str]:
    """The SHA-256 of every photo that was examined."""
    found, after = [], None
    with client_of(base, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        while True:
            given: dict[str, Any] = {"limit": PAGE} | ({"after": after} if after else {})
            page = client.get("/v1/examinations", params=given).json()
            for each in page["examinations"]:
                verdict = client.get(f"/v1/examinations/{each['id']}").json()["verdict"]
                found += [photo["sha256"] for photo in verdict["photos"]]
            after = page["after"]
            if after is None:
                return found


def _compared(paths: Sequence[Path], found: Sequence[str]) -> dict[str, int]:
    """How many captures the service does not have, has more than once, or has with other bytes."""
    wanted, counts = {hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}, Counter(found)
    return {
        "lost": len(wanted - counts.keys()),
        "doubled": sum(1 for digest in wanted if counts[digest] > 1),
        "changed": len(counts.keys() - wanted),
    }


if __name__ == "__main__":
    main()
