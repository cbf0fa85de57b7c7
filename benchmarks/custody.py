"""How much do a case and its record add to the bare computation?

    python benchmarks/custody.py --release DIR [--photo FILE] [--rounds N] [--json OUT]

An officer signed in with a token examines an item of a case, one photo: who asks is looked up, the photo is kept, and
the examination, the case's state and the audit event are written in one transaction before the answer. Each item is the
first of its case. Alternates with the bare loop of benchmarks/serving.py. Exit status 1 where the project's limit is
missed; for people to read, not a test.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import photos
from benchmarks.ratio import Ratio
from benchmarks.report import print_table, stop, write_json
from benchmarks.service import Endpoint, Service, StartFailedError, shingan
from benchmarks.serving import BareLoop, Fresh, Sender, Times, in_turns
from model.errors import ShinganError
from model.release import load_release

ROOT = Path(__file__).resolve().parents[1]
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
    """Measure, print, write, judge."""
    options = _options()
    try:
        bare = BareLoop(load_release(options.release))
        original = photos.demo_photo(options.photo)
        pictures = {"12 MP": photos.twelve_megapixels(original), "small": photos.small(original)}
        with shingan(options.release) as service:
            found = [_measure(service, name, jpeg, bare, options.rounds) for name, jpeg in pictures.items()]
    except (ShinganError, FileNotFoundError, StartFailedError) as error:
        stop(str(error), 1)
    print_table(("photo", "KB", "bare ms", "recorded ms", "p99", "ratio", "n"), map(_row, found))
    large = found[0]
    is_missed = large.ratio.value > RATIO_LIMIT
    misses = [f"{large.ratio} times the bare loop, limit {RATIO_LIMIT}"] if is_missed else []
    write_json(options.json, {"results": [asdict(each) for each in found], "misses": misses})
    if misses:
        stop(misses[0], 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--photo", type=Path, default=ROOT / "datasets" / "images", help="a photo, or a folder with photos"
    )
    parser.add_argument("--rounds", type=int, default=100, help="examinations of each photo")
    parser.add_argument("--json", type=Path, metavar="OUT")
    options = parser.parse_args()
    options.release = options.release.resolve()
    return options


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
