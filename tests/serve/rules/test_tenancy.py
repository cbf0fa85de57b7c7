"""PostgreSQL separates tenants automatically, even for a query without a filter."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.exc import ProgrammingError

from serve.accounts.attempts import SignInAttempt
from serve.accounts.own import OwnAccount
from serve.accounts.permissions import Role
from serve.accounts.service import Accounts
from serve.accounts.signing_in import SignIn
from serve.accounts.tables import allowances, organisations
from serve.alerts.domain import Address
from serve.alerts.drafting import AlertDraft
from serve.alerts.service import Alerts
from serve.alerts.tables import alerts, pictures, recipients
from serve.app import build
from serve.audit.tables import events, heads
from serve.cases.tables import cases
from serve.clearances.domain import PartKind, PartName
from serve.clearances.drafting import ClearanceDraft
from serve.clearances.service import Clearances
from serve.clearances.tables import agencies, clearances
from serve.clearances.tables import parts as cleared_parts
from serve.enquiries.tables import contacts
from serve.jobs.tables import jobs
from serve.platform.database import Database, metadata
from serve.platform.idempotency import keys
from serve.platform.settings import Settings
from serve.platform.tenancy import SYSTEM, Tenant, is_bypassed
from serve.seminars.draft_domain import SeminarDraft
from serve.seminars.lesson_domain import LessonDraft
from serve.seminars.preparing import SlotDraft, SlotPreparing
from serve.seminars.service import Seminars
from serve.seminars.tables import agencies as takers
from serve.seminars.tables import lessons, points, questions, seminars, slots
from serve.uploads import tables
from serve.uploads.domain import Announcement
from serve.uploads.service import Uploads
from tests.postgresql import Cluster
from tests.serve.freezing import accepted
from tests.serve.jobbing import asked
from tests.serve.rules.desk import Team, escalate
from tests.serve.running import quiet
from tests.serve.tiny_release import GENUINE

# everyone may know which organisations exist; the others have only digests and ids, and everyone appends to them
OF_HOLDERS = {jobs, tables.uploads, tables.parts, contacts}  # here; an agency's uploads are its own
SHARED = {organisations, events, heads, keys}


class FakeTenant(NamedTuple):
    """The tenant of a transaction."""

    organisation_id: str
    person_id: str
    kind: str


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory, tiny_release: Path, postgresql: Cluster) -> Iterator[Team]:
    """People on PostgreSQL, of whom the first agency and acme have rows of every kind."""
    quiet()
    data = tmp_path_factory.mktemp("data")
    parts = build(Settings(data_dir=data, release=tiny_release, database_url=postgresql.new_database()))
    parts.open()
    team = Team(parts)
    one = team.officer.stop()
    team.officer.conclude(one.case, one.item, "counterfeit")
    team.officer.ask(one.case, one.item, team.senior)
    enquiry = team.officer.enquire(one)
    team.reviewer.request(enquiry)
    escalate(parts, team.reviewer.actor, team.contributor.actor)
    team.reviewer.answer(enquiry, "confirmed_counterfeit")
    team.officer.close(one.case)
    team.officer.examine_loose(GENUINE, once="key")
    account = parts[Accounts].person(team.operator.actor, team.officer.actor.username)
    parts[SignIn].as_person(account, SignInAttempt())
    parts[SignIn].begin_attempt(SignInAttempt("guessed"))
    parts[OwnAccount].add_token(team.officer.actor, "script")
    upload = parts[Uploads].create(team.contributor.actor, Announcement("a.jpg", "contribution", 9))
    parts[Uploads].append(team.contributor.actor, upload.id, 0, b"bytes")
    asked(parts, team.contributor.actor)
    picture = parts[Uploads].create(team.reviewer.actor, Announcement("a.jpg", "alert", len(GENUINE))).id
    parts[Uploads].append(team.reviewer.actor, picture, 0, GENUINE)
    both = Address(agencies=frozenset(team.organisation(name).id for name in ("first", "second")))
    draft = AlertDraft("box", "A new seal", "It has no number.", "en", uploads=(picture,), address=both)
    parts[Alerts].send(team.reviewer.actor, draft)
    logo = (PartName(PartKind.POINT, "logo"),)
    for named in (None, both.agencies):
        parts[Clearances].give(team.reviewer.actor, ClearanceDraft("box", logo, named))
    teach(team)
    parts[Accounts].change_allowance(team.reviewer.actor, [team.organisation("first").id])
    yield team
    parts.close()


def teach(team: Team) -> None:
    """Prepare a seminar of the first agency with a slot of acme that shows a point and asks about an item."""
    item = PartName(PartKind.PHOTO, accepted(team), 0)
    team.parts[Clearances].give(team.reviewer.actor, ClearanceDraft("box", (item,)))
    trainer = team.desk(Role.TRAINER).actor
    draft = SeminarDraft("Boxes", "JP", ("en",), (datetime.now(UTC) + timedelta(days=9)).date(), share=0.1)
    seminar = team.parts[Seminars].prepare(trainer, draft).seminar.id
    lesson = LessonDraft("box", exercises=10)  # nine of them genuine, of which there is one
    slot = SlotDraft(team.organisation("acme").id, 10, lessons=(lesson,))
    made = team.parts[SlotPreparing].add(trainer, seminar, slot).slot
    assert len(made.questions) == 1
    team.parts[SlotPreparing].ask(trainer, made.id, is_short=True)


def count(database: Database, tenant: Tenant, table: Table) -> int:
    with database.reading(tenant) as connection:
        found: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return found


def tenant_of(people: Team, agency: str) -> FakeTenant:
    return FakeTenant(people.organisation(agency).id, "u-unknown", "agency")


@pytest.mark.parametrize("table", [each for each in metadata.sorted_tables if each not in SHARED], ids=str)
def test_a_query_without_a_filter_shows_a_stranger_nothing(people: Team, table: Table) -> None:
    database = people.parts.database
    stranger = FakeTenant("o-stranger", "u-stranger", "agency")
    assert count(database, stranger, table) == 0
    rival = FakeTenant("o-rival", "u-rival", "right_holder")
    assert count(database, rival, table) == 0
    with database.reading(SYSTEM) as connection:
        query = text("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = CAST(:name AS regclass)")
        assert connection.execute(query, {"name": table.name}).scalar_one() is True


def test_what_is_ones_own_is_there(people: Team) -> None:
    database, first = people.parts.database, tenant_of(people, "first")
    acme = FakeTenant(people.organisation("acme").id, "u-unknown", "right_holder")
    for table in metadata.sorted_tables:
        is_holders = "right_holder_id" in table.columns or table in OF_HOLDERS
        owner = acme if is_holders else first
        if "organisation_id" in table.columns and count(database, SYSTEM, table):
            assert count(database, owner, table) > 0, table.name
    assert count(database, first, allowances) == count(database, acme, allowances) == 1


def test_an_agency_sees_what_was_sent_to_it_as_long_as_the_right_holder_allows_it(people: Team) -> None:
    database, tables = people.parts.database, (alerts, pictures, recipients)
    assert [count(database, tenant_of(people, "first"), table) for table in tables] == [1, 1, 1]
    assert [count(database, tenant_of(people, "second"), table) for table in tables] == [0, 0, 0]
    assert [count(database, SYSTEM, table) for table in tables] == [1, 1, 2]


def test_an_agency_sees_what_is_cleared_for_it_as_long_as_the_right_holder_allows_it(people: Team) -> None:
    database, tables = people.parts.database, (clearances, cleared_parts, agencies)
    assert [count(database, tenant_of(people, "first"), table) for table in tables] == [3, 3, 1]
    assert [count(database, tenant_of(people, "second"), table) for table in tables] == [0, 0, 0]
    assert [count(database, SYSTEM, table) for table in tables] == [3, 3, 2]


def test_a_seminar_is_seen_by_those_who_prepare_it_and_by_the_right_holder_of_a_slot(people: Team) -> None:
    database = people.parts.database
    acme = FakeTenant(people.organisation("acme").id, "u-unknown", "right_holder")
    rival = FakeTenant(people.organisation("rival").id, "u-unknown", "right_holder")
    for table in (seminars, takers, slots, lessons, points, questions):
        assert count(database, tenant_of(people, "first"), table) == count(database, acme, table) > 0, table.name
        assert count(database, tenant_of(people, "second"), table) == count(database, rival, table) == 0, table.name


def test_a_row_of_anothers_can_not_be_written(people: Team) -> None:
    database = people.parts.database
    with database.reading(SYSTEM) as connection:
        row = dict(connection.execute(select(cases)).mappings().first() or {})
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        database.writing(tenant_of(people, "second")) as connection,
    ):
        connection.execute(insert(cases).values(row | {"id": "c-planted", "number": "2026-999999"}))


def test_a_transaction_leaves_nothing_of_its_tenant_to_the_next(people: Team) -> None:
    database = people.parts.database
    assert count(database, SYSTEM, cases) > 0
    with database._engine.connect() as connection:  # a transaction without a tenant
        for table in (each for each in metadata.sorted_tables if each not in SHARED):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0, table.name


def test_a_role_that_passes_by_the_policies_is_told_from_one_that_does_not(people: Team, postgresql: Cluster) -> None:
    with people.parts.database.reading(SYSTEM) as connection:
        assert not is_bypassed(connection)
    above_all = Database(postgresql.new_database().replace("service@", "shingan@"))
    with above_all.reading(SYSTEM) as connection:
        assert is_bypassed(connection)
    above_all.close()
