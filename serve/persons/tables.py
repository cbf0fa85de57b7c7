"""The table of persons of cases. Every row has the agency that owns it. What is kept of a person is encrypted."""

from sqlalchemy import Column, DateTime, ForeignKey, String, Table, Text

from serve.accounts.tables import organisations, people
from serve.cases.tables import OF_AGENCY, cases
from serve.platform.database import metadata

case_persons = Table(
    "case_persons",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("sealed", Text, nullable=False),
    Column("added_by", ForeignKey(people.c.id), nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", ForeignKey(people.c.id), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    info=OF_AGENCY,
)
