"""Made-up cases in bulk: several agencies' dossiers, found by the terms that the service itself would give them."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import Table, make_url

from model.verdict import Outcome
from serve.accounts.domain import Actor, Organisation
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.cases.domain import Case, CaseItem, CaseState, Details, ItemFinding, number_of
from serve.cases.index_store import micros
from serve.cases.store import joined, values_of
from serve.cases.tables import case_terms, cases, counters, items
from serve.cases.terms import Examined, terms_of

SHARES = (0.5, 0.3, 0.15, 0.05)  # of the cases, by agency
OFFICERS = 20  # of each agency
PRODUCTS = tuple(f"product-{number}" for number in range(40))
VOCABULARY = 20_000
NOTED = 10  # words of a case's notes
NORTH, SOUTH = "north", "south"  # each in every second stretch of cases, so that they never meet
STRETCH = 5000
EVEN, ODD = "evenside", "oddside"  # each in every second case
JAPANESE = ("偽造品の疑いがある革靴", "正規品と縫い目が異なる", "通関前に確認を要する時計", "商標の位置がずれている")
PLACES = tuple(f"Port {name} hall {hall}" for name in ("Tallin", "Osaka", "Kobe", "Narva") for hall in range(1, 9))
LANES = ("parcels from sea", "parcels by air", "containers", "travellers", "postal hall", "market check")
BEGUN = datetime(2025, 1, 1, tzinfo=UTC)
LASTING = timedelta(days=365)
OPEN_SHARE = 0.03  # of all, among the newest
BATCH = 2000


class Agency(NamedTuple):
    """An agency and those of its people who open cases."""

    organisation: Organisation
    officers: Sequence[Actor]


@dataclass(frozen=True)
class Filled:
    """One made-up case: its row, its items' rows, and what it is found by."""

    case: Case
    items: Sequence[CaseItem]
    terms: frozenset[str]


def make_agencies(accounts: Accounts) -> list[Agency]:
    """Agencies with people, who sign in nowhere."""
    for number in range(len(SHARES)):
        organisation = accounts.add_organisation(None, OrganisationKind.AGENCY, f"Agency {number}", "JP")
        for place in range(OFFICERS):
            accounts.add_person(
                None,
                organisation_id=organisation.id,
                username=f"officer-{number}-{place:02}",
                name=f"Officer {place}",
                role=Role.OFFICER,
                by_openid=True,
            )
    return agencies_of(accounts)


def agencies_of(accounts: Accounts) -> list[Agency]:
    """The agencies that were made, and their people."""
    people: dict[str, list[Actor]] = {}
    for person in accounts.people(None):
        people.setdefault(person.organisation.id, []).append(accounts.actor_of(person, via="benchmark"))
    return [Agency(each, people[each.id]) for each in accounts.organisations(None)]


def word(rank: int) -> str:
    """A word of the vocabulary; the lower its rank, the more cases contain it."""
    return f"w{rank:x}ord"


def made_up(agencies: Sequence[Agency], count: int, seed: int = 7) -> Iterator[Filled]:
    """So many cases, the oldest first, spread over a year."""
    random = Random(seed)
    numbers = [0] * len(agencies)
    for place in range(count):
        which = random.choices(range(len(agencies)), SHARES)[0]
        numbers[which] += 1
        yield _case(random, agencies[which], numbers[which], place, count)


