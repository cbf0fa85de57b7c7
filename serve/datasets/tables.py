"""The tables of frozen data sets and of the gold set. They are the operator's: no other organisation sees a row."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from serve.accounts.permissions import OrganisationKind
from serve.accounts.tables import people
from serve.platform.database import NAMES_OBJECT, metadata
from serve.platform.tenancy import Tenancy, owned
from serve.review.tables import entries

OF_OPERATOR = owned(Tenancy(all_to=(OrganisationKind.OPERATOR,)))
FILE = "data set's file"  # what it is called where it is lost
MOMENT = DateTime(timezone=True)

sets = Table(
    "frozen_sets",
    metadata,
    Column("id", String(18), primary_key=True),
    Column("manifest_sha256", String(64), nullable=False, index=True, info={NAMES_OBJECT: FILE}),
    Column("items_digest", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("items", Integer, nullable=False),
    Column("gold_rows", Integer, nullable=False),
    Column("gold_items", Integer, nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("summary", Text),  # JSON; unknown of earlier ones
    info=OF_OPERATOR,
)
files = Table(
    "frozen_files",
    metadata,
    Column("set_id", ForeignKey(sets.c.id), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("sha256", String(64), nullable=False, info={NAMES_OBJECT: FILE}),
    Column("size", BigInteger, nullable=False),
    info=OF_OPERATOR,
)
items = Table(
    "frozen_items",
    metadata,
    Column("set_id", ForeignKey(sets.c.id), primary_key=True),
    Column("entry_id", ForeignKey(entries.c.id), primary_key=True),
    Column("item", Text, nullable=False),
    Column("part", String(16), nullable=False),
    Index("ix_frozen_items_entry_id", "entry_id"),
    info=OF_OPERATOR,
)
gold = Table(
    "gold_items",
    metadata,
    Column("entry_id", ForeignKey(entries.c.id), primary_key=True),
    Column("proposed_by", ForeignKey(people.c.id), nullable=False),
    Column("proposed_at", MOMENT, nullable=False),
    Column("confirmed_by", ForeignKey(people.c.id)),
    Column("confirmed_at", MOMENT),
    info=OF_OPERATOR,
)
