"""Do files arrive whole and once over a bad network, while the service is killed? Lost, doubled and changed files.

    python -m benchmarks.uploads [--files 1000] [--kbits 64] [--kills 10] [--postgresql] [--json FILE] [--quick]

Files of 50 to 200 KB are sent by the client of the commands, 32 at once, each request on a connection of its own,
through a proxy that throttles each connection and cuts 30 % of them: at random within what is sent, or before the
answer. Meanwhile the service is killed (kill -9) and started again. Exit status 1 where any file is lost, doubled or
changed.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.command import Figures, command, run, take_release
from benchmarks.report import print_table
from benchmarks.shares import exact_share
from serve.platform.settings import Settings
from tests.faults.uploading import Load, Outcome, Service, differing, send, write_files
from tests.serve.running import token_for

QUICK = Load(files=60, at_once=32, rate=64_000, cut=0.3, kills=2, every=3)
BYTES_A_KBIT = 125
LIMIT = "no file may be lost, doubled or changed"


def main() -> None:
    """Answer the question."""
    parser = command(__doc__, quick=f"{QUICK.files} files at 512 kbit/s, {QUICK.kills} kills")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=32)
    parser.add_argument("--kbits", type=float, default=64, help="kbit/s of a connection")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--every", type=float, default=45, help="seconds from a start to the next kill")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL and an S3 that are started for this")
    take_release(parser)
    run(measure, parser.parse_args())


def measure(options: argparse.Namespace) -> Figures:
    """Send, and count."""
    rate = options.kbits * BYTES_A_KBIT
    load = QUICK if options.quick else Load(options.files, options.at_once, rate, 0.3, options.kills, options.every)
    with tempfile.TemporaryDirectory(prefix="uploads-") as name, _storage(on_postgresql=options.postgresql) as settings:
        folder = Path(name)
        token = token_for(Settings(data_dir=folder / "data", **settings), "contributor")
        files = write_files(folder / "files", load.files)
        service = Service(folder / "data", options.release, settings)
        try:
            outcome = send(load, files, service, token)
        finally:
            service.process.end()
        changed = [] if outcome.lost else differing(files, folder / "data", settings)
    return _figures(load, outcome, changed)


@contextmanager
def _storage(*, on_postgresql: bool) -> Iterator[Mapping[str, Any]]:
    """Settings of an empty storage."""
    if not on_postgresql:
        yield {}
        return
    from os import environ

    from tests.buckets import CREDENTIALS, bucket_server
    from tests.postgresql import cluster

    environ.update(CREDENTIALS)
    with cluster() as running, bucket_server() as servers:
        bucket = servers.new_bucket()
        yield {
            "database_url": running.new_database(),
            "objects_url": bucket.url,
            "objects_endpoint": bucket.endpoint,
        }


def _figures(load: Load, outcome: Outcome, changed: list[str]) -> Figures:
    counts = {"lost": len(outcome.lost), "doubled": len(outcome.doubled), "changed": len(changed)}
    wrong = exact_share(len({*outcome.lost, *outcome.doubled, *changed}), load.files)
    facts = {**counts, "kills": outcome.kills, "connections": outcome.connections, "cut": outcome.cut}
    print_table(list(facts), [[str(value) for value in facts.values()]])
    figure = (
        f"files lost, doubled or changed: {wrong} in {outcome.seconds:.0f} s, with {outcome.kills} kills and "
        f"{outcome.cut} of {outcome.connections} connections cut"
    )
    document = {**facts, "files": load.files, "seconds": outcome.seconds, "share": asdict(wrong)}
    return Figures(figure, document, [LIMIT] if any(counts.values()) else [])


if __name__ == "__main__":
    main()
