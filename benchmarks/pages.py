"""What does a page cost, compared with an earlier revision?

    python -m benchmarks.pages [--against REVISION] [--rounds N] [--json FILE] [--quick]

Both revisions run in processes of their own, each with its own service, templates and data, and take turns page by
page, so that a drifting clock cancels. Measured are a whole request, in the process and without a network, and the
rendering of its page alone. Exit status 1 where the request for a page, over all pages, costs more than the limit
allows. The default is the last revision before pages had languages.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.command import ROOT, Figures, command, run
from benchmarks.ratio import Ratio
from benchmarks.report import print_table, stop

BEFORE = "a5caff9"  # before messages (docs/decisions/0033-messages.md)
LIMIT = 1.1  # of a page's cost over that of the earlier revision
WARM_UP, ROUNDS, QUICK = 5, 100, 15
KINDS = ("request", "rendering")


@dataclass(frozen=True)
class PageCost:
    """One page, or all of them: milliseconds at the median, and the ratio of the medians."""

    page: str
    kind: str
    before: float
    now: float
    ratio: Ratio

    @classmethod
    def of(cls, page: str, kind: str, pairs: Sequence[tuple[float, float]]) -> "PageCost":
        """From pairs of times, the earlier revision's first."""
        before, now = np.median(np.array(pairs), axis=0)
        return cls(page, kind, float(before), float(now), Ratio.of(pairs, np.median))


class Checkout:
    """The pages of one revision, in its process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("the process has no pipes")
        self._requests, self._answers = process.stdin, process.stdout
        self.pages: list[str] = json.loads(self._line())

    def turn(self, page: str) -> dict[str, float]:
        """Milliseconds by kind."""
        self._requests.write(page + "\n")
        self._requests.flush()
        times: dict[str, float] = json.loads(self._line())
        return times

    def _line(self) -> str:
        return self._answers.readline() or stop("the service of a revision did not answer", 1)


def main() -> None:
    """Answer the question."""
    parser = command(__doc__, quick=f"{QUICK} turns a page")
    parser.add_argument("--against", default=BEFORE, metavar="REVISION", help=f"default: {BEFORE}")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns a page")
    options = parser.parse_args()
    options.rounds = QUICK if options.quick else options.rounds
    run(measure, options)


def measure(options: argparse.Namespace) -> Figures:
    """Measure, print, judge."""
    with ExitStack() as stack:
        earlier = stack.enter_context(checked_out(options.against))
        before, now = (stack.enter_context(serving(root)) for root in (earlier, ROOT))
        costs = list(_costs(before, now, options.rounds))
    shown = [(each.page, each.kind, f"{each.before:.2f}", f"{each.now:.2f}", str(each.ratio)) for each in costs]
    print_table(("page", "kind", "before ms", "now ms", "ratio"), shown)
    total = next(each for each in costs if (each.page, each.kind) == ("all", "request"))
    said = f"a page costs {total.ratio} times what it did at {options.against}, n {options.rounds}, limit {LIMIT}"
    return Figures(said, {"costs": [asdict(each) for each in costs]}, [said] if total.ratio.value > LIMIT else [])


def _costs(before: Checkout, now: Checkout, rounds: int) -> Iterator[PageCost]:
    """Of each page, then of all pages together: the geometric mean over the pages of a round."""
    pages = [page for page in now.pages if page in before.pages]
    measured = [{page: (before.turn(page), now.turn(page)) for page in pages} for _ in range(WARM_UP + rounds)][
        WARM_UP:
    ]
    for kind in KINDS:
        pairs = {page: [(turn[page][0][kind], turn[page][1][kind]) for turn in measured] for page in pages}
        for page in pages:
            yield PageCost.of(page, kind, pairs[page])
        yield PageCost.of("all", kind, [_together([pairs[page][number] for page in pages]) for number in range(rounds)])


def _together(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    before, now = (math.exp(float(np.mean(np.log(side)))) for side in zip(*pairs, strict=True))
    return before, now


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """A second checkout, of an earlier revision; removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        root = Path(folder) / "checkout"
        git = ["git", "-C", str(ROOT), "worktree"]
        made = subprocess.run([*git, "add", "--quiet", "--detach", str(root), revision], check=False)
        if made.returncode:
            stop(f"git has no revision {revision}", 1)
        try:
            yield root
        finally:
            subprocess.run([*git, "remove", "--force", str(root)], check=True)


@contextmanager
def serving(root: Path) -> Iterator[Checkout]:
    """The pages of a checkout."""
    call = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("page_process.py")), str(root)]
    environment = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        call, cwd=root, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield Checkout(process)
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
