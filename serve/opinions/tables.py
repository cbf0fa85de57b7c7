"""The table of second opinions. Each row carries the agency whose case it is of."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, String, Table, Text

from serve.accounts.tables import organisations, people
from serve.cases.tables import OF_AGENCY, cases, items
from serve.platform.database import metadata

MOMENT = DateTime(timezone=True)

opinions = Table(
    "opinions",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("item_id", ForeignKey(items.c.id), nullable=False),
    Column("asked_by", ForeignKey(people.c.id), nullable=False),
    Column("asked_of", ForeignKey(people.c.id), nullable=False),
    Column("question", Text, nullable=False),
    Column("asked_at", MOMENT, nullable=False),
    Column("finding", String(16)),
    Column("reason", Text),
    Column("answered_at", MOMENT),
    Column("had_seen", Boolean),
    Index("ix_opinions_asked_of", "asked_of", "answered_at", "asked_at"),
    info=OF_AGENCY,
)
