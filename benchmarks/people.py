"""Do pages of people stay fast? The slowest of 100 requests in an agency of 3,000 against those in one of 30.

    python -m benchmarks.people [--people 3000] [--rounds 200] [--postgresql] [--json FILE] [--quick]

Two services run in this process, and take turns page by page, so that a busy machine hits both. Their people come from
a table, by the import of the service itself. Measured are whole requests without a network: every page and every list
of the API that shows people or offers some to choose, each time with another person, unit or beginning of a name.
Exit status 1 where one of them misses the limit.
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
import structlog
from starlette.testclient import TestClient

from benchmarks.command import ROOT, Figures, command, run
from benchmarks.ratio import Ratio
from benchmarks.report import print_table
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import OrganisationKind, Role
from serve.accounts.service import Accounts
from serve.app import build, create_app
from serve.imports.service import PeopleImport
from serve.platform.settings import Settings

FEW = 30
LIMIT = 3.0  # the ratio of the 99th percentiles
WARM_UP, ROUNDS, QUICK = 5, 200, 30
PEOPLE_OF_A_UNIT = 60
AGENCY = "First Customs"
GIVEN = ("Aiko", "Jun", "Kei", "Mika", "Liis", "Tarmo", "Anu", "Hana", "Ren", "Sofia", "Mehmet", "Nadia")
FAMILY = ("Mori", "Sato", "Tamm", "Saar", "Hayashi", "Kask", "Ito", "Lepik", "Yilmaz", "Costa", "Haddad")
PHOTO = ROOT / "datasets" / "images" / "inkora-seal-35ad8fc4-box.jpg"
HEADER = ("page", "n", "median few", "median many", "p99 few", "p99 many", "ratio of p99")  # milliseconds


class Filled(NamedTuple):
    """A running service whose agency has so many people.

    Attributes:
        clients: by role, with the operator's administrator as `operator`.
        usernames: of the people who were imported.
        units: ids.
        case: the id of a case with a photo, so that its page offers colleagues to ask.
        agency: its id.
    """

    clients: dict[str, TestClient]
    usernames: Sequence[str]
    units: Sequence[str]
    case: str
    agency: str
    import_seconds: float


class AskedPage(NamedTuple):
    """A page or a list, and how its address is made for one request."""

    name: str
    role: str
    address: Callable[[Filled, Random], str]


def _person(filled: Filled, random: Random) -> str:
    return random.choice(filled.usernames)


def _beginning(random: Random) -> str:
    return f"{random.choice(GIVEN)[:2]} {random.choice(FAMILY)[:2]}".lower()


ADMINISTRATOR, OFFICER, OPERATOR = Role.ADMINISTRATOR.value, Role.OFFICER.value, "operator"
PAGES = (
    AskedPage("people", ADMINISTRATOR, lambda *_: "/people"),
    AskedPage("people, deep", ADMINISTRATOR, lambda of, random: f"/people?after={_person(of, random)}"),
    AskedPage("people, by name", ADMINISTRATOR, lambda _, random: f"/people?q={_beginning(random)}"),
    AskedPage("people, no one", ADMINISTRATOR, lambda *_: "/people?q=nowhere"),
    AskedPage("people, of a unit", ADMINISTRATOR, lambda of, random: f"/people?unit={random.choice(of.units)}"),
    AskedPage("people, in a role", ADMINISTRATOR, lambda *_: "/people?role=trainer"),
    AskedPage("a person", ADMINISTRATOR, lambda of, random: f"/people/{_person(of, random)}"),
    AskedPage("a person's factors", ADMINISTRATOR, lambda of, random: f"/people/{_person(of, random)}/factors"),
    AskedPage("operator: required factors", OPERATOR, lambda *_: "/organisations/second-factor"),
    AskedPage("units", ADMINISTRATOR, lambda *_: "/units"),
    AskedPage("import", ADMINISTRATOR, lambda *_: "/people-import"),
    AskedPage("audit log", ADMINISTRATOR, lambda *_: "/audit"),
    AskedPage("audit log of a person", ADMINISTRATOR, lambda of, random: f"/audit?person={_person(of, random)}"),
    AskedPage("operator: people", OPERATOR, lambda *_: "/people"),
    AskedPage("operator: a person", OPERATOR, lambda of, random: f"/people/{_person(of, random)}"),
    AskedPage("operator: an organisation", OPERATOR, lambda of, _: f"/organisations/{of.agency}/details"),
    AskedPage("cases", OFFICER, lambda *_: "/cases"),
    AskedPage("cases of a colleague", OFFICER, lambda of, random: f"/cases?officer={_person(of, random)}"),
    AskedPage("a case", OFFICER, lambda of, _: f"/cases/{of.case}"),
    AskedPage("new case", OFFICER, lambda *_: "/cases/new"),
    AskedPage("API: people", ADMINISTRATOR, lambda *_: "/v1/people"),
    AskedPage("API: people, deep", ADMINISTRATOR, lambda of, random: f"/v1/people?after={_person(of, random)}"),
    AskedPage("API: colleagues by name", OFFICER, lambda _, random: f"/v1/people?limit=10&q={_beginning(random)}"),
    AskedPage("API: a person", ADMINISTRATOR, lambda of, random: f"/v1/people/{_person(of, random)}"),
    AskedPage("API: units", OFFICER, lambda *_: "/v1/units"),
)


class Row(NamedTuple):
    """What one page took, in milliseconds, and the ratio of the 99th percentiles."""

    page: str
    requests: int
    few_median: float
    few_p99: float
    many_median: float
    many_p99: float
    ratio: Ratio

    @classmethod
    def of(cls, page: str, pairs: Sequence[tuple[float, float]]) -> "Row":
        """From pairs of seconds, those with few people first."""
        (few_median, few_p99), (many_median, many_p99) = np.percentile(np.array(pairs) * 1e3, [50, 99], axis=0).T
        ratio = Ratio.of(pairs, partial(np.percentile, q=99))
        return cls(page, len(pairs), float(few_median), float(few_p99), float(many_median), float(many_p99), ratio)

    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        times = (self.few_median, self.many_median, self.few_p99, self.many_p99)
        return (self.page, str(self.requests), *(f"{each:.1f}" for each in times), str(self.ratio))


def table_of(count: int) -> bytes:
    """A table of so many people, in units of 60 at most."""
    random = Random(7)
    lines = ["username,name,role,unit,sign_in"]
    for number in range(count):
        name = f"{random.choice(GIVEN)} {random.choice(FAMILY)}"
        role = random.choices(("officer", "senior_officer", "trainer"), (80, 18, 2))[0]
        lines.append(f"person-{number:04},{name},{role},Post {number // PEOPLE_OF_A_UNIT:02},openid")
    return "\n".join(lines).encode()


@contextmanager
def filled(settings: Settings, count: int) -> Iterator[Filled]:
    """A running service, whose agency has so many people from a table."""
    parts = build(settings)
    with ExitStack() as stack:
        app = create_app(parts=parts)
        stack.enter_context(TestClient(app))  # it starts the service, and stops it
        accounts = parts[Accounts]
        agency = accounts.add_organisation(None, OrganisationKind.AGENCY, AGENCY, "JP")
        operator = accounts.add_organisation(None, OrganisationKind.OPERATOR, "The operator", None)
        posts = {ADMINISTRATOR: agency.id, OFFICER: agency.id, OPERATOR: operator.id}
        clients = {}
        for post, organisation in posts.items():
            role = Role.ADMINISTRATOR.value if post == OPERATOR else post
            person = accounts.add_person(
                None, organisation_id=organisation, username=f"the-{post}", name=post.title(), role=role, by_openid=True
            ).person
            secret = OwnAccount(accounts.work).add_token(accounts.actor_of(person, via="benchmark"), "benchmark").secret
            clients[post] = TestClient(app, headers={"authorization": f"Bearer {secret}", "accept-language": "en"})
        started = time.perf_counter()
        report = parts[PeopleImport].bring(None, agency.id, table_of(count), dry_run=False)
        seconds = time.perf_counter() - started
        units = clients[ADMINISTRATOR].get("/v1/units").raise_for_status().json()["units"]
        usernames = [each.line.username for each in report.lines]
        case = _case(clients[OFFICER])
        yield Filled(clients, usernames, [each["id"] for each in units], case, agency.id, seconds)


def _case(officer: TestClient) -> str:
    files = [("photos", ("box", PHOTO.read_bytes(), "image/jpeg"))]
    examined = officer.post("/v1/examinations", files=files).raise_for_status()
    case: str = officer.post("/v1/cases", json={}).raise_for_status().json()["id"]
    examination = examined.headers["location"].rpartition("/")[2]
    said = {"case": case, "description": "Toner"}
    officer.post(f"/v1/examinations/{examination}/case", json=said).raise_for_status()
    return case


def taken(filled: Filled, page: AskedPage, random: Random) -> float:
    """Seconds of one request."""
    address = page.address(filled, random)
    headers = {} if address.startswith("/v1/") else {"accept": "text/html"}
    started = time.perf_counter()
    filled.clients[page.role].get(address, headers=headers).raise_for_status()
    return time.perf_counter() - started


def measured(few: Filled, many: Filled, rounds: int) -> list[Row]:
    """What each page took in both, and all together."""
    random, pairs = Random(3), dict[str, list[tuple[float, float]]]()
    for number in range(WARM_UP + rounds):
        for page in PAGES:
            sides = (few, many) if number % 2 else (many, few)
            seconds = {id(each): taken(each, page, random) for each in sides}
            if number >= WARM_UP:
                pairs.setdefault(page.name, []).append((seconds[id(few)], seconds[id(many)]))
    rows = [Row.of(page, found) for page, found in pairs.items()]
    return [*rows, Row.of("together", [pair for found in pairs.values() for pair in found])]


def _urls(options: argparse.Namespace, stack: ExitStack) -> Sequence[str | None]:
    """Where the two databases are; None for a file of SQLite."""
    if not options.postgresql:
        return [None, None]
    from tests.postgresql import cluster

    running = stack.enter_context(cluster())
    return [running.new_database() for _ in range(2)]


def measure(options: argparse.Namespace) -> Figures:
    """Fill, ask, compare."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    release = next(ROOT.glob("releases/r-*/release.json")).parent
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="people-")))
        few, many = (
            stack.enter_context(
                filled(Settings(data_dir=folder / str(count), release=release, database_url=url), count)
            )
            for count, url in zip((FEW, options.people), _urls(options, stack), strict=True)
        )
        print(f"{options.people:,} people imported in {many.import_seconds:.1f} s")
        rows = measured(few, many, options.rounds)
    print_table(HEADER, [row.cells() for row in rows])
    slow = [row for row in rows if row.ratio.value > LIMIT]
    worst = max(rows, key=lambda row: row.ratio.value)
    figure = f"99th percentile: at most {worst.ratio} times that of {FEW} people ({worst.page}), limit {LIMIT:g}"
    document = {
        "people": [FEW, options.people],
        "import_seconds": many.import_seconds,
        "limit": LIMIT,
        "pages": [row._asdict() for row in rows],
    }
    return Figures(figure, document, [f"{row.page}: {row.ratio}, limit {LIMIT:g}" for row in slow])


def main() -> None:
    """Answer the question."""
    parser = command(__doc__, quick=f"{QUICK} requests a page")
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="requests a page")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL that is started for this")
    options = parser.parse_args()
    options.rounds = QUICK if options.quick else options.rounds
    run(measure, options)


if __name__ == "__main__":
    main()
