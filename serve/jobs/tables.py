"""The table of jobs, of their person's organisation. Which of an organisation's jobs are whose, the store decides."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, String, Table, Text

from serve.accounts.tables import organisations, people
from serve.platform.database import metadata
from serve.platform.tenancy import Tenancy, owned

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(34), primary_key=True),
    Column("organisation_id", ForeignKey(organisations.c.id), nullable=False),
    Column("person_id", ForeignKey(people.c.id), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("about", String(190), nullable=False),
    Column("arguments", Text, nullable=False),  # JSON
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
    Column("claim", String(32)),  # of the present run, and with it the next three
    Column("run_since", DateTime(timezone=True)),
    Column("run_until", DateTime(timezone=True)),
    Column("done_before", Integer, nullable=False),
    Column("state", String(16)),  # in which it ended, and with it the next three
    Column("ended_at", DateTime(timezone=True)),
    Column("reason", Text),  # JSON
    Column("result", Text),  # JSON
    Index("ix_jobs_open", "state", "created_at", "id"),
    Index("ix_jobs_person_id", "person_id", "created_at", "id"),
    info=owned(Tenancy(owner="organisation_id")),
)
