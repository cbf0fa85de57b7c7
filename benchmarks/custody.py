"""How much do a case and its record add to the bare computation?

    python -m benchmarks.custody [--release DIR] [--photo FILE] [--rounds N] [--json FILE] [--quick]

An officer signed in with a token examines an item of a case, one photo: who asks is looked up, the photo is kept, and
the examination, the case's state and the audit event are written in one transaction before the answer. Each item is
the first of its case. Alternates with the bare loop of `benchmarks.turns`. Exit status 1 where the project's limit is
missed; for people to read, not a test.
"""

import argparse
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial

import httpx

from benchmarks import photos
from benchmarks.command import Figures, command, run, take_release
from benchmarks.ratio import Ratio
from benchmarks.report import print_table
from benchmarks.service import Endpoint, Service, shingan
from benchmarks.turns import BareLoop, Fresh, Sender, Times, in_turns
from model.release import load_release

QUICK = 6
RATIO_LIMIT = 1.5  # of the service's median over the bare loop's, for 12 megapixels


@dataclass(frozen=True)
class Custody:
    """Examinations of one photo each."""

    photo: str
    bytes: int
    bare: Times
    recorded: Times
    ratio: Ratio


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def measure(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    bare = BareLoop(load_release(options.release))
    pictures = photos.both(options.photo)
    rounds = QUICK if options.quick else options.rounds
    with shingan(options.release) as service:
        found = [_measure(service, name, jpeg, bare, rounds) for name, jpeg in pictures.items()]
    print_table(("photo", "KB", "bare ms", "recorded ms", "p99", "ratio", "n"), map(_row, found))
    large = found[0]
    figure = f"an examination of a case, {large.photo}: {large.ratio} times the bare loop, limit {RATIO_LIMIT}"
    missed = [figure] if large.ratio.value > RATIO_LIMIT else []
    return Figures(figure, {"results": [asdict(each) for each in found]}, missed)


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK} examinations of each photo")
    take_release(parser)
    photos.take_photo(parser)
    parser.add_argument("--rounds", type=int, default=100, help="examinations of each photo")
    return parser.parse_args()


def _measure(service: Service, name: str, jpeg: bytes, bare: BareLoop, rounds: int) -> Custody:
    with service.client() as client:
        turns = in_turns(_to_new_cases(service, client), bare, Fresh(jpeg), rounds)
    return Custody(name, len(jpeg), turns.bare, turns.served, turns.ratio)


def _to_new_cases(service: Service, client: httpx.Client) -> Iterator[Sender]:
    """Each sends to another item, which is there already."""
    while True:
        case = client.post("/v1/cases", json={}).raise_for_status().json()["id"]
        item = client.post(f"/v1/cases/{case}/items", json={}).raise_for_status().json()["id"]
        endpoint = Endpoint(f"/v1/cases/{case}/items/{item}/examinations", service.endpoint.field)
        yield partial(endpoint.take, client)


def _row(each: Custody) -> tuple[str, ...]:
    times = (each.bare.median, each.recorded.median, each.recorded.p99)
    return (
        each.photo,
        f"{each.bytes / 1e3:.0f}",
        *(f"{ms:.1f}" for ms in times),
        str(each.ratio),
        str(each.bare.n),
    )


if __name__ == "__main__":
    main()
