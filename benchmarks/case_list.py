"""Does the list of cases stay fast? The slowest of 100 calls among a million cases against those among a thousand.

    python -m benchmarks.case_list [--cases 1000000] [--calls 3600] [--postgresql | --data DIR] [--json FILE] [--quick]

Both databases are filled with made-up cases of four agencies (`benchmarks.many_cases`) and asked the same things by
turns through the use case, which records each call: first and deep pages; frequent, rare and Japanese words; facets;
facets and words that hardly or never meet; beginnings of declaration numbers; spans of days.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

from benchmarks.command import Figures, command, run
from benchmarks.many_cases import (
    BEGUN,
    EVEN,
    LASTING,
    NORTH,
    ODD,
    OFFICERS,
    PRODUCTS,
    SHARES,
    SOUTH,
    VOCABULARY,
    Agency,
    agencies_of,
    fill,
    made_up,
    make_agencies,
    word,
)
from benchmarks.ratio import Ratio
from benchmarks.report import print_table
from model.verdict import Outcome
from serve.accounts.service import Accounts
from serve.app import build
from serve.cases.domain import CaseState, ItemFinding
from serve.cases.dossier import CaseQuery
from serve.cases.index_store import micros
from serve.cases.service import Cases
from serve.platform.parts import Parts
from serve.platform.settings import Settings

SMALL = 1000
QUICK_CASES, QUICK_CALLS = 20_000, 660
LIMIT = 3.0  # the ratio of the 99th percentiles
HEADER = ("call", "n", "median few", "median many", "p99 few", "p99 many", "ratio of p99")  # milliseconds


class SearchCall(NamedTuple):
    """One call."""

    kind: str
    agency: int
    query: CaseQuery
    after: str | None


class TimedSearch(NamedTuple):
    """How long a call took, and the numbers of the cases that it found."""

    seconds: float
    numbers: Sequence[str]


class Row(NamedTuple):
    """What one kind of call took, in milliseconds, and the ratio of the 99th percentiles."""

    kind: str
    calls: int
    small_median: float
    small_p99: float
    large_median: float
    large_p99: float
    ratio: Ratio

    @classmethod
    def of(cls, kind: str, seconds: Sequence[tuple[float, float]]) -> "Row":
        """The figures of calls, each asked of the small one and of the large one."""
        (small_median, small_p99), (large_median, large_p99) = np.percentile(
            np.array(seconds) * 1e3, [50, 99], axis=0
        ).T.tolist()
        ratio = Ratio.of(seconds, partial(np.percentile, q=99))
        return cls(kind, len(seconds), small_median, small_p99, large_median, large_p99, ratio)

    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        times = (self.small_median, self.large_median, self.small_p99, self.large_p99)
        return (self.kind, str(self.calls), *(f"{milliseconds:.1f}" for milliseconds in times), str(self.ratio))


class Lists(NamedTuple):
    """A filled service."""

    parts: Parts
    agencies: Sequence[Agency]
    terms: int
    fill_seconds: float


def _word(random: Random) -> str:
    return word(min(VOCABULARY - 1, int(random.paretovariate(0.5)) - 1))


def _of_product(random: Random, **more: Any) -> CaseQuery:
    return CaseQuery(product=random.choice(PRODUCTS), **more)


def _week(random: Random, query: CaseQuery) -> CaseQuery:
    first = (BEGUN + LASTING * random.random()).date()
    return replace(query, opened_from=first, opened_until=first + timedelta(days=6))


Make = Callable[[Random], CaseQuery]
KINDS: Sequence[tuple[str, Make]] = (
    ("all", lambda _: CaseQuery()),
    ("all, deep", lambda _: CaseQuery()),
    ("open", lambda _: CaseQuery(state=CaseState.OPEN)),
    ("open, deep", lambda _: CaseQuery(state=CaseState.OPEN)),
    ("an officer's", lambda random: CaseQuery(officer=str(random.randrange(OFFICERS)))),
    ("an officer's, open", lambda random: CaseQuery(state=CaseState.OPEN, officer=str(random.randrange(OFFICERS)))),
    ("a product's, suspected", lambda random: _of_product(random, outcome=Outcome.SUSPECTED)),
    ("a product's, deep", _of_product),
    ("verdict against conclusion", lambda _: CaseQuery(outcome=Outcome.CONSISTENT, conclusion=ItemFinding.COUNTERFEIT)),
    ("a frequent word", lambda _: CaseQuery(text=word(0))),
    ("a word", lambda random: CaseQuery(text=_word(random))),
    ("a word, deep", lambda random: CaseQuery(text=_word(random))),
    ("two words", lambda random: CaseQuery(text=f"{_word(random)} {_word(random)}")),
    ("a rare word, a frequent one", lambda random: CaseQuery(text=f"{word(random.randrange(VOCABULARY))} {word(0)}")),
    ("words that never meet", lambda _: CaseQuery(text=f"{EVEN} {ODD}")),
    ("words that never meet, deep", lambda _: CaseQuery(text=f"{EVEN} {ODD} {NORTH}")),
    ("words alternating", lambda _: CaseQuery(text=f"{NORTH} {SOUTH}")),
    ("a word that is nowhere", lambda random: CaseQuery(text=f"nowhere{random.randrange(9)} {word(0)}")),
    ("Japanese", lambda _: CaseQuery(text="偽造品")),
    ("five letters of a declaration", lambda random: CaseQuery(text=f"25jp{random.randrange(10)}")),
    ("eight letters of a declaration", lambda random: CaseQuery(text=f"25jp{random.randrange(10**4):04d}")),
    ("a week", lambda random: _week(random, CaseQuery())),
    ("a week, a product's, a word", lambda random: _week(random, _of_product(random, text=_word(random)))),
    (
        "all at once",
        lambda random: _week(
            random,
            CaseQuery(
                state=CaseState.CLOSED,
                outcome=Outcome.SUSPECTED,
                conclusion=ItemFinding.COUNTERFEIT,
                text=f"osaka hall parcels {word(0)}",
            ),
        ),
    ),
)


def calls(count: int, seed: int = 3) -> Iterator[SearchCall]:
    """A mix of what people ask for, each kind as often as the others."""
    random = Random(seed)
    for number in range(count):
        kind, make = KINDS[number % len(KINDS)]
        agency = random.choices(range(len(SHARES)), SHARES)[0]
        query = make(random)
        if query.officer is not None:
            query = replace(query, officer=f"officer-{agency}-{int(query.officer):02}")
        after = f"{micros(BEGUN + LASTING * random.random()):x}" if kind.endswith("deep") else None
        yield SearchCall(kind, agency, query, after)


@contextmanager
def filled(settings: Settings, count: int) -> Iterator[Lists]:
    """A service that holds so many cases; it is filled first, unless it was before."""
    note = settings.data_dir / "filled.json"
    parts = build(settings)
    try:
        parts.open_records()
        if not note.is_file():
            agencies = make_agencies(parts[Accounts])
            parts.database.close()  # it opens again when it is asked
            started = time.perf_counter()
            terms = fill(settings.database, made_up(agencies, count))
            note.write_text(json.dumps({"terms": terms, "fill_seconds": time.perf_counter() - started}))
        yield Lists(parts, agencies_of(parts[Accounts]), **json.loads(note.read_text()))
    finally:
        parts.close()


def ask(lists: Lists, asked: SearchCall) -> TimedSearch:
    """Make one call."""
    officer = lists.agencies[asked.agency].officers[0]
    started = time.perf_counter()
    found = lists.parts[Cases].search(officer, asked.query, asked.after)
    return TimedSearch(time.perf_counter() - started, [case.number for case in found.cases])


def measured(small: Lists, large: Lists, count: int) -> list[Row]:
    """What each kind of call took in both, and all together; asked by turns, so that a busy machine hits both."""
    taken: dict[str, list[tuple[float, float]]] = {}
    for number, asked in enumerate(calls(count + len(KINDS))):
        first, second = (small, large) if number % 2 else (large, small)
        seconds = {id(lists): ask(lists, asked).seconds for lists in (first, second)}
        if number >= len(KINDS):  # the first of each kind warms up
            taken.setdefault(asked.kind, []).append((seconds[id(small)], seconds[id(large)]))
    rows = [Row.of(kind, pairs) for kind, pairs in taken.items()]
    return [*rows, Row.of("together", [pair for pairs in taken.values() for pair in pairs])]


def _urls(arguments: argparse.Namespace, stack: ExitStack) -> Sequence[str | None]:
    """Where the two databases are; None for a file of SQLite."""
    if arguments.postgresql:
        from tests.postgresql import cluster

        running = stack.enter_context(cluster())
        return [running.new_database() for _ in range(2)]
    return arguments.database_urls or [None, None]


def main() -> None:
    """Answer the question."""
    run(measure, _options())


def _options() -> argparse.Namespace:
    parser = command(__doc__, quick=f"{QUICK_CASES:,} cases, {QUICK_CALLS} calls")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=3600)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL that is started for this")
    parser.add_argument("--database-urls", nargs=2, metavar="URL", help="on these two empty databases")
    parser.add_argument("--data", type=Path, help="keep SQLite's databases in this folder, for another time")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.cases, arguments.calls = QUICK_CASES, QUICK_CALLS
    return arguments


def measure(arguments: argparse.Namespace) -> Figures:
    """Fill, ask, compare."""
    with ExitStack() as stack:
        folder = arguments.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="case-list-")))
        small, large = (
            stack.enter_context(filled(Settings(data_dir=folder / str(count), database_url=url), count))
            for count, url in zip((SMALL, arguments.cases), _urls(arguments, stack), strict=True)
        )
        print(f"{arguments.cases:,} cases with {large.terms:,} terms, filled in {large.fill_seconds:.0f} s")
        rows = measured(small, large, arguments.calls)
        document = {
            "database": large.parts.database.kind,
            "cases": [SMALL, arguments.cases],
            "terms": large.terms,
            "fill_seconds": large.fill_seconds,
            "limit": LIMIT,
            "calls": [row._asdict() for row in rows],
        }
    print_table(HEADER, [row.cells() for row in rows])
    ratio = rows[-1].ratio
    figure = f"99th percentile: {ratio} times that among {SMALL:,} cases, limit {LIMIT:g}"
    return Figures(figure, document, [figure] if ratio.value > LIMIT else [])


if __name__ == "__main__":
    main()