def _case(random: Random, agency: Agency, number: int, place: int, count: int) -> Filled:
    opened_at = BEGUN + LASTING * place / count
    # every officer serves for a part of the year, so that some terms are in old cases alone
    officer = agency.officers[(place * OFFICERS // count + random.randrange(4)) % OFFICERS]
    is_open = place > count * (1 - 2 * OPEN_SHARE) and random.random() < 1 / 2
    case_id = f"c-{random.getrandbits(128):032x}"
    case = Case(
        id=case_id,
        organisation_id=agency.organisation.id,
        number=number_of(opened_at.year, number),
        details=_details(random, place),
        state=CaseState.OPEN if is_open else CaseState.CLOSED,
        opened_by=officer.person_id,
        opened_at=opened_at,
        changed_at=opened_at,
        closed_by=None if is_open else officer.person_id,
        closed_at=None if is_open else opened_at + timedelta(days=1),
    )
    held = [_item(random, case, position) for position in range(1, random.choice((1, 1, 1, 2, 3)) + 1)]
    outcome, finding = random.choices(
        [
            (Outcome.SUSPECTED, ItemFinding.COUNTERFEIT),
            (Outcome.CONSISTENT, ItemFinding.GENUINE),
            (Outcome.INCONCLUSIVE, ItemFinding.UNDETERMINED),
            (Outcome.CONSISTENT, ItemFinding.COUNTERFEIT),  # rare: the assistant was wrong
        ],
        [0.4, 0.4, 0.199, 0.001],
    )[0]
    terms = terms_of(case, held, [finding], Examined([outcome], [item.product_id for item in held if item.product_id]))
    return Filled(case, held, terms)


def _details(random: Random, place: int) -> Details:
    ranks = [min(VOCABULARY - 1, int(random.paretovariate(0.5)) - 1) for _ in range(NOTED)]
    notes = [word(rank) for rank in ranks]
    notes += [NORTH if place // STRETCH % 2 else SOUTH, EVEN if place % 2 else ODD]
    if random.random() < 1 / 4:
        notes.append(random.choice(JAPANESE))
    return Details(
        place=random.choice(PLACES),
        lane=random.choice(LANES),
        declaration=f"25JP{random.randrange(10**10):010d}",
        notes=" ".join(notes),
    )


def _item(random: Random, case: Case, position: int) -> CaseItem:
    return CaseItem(
        id=f"i-{random.getrandbits(128):032x}",
        organisation_id=case.organisation_id,
        case_id=case.id,
        position=position,
        description=f"carton {word(random.randrange(VOCABULARY))}",
        product_id=random.choice(PRODUCTS),
        added_by=case.opened_by,
        added_at=case.opened_at,
    )


def fill(url: str, made: Iterable[Filled]) -> int:
    """Write cases into an empty, migrated database that no one has open, and return their number of terms."""
    target = _Postgresql(url) if make_url(url).get_backend_name() == "postgresql" else _Sqlite(url)
    last: dict[tuple[str, int], int] = {}
    batch: list[Filled] = []
    written = 0
    for each in made:
        batch.append(each)
        last[each.case.organisation_id, each.case.opened_at.year] = int(each.case.number.rpartition("-")[2])
        if len(batch) == BATCH:
            written += _write(target, batch)
            batch = []
    written += _write(target, batch)
    target.write(counters, [(*key, number) for key, number in last.items()])
    target.finish()
    return written


def _write(target: "_Sqlite | _Postgresql", batch: Sequence[Filled]) -> int:
    rows = [{**values_of(each.case), "terms": joined(each.terms), "item_count": len(each.items)} for each in batch]
    target.write(cases, [tuple(row[column.name] for column in cases.columns) for row in rows])
    held = [item.__dict__ for each in batch for item in each.items]
    target.write(items, [tuple(row[column.name] for column in items.columns) for row in held])
    terms = [(each.case.organisation_id, term, micros(each.case.opened_at)) for each in batch for term in each.terms]
    target.write_terms(terms)
    return len(terms)


class _Sqlite:
    """Terms are set aside and brought into the order of their key at the end: much faster than one by one."""

    def __init__(self, url: str) -> None:
        self._connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)
        self._connection.execute("PRAGMA synchronous = OFF")  # nothing here needs to survive a power cut
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("CREATE TABLE set_aside (organisation_id, term, opened)")
        self._connection.execute("BEGIN")

    def write(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows."""
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        marks = ", ".join("?" * len(table.columns))
        adapted = [tuple(_adapted(value) for value in row) for row in rows]
        into = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608  # own names
        self._connection.executemany(into, adapted)

    def write_terms(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Set terms aside."""
        self._connection.executemany("INSERT INTO set_aside VALUES (?, ?, ?)", rows)

    def finish(self) -> None:
        """Bring the terms in, and let go."""
        self._connection.execute("INSERT INTO case_terms SELECT * FROM set_aside ORDER BY 1, 2, 3")
        self._connection.execute("DROP TABLE set_aside")
        self._connection.execute("COMMIT")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.close()


def _adapted(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


class _Postgresql:
    """Rows are copied as the tables' owner, and the terms' key is made at the end."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)
        self._own("NO FORCE")
        self._connection.execute("ALTER TABLE case_terms DROP CONSTRAINT pk_case_terms")

    def _own(self, force: str) -> None:
        for table in (cases, items, counters, case_terms):
            self._connection.execute(f"ALTER TABLE {table.name} {force} ROW LEVEL SECURITY".encode())

    def write(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Copy rows."""
        names = ", ".join(column.name for column in table.columns)
        with self._connection.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def write_terms(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Copy terms."""
        self.write(case_terms, rows)

    def finish(self) -> None:
        """Make the key, and let go."""
        self._connection.execute("SET maintenance_work_mem = '1GB'")
        self._connection.execute(
            "ALTER TABLE case_terms ADD CONSTRAINT pk_case_terms PRIMARY KEY (organisation_id, term, opened)"
        )
        self._own("FORCE")
        self._connection.commit()
        self._connection.autocommit = True
        self._connection.execute("VACUUM (ANALYZE)")  # which the server does automatically after a while
        self._connection.close()
