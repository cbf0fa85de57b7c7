"""The table of notes for the next shift. Every row has the agency that owns it."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, String, Table, Text

from serve.accounts.tables import organisations, people
from serve.cases.domain import LONGEST_LINE
from serve.cases.tables import OF_AGENCY
from serve.platform.database import metadata

notes = Table(
    "shift_notes",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("unit", String(LONGEST_LINE), nullable=False),
    Column("text", Text, nullable=False),
    Column("written_by", ForeignKey(people.c.id), nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Index("ix_shift_notes_organisation_id", "organisation_id", "written_at", "id"),
    info=OF_AGENCY,
)
