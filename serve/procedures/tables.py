"""The tables of procedures. Rows have their agency; procedures and clocks also a right holder that has an account."""

from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text, text

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import organisations, people
from serve.cases.tables import OF_AGENCY, cases
from serve.platform.database import metadata
from serve.platform.tenancy import Tenancy, owned
from serve.procedures.domain import LONGEST_EVENT, LONGEST_NAME, LONGEST_SUBDIVISION, LONGEST_WORD, LONGEST_ZONE

ID = String(34)
MOMENT = DateTime(timezone=True)
OF_BOTH = owned(
    Tenancy(by_kind={OrganisationKind.AGENCY: "organisation_id", OrganisationKind.RIGHT_HOLDER: "right_holder_id"})
)
IS_OPEN = text("state = 'open'")


def _agency() -> Column[Any]:
    return Column("organisation_id", ForeignKey(organisations.c.id), nullable=False)


def _right_holder() -> Column[Any]:
    return Column("right_holder_id", ForeignKey(organisations.c.id))


def _index_of_open(name: str, *columns: str) -> Index:
    return Index(f"ix_procedure_clocks_{name}", *columns, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)


procedures = Table(
    "procedures",
    metadata,
    Column("id", ID, primary_key=True),
    _agency(),
    _right_holder(),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("right_holder", String(LONGEST_NAME), nullable=False),
    Column("right_kind", String(32), nullable=False),
    Column("right_number", String(LONGEST_WORD), nullable=False),
    Column("application_number", String(LONGEST_WORD), nullable=False),
    Column("regime", String(LONGEST_WORD), nullable=False),
    Column("country", String(2), nullable=False),
    Column("subdivision", String(LONGEST_SUBDIVISION), nullable=False),
    Column("zone", String(LONGEST_ZONE), nullable=False),
    Column("perishable", Boolean, nullable=False),
    Column("small_consignment", Boolean, nullable=False),
    Column("ex_officio", Boolean, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("made_by", ForeignKey(people.c.id), nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("changed_by", ForeignKey(people.c.id), nullable=False),
    Column("changed_at", MOMENT, nullable=False),
    Column("result", String(32)),
    Column("result_on", Date),
    Column("cost", String(24)),  # a decimal number
    Column("currency", String(3)),
    Index("ix_procedures_result_on", "organisation_id", "result_on"),
    info=OF_BOTH,
)
steps = Table(
    "procedure_steps",
    metadata,
    Column("procedure_id", ForeignKey(procedures.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _agency(),
    Column("kind", String(LONGEST_WORD), nullable=False),
    Column("event", String(LONGEST_EVENT), nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("rule", String(LONGEST_WORD), nullable=False),
    Column("days", Integer, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("done_by", ForeignKey(people.c.id), nullable=False),
    Column("done_at", MOMENT, nullable=False),
    info=OF_AGENCY,
)
clocks = Table(
    "procedure_clocks",
    metadata,
    Column("procedure_id", ForeignKey(procedures.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _agency(),
    _right_holder(),
    Column("step", Integer, nullable=False),
    Column("rule", String(LONGEST_WORD), nullable=False),
    Column("version", Date, nullable=False),
    Column("source", Text, nullable=False),
    Column("party", String(LONGEST_WORD), nullable=False),
    Column("answer", Text, nullable=False),
    Column("lapse", Text, nullable=False),
    Column("proposes", String(LONGEST_WORD), nullable=False),
    Column("met_by", Text, nullable=False),  # words, as JSON
    Column("kind", String(16), nullable=False),
    Column("country", String(2), nullable=False),
    Column("subdivision", String(LONGEST_SUBDIVISION), nullable=False),
    Column("zone", String(LONGEST_ZONE), nullable=False),
    Column("started_on", Date, nullable=False),
    Column("day", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("extension", Integer, nullable=False),
    Column("calendar", String(LONGEST_WORD), nullable=False),
    Column("skipped", Text, nullable=False),  # day and name of each, as JSON
    Column("expires_at", MOMENT, nullable=False),
    Column("pressing_from", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("met_on", Date),
    _index_of_open("expires_at", "organisation_id", "expires_at"),
    _index_of_open("pressing", "organisation_id", "pressing_from"),
    _index_of_open("right_holder", "right_holder_id", "expires_at"),
    info=OF_BOTH,
)
