"""The tables of cases. Every row has the agency that owns it."""

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.schema import UniqueConstraint

from serve.accounts.tables import organisations, people
from serve.cases.domain import LONGEST_DESCRIPTION, LONGEST_LINE
from serve.cases.terms import LONGEST_TERM
from serve.platform.database import metadata
from serve.platform.tenancy import Tenancy, owned

ID = String(34)
MOMENT = DateTime(timezone=True)
OF_AGENCY = owned(Tenancy(owner="organisation_id"))


def _agency() -> Column[Any]:
    return Column("organisation_id", ForeignKey(organisations.c.id), nullable=False)


def _person(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, ForeignKey(people.c.id), nullable=nullable)


cases = Table(
    "cases",
    metadata,
    Column("id", ID, primary_key=True),
    _agency(),
    Column("number", String(16), nullable=False),
    Column("place", String(LONGEST_LINE), nullable=False),
    Column("lane", String(LONGEST_LINE), nullable=False),
    Column("declaration", String(LONGEST_LINE), nullable=False),
    Column("notes", Text, nullable=False),
    Column("unit", String(LONGEST_LINE), nullable=False, server_default=""),
    Column("state", String(16), nullable=False),
    _person("opened_by"),
    Column("opened_at", MOMENT, nullable=False),
    Column("changed_at", MOMENT, nullable=False),
    _person("closed_by", nullable=True),
    Column("closed_at", MOMENT, index=True),
    Column("hold_reason", Text),
    Column("hold_since", MOMENT),
    _person("hold_by", nullable=True),
    Column("terms", Text, nullable=False),  # as in `case_terms`, one per line
    Column("item_count", Integer, nullable=False),  # so that a list reads no other table
    UniqueConstraint("organisation_id", "number", name="uq_cases_number"),
    UniqueConstraint("organisation_id", "opened_at", name="uq_cases_opened_at"),
    Index("ix_cases_place", "organisation_id", "place"),
    Index("ix_cases_unit", "organisation_id", "unit"),
    info=OF_AGENCY,
)
counters = Table(
    "case_counters",
    metadata,
    Column("organisation_id", ForeignKey(organisations.c.id), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    info=OF_AGENCY,
)
steps = Table(
    "case_steps",
    metadata,
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _agency(),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    _person("done_by"),
    Column("done_at", MOMENT, nullable=False),
    info=OF_AGENCY,
)
items = Table(
    "case_items",
    metadata,
    Column("id", ID, primary_key=True),
    _agency(),
    Column("case_id", ForeignKey(cases.c.id), nullable=False),
    Column("position", Integer, nullable=False),
    Column("description", String(LONGEST_DESCRIPTION), nullable=False),
    Column("product_id", Text),
    _person("added_by"),
    Column("added_at", MOMENT, nullable=False),
    UniqueConstraint("case_id", "position", name="uq_case_items_position"),
    info=OF_AGENCY,
)
conclusions = Table(
    "conclusions",
    metadata,
    Column("id", ID, primary_key=True),
    _agency(),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("item_id", ForeignKey(items.c.id), nullable=False),
    Column("finding", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    _person("concluded_by"),
    Column("concluded_at", MOMENT, nullable=False),
    Column("first", String(16), nullable=False),
    Column("examinations", Text, nullable=False),  # ids, as JSON
    info=OF_AGENCY,
)
case_terms = Table(
    "case_terms",
    metadata,
    Column("organisation_id", String(34), primary_key=True),
    Column("term", String(LONGEST_TERM), primary_key=True),
    Column("opened", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
