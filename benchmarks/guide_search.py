"""Does the product guide answer at the size of a forum: 255 right holders with 50 products each?

``python -m benchmarks.guide_search [--json FILE] [--quick]``

Made-up sheets with the demo products' names in eleven languages. The first search of a process folds every name, so it
is measured in processes of their own; the others, and the look-up of an article number, are measured one after the
other. Exit status 1 if the median of later searches is over LIMIT.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Any

import numpy as np
from scipy import stats

from benchmarks.command import ROOT, Figures, command, run
from benchmarks.report import print_table
from model.catalogue import ProductSheet
from model.sheet_reading import read_catalogue
from serve.catalogue.guide_codes import found_by, typed
from serve.catalogue.guide_search import GuideQuery, found

HOLDERS, PRODUCTS = 255, 50
LIMIT = 0.25  # seconds of a later search
SEARCHES = ("asterun 17", "アステラン", "قميص", "camiseta 200", "4000000000", "toys 33", "nothing of this")
RESAMPLES, SEED = 2000, 7


def sheets(holders: int) -> Mapping[str, ProductSheet]:
    """Sheets by product id: the demo products' over and over, each with a name and an article number of its own."""
    demo = list(read_catalogue(ROOT / "datasets" / "catalogue").values())
    made = {}
    for number in range(holders * PRODUCTS):
        sheet, product = demo[number % len(demo)], f"product-{number}"
        names = {language: f"{name} {number}" for language, name in sheet.name.items()}
        holder, gtin = f"Holder {number // PRODUCTS}", _gtin(400_000_000_000 + number)
        made[product] = replace(sheet, id=product, name=names, right_holder=holder, gtin=(gtin,))
    return made


def _gtin(number: int) -> str:
    digits = f"{number:012d}"
    weighed = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-weighed % 10}"


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def first_search(holders: int) -> float:
    """The first search of a new process, in seconds."""
    call = [sys.executable, "-m", "benchmarks.guide_search", "--first", str(holders)]
    return float(subprocess.run(call, cwd=ROOT, capture_output=True, check=True, text=True).stdout)


def with_interval(measured: list[float]) -> dict[str, float | int]:
    """The median with its 95 % interval, by the bootstrap."""
    spread = stats.bootstrap((np.array(measured),), np.median, n_resamples=RESAMPLES, method="percentile", rng=SEED)
    low, high = spread.confidence_interval
    return {"value": median(measured), "low": float(low), "high": float(high), "n": len(measured)}


def measure(holders: int, rounds: int) -> dict[str, dict[str, Any]]:
    """Seconds of first and later searches and of look-ups of a number."""
    firsts = [first_search(holders) for _ in range(rounds)]
    made = sheets(holders)
    found(made, GuideQuery(SEARCHES[0]))
    later = [seconds(partial(found, made, GuideQuery(words))) for _ in range(rounds) for words in SEARCHES]
    number = typed(next(iter(made.values())).gtin[0])
    looked_up = [seconds(lambda: found_by([number], made)) for _ in range(rounds * len(SEARCHES))]
    measured = {"first search": firsts, "later searches": later, "article number": looked_up}
    return {name: with_interval(each) for name, each in measured.items()}


def main() -> None:
    """Answer the question."""
    parser = command(__doc__, quick="25 right holders, fewer rounds")
    parser.add_argument("--first", type=int, metavar="HOLDERS", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.first:
        made = sheets(options.first)
        print(seconds(lambda: found(made, GuideQuery(SEARCHES[0]))))
    else:
        run(figures, options)


def figures(options: argparse.Namespace) -> Figures:
    """Measure and print."""
    holders, rounds = (25, 3) if options.quick else (HOLDERS, 7)
    measured = measure(holders, rounds)
    print_table(
        ("of " + f"{holders * PRODUCTS:,} sheets", "median ms", "95 % interval", "n"),
        [
            (name, f"{1e3 * each['value']:.1f}", f"{1e3 * each['low']:.1f} to {1e3 * each['high']:.1f}", str(each["n"]))
            for name, each in measured.items()
        ],
    )
    later = measured["later searches"]
    figure = (
        f"later searches: {1e3 * later['value']:.1f} ms [{1e3 * later['low']:.1f}, {1e3 * later['high']:.1f}]"
        f", n = {later['n']}"
    )
    missed = [f"a later search takes over {1e3 * LIMIT:.0f} ms"] if later["value"] > LIMIT else []
    return Figures(figure, {"sheets": holders * PRODUCTS, "limit_s": LIMIT, "figures": measured}, missed)


if __name__ == "__main__":
    main()
